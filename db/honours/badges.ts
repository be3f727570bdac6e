import { type Selectable, sql } from 'kysely'
import { policyAt } from '../policy/at.ts'
import type { Policy } from '../policy/schema.ts'
import type { Badge } from '../policy/sections/honours.ts'
import type { Reader, Trx } from '../schema.ts'
import { type TermSpan, termSpanAt, termSpanBefore, termSpanOf } from '../terms/span.ts'
import { type Measured, measure, type Scene } from './measure.ts'
import type { HonourTables } from './tables.ts'

export type BadgeAward = Selectable<HonourTables['badge_award']>
export type Change = { memberId: number; badge: Badge; period: string; reachedAt: Date }

/**
 * Brings the badges of these members (undefined: of everybody) to what the facts say under the policy in force: gives
 * what is complete, takes back what is not any more because facts were undone. What was earned under an earlier version
 * stays as long as that version's criterion holds. A second call changes nothing.
 */
export async function awardBadges(
  trx: Trx,
  given: { schoolId: string; zone: string; now: Date; members: readonly number[] | undefined },
): Promise<{ gained: Change[]; lost: Change[] }> {
  const { schoolId, zone, now, members } = given
  const policy = await policyAt(trx, schoolId, now)
  const scene: Scene = { db: trx, schoolId, policy, zone, now, term: undefined, members }
  const gained: Change[] = []
  const held = await standingAwards(trx, schoolId, members)
  const kept = new Set<string>()
  for (const badge of policy.badges) {
    for (const term of termsOf(badge, policy, now, zone)) {
      const period = term?.id ?? ''
      const measured = await measure(badge.criterion, { ...scene, term })
      await saveProgress(trx, schoolId, badge.id, period, measured)
      for (const one of measured) {
        if (one.reachedAt === undefined) continue
        kept.add(keyOf(one.memberId, badge.id, period))
        const isNew = await give(trx, { schoolId, badge, period, one, policy, zone, now })
        if (isNew) gained.push({ memberId: one.memberId, badge, period, reachedAt: one.reachedAt })
      }
    }
  }
  const lost: Change[] = []
  for (const award of held) {
    if (kept.has(keyOf(award.member_id, award.badge, award.period))) continue
    const badge = await stillHeld(scene, award)
    if (badge === true) continue
    await trx
      .updateTable('badge_award')
      .set({ revoked_at: now })
      .where('school_id', '=', schoolId)
      .where('member_id', '=', award.member_id)
      .where('badge', '=', award.badge)
      .where('period', '=', award.period)
      .execute()
    await trx
      .updateTable('certificate')
      .set({ revoked_at: now })
      .where('school_id', '=', schoolId)
      .where('member_id', '=', award.member_id)
      .where('badge', '=', award.badge)
      .where('period', '=', award.period)
      .where('revoked_at', 'is', null)
      .execute()
    if (badge) lost.push({ memberId: award.member_id, badge, period: award.period, reachedAt: award.reached_at })
  }
  return { gained, lost }
}

/** A member's badges that stand, newest first; what has expired by `today` is left out. */
export async function badgesOf(db: Reader, schoolId: string, memberId: number, today: string): Promise<BadgeAward[]> {
  return db
    .selectFrom('badge_award')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('member_id', '=', memberId)
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_on', 'is', null), eb('expires_on', '>=', today)]))
    .orderBy('reached_at', 'desc')
    .orderBy('badge')
    .execute()
}

/** How far a member was towards each badge at the last nightly look. */
export async function progressOf(
  db: Reader,
  schoolId: string,
  memberId: number,
): Promise<{ badge: string; period: string; amount: number }[]> {
  return db
    .selectFrom('badge_progress')
    .select(['badge', 'period', 'amount'])
    .where('school_id', '=', schoolId)
    .where('member_id', '=', memberId)
    .execute()
}

/** A badge's terms that are looked at: this one and, until it is locked (for places: a month longer), the one before. */
function termsOf(badge: Badge, policy: Policy, now: Date, zone: string): (TermSpan | undefined)[] {
  if (!('window' in badge.criterion) || badge.criterion.window !== 'term') return [undefined]
  const current = termSpanAt(policy, now, zone)
  const before = termSpanBefore(policy, current, zone)
  if ('rank' in badge.criterion) return [before]
  return now < before.lockAt ? [before, current] : [current]
}

async function standingAwards(trx: Trx, schoolId: string, members: readonly number[] | undefined) {
  return trx
    .selectFrom('badge_award')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('revoked_at', 'is', null)
    .$if(members !== undefined, (query) => query.where('member_id', 'in', [0, ...(members ?? [])]))
    .orderBy('member_id')
    .orderBy('badge')
    .execute()
}

async function give(
  trx: Trx,
  given: { schoolId: string; badge: Badge; period: string; one: Measured; policy: Policy; zone: string; now: Date },
): Promise<boolean> {
  const { badge, period, policy, one, now } = given
  const values = {
    reached_at: one.reachedAt ?? now,
    expires_on: expiryOf(badge, period, policy, given.zone),
    policy_version: policy.version,
    given_at: now,
    revoked_at: null,
  }
  const row = await trx
    .insertInto('badge_award')
    .values({ school_id: given.schoolId, member_id: one.memberId, badge: badge.id, period, ...values })
    .onConflict((conflict) =>
      conflict.constraint('badge_award__pkey').doUpdateSet(values).where('badge_award.revoked_at', 'is not', null),
    )
    .returning('member_id')
    .executeTakeFirst()
  return row !== undefined
}

/** The last day of the so-manieth term after the badge's own. */
function expiryOf(badge: Badge, period: string, policy: Policy, zone: string): string | null {
  if (badge.expires_after_terms === undefined || period === '') return null
  let span = termSpanOf(policy, period, zone)
  for (let n = 0; span && n < badge.expires_after_terms; n += 1) span = termSpanAt(policy, span.to, zone)
  return span?.end ?? null
}

async function saveProgress(
  trx: Trx,
  schoolId: string,
  badge: string,
  period: string,
  measured: readonly Measured[],
): Promise<void> {
  if (measured.length === 0) return
  const rows = JSON.stringify(measured.map((one) => ({ member_id: one.memberId, amount: one.amount })))
  await sql`insert into badge_progress as old (school_id, member_id, badge, period, amount)
    select ${schoolId}, member_id, ${badge}, ${period}, amount
    from json_to_recordset(${rows}::json) as one (member_id bigint, amount int)
    on conflict on constraint badge_progress__pkey do update set amount = excluded.amount
    where old.amount <> excluded.amount`.execute(trx)
}

/** True when it holds under the version it was earned under, or is out of its time; else the badge that is lost. */
async function stillHeld(scene: Scene, award: BadgeAward): Promise<true | Badge | undefined> {
  const { policy, zone } = scene
  const then = await versionOf(scene, award.policy_version)
  const badge = (then ?? policy).badges.find((one) => one.id === award.badge)
  if (!badge) return undefined
  const term = award.period === '' ? undefined : termSpanOf(policy, award.period, zone)
  // Places of a locked term are final; and a term's own numbers once it is locked.
  if (term && scene.now >= term.lockAt) return true
  const measured = await measure(badge.criterion, {
    ...scene,
    policy: then ?? policy,
    term,
    members: [award.member_id],
  })
  return measured.some((one) => one.memberId === award.member_id && one.reachedAt !== undefined) ? true : badge
}

async function versionOf(scene: Scene, version: string): Promise<Policy | undefined> {
  if (version === scene.policy.version) return scene.policy
  const row = await scene.db
    .selectFrom('policy')
    .select('effective_from')
    .where('school_id', '=', scene.schoolId)
    .where('version', '=', version)
    .executeTakeFirst()
  return row && policyAt(scene.db, scene.schoolId, row.effective_from)
}

function keyOf(memberId: number, badge: string, period: string): string {
  return `${memberId}:${badge}:${period}`
}
