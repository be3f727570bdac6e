import { sql } from 'kysely'
import type { Text } from '#kit/lang.ts'
import { defaultPolicy } from '../policy/defaults.ts'
import type { Policy } from '../policy/schema.ts'
import type { Reader, Trx } from '../schema.ts'

export type Level = { from: number; name: Text }
export type Risen = { memberId: number; level: Level; lastAt: Date }

/** The level of lifetime points of contribution, in 厘; it drops only when the points do. */
export function levelOf(policy: Policy, contrib: number): Level {
  const points = contrib / policy.minor_units
  const [from, name] = policy.levels.filter(([least]) => points >= least).at(-1) ?? policy.levels[0] ?? [0, '']
  return { from, name: levelName(name) }
}

/** The next level above so many points, whole; undefined at the highest. */
export function nextLevel(policy: Policy, points: number): Level | undefined {
  const next = policy.levels.find(([from]) => from > points)
  return next && { from: next[0], name: levelName(next[1]) }
}

/** A policy from before levels had two names says one: the default's English goes with the default's Chinese. */
export function levelName(name: Policy['levels'][number][1]): Text {
  if (typeof name !== 'string') return name
  const known = defaultPolicy().levels.find(([, one]) => typeof one !== 'string' && one.zh === name)?.[1]
  return known !== undefined && typeof known !== 'string' ? known : { zh: name, en: name }
}

/** What a level brings, by the policy; others ask for a perk by its name. */
export function perksOf(policy: Policy, contrib: number): Policy['honours']['perks'] {
  return policy.honours.perks.filter((perk) => contrib / policy.minor_units >= perk.from)
}

/**
 * Notes the level of these members (undefined: of everybody who has points) and answers who rose, with the instant of
 * their latest points.
 */
export async function noteLevels(
  trx: Trx,
  given: { schoolId: string; policy: Policy; members: readonly number[] | undefined; now: Date },
): Promise<Risen[]> {
  const { schoolId, policy, now } = given
  const risen: Risen[] = []
  for (const { memberId, contrib, lastAt } of await contributions(trx, schoolId, given.members)) {
    const level = levelOf(policy, contrib)
    const { rows } = await sql<{ before: number | null }>`
      with before as (
        select level_from from member_level where school_id = ${schoolId} and member_id = ${memberId} for update
      ), written as (
        insert into member_level as old (school_id, member_id, level_from, since)
        values (${schoolId}, ${memberId}, ${level.from}, ${now})
        on conflict on constraint member_level__pkey do update set level_from = excluded.level_from, since = excluded.since
        where old.level_from <> excluded.level_from
      )
      select (select level_from from before) as before`.execute(trx)
    const before = rows[0]?.before ?? policy.levels[0]?.[0] ?? 0
    if (level.from > before) risen.push({ memberId, level, lastAt })
  }
  return risen
}

async function contributions(db: Reader, schoolId: string, members: readonly number[] | undefined) {
  const accounts = members?.map((id) => `member:${id}:contrib`)
  const { rows } = await sql<{ member_id: number; contrib: number; last_at: Date }>`
    select split_part(entry.account, ':', 2)::bigint as member_id, sum(entry.amount) as contrib,
      max(tx.occurred_at) as last_at
    from point_entry entry
    join point_tx tx on tx.school_id = entry.school_id and tx.seq = entry.tx_seq
    where entry.school_id = ${schoolId} and entry.book = 'C'
      and ${accounts === undefined ? sql`entry.account like 'member:%:contrib'` : sql`entry.account = any (${accounts}::text[])`}
    group by 1 order by 1`.execute(db)
  return rows.map((row) => ({
    memberId: Number(row.member_id),
    contrib: Number(row.contrib),
    lastAt: row.last_at,
  }))
}
