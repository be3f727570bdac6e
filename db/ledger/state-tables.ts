import type { ColumnType, Generated } from 'kysely'

type At = ColumnType<Date, Date | string, Date | string>

/** What the projection keeps beside the ledger; all of it follows from facts. See the migration `keep_point_state`. */
export type PointStateTables = {
  point_rating: {
    school_id: string
    resource_id: number
    member_id: number
    stars: number
    /** In ten-thousandths. */
    weight: number
    rated_at: At
    fact_id: number
    fact_key: string
  }
  point_cell: { school_id: string; cell: string; resource_id: number }
  point_content: { school_id: string; sha256: string; resource_id: number; member_id: number }
  point_pending: {
    school_id: string
    tx_seq: number
    member_id: number
    resource_id: number | null
    fact_id: number
    amount: number
    term_id: string
    due_at: At
    holds: Generated<number>
  }
  point_self: { school_id: string; member_id: number; now_id: number }
  point_flag: {
    school_id: string
    flag: number
    effect: string
    keys: string[]
    until: At | null
    state: 'open' | 'cleared' | 'upheld'
    fact_id: number
  }
  point_denied: { school_id: string; key: string; fact_id: number }
  point_mark: { school_id: string; mark: string; fact_id: number | null }
  night_run: {
    school_id: string
    day: string
    claimed_until: At
    done: Generated<string[]>
    finished_at: At | null
  }
}
