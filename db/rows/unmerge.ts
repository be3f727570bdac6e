import { sql } from 'kysely'
import { UserFacingError } from '#kit/errors.ts'
import type { Member, Trx } from '../schema.ts'
import { lockMembers, lockMerges } from './merge.ts'
import { uncollapse } from './merge-collapse.ts'
import { moveFlagsBack } from './merge-flags.ts'
import { moveRolesBack } from './merge-roles.ts'
import { nameAuthor, PLAIN } from './merge-rows.ts'
import { moveSharingBack } from './merge-sharing.ts'
import type { Moved } from './merge-tables.ts'
import { pointsBack } from './unmerge-points.ts'

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
  await pointsBack(trx, { ...pair, merge: id }, merge.moved, now)
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
  await moveRolesBack(trx, pair, moved.roles ?? {})
  await moveFlagsBack(trx, pair, moved.flags ?? [])
  await moveSharingBack(trx, pair, moved.sharing ?? {})
  await uncollapse(trx, pair, moved)
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
