import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { sha256 } from '#kit/ids.ts'
import type { Member, Reader, Trx } from '../schema.ts'
import { lockMembers, type Merged, mergeMembers } from './merge.ts'

/** How long a code is good, in minutes. */
export const CODE_MINUTES = 10
/** Wrong codes within `CODE_MINUTES` that one member, and all of a school, may type: a million codes stay a million. */
const TRIES = 5
const SCHOOL_TRIES = 50

/**
 * A code of six digits with which somebody says, on another platform, that they are this member. It works once and takes
 * the place of the one before; only its SHA-256 is kept.
 */
export async function issueCode(
  trx: Trx,
  { schoolId, memberId, now }: { schoolId: string; memberId: number; now: Date },
): Promise<{ code: string; expiresAt: Date }> {
  await trx
    .updateTable('bind_code')
    .set({ expires_at: now, used_at: now })
    .where('school_id', '=', schoolId)
    .where('used_at', 'is', null)
    .where((eb) => eb.or([eb('member_id', '=', memberId), eb('expires_at', '<=', now)]))
    .execute()
  const expiresAt = new Date(now.getTime() + CODE_MINUTES * 60_000)
  for (;;) {
    const code = String(randomInt(1_000_000)).padStart(6, '0')
    const row = await trx
      .insertInto('bind_code')
      .values({
        school_id: schoolId,
        code_sha256: hashOf(schoolId, code),
        member_id: memberId,
        created_at: now,
        expires_at: expiresAt,
      })
      .onConflict((conflict) => conflict.columns(['school_id', 'code_sha256']).where('used_at', 'is', null).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (row) return { code, expiresAt }
  }
}

/**
 * `wrong`: unknown, expired or used, which is not told apart. `own`: typed where it was issued. `both`: both are known
 * people with accounts of their own on several platforms or an administrator, which only an administrator may merge.
 */
export type Bound = { is: 'bound'; merged: Merged; person: Member } | { is: 'wrong' | 'tired' | 'own' | 'both' }

/**
 * Somebody types a code: they and the member it was issued for become one. Who waits to be bound goes into the other;
 * else the one who types into the one who was issued the code. Commits what it counts, so never throw after it.
 */
export async function useCode(
  trx: Trx,
  { schoolId, memberId, code, now }: { schoolId: string; memberId: number; code: string; now: Date },
): Promise<Bound> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`bind:${schoolId}`}, 0))`.execute(trx)
  if (await isTired(trx, schoolId, memberId, now)) return { is: 'tired' }
  const found = await trx
    .selectFrom('bind_code')
    .select(['id', 'member_id'])
    .where('school_id', '=', schoolId)
    .where('code_sha256', '=', hashOf(schoolId, code))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  if (!found) {
    await trx.insertInto('bind_try').values({ school_id: schoolId, member_id: memberId, at: now }).execute()
    return { is: 'wrong' }
  }
  if (found.member_id === memberId) return { is: 'own' }
  const both = await lockMembers(trx, schoolId, [memberId, found.member_id])
  const [typed, issued] = [both.get(memberId), both.get(found.member_id)]
  if (!typed || !issued || typed.left_at !== null || issued.left_at !== null) return { is: 'wrong' }
  const [from, into] = issued.pending_since !== null && typed.pending_since === null ? [issued, typed] : [typed, issued]
  if (from.pending_since === null && (from.role === 'admin' || (await platformsOf(trx, schoolId, from.id)) > 1)) {
    return { is: 'both' }
  }
  await trx
    .updateTable('bind_code')
    .set({ used_at: now })
    .where('school_id', '=', schoolId)
    .where('id', '=', found.id)
    .execute()
  const merged = await mergeMembers(trx, { schoolId, from: from.id, into: into.id, by: memberId, how: 'code', now })
  return { is: 'bound', merged, person: into }
}

/** Somebody who was not recognised says that nobody knows them yet: they become a member like any other. */
export async function confirmNew(trx: Trx, schoolId: string, memberId: number): Promise<boolean> {
  const row = await trx
    .updateTable('member')
    .set({ pending_since: null, board_visibility: null })
    .where('school_id', '=', schoolId)
    .where('id', '=', memberId)
    .where('pending_since', 'is not', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

async function isTired(trx: Trx, schoolId: string, memberId: number, now: Date): Promise<boolean> {
  const since = new Date(now.getTime() - CODE_MINUTES * 60_000)
  await trx.deleteFrom('bind_try').where('school_id', '=', schoolId).where('at', '<=', since).execute()
  const { mine, all } = await trx
    .selectFrom('bind_try')
    .select((eb) => [
      eb.fn.countAll<number>().as('all'),
      eb.fn.countAll<number>().filterWhere('member_id', '=', memberId).as('mine'),
    ])
    .where('school_id', '=', schoolId)
    .executeTakeFirstOrThrow()
  return mine >= TRIES || all >= SCHOOL_TRIES
}

async function platformsOf(db: Reader, schoolId: string, memberId: number): Promise<number> {
  const { n } = await db
    .selectFrom('account')
    .select((eb) => eb.fn.count<number>('platform').distinct().as('n'))
    .where('school_id', '=', schoolId)
    .where('member_id', '=', memberId)
    .executeTakeFirstOrThrow()
  return Number(n)
}

function hashOf(schoolId: string, code: string): string {
  return sha256(`bind ${schoolId} ${code}`)
}
