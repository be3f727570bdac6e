import type { ColumnType, Generated, Selectable } from 'kysely'

export const CASE_KINDS = [
  'copyright',
  'plagiarism',
  'duplicate',
  'content',
  'fraud',
  'review_error',
  'appeal',
] as const
export type CaseKind = (typeof CASE_KINDS)[number]

/** What a viewer can report about a resource. */
export const REPORT_KINDS = [
  'copyright',
  'plagiarism',
  'duplicate',
  'content',
  'review_error',
] as const satisfies readonly CaseKind[]
export type ReportKind = (typeof REPORT_KINDS)[number]

/** `proposed` waits for the second person's word. */
export type CaseState = 'open' | 'asked' | 'proposed' | 'decided' | 'overturned' | 'dropped'
export const OPEN_STATES = ['open', 'asked', 'proposed'] as const satisfies readonly CaseState[]

export const RULINGS = [
  'plagiarism',
  'takedown',
  'duplicate_own',
  'duplicate_other',
  'recall',
  'fraud',
  'reviewer_error',
  'unfounded',
  'granted',
  'denied',
  'adjusted',
  'explained',
] as const
export type Ruling = (typeof RULINGS)[number]

/** Reasons as the person concerned reads them; amounts in 厘 for an adjustment. */
export type Proposal = { reason?: string; contribution?: number; spendable?: number }

type At = ColumnType<Date, Date, Date>
type Later<T> = ColumnType<T | null, T | null | undefined, T | null>

/** See the migration `keep_cases`. */
export type CaseTables = {
  case_file: {
    school_id: string
    id: Generated<number>
    kind: CaseKind
    state: ColumnType<CaseState, CaseState | undefined, CaseState>
    resource_id: Later<number>
    original_id: Later<number>
    member_id: number
    opened_by: Later<number>
    reason: string
    holder: Later<string>
    tx_seq: Later<number>
    of_case: Later<number>
    flag_id: Later<number>
    asked_at: Later<Date>
    asked_until: Later<Date>
    statement: Later<string>
    statement_at: Later<Date>
    hide_due: Later<Date>
    hidden_at: Later<Date>
    ruling: Later<Ruling>
    proposal: ColumnType<Proposal, string | undefined, string>
    approvals: Generated<number[]>
    due_at: At
    reminded_at: Later<Date>
    escalated_at: Later<Date>
    decided_at: Later<Date>
    appeal_until: Later<Date>
    full_review_until: Later<Date>
    fixed_at: Later<Date>
    fixed_with: Later<number>
    opened_at: At
  }
  case_party: {
    school_id: string
    case_id: number
    member_id: number
    role: 'reporter' | 'concerned'
    note: Later<string>
  }
  /** Append-only: what was done, by whom, when. */
  case_step: {
    school_id: string
    case_id: number
    n: number
    at: At
    actor_id: Later<number>
    what: string
    note: Later<string>
  }
}

export type CaseFile = Selectable<CaseTables['case_file']>
export type CaseStep = Selectable<CaseTables['case_step']>
