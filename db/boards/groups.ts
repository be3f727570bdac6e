import { sql } from 'kysely'
import type { Reader } from '../schema.ts'
import { groupName } from './names.ts'
import type { BoardRow } from './people.ts'
import type { Window } from './periods.ts'

/** A group before it is ranked: Σ points of its roster in 厘, the roster's size, how many of it earned something. */
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
 */
export function shrunken(groups: readonly Group[], k: number): (Group & { perHead: number })[] {
  const people = groups.reduce((sum, group) => sum + group.roster, 0)
  const mean = people === 0 ? 0 : groups.reduce((sum, group) => sum + group.points, 0) / people
  return groups
    .map((group) => ({ ...group, perHead: Math.round((group.points + k * mean) / (group.roster + k)) }))
    .sort((left, right) => right.perHead - left.perHead || left.id - right.id)
}

/** The top of a group board: joint ranks, only groups in which somebody earned, with the share that took part. */
export function rankGroups(groups: readonly Group[], k: number, limit: number): BoardRow[] {
  const best = shrunken(groups, k).filter((group) => group.earners > 0)
  return best
    .map((group) => ({
      id: group.id,
      rank: 1 + best.filter((other) => other.perHead > group.perHead).length,
      name: groupName(group),
      points: group.perHead,
      note: participation(group),
    }))
    .filter((row) => row.rank <= limit)
    .slice(0, limit * 2)
}

function participation({ earners, roster }: Group) {
  const percent = roster === 0 ? 0 : Math.round((100 * earners) / roster)
  return { zh: `参与率 ${percent}%`, en: `${percent} % took part` }
}

/** Roster: who is still here and is no pupil. Hidden members count in a group's sum, which names nobody. */
const roster = sql`m.left_at is null and m.role <> 'pupil'`

/** The departments of a school; members without one belong to none. */
export async function listDepartments(db: Reader, schoolId: string, window: Window): Promise<Group[]> {
  const { rows } = await sql<Group>`
    select d.id, d.name, d.name_en, coalesce(sum(t.points), 0)::bigint as points, count(*) as roster,
      count(*) filter (where t.points > 0) as earners
    from department d
    join member m on m.school_id = d.school_id and m.department_id = d.id and ${roster}
    left join point_total t on t.school_id = m.school_id and t.kind = ${window.kind} and t.period = ${window.key}
      and t.member_id = m.id
    where d.school_id = ${schoolId}
    group by d.id, d.name, d.name_en`.execute(db)
  return rows
}

/**
 * All schools that this installation serves, each with its whole roster; ids are places in the list of school ids.
 * Sums and counts are taken over all totals, by index only, less those of people who left and of pupils, who are few.
 */
export async function listSchools(db: Reader, window: Window): Promise<Group[]> {
  const { rows } = await sql<Group>`
    select row_number() over (order by school.id) as id, school.name, school.name_en, people.n as roster,
      (everybody.points - others.points)::bigint as points, everybody.earners - others.earners as earners
    from school
    cross join lateral (select count(*) as n from member m where m.school_id = school.id and ${roster}) people
    cross join lateral (
      select coalesce(sum(t.points), 0) as points, count(*) filter (where t.points > 0) as earners
      from point_total t where t.school_id = school.id and t.kind = ${window.kind} and t.period = ${window.key}
    ) everybody
    cross join lateral (
      select coalesce(sum(t.points), 0) as points, count(*) filter (where t.points > 0) as earners
      from member m
      join point_total t on t.school_id = m.school_id and t.kind = ${window.kind} and t.period = ${window.key}
        and t.member_id = m.id
      where m.school_id = school.id and (m.left_at is not null or m.role = 'pupil')
    ) others
    where people.n > 0`.execute(db)
  return rows
}
