import type { ColumnType, Generated } from 'kysely'
import type { Period } from './periods.ts'

export const METRICS = ['points', 'quality', 'beneficiaries'] as const
/**
 * What a board counts: 积分 points (book C, net, in 厘), 质量 quality (mean stars of a person's items, in hundredths), 受益人数
 * beneficiaries (different people who used what one shared).
 */
export type Metric = (typeof METRICS)[number]

type At = ColumnType<Date, Date | string, Date | string>
type Total = { list: number; district: number; member_id: number; points: number }

/** See the migrations `rank_boards` and `number_board_lists`. */
export type BoardTables = {
  /** One metric in one period of a school; of all schools together when `school_id` is empty. */
  board_list: { id: Generated<number>; school_id: string; metric: Metric; kind: Period; period: string }
  /** Under the list of the member's school, with that of all schools beside it. */
  board_live: Total
  board_past: Total
  /** Both of them. */
  board_total: Total & { school_id: string; metric: Metric; kind: Period; period: string }
  board_closed: { school_id: string; kind: Period; period: string }
  board_count: { list: number; total: number; n: number }
  board_group: {
    list: number
    /** null in the rows of all schools together. */
    district: number | null
    /** 0: members without one; -1: the whole school. */
    department_id: number
    pupil: boolean
    points: number
    earners: number
  }
  board_roster: { school_id: string; department_id: number; n: number }
  board_stale: { id: Generated<number>; school_id: string; member_id: number }
  board_use: {
    school_id: string
    fact_id: number
    author_id: number | null
    event_id: number | null
    by_id: number
    used_at: At
  }
  board_card: {
    school_id: string
    chat_id: number
    /** Of its message. */
    key: string
    query: ColumnType<unknown, string, string>
    lang: string
    members: number[]
    names: ColumnType<Record<string, string>, string, string>
    posted_at: At
    stale: Generated<boolean>
  }
  board_mark: { name: string; upto: number }
  chat_person: { school_id: string; chat_id: number; member_id: number }
}
