import { sql } from 'kysely'
import type { Policy } from '../policy/schema.ts'
import { daysBefore, type Finding, type Look, rated, rounded, taken } from './finding.ts'
import { type Edge, groupsOf } from './groups.ts'

/** More pairs than a large district makes in a month; the heaviest ones are looked at. */
const MOST_EDGES = 300_000

/**
 * Few people who mostly take and rate one another's. What they earned from each other is held until a person has looked.
 * Colleagues of a department share normally: the bar is twice what sharing evenly among the active people of their
 * departments would give, or twice what the same people did before.
 */
export async function rings(look: Look): Promise<Finding[]> {
  const { trx, schoolId, now, policy } = look
  const { ring } = policy.fair_play
  const from = daysBefore(now, ring.days)
  const edges = await edgesIn(look, from, now)
  const groups = groupsOf(edges, ring)
  if (groups.length === 0) return []
  const people = await peopleOf(look, edges)
  const found: Finding[] = []
  for (const members of groups) {
    const inside = sharesOf(edges, new Set(members))
    if (inside.internal < ring.events || inside.share < ring.internal_share) continue
    if (isEverybody(members, people, ring)) continue
    const before = await historyOf(look, members, from)
    const even = evenShare(members, edges, people, usualShare(edges, people, members, ring))
    const baseline = Math.max(before ?? 0, even)
    if (inside.share < ring.baseline_times * baseline) continue
    const { rows } = await sql<{ key: string }>`
      select key from ${taken(schoolId, from, now)} t
      where author = any (${members}::bigint[]) and actor = any (${members}::bigint[])
      union all
      select key from ${rated(schoolId, from, now)} r
      where author = any (${members}::bigint[]) and actor = any (${members}::bigint[])`.execute(trx)
    found.push({
      signal: 'ring',
      subject: `ring:${[...members].sort((a, b) => a - b).join('-')}`,
      effect: 'hold',
      members,
      facts: rows.map((row) => row.key).sort(),
      evidence: {
        days: ring.days,
        events: inside.internal,
        share: rounded(inside.share),
        baseline: rounded(baseline),
      },
    })
  }
  return found
}

type Ring = Policy['fair_play']['ring']
/** Who is where, among those who gave or took something; how many a department has in all; how many the school. */
type People = { at: Map<number, number | null>; active: Map<number, number>; roster: Map<number, number>; all: number }

async function edgesIn({ trx, schoolId }: Look, from: Date, to: Date): Promise<Edge[]> {
  const { rows } = await sql<Edge>`
    select author, actor, count(*)::int as n from (
      select author, actor from ${taken(schoolId, from, to)} t
      union all select author, actor from ${rated(schoolId, from, to)} r) event
    group by 1, 2 order by 3 desc, 1, 2 limit ${MOST_EDGES}`.execute(trx)
  return rows
}

async function peopleOf({ trx, schoolId }: Look, edges: readonly Edge[]): Promise<People> {
  const ids = [...new Set(edges.flatMap((edge) => [edge.author, edge.actor]))]
  const rows = await trx
    .selectFrom('member')
    .select(['id', 'department_id'])
    .where('school_id', '=', schoolId)
    .where(sql<boolean>`id = any (${ids}::bigint[])`)
    .execute()
  const sizes = await trx
    .selectFrom('member')
    .select((eb) => ['department_id', eb.fn.countAll<number>().as('n')])
    .where('school_id', '=', schoolId)
    .where('left_at', 'is', null)
    .where('merged_into', 'is', null)
    .where('role', '<>', 'pupil')
    .groupBy('department_id')
    .execute()
  const active = new Map<number, number>()
  for (const row of rows) {
    if (row.department_id !== null) active.set(row.department_id, (active.get(row.department_id) ?? 0) + 1)
  }
  return {
    at: new Map(rows.map((row) => [row.id, row.department_id])),
    active,
    roster: new Map(sizes.flatMap((row) => (row.department_id === null ? [] : [[row.department_id, row.n]]))),
    all: Math.max(
      rows.length,
      sizes.reduce((sum, row) => sum + row.n, 0),
    ),
  }
}

/** Of everything that was taken from these people, how much they took among themselves. */
function sharesOf(edges: readonly Edge[], group: ReadonlySet<number>): { internal: number; share: number } {
  let internal = 0
  let all = 0
  for (const { author, actor, n } of edges) {
    if (!group.has(author)) continue
    all += n
    if (group.has(actor)) internal += n
  }
  return { internal, share: all === 0 ? 0 : internal / all }
}

/** Everybody of a department, or of a small school, sharing with everybody is what sharing is for. */
function isEverybody(members: readonly number[], people: People, ring: Ring): boolean {
  if (members.length >= ring.everybody_share * people.all) return true
  const [first] = members
  const department = first === undefined ? null : people.at.get(first)
  if (department == null || members.some((id) => people.at.get(id) !== department)) return false
  if (members.length < (people.active.get(department) ?? 0)) return false
  return (
    members.length >= ring.whole_people || members.length >= ring.whole_share * (people.roster.get(department) ?? 0)
  )
}

/** What is normal within the school's departments: their median once three show it, else the policy's default. */
function usualShare(edges: readonly Edge[], { at }: People, members: readonly number[], ring: Ring): number {
  const group = new Set(members)
  const sums = new Map<number, { inside: number; all: number }>()
  for (const { author, actor, n } of edges) {
    const department = at.get(author)
    if (department == null || group.has(author)) continue
    const sum = sums.get(department) ?? { inside: 0, all: 0 }
    sum.all += n
    if (at.get(actor) === department) sum.inside += n
    sums.set(department, sum)
  }
  const shares = [...sums.values()].filter((sum) => sum.all >= ring.events).map((sum) => sum.inside / sum.all)
  if (shares.length < 3) return ring.department_share
  shares.sort((a, b) => a - b)
  return Math.max(shares[Math.floor(shares.length / 2)] ?? 0, ring.department_share)
}

/**
 * The internal share that these people would have if everybody shared evenly: `usual` within the department, the rest
 * outside. A department counts half by its active people, half by its roster, because who is silent could be active.
 */
function evenShare(members: readonly number[], edges: readonly Edge[], people: People, usual: number): number {
  const group = new Set(members)
  const given = new Map<number, number>()
  for (const { author, actor, n } of edges) {
    if (group.has(author) && author !== actor) given.set(author, (given.get(author) ?? 0) + n)
  }
  let expected = 0
  let all = 0
  for (const author of members) {
    const own = people.at.get(author) ?? null
    const size = own === null ? 1 : ((people.active.get(own) ?? 1) + (people.roster.get(own) ?? 1)) / 2
    const colleagues = members.filter((one) => one !== author && own !== null && people.at.get(one) === own).length
    const others = members.length - 1 - colleagues
    const outside = Math.max(1, people.all - size)
    const chance = (size > 1 ? (usual * colleagues) / (size - 1) : 0) + ((1 - usual) * others) / outside
    const n = given.get(author) ?? 0
    expected += n * Math.min(1, chance)
    all += n
  }
  return all === 0 ? 0 : expected / all
}

/** The internal share of the same people before the window, when there was enough of it. */
async function historyOf(look: Look, members: readonly number[], until: Date): Promise<number | undefined> {
  const { ring } = look.policy.fair_play
  const from = daysBefore(until, ring.history_days)
  const { rows } = await sql<{ internal: number; all: number }>`
    select count(*) filter (where actor = any (${[...members]}::bigint[]))::int as internal, count(*)::int as all
    from (select author, actor from ${taken(look.schoolId, from, until)} t
      union all select author, actor from ${rated(look.schoolId, from, until)} r) event
    where author = any (${[...members]}::bigint[])`.execute(look.trx)
  const [row] = rows
  return row && row.all >= ring.events ? row.internal / row.all : undefined
}
