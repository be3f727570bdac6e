import { type Selectable, sql } from 'kysely'
import type { Reader, Trx } from '../schema.ts'
import type { HonourTables } from './tables.ts'

export type Team = Selectable<HonourTables['team']>
export type TeamMember = { memberId: number; name: string; status: 'asked' | 'in' | 'left' }

export async function openTeam(
  trx: Trx,
  given: { schoolId: string; name: string; kind: Team['kind']; lead: number; now: Date },
): Promise<Team | undefined> {
  const team = await trx
    .insertInto('team')
    .values({
      school_id: given.schoolId,
      name: given.name,
      kind: given.kind,
      lead_id: given.lead,
      created_at: given.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()
  if (team) await setTeamMember(trx, team, given.lead, 'in', given.now)
  return team
}

export async function findTeam(db: Reader, schoolId: string, id: number): Promise<Team | undefined> {
  return db
    .selectFrom('team')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .where('closed_at', 'is', null)
    .executeTakeFirst()
}

export async function listTeams(db: Reader, schoolId: string): Promise<(Team & { lead: string; people: number })[]> {
  return db
    .selectFrom('team')
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'team.school_id').onRef('member.id', '=', 'team.lead_id'),
    )
    .selectAll('team')
    .select((eb) => [
      'member.name as lead',
      eb
        .selectFrom('team_member')
        .select((sub) => sub.fn.countAll<number>().as('n'))
        .whereRef('team_member.school_id', '=', 'team.school_id')
        .whereRef('team_member.team_id', '=', 'team.id')
        .where('team_member.status', '=', 'in')
        .as('people'),
    ])
    .where('team.school_id', '=', schoolId)
    .where('team.closed_at', 'is', null)
    .orderBy('team.id')
    .limit(50)
    .execute()
    .then((rows) => rows.map((row) => ({ ...row, people: Number(row.people ?? 0) })))
}

export async function membersOfTeam(db: Reader, team: Pick<Team, 'school_id' | 'id'>): Promise<TeamMember[]> {
  const rows = await db
    .selectFrom('team_member')
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'team_member.school_id').onRef('member.id', '=', 'team_member.member_id'),
    )
    .select(['team_member.member_id', 'member.name', 'team_member.status'])
    .where('team_member.school_id', '=', team.school_id)
    .where('team_member.team_id', '=', team.id)
    .where('team_member.status', '<>', 'left')
    .orderBy('member.id')
    .execute()
  return rows.map((row) => ({ memberId: row.member_id, name: row.name, status: row.status }))
}

export async function setTeamMember(
  trx: Trx,
  team: Pick<Team, 'school_id' | 'id'>,
  memberId: number,
  status: TeamMember['status'],
  now: Date,
): Promise<void> {
  const values = {
    status,
    ...(status === 'in' && { joined_at: now, left_at: null }),
    ...(status === 'left' && { left_at: now }),
  }
  await trx
    .insertInto('team_member')
    .values({ school_id: team.school_id, team_id: team.id, member_id: memberId, ...values })
    .onConflict((conflict) => conflict.constraint('team_member__pkey').doUpdateSet(values))
    .execute()
}

export async function closeTeam(trx: Trx, team: Pick<Team, 'school_id' | 'id'>, at: Date | null): Promise<void> {
  await trx
    .updateTable('team')
    .set({ closed_at: at })
    .where('school_id', '=', team.school_id)
    .where('id', '=', team.id)
    .execute()
}

export type TeamPlace = { id: number; name: string; people: number; points: number; figure: number; place: number }

/** Teams by (Σ points + k·μ) / (n + k), as boards rank groups; joint places, only who earned something. */
export async function rankTeams(
  db: Reader,
  schoolId: string,
  span: { from: Date; to: Date },
  k: number,
): Promise<TeamPlace[]> {
  const { rows } = await sql<{ id: number; name: string; people: number; points: number }>`
    select team.id, team.name, count(distinct person.member_id) as people, coalesce(sum(earned.points), 0) as points
    from team
    join team_member person on person.school_id = team.school_id and person.team_id = team.id and person.status = 'in'
    join member on member.school_id = person.school_id and member.id = person.member_id and member.left_at is null
    left join lateral (
      select sum(tx.amount) as points from point_tx tx where tx.school_id = person.school_id
        and tx.member_id = person.member_id and tx.counts_at >= ${span.from} and tx.counts_at < ${span.to}
    ) earned on true
    where team.school_id = ${schoolId} and team.closed_at is null
    group by team.id, team.name order by team.id`.execute(db)
  const teams = rows.map((row) => ({
    id: Number(row.id),
    name: row.name,
    people: Number(row.people),
    points: Number(row.points),
  }))
  const all = teams.reduce((sum, team) => sum + team.people, 0)
  const mean = all === 0 ? 0 : teams.reduce((sum, team) => sum + team.points, 0) / all
  const placed = teams
    .filter((team) => team.points > 0)
    .map((team) => ({ ...team, figure: Math.round((team.points + k * mean) / (team.people + k)) }))
    .sort((a, b) => b.figure - a.figure || a.id - b.id)
  return placed.map((team) => ({ ...team, place: 1 + placed.filter((other) => other.figure > team.figure).length }))
}
