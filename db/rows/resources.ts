import { sql } from 'kysely'
import type { NewResource, Reader, Resource, Trx } from '../schema.ts'
import { type Viewer, visibleTo } from '../sharing.ts'

/** A resource with its author's name, as receipts and lists show it. */
export type ResourceCard = Resource & { author_name: string }

/** Resources with their authors' names, to be narrowed. */
export function cards(db: Reader) {
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
export async function listNewest(
  db: Reader,
  viewer: Viewer,
  since: Date,
  limit: number,
  subjects?: readonly string[],
): Promise<ResourceCard[]> {
  return cards(db)
    .where(visibleTo(viewer))
    .$if(subjects !== undefined, (query) => query.where('resource.subject', 'in', [...(subjects ?? [])]))
    .where('resource.status', '=', 'live')
    .where('resource.superseded_by', 'is', null)
    .where('resource.shared_at', '>=', since)
    .orderBy('resource.shared_at', 'desc')
    .orderBy('resource.id', 'desc')
    .limit(limit)
    .execute()
}

export async function insertResource(trx: Trx, resource: NewResource, body: string): Promise<Resource> {
  const row = await trx.insertInto('resource').values(resource).returningAll().executeTakeFirstOrThrow()
  await trx.insertInto('resource_text').values({ school_id: row.school_id, resource_id: row.id, body }).execute()
  return row
}

/** Several at once, of one school, in their order. */
export async function insertResources(
  trx: Trx,
  given: readonly { resource: NewResource; body: string }[],
): Promise<Resource[]> {
  if (given.length === 0) return []
  const rows = await trx
    .insertInto('resource')
    .values(given.map(({ resource }) => resource))
    .returningAll()
    .execute()
  // Identities are drawn in the order of the values.
  rows.sort((a, b) => a.id - b.id)
  const texts = rows.map((row, n) => ({ school_id: row.school_id, resource_id: row.id, body: given[n]?.body ?? '' }))
  await trx.insertInto('resource_text').values(texts).execute()
  return rows
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
