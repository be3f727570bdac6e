import { type RawBuilder, sql } from 'kysely'
import { arrayOf } from '#db/arrays.ts'
import type { Look } from '#db/ledger/at-once.ts'
import type { Desk } from './desk.ts'
import type { Wants } from './load.ts'

type RootRow = { root: string; keys: string[]; awards: number; reversed: number; waits: boolean | null }

export function lookForRoots(desk: Desk, wants: Wants): Look[] {
  if (wants.roots.size === 0) return []
  const rows = sql`
    select asked.root, found.keys, found.awards, found.reversed, found.waits
    from unnest(${arrayOf([...wants.roots])}::text[]) asked (root)
    cross join lateral (select array_agg(tx.idem_key) as keys,
        count(*) filter (where tx.kind <> 'reversal' and tx.amount <> 0)::int as awards,
        count(*) filter (where tx.kind = 'reversal')::int as reversed,
        (array_agg(tx.idem_key like '%:capped%' order by tx.seq desc) filter (where tx.kind = 'award'))[1] as waits
      from point_tx tx where tx.school_id = ${desk.scene.schoolId} and tx.root_key = asked.root) found
    where found.keys is not null`
  const take = (found: readonly RootRow[]) => {
    for (const { root, keys, awards, reversed, waits } of found) {
      desk.roots.set(root, { keys: new Set(keys), awards, standing: awards - reversed, waits: waits === true })
    }
  }
  return [{ mark: 'r', name: 'load_roots', rows, take }]
}

/**
 * What stands: not taken back, not a co-author's share. The statements below are kept planned for as long as a connection
 * lives, also when they were planned on an empty ledger. So none leaves a join to the planner's guess of its size: for
 * each key the postings are found by an index, and `offset 0` keeps the look for a reversal one look per posting.
 */
const standing = sql`tx.kind = 'award' and tx.amount > 0 and tx.root_key not like '%:co:%' and not exists (
  select 1 from point_tx back where back.school_id = tx.school_id and back.reverses_seq = tx.seq offset 0)`

/** How many postings stand, and their sum in 厘, of the rows that a condition names. */
const counting = (where: RawBuilder<unknown>) => sql`cross join lateral (
  select count(*)::int as n, sum(tx.amount)::int as sum from point_tx tx where ${where} and ${standing}) found
  where found.n > 0`

type Counted = { key: string; n: number; sum: number }

export function lookForDays(desk: Desk, wants: Wants): Look[] {
  const all = [...wants.days]
  if (all.length === 0) return []
  const rows = sql`
    select asked.key, found.n, found.sum
    from unnest(${arrayOf(all.map(([key]) => key))}::text[], ${arrayOf(all.map(([, one]) => one[0]))}::text[],
      ${arrayOf(all.map(([, one]) => one[1]))}::bigint[], ${arrayOf(all.map(([, one]) => one[2]))}::date[]) asked (key, rule, member_id, day)
    ${counting(sql`tx.school_id = ${desk.scene.schoolId} and tx.member_id = asked.member_id
      and tx.rule = asked.rule and tx.day = asked.day`)}`
  return [counted(desk, 'd', 'load_days', rows)]
}

export function lookForTerms(desk: Desk, wants: Wants): Look[] {
  const all = [...wants.terms]
  if (all.length === 0) return []
  const rows = sql`
    select asked.key, found.n, found.sum
    from unnest(${arrayOf(all.map(([key]) => key))}::text[], ${arrayOf(all.map(([, one]) => one[0]))}::text[],
      ${arrayOf(all.map(([, one]) => one[1]))}::bigint[], ${arrayOf(all.map(([, one]) => one[2]))}::text[]) asked (key, rule, member_id, term_id)
    ${counting(sql`tx.school_id = ${desk.scene.schoolId} and tx.member_id = asked.member_id
      and tx.rule = split_part(asked.rule, ':', 1) and tx.term_id = asked.term_id
      and (asked.rule not like '%:b' or tx.root_key like '%:b')`)}`
  return [counted(desk, 't', 'load_terms', rows)]
}

export function lookForActorDays(desk: Desk, wants: Wants): Look[] {
  const all = [...wants.actorDays].flatMap(([key, [rule, actor, day]]) =>
    desk.self(actor).all.map((id) => ({ key, rule, id, day })),
  )
  if (all.length === 0) return []
  const rows = sql`
    select asked.key, found.n, found.sum
    from unnest(${arrayOf(all.map((one) => one.key))}::text[], ${arrayOf(all.map((one) => one.rule))}::text[],
      ${arrayOf(all.map((one) => one.id))}::bigint[], ${arrayOf(all.map((one) => one.day))}::date[]) asked (key, rule, actor_id, day)
    ${counting(sql`tx.school_id = ${desk.scene.schoolId} and tx.actor_id = asked.actor_id
      and tx.rule = asked.rule and tx.day = asked.day`)}`
  return [counted(desk, 'a', 'load_actor_days', rows)]
}

export function lookForPairs(desk: Desk, wants: Wants): Look[] {
  const all = [...wants.pairs].map(([key, [rule, member, actor, from, to]]) => ({ key, rule, member, actor, from, to }))
  if (all.length === 0) return []
  const each = all.flatMap((one) => desk.self(one.actor).all.map((id) => ({ ...one, actor: id })))
  const rows = sql`
    select asked.key, found.n, found.sum
    from unnest(${arrayOf(each.map((one) => one.key))}::text[], ${arrayOf(each.map((one) => one.rule))}::text[],
      ${arrayOf(each.map((one) => one.member))}::bigint[], ${arrayOf(each.map((one) => one.actor))}::bigint[],
      ${arrayOf(each.map((one) => one.from))}::date[], ${arrayOf(each.map((one) => one.to))}::date[])
      asked (key, rule, member_id, actor_id, day_from, day_to)
    ${counting(sql`tx.school_id = ${desk.scene.schoolId} and tx.member_id = asked.member_id
      and tx.rule = asked.rule and tx.day >= asked.day_from and tx.day < asked.day_to and tx.actor_id = asked.actor_id`)}`
  return [counted(desk, 'p', 'load_pairs', rows)]
}

/** Of somebody who was several members, a key has several rows. */
function counted(desk: Desk, mark: string, name: string, rows: RawBuilder<unknown>): Look {
  const take = (found: readonly Counted[]) => {
    for (const { key, n, sum } of found) {
      const before = desk.count(key)
      desk.counts.set(key, { n: before.n + n, sum: before.sum + sum })
    }
  }
  return { mark, name, rows, take }
}
