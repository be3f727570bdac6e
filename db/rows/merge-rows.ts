import { sql } from 'kysely'
import type { Member, Trx } from '../schema.ts'
import { indexResources } from '../search/index-row.ts'
import { mergeDownloads, mergeRatings } from './merge-collapse.ts'
import type { Moved } from './merge-tables.ts'

type Pair = { schoolId: string; from: Member; into: Member }

/** Gives every row that is `from`'s to `into`, except points; answers what was moved. */
export async function moveRows(
  trx: Trx,
  { schoolId, from, into }: Pair,
): Promise<Omit<Moved, 'ledger' | 'points' | 'lost'>> {
  const pair = { schoolId, from: from.id, into: into.id }
  // Before the resources change hands: only then is it known what was one's own.
  const downloads = await mergeDownloads(trx, pair)
  const ratings = await mergeRatings(trx, pair)
  const resources = await move(trx, 'resource', pair)
  const uploads = await move(trx, 'upload', pair)
  const chats = await move(trx, 'chat', pair)
  const tokens = await move(trx, 'api_token', pair)
  const links = await move(trx, 'file_link', pair)
  const decisions = await move(trx, 'privacy_decision', pair)
  const accounts = await trx
    .updateTable('account')
    .set({ member_id: into.id })
    .where('school_id', '=', schoolId)
    .where('member_id', '=', from.id)
    .returning(['platform', 'external_id'])
    .execute()
  const practice = await trx
    .updateTable('practice_person')
    .set({ member_id: into.id })
    .where('school_id', '=', schoolId)
    .where('member_id', '=', from.id)
    .returning('external_id')
    .execute()
  const lessons = await trx
    .updateTable('lesson')
    .set({ member_id: into.id })
    .where('school_id', '=', schoolId)
    .where('member_id', '=', from.id)
    .returning(['resource_id', 'field'])
    .execute()
  const reviews = await trx
    .updateTable('review')
    .set({ reviewer_id: into.id })
    .where('school_id', '=', schoolId)
    .where('reviewer_id', '=', from.id)
    .returning('resource_id')
    .execute()
  const kin = await trx
    .updateTable('resource_kin')
    .set({ by_id: into.id })
    .where('school_id', '=', schoolId)
    .where('by_id', '=', from.id)
    .returning('resource_id')
    .execute()
  await trx
    .updateTable('bind_code')
    .set({ member_id: into.id })
    .where('school_id', '=', schoolId)
    .where('member_id', '=', from.id)
    .execute()
  const earlier = await trx
    .selectFrom('member')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('merged_into', '=', from.id)
    .execute()
  if (into.department_id === null && from.department_id !== null) {
    await trx
      .updateTable('member')
      .set({ department_id: from.department_id })
      .where('school_id', '=', schoolId)
      .where('id', '=', into.id)
      .execute()
  }
  if (from.name !== into.name) await nameAuthor(trx, schoolId, resources, into.name)
  return {
    ...downloads,
    ...ratings,
    resources,
    uploads,
    chats,
    tokens,
    links,
    decisions,
    accounts,
    practice: practice.map((row) => row.external_id),
    lessons,
    reviews: reviews.map((row) => row.resource_id),
    kin: kin.map((row) => row.resource_id),
    earlier: earlier.map((row) => row.id),
  }
}

/** Tables whose `member_id` simply changes, by their `id`. */
export const PLAIN = ['resource', 'upload', 'chat', 'api_token', 'file_link', 'privacy_decision'] as const

async function move(
  trx: Trx,
  table: (typeof PLAIN)[number],
  { schoolId, from, into }: { schoolId: string; from: number; into: number },
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    update ${sql.table(table)} set member_id = ${into}
    where school_id = ${schoolId} and member_id = ${from} returning id`.execute(trx)
  return rows.map((row) => row.id)
}

/** Resources are found by their author's name too. Those that are not in the search stay out of it. */
export async function nameAuthor(trx: Trx, schoolId: string, ids: readonly number[], name: string): Promise<void> {
  if (ids.length === 0) return
  const rows = await trx
    .selectFrom('resource')
    .leftJoin('resource_text as text', (join) =>
      join.onRef('text.school_id', '=', 'resource.school_id').onRef('text.resource_id', '=', 'resource.id'),
    )
    .selectAll('resource')
    .select('text.body')
    .where('resource.school_id', '=', schoolId)
    .where('resource.id', 'in', ids)
    .where('resource.status', '=', 'live')
    .execute()
  await indexResources(
    trx,
    rows.map(({ body, ...resource }) => ({ resource, extra: { authorName: name, body: body ?? '' } })),
  )
}
