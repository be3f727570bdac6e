import type { ColumnType, Generated } from 'kysely'

type Later<T> = ColumnType<T | null, T | null | undefined, T | null>
type At = ColumnType<Date, Date | string, Date | string>
type LaterAt = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>

export const SELECTION_KINDS = ['case', 'annual', 'student', 'team'] as const
export type SelectionKind = (typeof SELECTION_KINDS)[number]
export type SelectionStatus = 'open' | 'public' | 'awarded' | 'cancelled'
export type CandidateStatus = 'nominated' | 'chosen' | 'awarded' | 'dropped'
export type CaseLevel = 'school' | 'group' | 'district'

/** See the migration `give_honours`. */
export type HonourTables = {
  badge_award: {
    school_id: string
    member_id: number
    badge: string
    /** The term's id; '' for a badge of a lifetime. */
    period: Generated<string>
    reached_at: At
    expires_on: Later<string>
    policy_version: string
    given_at: At
    revoked_at: LaterAt
  }
  badge_progress: { school_id: string; member_id: number; badge: string; period: Generated<string>; amount: number }
  member_level: { school_id: string; member_id: number; level_from: number; since: At }
  honour_run: { school_id: string; seen_until: At }
  honour_choice: { school_id: string; member_id: number; announce: boolean; changed_at: At }
  team: {
    school_id: string
    id: Generated<number>
    name: string
    kind: 'studio' | 'research'
    lead_id: number
    created_at: At
    closed_at: LaterAt
  }
  team_member: {
    school_id: string
    team_id: number
    member_id: number
    status: Generated<'asked' | 'in' | 'left'>
    joined_at: LaterAt
    left_at: LaterAt
  }
  selection: {
    school_id: string
    id: Generated<number>
    kind: SelectionKind
    title: string
    level: Later<CaseLevel>
    school_year: Later<string>
    places: number
    status: Generated<SelectionStatus>
    by_id: number
    public_by: Later<number>
    public_at: LaterAt
    public_until: Later<string>
    awarded_by: Later<number>
    awarded_at: LaterAt
    created_at: At
  }
  candidate: {
    school_id: string
    selection_id: number
    n: number
    resource_id: Later<number>
    member_id: Later<number>
    team_id: Later<number>
    label: Later<string>
    status: Generated<CandidateStatus>
    reason: Later<string>
    figures: ColumnType<Record<string, unknown> | null, string | null | undefined, string | null>
    by_id: number
    created_at: At
  }
  objection: {
    school_id: string
    id: Generated<number>
    selection_id: number
    n: number
    by_id: number
    body: string
    status: Generated<'open' | 'upheld' | 'dismissed'>
    reply: Later<string>
    decided_by: Later<number>
    created_at: At
    decided_at: LaterAt
  }
  honour: {
    school_id: string
    id: Generated<number>
    kind: 'case' | 'annual' | 'student' | 'team' | 'unit'
    member_id: Later<number>
    team_id: Later<number>
    department_id: Later<number>
    label: Later<string>
    title_zh: string
    title_en: string
    selection_id: Later<number>
    resource_id: Later<number>
    given_by: number
    given_at: At
    revoked_at: LaterAt
    revoked_by: Later<number>
  }
  certificate: {
    school_id: string
    number: string
    member_id: number
    honour_id: Later<number>
    badge: Later<string>
    period: Later<string>
    name: string
    title_zh: string
    title_en: string
    body_zh: string
    body_en: string
    issuer: string
    issued_on: string
    issued_at: At
    blob_sha256: Later<string>
    size: Later<number>
    revoked_at: LaterAt
  }
}
