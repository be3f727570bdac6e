import type { Trx } from '../schema.ts'
import type { Format, ReportName } from './report.ts'

export type NewRequest = {
  schoolId: string
  report: ReportName
  format: Format
  /** A term or, for the monthly check, a month; undefined: the running one. */
  term: string | undefined
  subjectId: number | undefined
  askedBy: number
  lang: string
  askedAt: Date
}

/** Writes down that somebody wants a report; a worker makes it. Answers its number. */
export async function requestReport(trx: Trx, request: NewRequest): Promise<number> {
  const row = await trx
    .insertInto('report_request')
    .values({
      school_id: request.schoolId,
      report: request.report,
      format: request.format,
      term_id: request.term ?? '',
      subject_id: request.subjectId ?? null,
      asked_by: request.askedBy,
      lang: request.lang,
      asked_at: request.askedAt,
      blob_sha256: null,
      file_name: null,
      size: null,
      made_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}
