import { sql } from 'kysely'
import type { Reader, Trx } from '../schema.ts'
import { reaches } from '../sharing.ts'
import { cards, type ResourceCard } from './resources.ts'

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

/** `findSame` for several files of one member: by their bytes, which resource they are the same as. */
export async function findSameMany(
  db: Reader,
  member: { school_id: string; member_id: number },
  files: readonly { blobSha256: string; textSha256: string | undefined }[],
): Promise<Map<string, { id: number; same: 'bytes' | 'text' }>> {
  const blobs = files.map((file) => file.blobSha256)
  const texts = files.map((file) => file.textSha256 ?? null)
  const { rows } = await sql<{ blob: string; id: number; same: 'bytes' | 'text' }>`/* prepared: find_same_many */
select given.blob, first.id, case when first.is_blob then 'bytes' else 'text' end as same
from unnest(${blobs}::text[], ${texts}::text[]) as given (blob, text)
cross join lateral (
  select resource.id, (resource.blob_sha256 = given.blob) is true as is_blob from resource
  where resource.school_id = ${member.school_id}
    and (resource.blob_sha256 = given.blob or resource.text_sha256 = given.text)
    and resource.status in ('live', 'review', 'frozen') and ${reaches(member.member_id)}
  order by (resource.blob_sha256 = given.blob) is true desc, resource.id limit 1
) as first`.execute(db)
  return new Map(rows.map(({ blob, id, same }) => [blob, { id: Number(id), same }]))
}
