import { type RawBuilder, sql } from 'kysely'
import { MINOR_UNITS } from '../ledger/amount.ts'
import type { Reader } from '../schema.ts'
import { type BoardRow, contributorsOf, itsNumber, type List, numbers } from './list.ts'
import { groupName } from './names.ts'
import { nameOf, sizeOf } from './sizes.ts'
import type { Metric } from './tables.ts'

/** A group before it is ranked: Σ of its roster's totals, the roster's size, how many of it have a total. */
export type Group = {
  id: number
  name: string
  name_en: string | null
  points: number
  roster: number
  earners: number
}

/**
 * Points per head, shrunken towards the mean of all groups: G = (Σ + k·μ) / (n + k), where μ is the mean per roster
 * member over all groups and n the group's roster, not only who contributed. With k = 3 one busy person in a group of two does
 * not outrank a working department of ten (requirements 0.5, incentive §3.6). Answers 厘, rounded; pure.
 *
 * Quality is a mean already: there n is how many of the roster have one. `all`: the sums over all groups of the board,
 * when `groups` are only some of them.
 */
export function shrunken(
  groups: readonly Group[],
  k: number,
  { metric = 'points', all = groups }: { metric?: Metric; all?: readonly Pick<Group, Sums>[] } = {},
): (Group & { perHead: number })[] {
  // People per head are a fraction: in hundredths, as the other two metrics are.
  const unit = metric === 'beneficiaries' ? MINOR_UNITS : 1
  const heads = (group: Pick<Group, Sums>) => (metric === 'quality' ? group.earners : group.roster)
  const people = all.reduce((sum, group) => sum + heads(group), 0)
  const mean = people === 0 ? 0 : all.reduce((sum, group) => sum + group.points, 0) / people
  return groups
    .map((group) => {
      const n = heads(group) + k
      return { ...group, perHead: n === 0 ? 0 : Math.round((unit * (group.points + k * mean)) / n) }
    })
    .sort((left, right) => right.perHead - left.perHead || left.id - right.id)
}

type Sums = 'points' | 'roster' | 'earners'

/** The top of a group board: joint ranks, only groups in which somebody earned, with the share that took part. */
export function rankGroups(
  groups: readonly Group[],
  k: number,
  limit: number,
  of: { metric?: Metric; all?: readonly Pick<Group, Sums>[] } = {},
): BoardRow[] {
  const best = shrunken(groups, k, of).filter((group) => group.earners > 0)
  const rows: BoardRow[] = []
  for (const [index, group] of best.entries()) {
    const before = rows.at(-1)
    const rank = before !== undefined && before.points === group.perHead ? before.rank : index + 1
    if (rank > limit || rows.length >= limit * 2) break
    rows.push({ id: group.id, rank, name: groupName(group), points: group.perHead, note: participation(group) })
  }
  return rows
}

function participation({ earners, roster }: Group) {
  const percent = roster === 0 ? 0 : Math.round((100 * earners) / roster)
  return { zh: `参与率 ${percent}%`, en: `${percent} % took part` }
}

/** The best groups, the sums over all of them, and how many people contributed; also those whom no board lists. */
export type Best = { groups: Group[]; all: Pick<Group, Sums>[]; contributors: number }

/**
 * The best departments of a school, or of all schools; members without one belong to none. Hidden members count in a
 * group's sum, which names nobody. `limit`: ranks that are shown.
 */
export async function bestDepartments(db: Reader, list: List, k: number, limit: number): Promise<Best> {
  const { schoolId, scope, metric } = list
  const name = scope === 'district' ? sql`s.name || ' ' || d.name` : sql`d.name`
  const nameEn = scope === 'district' ? sql`s.name_en || ' ' || coalesce(d.name_en, d.name)` : sql`d.name_en`
  const own = scope === 'district' ? sql`` : sql`and r.school_id = ${schoolId}`
  return bestOf(db, list, { k, limit }, `departments_${scope}_${metric}`, {
    roster: sql`r.department_id > 0 ${own}`,
    // Those of a department are those of its school less those without one.
    sums: sql`g.department_id in (-1, 0)`,
    contributors: contributorsOf(list),
    groups: sql`board_group g join board_roster r on r.department_id = g.department_id
      where ${sql.ref(scope === 'district' ? 'g.district' : 'g.list')} = ${itsNumber} and g.department_id > 0
        and r.department_id > 0 ${own}`,
    named: sql`
      select best.*, d.id, ${name} as name, ${nameEn} as name_en
      from best join department d on d.school_id = best.school_id and d.id = best.department_id
      join school s on s.id = best.school_id`,
  })
}

/** The best schools, each with its whole roster; ids are places in the list of school ids. */
export async function bestSchools(db: Reader, list: List, k: number, limit: number): Promise<Best> {
  return bestOf(db, { ...list, scope: 'district' }, { k, limit }, `schools_${list.metric}`, {
    roster: sql`r.department_id = -1`,
    sums: sql`g.department_id = -1`,
    contributors: contributorsOf({ ...list, scope: 'school' }),
    groups: sql`board_group g join board_list l on l.id = g.list
      join board_roster r on r.school_id = l.school_id and r.department_id = -1
      where g.district = ${itsNumber} and g.department_id = -1`,
    named: sql`
      select best.*, s.place as id, s.name, s.name_en
      from best join (select id, name, name_en, row_number() over (order by id)::int as place from school) s
        on s.id = best.school_id`,
  })
}

/**
 * `groups`: the groups that have a total, with their rosters; `roster`: which rosters count, also of groups without;
 * `sums`: the rows that say what all groups have together; `named`: the few best of them with id and names.
 */
async function bestOf(
  db: Reader,
  list: List,
  { k, limit }: { k: number; limit: number },
  statement: string,
  asked: Record<'groups' | 'roster' | 'sums' | 'named' | 'contributors', RawBuilder<unknown>>,
): Promise<Best> {
  const [heads, allHeads] = list.metric === 'quality' ? [sql`g.earners`, sql`earning`] : [sql`r.n`, sql`people`]
  const size = sizeOf(2 * limit + 1)
  const shared = (what: 'points' | 'earners') => sql`
    coalesce(sum(case g.department_id when -1 then g.${sql.ref(what)} else -g.${sql.ref(what)} end) filter (where not g.pupil), 0)`
  const { rows } = await sql<
    Omit<Group, 'id'> & { id: number | null; sum: number; people: number; earning: number; contributors: number }
  >`/* prepared: ${sql.raw(`board_${statement}_${nameOf(size)}`)} */
    with ${numbers(list)}, sums as materialized (
      select ${shared('points')}::bigint as sum, ${shared('earners')}::int as earning,
        (select coalesce(sum(r.n), 0)::int from board_roster r where ${asked.roster}) as people
      from board_group g where g.list = ${itsNumber} and ${asked.sums}
    ), best as (
      select r.school_id, g.department_id, g.points, r.n as roster, g.earners
      from sums cross join ${asked.groups} and not g.pupil and g.earners > 0 and r.n > 0
      order by (g.points + ${k}::double precision * sum / greatest(${allHeads}, 1))
        / (${heads} + ${k}::double precision + 1e-9) desc
      limit ${sql.lit(size)}
    )
    select named.id, named.name, named.name_en, named.points, named.roster, named.earners,
      sums.sum, sums.people, sums.earning, ${asked.contributors} as contributors
    from sums left join (${asked.named}) named on true`.execute(db)
  const [first] = rows
  return {
    groups: present(rows),
    all: first ? [{ points: first.sum, roster: first.people, earners: first.earning }] : [],
    contributors: first?.contributors ?? 0,
  }
}

/** What an answer without any group says is its row of nulls. */
function present<T extends { id: number | null }>(rows: readonly T[]): (T & { id: number })[] {
  return rows.flatMap((row) => (row.id === null ? [] : [{ ...row, id: row.id }]))
}

/**
 * Schools by their index as it was last computed before an instant, in hundredths; none before it was computed at all.
 * Only the index stands for a school on a board: points per head are shown until there is one.
 */
export async function schoolsByIndex(
  db: Reader,
  list: List,
  at: Date,
  limit: number,
): Promise<{ rows: BoardRow[]; contributors: number }> {
  const { rows } = await sql<{
    id: number | null
    rank: number
    points: number
    name: string
    name_en: string
    contributors: number
  }>`/* prepared: board_index */
    select ranked.*, ${contributorsOf({ ...list, scope: 'school' })} as contributors from (select) one left join (
      select row_number() over (order by s.id)::int as id, s.name, s.name_en, i.points,
        rank() over (order by i.points desc)::int as rank
      from school s cross join lateral (
        select round(one.points * ${MINOR_UNITS}::int)::int as points from school_index one
        where one.school_id = s.id and one.at <= ${at} order by one.day desc limit 1
      ) i
    ) ranked on rank <= ${limit} order by rank, id limit ${2 * limit}`.execute(db)
  const shown = present(rows).map(({ id, rank, points, ...name }) => ({ id, rank, name: groupName(name), points }))
  return { rows: shown, contributors: rows[0]?.contributors ?? 0 }
}
