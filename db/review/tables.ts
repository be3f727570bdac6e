import type { ColumnType, Generated } from 'kysely'

type Later<T> = ColumnType<T | null, T | null | undefined, T | null>
type At = ColumnType<Date, Date | string, Date | string>
type LaterAt = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>

/** A criterion of a rubric, as it was when the panel began. */
export type Criterion = { id: string; name: { zh: string; en: string }; weight: number }

/** `waiting` for the second reviewer; `differs` for an administrator; then `agreed` or `settled`; a poor item `kept` or `improve`. */
export type LookStatus = 'waiting' | 'agreed' | 'differs' | 'settled' | 'kept' | 'improve' | 'void'
export type Decision = 'accepted' | 'refused'

/** See the migration `deepen_reviews`. */
export type ReviewTables = {
  reviewer: {
    school_id: string
    member_id: number
    /** A subject's key; `*` for every subject and for what has none. */
    subject: string
    expert: Generated<boolean>
    by_id: number
    created_at: At
  }
  co_author: {
    school_id: string
    resource_id: number
    member_id: number
    /** Of every award, in percent. */
    share: number
    status: Generated<'asked' | 'agreed' | 'declined'>
    asked_at: At
    decided_at: LaterAt
  }
  second_look: {
    school_id: string
    id: Generated<number>
    resource_id: number
    why: 'blind' | 'poor'
    first_by: Later<number>
    first_decision: Later<Decision>
    first_key: Later<string>
    status: Generated<LookStatus>
    reviewer_id: Later<number>
    decision: Later<Decision>
    reason: Later<string>
    settled_by: Later<number>
    created_at: At
    decided_at: LaterAt
    reminded_at: LaterAt
    escalated_at: LaterAt
  }
  panel: {
    school_id: string
    id: Generated<number>
    resource_id: number
    selection_id: Later<number>
    status: Generated<'open' | 'concluded' | 'cancelled'>
    policy_version: string
    rubric: ColumnType<Criterion[], string, never>
    scale: number
    /** 0..100 */
    score: Later<number>
    left_out: Later<number>
    by_id: number
    created_at: At
    due_at: At
    reminded_at: LaterAt
    concluded_at: LaterAt
  }
  panel_judge: {
    school_id: string
    panel_id: number
    member_id: number
    status: Generated<'asked' | 'scored' | 'declined'>
    scores: ColumnType<Record<string, number> | null, string | null | undefined, string | null>
    /** 0..100 */
    total: Later<number>
    note: Later<string>
    asked_at: At
    decided_at: LaterAt
  }
}
