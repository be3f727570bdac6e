import type { ColumnType, Generated } from 'kysely'

type Moment = ColumnType<Date, Date | string, Date | string>
type Later = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
type Origin = 'original' | 'adapted' | 'licensed_repost'

/** Why somebody owes no originals in a term. */
export const EXEMPTIONS = ['maternity', 'sick', 'posting', 'other'] as const
export type Exemption = (typeof EXEMPTIONS)[number]

/** See the migrations `count_quotas` and `settle_terms`. Points in 厘. */
export type TermTables = {
  quota_exemption: {
    school_id: string
    id: Generated<number>
    term: string
    member_id: number
    reason: Exemption
    note: string
    by_id: number
    created_at: Moment
    ended_by_id: number | null
    ended_at: Later
  }
  origin_declaration: {
    school_id: string
    resource_id: number
    n: number
    member_id: number
    origin: Origin
    origin_before: Origin
    sha256: string | null
    at: Moment
  }
  excellent_lesson: {
    school_id: string
    term: string
    slot: number
    title: string
    owner_id: number
    taken_at: Moment
    approved_by_id: number | null
    approved_at: Later
  }
  excellent_part: {
    school_id: string
    term: string
    slot: number
    part: string
    resource_id: number
    at: Moment
  }
  quota_reminder: { school_id: string; term: string; mark: string; at: Moment; told: Generated<number> }
  term_close: {
    school_id: string
    term: string
    starts_at: Moment
    ends_at: Moment
    publicity_until: Moment
    lock_at: Moment
    noticed_at: Later
    cut_at: Later
    publicity_ended_at: Later
    locked_at: Later
    policy_version: string | null
    head_seq: number | null
    head_hash: string | null
    snapshot_hash: string | null
  }
  term_member: {
    school_id: string
    term: string
    member_id: number
    name: string
    role: string
    department_id: number | null
    points: number
    lifetime: number
    pending: number
    avail: number
    hold: number
    escrow: number
    quota_done: number
    quota_due: number
    exempt: string | null
    badges: number
    rank: number | null
    band: number | null
  }
  term_answer: {
    school_id: string
    term: string
    member_id: number
    answer: 'confirmed' | 'disputed'
    note: Generated<string>
    points: number
    at: Moment
    resolved_by_id: number | null
    resolved_at: Later
    resolution: string | null
  }
  term_group: {
    school_id: string
    term: string
    department_id: number
    name: string
    roster: number
    earners: number
    points: number
    per_head: number
    rank: number | null
    quota_owing: number
    quota_met: number
  }
  term_school: {
    school_id: string
    term: string
    roster: number
    earners: number
    points: number
    liability: number
    quota_owing: number
    quota_met: number
    excellent_done: number
    excellent_due: number
    confirmed: number
    disputed: number
  }
}
