import { sql } from 'kysely'
import { UserFacingError } from '#kit/errors.ts'
import { type Move, moveAwards } from '../ledger/move.ts'
import { lockLedger } from '../ledger/post.ts'
import type { Member, PointTx, Trx } from '../schema.ts'
import { lockMembers, lockMerges } from './merge.ts'
import { uncollapse } from './merge-collapse.ts'
import { nameAuthor, PLAIN } from './merge-rows.ts'
import type { Moved } from './merge-tables.ts'
import { selvesOf } from './selves.ts'

const BACK = { zh: '撤销账号合并，转回原账号', en: 'The merge was undone: moved back' }

/**
 * Takes a merge back: what was `from`'s is theirs again, with what it has earned since; what the person did after the
 * merge stays `into`'s. The later of two merges is undone first. Throws UserFacingError `no_merge` or `merge_stuck`.
 */
export async function unmergeMembers(
  trx: Trx,
  given: { schoolId: string; id: number; now: Date },
): Promise<{ from: Member; into: Member }> {
  const { schoolId, id, now } = given
  await lockMerges(trx, schoolId)
  const merge = await trx
    .selectFrom('member_merge')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!merge || merge.undone_at !== null) throw noMerge()
  const both = await lockMembers(trx, schoolId, [merge.from_id, merge.into_id])
  const [from, into] = [both.get(merge.from_id), both.get(merge.into_id)]
  if (!from || !into || from.merged_into !== into.id || (await laterMerge(trx, schoolId, into.id, id))) throw stuck()
  const pair = { schoolId, from: from.id, into: into.id }
  await trx
    .updateTable('member')
    .set({ merged_into: null, left_at: null })
    .where('school_id', '=', schoolId)
    .where('id', '=', from.id)
    .execute()
  if (merge.moved.earlier.length > 0) {
    await trx
      .updateTable('member')
      .set({ merged_into: from.id })
      .where('school_id', '=', schoolId)
      .where('id', 'in', merge.moved.earlier)
      .execute()
  }
  await moveBack(trx, pair, merge.moved)
  if (from.name !== into.name) await nameAuthor(trx, schoolId, merge.moved.resources, from.name)
  await pointsBack(trx, pair, merge.moved, now)
  await trx
    .updateTable('member_merge')
    .set({ undone_at: now })
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .execute()
  return { from: { ...from, merged_into: null, left_at: null }, into }
}

type Pair = { schoolId: string; from: number; into: number }

async function moveBack(trx: Trx, pair: Pair, moved: Moved): Promise<void> {
  const { schoolId, from, into } = pair
  const ids: Record<(typeof PLAIN)[number], number[]> = {
    resource: moved.resources,
    upload: moved.uploads,
    chat: moved.chats,
    api_token: moved.tokens,
    file_link: moved.links,
    privacy_decision: moved.decisions,
  }
  for (const table of PLAIN) {
    await sql`update ${sql.table(table)} set member_id = ${from}
      where school_id = ${schoolId} and member_id = ${into} and id = any (${ids[table]}::bigint[])`.execute(trx)
  }
  for (const account of moved.accounts) {
    await trx
      .updateTable('account')
      .set({ member_id: from })
      .where('school_id', '=', schoolId)
      .where('platform', '=', account.platform)
      .where('external_id', '=', account.external_id)
      .where('member_id', '=', into)
      .execute()
  }
  await sql`update practice_person set member_id = ${from}
    where school_id = ${schoolId} and member_id = ${into}
      and external_id = any (${moved.practice}::text[])`.execute(trx)
  for (const lesson of moved.lessons) {
    await trx
      .updateTable('lesson')
      .set({ member_id: from })
      .where('school_id', '=', schoolId)
      .where('resource_id', '=', lesson.resource_id)
      .where('field', '=', lesson.field)
      .where('member_id', '=', into)
      .execute()
  }
  await sql`update review set reviewer_id = ${from}
    where school_id = ${schoolId} and reviewer_id = ${into}
      and resource_id = any (${moved.reviews}::bigint[])`.execute(trx)
  await sql`update resource_kin set by_id = ${from}
    where school_id = ${schoolId} and by_id = ${into} and resource_id = any (${moved.kin}::bigint[])`.execute(trx)
  await uncollapse(trx, pair, moved)
}

/**
 * Every award that the merge gave to `into` and that stands, and what the returned resources have earned since, goes
 * back; what was taken back for good is given again, unless its resource is gone from the library.
 */
async function pointsBack(trx: Trx, { schoolId, from, into }: Pair, moved: Moved, now: Date): Promise<void> {
  await lockLedger(trx, schoolId)
  const [first, last] = moved.ledger ?? [0, 0]
  const { rows } = await sql<PointTx>`
    select tx.* from point_tx tx
    where tx.school_id = ${schoolId} and tx.member_id = ${into} and tx.kind = 'award' and tx.amount <> 0
      and (tx.root_key in (select given.root_key from point_tx given
          where given.school_id = tx.school_id and given.seq between ${first} and ${last} and given.kind = 'award')
        or (tx.rule in ('upload.accepted', 'download.counted') and tx.resource_id = any (${moved.resources}::bigint[])))
      and not exists (select 1 from point_tx back
        where back.school_id = tx.school_id and back.reverses_seq = tx.seq)
    order by tx.seq`.execute(trx)
  const back = rows.map(
    (award): Move => ({
      award,
      to: { memberId: from, actorId: award.actor_id ?? undefined, trace: award.trace },
      factId: award.fact_id,
      trace: BACK,
    }),
  )
  await moveAwards(trx, schoolId, back, now)
  await giveAgain(trx, { schoolId, first, last, now })
}

/** Awards that the merge took back without giving them to anybody. */
async function giveAgain(
  trx: Trx,
  { schoolId, first, last, now }: { schoolId: string; first: number; last: number; now: Date },
): Promise<void> {
  const { rows } = await sql<PointTx>`
    select lost.* from point_tx taken
    join point_tx lost on lost.school_id = taken.school_id and lost.seq = taken.reverses_seq
    left join resource r on r.school_id = lost.school_id and r.id = lost.resource_id
    where taken.school_id = ${schoolId} and taken.seq between ${first} and ${last} and taken.kind = 'reversal'
      and not exists (select 1 from point_tx given
        where given.school_id = taken.school_id and given.root_key = taken.root_key and given.kind = 'award'
          and given.seq > taken.seq)
      and (r.id is null or r.status = 'live')
    order by lost.seq`.execute(trx)
  const people = await selvesOf(
    trx,
    schoolId,
    rows.map((award) => award.member_id),
  )
  await moveAwards(
    trx,
    schoolId,
    rows.map((award) => ({
      award,
      taken: true,
      to: {
        memberId: people.get(award.member_id)?.now ?? award.member_id,
        actorId: award.actor_id ?? undefined,
        trace: award.trace,
      },
      factId: award.fact_id,
      trace: BACK,
    })),
    now,
  )
}

async function laterMerge(trx: Trx, schoolId: string, intoId: number, id: number): Promise<boolean> {
  const row = await trx
    .selectFrom('member_merge')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('into_id', '=', intoId)
    .where('undone_at', 'is', null)
    .where('id', '>', id)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

function noMerge(): UserFacingError {
  return new UserFacingError('no_merge', {
    zh: '没有这次合并，或已经撤销过了。',
    en: 'There is no such merge, or it was undone already.',
  })
}

function stuck(): UserFacingError {
  return new UserFacingError('merge_stuck', {
    zh: '之后又合并过，请先撤销后面的那次。',
    en: 'There was another merge after it; undo the later one first.',
  })
}
