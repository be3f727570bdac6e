import type { ColumnType, Generated, Selectable } from 'kysely'
import type { At, NewAt, NewJson } from './columns.ts'

/** Schools, who is in them and by which accounts, and tokens for programs. */
export type PeopleTables = {
  school: SchoolTable
  department: DepartmentTable
  member: MemberTable
  account: AccountTable
  api_token: ApiTokenTable
}

export type School = Selectable<SchoolTable>
export type Member = Selectable<MemberTable>
export type Department = Selectable<DepartmentTable>

export const ROLES = ['teacher', 'head', 'admin', 'pupil'] as const
export type Role = (typeof ROLES)[number]

export const BOARD_VISIBILITIES = ['real_name', 'alias', 'anonymous', 'hidden'] as const
export type BoardVisibility = (typeof BOARD_VISIBILITIES)[number]

type SchoolTable = {
  id: string
  name: string
  name_en: string
  locale: string
  time_zone: string
  /** What the policy in force says for members who never chose how boards show them. */
  board_default: Generated<BoardVisibility>
  /** Administrators' choices: see `db/settings.ts`. */
  settings: NewJson<Record<string, unknown>>
  created_at: NewAt
}

type DepartmentTable = { school_id: string; id: Generated<number>; name: string; name_en: string | null }

type MemberTable = {
  school_id: string
  id: Generated<number>
  name: string
  role: Role
  department_id: number | null
  /** null: never chosen, so as the school's policy has it. */
  board_visibility: Generated<BoardVisibility | null>
  /** The name shown on boards when `board_visibility` is `alias`. */
  alias: string | null
  locale: string | null
  left_at: At | null
  /** Whom this member turned out to be; they have left then, and their rows are that member's. */
  merged_into: Generated<number | null>
  /** Not recognised yet: waits to be bound, and is on no board until then. */
  pending_since: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  created_at: NewAt
}

/** One identity of a member on one platform. A member may have several. */
type AccountTable = {
  school_id: string
  platform: string
  external_id: string
  member_id: number
  /** The same for every app of the platform that the school uses. */
  union_id: string | null
  /** What the platform called them last; `member.name` follows it until somebody changes that here. */
  name: string | null
  /** When the platform was last asked about them. */
  checked_at: At | null
  created_at: NewAt
}

type ApiTokenTable = {
  school_id: string
  id: Generated<number>
  name: string
  /** SHA-256 of the token; the token itself is shown once and never stored. */
  token_sha256: string
  /** On whose behalf reads are made; null = an administrator of the school. */
  member_id: number | null
  created_at: NewAt
  revoked_at: At | null
}
