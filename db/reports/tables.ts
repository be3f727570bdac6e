import type { ColumnType, Generated } from 'kysely'
import type { Figures } from './appraisal-figures.ts'
import type { MonthlyCheck } from './monthly.ts'
import type { Format, ReportName } from './report.ts'

type At = ColumnType<Date, Date | string, Date | string>

export type ReportTables = {
  /** A report that somebody asked for in a chat; made by a worker, handed over in private. */
  report_request: {
    school_id: string
    id: Generated<number>
    report: ReportName
    format: Format
    term_id: string
    /** Whose report it is; null for one about the whole school. */
    subject_id: number | null
    asked_by: number
    lang: string
    status: Generated<'waiting' | 'made' | 'failed'>
    blob_sha256: string | null
    file_name: string | null
    size: number | null
    asked_at: At
    made_at: At | null
  }
  /** What a locked term says about a teacher, as it was when it was locked. */
  term_appraisal: {
    school_id: string
    term: string
    member_id: number
    n: number
    figures: ColumnType<Figures, string, never>
  }
  /** The check of one month, as it was generated. */
  monthly_check: {
    school_id: string
    month: string
    body: ColumnType<MonthlyCheck, string, string>
    points: number
    made_at: At
  }
  /** What that check found to be put right. */
  monthly_check_item: {
    school_id: string
    month: string
    metric: string
    owner_id: number | null
    due: string
    done_at: At | null
    done_by: number | null
    note: string | null
  }
}
