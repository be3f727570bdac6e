import { sql } from 'kysely'
import type { Trx } from '../schema.ts'

type Pair = { schoolId: string; from: number; into: number }

/** Keys of the rows that changed hands, by table. */
export type RolesMoved = Record<string, Record<string, string | number>[]>

type Role = {
  table: string
  column: string
  /** Names a row together with the school. */
  key: readonly string[]
  /** What a person can be once only: a row of `from` stays when `into` has one with the same. */
  once?: readonly string[]
}

/** What somebody is or owes beside what they made: roles, exemptions, slots, shares, teams, honours, cases. */
const ROLES: readonly Role[] = [
  { table: 'reviewer', column: 'member_id', key: ['subject'], once: ['subject'] },
  { table: 'panel_judge', column: 'member_id', key: ['panel_id'], once: ['panel_id'] },
  { table: 'co_author', column: 'member_id', key: ['resource_id'], once: ['resource_id'] },
  { table: 'second_look', column: 'reviewer_id', key: ['id'] },
  { table: 'quota_exemption', column: 'member_id', key: ['id'], once: ['term'] },
  { table: 'excellent_lesson', column: 'owner_id', key: ['term', 'slot'] },
  { table: 'redemption_share', column: 'member_id', key: ['redemption_id', 'n'] },
  { table: 'team', column: 'lead_id', key: ['id'] },
  { table: 'team_member', column: 'member_id', key: ['team_id'], once: ['team_id'] },
  { table: 'candidate', column: 'member_id', key: ['selection_id', 'n'] },
  { table: 'honour', column: 'member_id', key: ['id'] },
  { table: 'certificate', column: 'member_id', key: ['number'], once: ['honour_id', 'badge', 'period'] },
  { table: 'lesson_feedback', column: 'member_id', key: ['lecture_id'], once: ['lecture_id'] },
  { table: 'case_file', column: 'member_id', key: ['id'] },
  { table: 'case_party', column: 'member_id', key: ['case_id', 'role'], once: ['case_id', 'role'] },
]

/**
 * Gives `into` what `from` was named for. Nobody becomes a co-author or judge of their own work: such a share ends, and
 * such a judge declines. Call it before the resources change hands.
 */
export async function moveRoles(trx: Trx, pair: Pair): Promise<RolesMoved> {
  const { schoolId, from, into } = pair
  await sql`delete from co_author c using resource r where c.school_id = ${schoolId} and r.school_id = c.school_id
    and r.id = c.resource_id and c.member_id in (${from}, ${into}) and r.member_id in (${from}, ${into})`.execute(trx)
  await sql`update panel_judge j set status = 'declined' from panel p join resource r on r.school_id = p.school_id
      and r.id = p.resource_id
    where j.school_id = ${schoolId} and p.school_id = j.school_id and p.id = j.panel_id and p.status = 'open'
      and j.status = 'asked' and j.member_id in (${from}, ${into}) and (r.member_id in (${from}, ${into})
        or exists (select 1 from co_author c where c.school_id = r.school_id and c.resource_id = r.id
          and c.status = 'agreed' and c.member_id in (${from}, ${into})))`.execute(trx)
  const moved: RolesMoved = {}
  for (const role of ROLES) {
    const table = sql.table(role.table)
    const same = (role.once ?? []).map((name) => sql`own.${sql.id(name)} is not distinct from given.${sql.id(name)}`)
    const clash =
      same.length === 0
        ? sql`true`
        : sql`not exists (select 1 from ${table} own where own.school_id = given.school_id
            and own.${sql.id(role.column)} = ${into} and ${sql.join(same, sql` and `)})`
    const { rows } = await sql<Record<string, string | number>>`
      update ${table} given set ${sql.id(role.column)} = ${into}
      where given.school_id = ${schoolId} and given.${sql.id(role.column)} = ${from} and ${clash}
      returning ${sql.join(role.key.map((name) => sql`given.${sql.id(name)}`))}`.execute(trx)
    if (rows.length > 0) moved[role.table] = rows
  }
  return moved
}

/** The undo: what was moved and is still `into`'s goes back. */
export async function moveRolesBack(trx: Trx, { schoolId, from, into }: Pair, moved: RolesMoved): Promise<void> {
  for (const { table, column, key } of ROLES) {
    for (const row of moved[table] ?? []) {
      const named = key.map((name) => sql`${sql.id(name)} = ${row[name]}`)
      await sql`update ${sql.table(table)} set ${sql.id(column)} = ${from}
        where school_id = ${schoolId} and ${sql.id(column)} = ${into} and ${sql.join(named, sql` and `)}`.execute(trx)
    }
  }
}
