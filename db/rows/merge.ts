import { sql } from 'kysely'
import { UserFacingError } from '#kit/errors.ts'
import type { Member, Trx } from '../schema.ts'
import { moveFlags } from './merge-flags.ts'
import { mergePoints } from './merge-points.ts'
import { moveRoles } from './merge-roles.ts'
import { moveRows } from './merge-rows.ts'
import { moveSharing } from './merge-sharing.ts'
import type { Moved } from './merge-tables.ts'

export type Merge = {
  schoolId: string
  /** Who turned out to be `into`. */
  from: number
  into: number
  /** The member who says so; undefined at the command line. */
  by: number | undefined
  how: 'code' | 'admin'
  now: Date
}

export type Merged = { is: 'merged' | 'already'; id: number; from: Member; into: Member; moved: Moved }

/**
 * Makes two members one: everything that is `from`'s becomes `into`'s, resources, accounts, downloads, ratings and
 * points with their periods. What turns out to be for one's own work, or was done by both, counts no more, or once; all
 * other totals stay. A second call changes nothing. Throws UserFacingError `same_member`, `member_gone` or `admin_merged`.
 */
export async function mergeMembers(trx: Trx, merge: Merge): Promise<Merged> {
  const { schoolId, now } = merge
  await lockMerges(trx, schoolId)
  if (merge.from === merge.into) throw sameMember()
  // In the order in which publishing locks: uploads, then people, then resources, the ledger last.
  await trx
    .selectFrom('upload')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('member_id', '=', merge.from)
    .where('status', 'in', ['waiting', 'stored'])
    .orderBy('id')
    .forUpdate()
    .execute()
  const both = await lockMembers(trx, schoolId, [merge.from, merge.into])
  const [from, into] = [both.get(merge.from), both.get(merge.into)]
  if (!from || !into) throw memberGone()
  if (from.merged_into === into.id) {
    const before = await lastMerge(trx, schoolId, from.id)
    if (before) return { is: 'already', id: before.id, from, into, moved: before.moved }
  }
  if (from.merged_into !== null || into.left_at !== null) throw memberGone()
  if (from.role === 'admin') throw adminMerged()

  const pair = { schoolId, from: from.id, into: into.id }
  const roles = await moveRoles(trx, pair)
  const moved = {
    roles,
    flags: await moveFlags(trx, pair),
    ...(await moveRows(trx, { schoolId, from, into })),
    sharing: await moveSharing(trx, pair, now),
  }
  const leaves = { merged_into: into.id, left_at: from.left_at ?? now }
  await trx
    .updateTable('member')
    .set(leaves)
    .where('school_id', '=', schoolId)
    .where((eb) => eb.or([eb('id', '=', from.id), eb('merged_into', '=', from.id)]))
    .execute()
  const points = await mergePoints(trx, { schoolId, from, into, by: merge.by, now })
  const all: Moved = { ...moved, ...points }
  const { id } = await trx
    .insertInto('member_merge')
    .values({
      school_id: schoolId,
      from_id: from.id,
      into_id: into.id,
      by_id: merge.by ?? null,
      how: merge.how,
      moved: JSON.stringify(all),
      merged_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { is: 'merged', id, from: { ...from, ...leaves }, into, moved: all }
}

/** One merge at a time per school: two that share a person would wait for each other. */
export async function lockMerges(trx: Trx, schoolId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`merge:${schoolId}`}, 0))`.execute(trx)
}

/** Locks members against whatever is written for them; in order of id. */
export async function lockMembers(trx: Trx, schoolId: string, ids: readonly number[]): Promise<Map<number, Member>> {
  const rows = await trx
    .selectFrom('member')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', 'in', [...ids])
    .orderBy('id')
    .forUpdate()
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** The merge by which a member became another, unless it was undone. */
export async function lastMerge(trx: Trx, schoolId: string, fromId: number) {
  return trx
    .selectFrom('member_merge')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('from_id', '=', fromId)
    .where('undone_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export function sameMember(): UserFacingError {
  return new UserFacingError('same_member', {
    zh: '这两个已经是同一位成员，不用合并。',
    en: 'These two are the same member already; there is nothing to merge.',
  })
}

export function memberGone(): UserFacingError {
  return new UserFacingError(
    'member_gone',
    {
      zh: '其中一位已经离开，或已经并入别人，不能合并。',
      en: 'One of them has left, or is merged into somebody else already.',
    },
    { zh: '用 gongxiang member list 可以看到现在的成员。', en: 'gongxiang member list shows who is here now.' },
  )
}

function adminMerged(): UserFacingError {
  return new UserFacingError('admin_merged', {
    zh: '管理员的账号不能并入别人；请反过来，把另一个并入管理员。',
    en: 'An administrator cannot be merged into somebody else; do it the other way round.',
  })
}
