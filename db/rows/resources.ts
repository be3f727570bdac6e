import { sql } from 'kysely'
import type { Db, NewResource, Reader, Resource, Trx } from '../schema.ts'
import { reaches, type Viewer, visibleTo } from '../sharing.ts'

/** A resource with its author's name, as receipts and lists show it. */
export type ResourceCard = Resource & { author_name: string }

function cards(db: Reader) {
  return db
    .selectFrom('resource')
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'resource.school_id').onRef('member.id', '=', 'resource.member_id'),
    )
    .selectAll('resource')
    .select('member.name as author_name')
}

/** A resource that the viewer may see; undefined reads the same whether it is hidden or missing. */
export async function findVisible(db: Reader, viewer: Viewer, id: number): Promise<ResourceCard | undefined> {
  return cards(db).where(visibleTo(viewer)).where('resource.id', '=', id).executeTakeFirst()
}

/** A resource in any state, for its author, reviewers and the system. Never answer a stranger with it. */
export async function findResource(db: Reader, schoolId: string, id: number): Promise<ResourceCard | undefined> {
  return cards(db).where('resource.school_id', '=', schoolId).where('resource.id', '=', id).executeTakeFirst()
}

/** The same for changing it: the row stays locked until the transaction ends. */
export async function lockResource(trx: Trx, schoolId: string, id: number): Promise<Resource | undefined> {
  return trx
    .selectFrom('resource')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

/** What a member shared, newest first. */
export async function listOfMember(
  db: Reader,
  schoolId: string,
  memberId: number,
  limit: number,
): Promise<ResourceCard[]> {
  return cards(db)
    .where('resource.school_id', '=', schoolId)
    .where('resource.member_id', '=', memberId)
    .where('resource.status', 'in', ['live', 'review', 'withdrawn'])
    .orderBy('resource.id', 'desc')
    .limit(limit)
    .execute()
}

/** The newest that a viewer may see. */
export async function listNewest(db: Reader, viewer: Viewer, since: Date, limit: number): Promise<ResourceCard[]> {
  return cards(db)
    .where(visibleTo(viewer))
    .where('resource.status', '=', 'live')
    .where('resource.superseded_by', 'is', null)
    .where('resource.shared_at', '>=', since)
    .orderBy('resource.shared_at', 'desc')
    .orderBy('resource.id', 'desc')
    .limit(limit)
    .execute()
}

/**
 * One publisher at a time per content: two people who drop the same file in the same second get one resource. Holds
 * until the transaction ends.
 */
export async function lockContent(
  trx: Trx,
  schoolId: string,
  sha256s: readonly (string | null | undefined)[],
): Promise<void> {
  // Everybody in the same order, so that two never wait for one another.
  const names = sha256s.filter((one) => typeof one === 'string').sort()
  const keys = names.map((one) => `content:${schoolId}:${one}`)
  await sql`select pg_advisory_xact_lock(hashtextextended(name, 0)) from unnest(${keys}::text[]) as name`.execute(trx)
}

/**
 * The first resource that still stands with the same bytes, else with the same text, among a member's own and those that
 * are shared with them. The text counts when it is given.
 */
export async function findSame(
  db: Reader,
  member: { school_id: string; member_id: number },
  blobSha256: string,
  textSha256: string | undefined,
): Promise<(ResourceCard & { same: 'bytes' | 'text' }) | undefined> {
  // One statement, asked twice for each file: each half has an index of its own.
  const first = await cards(db)
    .where('resource.school_id', '=', member.school_id)
    .where((eb) =>
      eb.or([
        eb('resource.blob_sha256', '=', blobSha256),
        ...(textSha256 === undefined ? [] : [eb('resource.text_sha256', '=', textSha256)]),
      ]),
    )
    .where('resource.status', 'in', ['live', 'review', 'frozen'])
    .where(reaches(member.member_id))
    .orderBy(sql`(resource.blob_sha256 = ${blobSha256}) is true`, 'desc')
    .orderBy('resource.id')
    .limit(1)
    .executeTakeFirst()
  return first && { ...first, same: first.blob_sha256 === blobSha256 ? 'bytes' : 'text' }
}

export async function insertResource(trx: Trx, resource: NewResource, body: string): Promise<Resource> {
  const row = await trx.insertInto('resource').values(resource).returningAll().executeTakeFirstOrThrow()
  await trx.insertInto('resource_text').values({ school_id: row.school_id, resource_id: row.id, body }).execute()
  return row
}

export async function bodyOf(db: Reader, schoolId: string, id: number): Promise<string> {
  const row = await db
    .selectFrom('resource_text')
    .select('body')
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', id)
    .executeTakeFirst()
  return row?.body ?? ''
}

/** Fields that a person may correct. */
export type Correction = Partial<Pick<Resource, 'title' | 'subject' | 'grade' | 'volume' | 'type' | 'stage' | 'unit'>>

/** Changes the classification; a field that a person set is certain. */
export async function setClassification(trx: Trx, schoolId: string, id: number, fields: Correction): Promise<Resource> {
  const certain = Object.fromEntries(Object.keys(fields).map((field) => [field, 1]))
  return trx
    .updateTable('resource')
    .set({ ...fields, confidence: sql`confidence || ${JSON.stringify(certain)}::jsonb` })
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function setStatus(
  trx: Trx,
  schoolId: string,
  id: number,
  status: Resource['status'],
  at: { accepted_at?: Date | null; withdrawn_at?: Date | null },
): Promise<void> {
  await trx
    .updateTable('resource')
    .set({ status, ...at })
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .execute()
}

/** Distribution of what a chat and an author shared so far: a weak prior for the next file. */
export async function habitsOf(
  db: Reader,
  schoolId: string,
  chatId: number | null,
  memberId: number,
): Promise<{
  subject: Record<string, number>
  grade: Record<string, number>
  volume: Record<string, number>
  type: Record<string, number>
}> {
  const rows = await db
    .selectFrom('resource')
    .select(['subject', 'grade', 'volume', 'type'])
    .where('school_id', '=', schoolId)
    .where('status', '=', 'live')
    .where((eb) => eb.or([...(chatId === null ? [] : [eb('chat_id', '=', chatId)]), eb('member_id', '=', memberId)]))
    .orderBy('id', 'desc')
    .limit(200)
    .execute()
  const count = (field: 'subject' | 'grade' | 'volume' | 'type') => {
    const counts: Record<string, number> = {}
    for (const row of rows) {
      const key = row[field]
      if (key !== null) counts[key] = (counts[key] ?? 0) + 1
    }
    return counts
  }
  return { subject: count('subject'), grade: count('grade'), volume: count('volume'), type: count('type') }
}

/** Counts a download: `first` is true the first time this person takes this resource, for ever. */
export async function recordDownload(
  trx: Trx,
  schoolId: string,
  resourceId: number,
  memberId: number,
  now: Date,
): Promise<{ first: boolean }> {
  const row = await trx
    .insertInto('download')
    .values({ school_id: schoolId, resource_id: resourceId, member_id: memberId, first_at: now, last_at: now })
    .onConflict((conflict) =>
      conflict.constraint('download__pkey').doUpdateSet({ last_at: now, times: sql`download.times + 1` }),
    )
    .returning('times')
    .executeTakeFirstOrThrow()
  const first = row.times === 1
  if (first) {
    await trx
      .updateTable('resource')
      .set({ download_count: sql`download_count + 1` })
      .where('school_id', '=', schoolId)
      .where('id', '=', resourceId)
      .execute()
  }
  return { first }
}

export async function hasDownloaded(
  db: Reader,
  schoolId: string,
  resourceId: number,
  memberId: number,
): Promise<boolean> {
  const row = await db
    .selectFrom('download')
    .select('times')
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', resourceId)
    .where('member_id', '=', memberId)
    .executeTakeFirst()
  return row !== undefined
}

/** One rating per person and resource, editable; returns the one before, if any. `null` takes it back. */
export async function setRating(
  trx: Trx,
  schoolId: string,
  resourceId: number,
  memberId: number,
  rating: { stars: number; comment?: string } | null,
  now: Date,
): Promise<{ before: { stars: number; comment: string | null } | undefined }> {
  const before = await trx
    .selectFrom('rating')
    .select(['stars', 'comment'])
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', resourceId)
    .where('member_id', '=', memberId)
    .forUpdate()
    .executeTakeFirst()
  if (rating === null) {
    await trx
      .deleteFrom('rating')
      .where('school_id', '=', schoolId)
      .where('resource_id', '=', resourceId)
      .where('member_id', '=', memberId)
      .execute()
  } else {
    await trx
      .insertInto('rating')
      .values({
        school_id: schoolId,
        resource_id: resourceId,
        member_id: memberId,
        stars: rating.stars,
        comment: rating.comment ?? null,
        created_at: now,
        updated_at: now,
      })
      .onConflict((conflict) =>
        conflict.constraint('rating__pkey').doUpdateSet((eb) => ({
          stars: rating.stars,
          comment: eb.fn.coalesce(eb.val(rating.comment ?? null), 'rating.comment'),
          updated_at: now,
        })),
      )
      .execute()
  }
  await trx
    .updateTable('resource')
    .set({
      rating_count: sql`rating_count + ${(rating === null ? 0 : 1) - (before === undefined ? 0 : 1)}`,
      rating_sum: sql`rating_sum + ${(rating?.stars ?? 0) - (before?.stars ?? 0)}`,
    })
    .where('school_id', '=', schoolId)
    .where('id', '=', resourceId)
    .execute()
  return { before }
}

/** For a bench and for doctor. */
export async function countResources(db: Db, schoolId: string): Promise<number> {
  const row = await db
    .selectFrom('resource')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('school_id', '=', schoolId)
    .executeTakeFirstOrThrow()
  return row.n
}
