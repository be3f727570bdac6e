import { type RawBuilder, type Selectable, sql } from 'kysely'
import { arrayOf } from '#db/arrays.ts'
import type { Look } from '#db/ledger/at-once.ts'
import type { Database } from '#db/schema.ts'
import { addDays, spanOf } from '#kit/zone.ts'
import type { Desk } from './desk.ts'
import type { Wants } from './load.ts'
import type { Scene } from './scene.ts'
import type { ResourceState } from './state.ts'

type At = 'accepted_at' | 'frozen_at'
type StateRow = Omit<Selectable<Database['quality_state']>, At> & Record<At, Date | string | null>

/** Who these people are by now, of those who were ever merged. */
export function lookForSelves(desk: Desk, ids: readonly number[]): Look[] {
  if (ids.length === 0) return []
  const rows = sql`
    select now_id as now, array_agg(member_id order by member_id) as ids from point_self
    where school_id = ${desk.scene.schoolId} and now_id in (
      select coalesce(self.now_id, asked.id) from unnest(${arrayOf(ids)}::bigint[]) asked (id)
      left join point_self self on self.school_id = ${desk.scene.schoolId} and self.member_id = asked.id)
    group by now_id`
  const take = (found: readonly { now: number; ids: number[] }[]) => {
    for (const row of found) {
      const self = { now: row.now, all: [row.now, ...row.ids.map(Number)] }
      for (const id of self.all) desk.selves.set(id, self)
    }
  }
  return [{ mark: 's', name: 'load_selves', rows, take }]
}

export function lookForResources(desk: Desk, wants: Wants): Look[] {
  if (wants.resources.size === 0) return []
  const take = (found: readonly StateRow[]) => {
    for (const row of found) desk.resources.set(row.resource_id, stateIn(row))
  }
  return [{ mark: 'q', name: 'load_resources', rows: statesIn(desk.scene, [...wants.resources]), take }]
}

/** What is known of resources; those of which nothing is known are missing. */
export async function statesOf(scene: Scene, ids: readonly number[]): Promise<Map<number, ResourceState>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<StateRow>`/* prepared: states_of */ ${statesIn(scene, ids)}`.execute(scene.trx)
  return new Map(rows.map((row) => [row.resource_id, stateIn(row)]))
}

function statesIn(scene: Scene, ids: readonly number[]): RawBuilder<unknown> {
  return sql`
    select school_id, resource_id, author_id, co_authors, type, accepted_at, ratings, weights, weighted_stars, panel_score,
      mean, factor, base, bonus, counted, withdrawn_fact, restored_fact, closed_fact, frozen_fact, frozen_at, due_week,
      settled_week
    from quality_state where school_id = ${scene.schoolId} and resource_id = any (${arrayOf(ids)}::bigint[])`
}

function instantOf(at: Date | string | null): Date | undefined {
  return at === null ? undefined : new Date(at)
}

function stateIn(row: StateRow): ResourceState {
  return {
    id: row.resource_id,
    author: row.author_id ?? undefined,
    coAuthors: row.co_authors,
    type: row.type ?? undefined,
    acceptedAt: instantOf(row.accepted_at),
    ratings: row.ratings,
    weights: row.weights,
    weightedStars: row.weighted_stars,
    panel: row.panel_score ?? undefined,
    mean: row.mean ?? undefined,
    factor: row.factor ?? undefined,
    base: row.base,
    bonus: row.bonus,
    counted: row.counted,
    withdrawnFact: row.withdrawn_fact,
    restoredFact: row.restored_fact,
    closedFact: row.closed_fact ?? undefined,
    frozenFact: row.frozen_fact ?? undefined,
    frozenAt: instantOf(row.frozen_at),
    dueWeek: row.due_week ?? undefined,
    settledWeek: row.settled_week ?? undefined,
  }
}

/** The days before a week whose ratings make the school's mean. */
export function priorSpan(scene: Scene, at: Date): { from: Date; to: Date } {
  const to = spanOf('week', at, scene.zone).from
  return { from: addDays(to, -scene.policyOf(at).rules['quality.bonus'].prior_mean_days, scene.zone), to }
}

export function lookForCells(desk: Desk, wants: Wants): Look[] {
  if (wants.cells.size === 0) return []
  const rows = sql`
    select cell, resource_id from point_cell
    where school_id = ${desk.scene.schoolId} and cell = any (${arrayOf([...wants.cells])}::text[])`
  const take = (found: readonly { cell: string; resource_id: number }[]) => {
    for (const row of found) desk.cells.set(row.cell, row.resource_id)
  }
  return [{ mark: 'c', name: 'load_cells', rows, take }]
}

type ContentRow = { sha256: string; resource_id: number; member_id: number; base: number | null }

export function lookForContents(desk: Desk, wants: Wants): Look[] {
  if (wants.shas.size === 0) return []
  const rows = sql`
    select content.sha256, content.resource_id, content.member_id, state.base from point_content content
    left join quality_state state on state.school_id = content.school_id and state.resource_id = content.resource_id
    where content.school_id = ${desk.scene.schoolId} and content.sha256 = any (${arrayOf([...wants.shas])}::text[])`
  const take = (found: readonly ContentRow[]) => {
    for (const { sha256, resource_id, member_id, base } of found) {
      const one = { resource: resource_id, member: member_id, stands: (base ?? 0) > 0 }
      desk.contents.set(sha256, [...(desk.contents.get(sha256) ?? []), one])
    }
  }
  return [{ mark: 'o', name: 'load_contents', rows, take }]
}

type RatingRow = {
  resource_id: number
  member_id: number
  stars: number
  weight: number
  rated_at: Date | string
  fact_id: number
  fact_key: string
}

export function lookForRatings(desk: Desk, wants: Wants): Look[] {
  const all = [...wants.ratings.values()]
  if (all.length === 0) return []
  const rows = sql`
    select rating.resource_id, rating.member_id, rating.stars, rating.weight, rating.rated_at, rating.fact_id, rating.fact_key
    from unnest(${arrayOf(all.map((one) => one[0]))}::bigint[], ${arrayOf(all.map((one) => one[1]))}::bigint[]) asked (resource_id, member_id)
    join point_rating rating on rating.school_id = ${desk.scene.schoolId}
      and rating.resource_id = asked.resource_id and rating.member_id = asked.member_id`
  const take = (found: readonly RatingRow[]) => {
    for (const row of found) {
      desk.ratings.set(`${row.resource_id} ${row.member_id}`, {
        resource: row.resource_id,
        member: row.member_id,
        stars: row.stars,
        weight: row.weight,
        at: new Date(row.rated_at),
        factId: row.fact_id,
        factKey: row.fact_key,
      })
    }
  }
  return [{ mark: 'g', name: 'load_ratings', rows, take }]
}

type PriorRow = { week: string; sum: number; count: number }

/** What the school's ratings before each week sum to. */
export function lookForPriors(desk: Desk, wants: Wants): Look[] {
  const all = [...wants.weeks]
  if (all.length === 0) return []
  const rows = sql`
    select asked.week, found.sum, found.count
    from unnest(${arrayOf(all.map(([week]) => week))}::text[], ${arrayOf(all.map(([, span]) => span.from))}::timestamptz[],
      ${arrayOf(all.map(([, span]) => span.to))}::timestamptz[]) asked (week, since, till)
    cross join lateral (select coalesce(sum(stars), 0)::int as sum, count(*)::int as count from point_rating
      where school_id = ${desk.scene.schoolId} and weight > 0 and rated_at >= asked.since and rated_at < asked.till offset 0) found`
  const take = (found: readonly PriorRow[]) => {
    for (const { week, ...prior } of found) {
      const span = wants.weeks.get(week)
      if (span) desk.priors.set(week, { ...prior, from: span.from.getTime(), to: span.to.getTime() })
    }
  }
  return [{ mark: 'w', name: 'load_priors', rows, take }]
}

/** What the school's ratings of some days sum to. */
export async function priorOf(scene: Scene, from: Date, to: Date): Promise<{ sum: number; count: number }> {
  const { rows } = await sql<{ sum: number; count: number }>`/* prepared: prior_of */
    select coalesce(sum(stars), 0)::int as sum, count(*)::int as count from point_rating
    where school_id = ${scene.schoolId} and weight > 0 and rated_at >= ${from} and rated_at < ${to}`.execute(scene.trx)
  return rows[0] ?? { sum: 0, count: 0 }
}

export function lookForFlags(desk: Desk, wants: Wants): Look[] {
  const { schoolId } = desk.scene
  const rows = sql`
    select key, 'denied' as what from point_denied where school_id = ${schoolId} and key = any (${arrayOf(wants.keys)}::text[])
    union all
    select key, case flag.state when 'open' then flag.effect else 'cleared' end
    from point_flag flag cross join lateral unnest(flag.keys) key
    where flag.school_id = ${schoolId} and flag.state in ('open', 'cleared') and flag.keys && ${arrayOf(wants.keys)}::text[]
      and key = any (${arrayOf(wants.keys)}::text[])`
  const take = (found: readonly { key: string; what: string }[]) => {
    for (const { key, what } of found) {
      if (what === 'denied') desk.denied.add(key)
      if (what === 'hold') desk.held.add(key)
      if (what === 'half') desk.halved.add(key)
      if (what === 'cleared') desk.cleared.add(key)
    }
  }
  return [{ mark: 'f', name: 'load_flags', rows, take }]
}
