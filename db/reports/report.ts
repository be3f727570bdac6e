import type { Text } from '#kit/lang.ts'

/** The one list of reports that can be exported. */
export const REPORTS = [
  'appraisal',
  'appraisals',
  'year',
  'kpi',
  'check',
  'metrics',
  'schools',
  'reviewers',
  'ledger',
] as const
export type ReportName = (typeof REPORTS)[number]

export const FORMATS = ['xlsx', 'csv', 'pdf'] as const
export type Format = (typeof FORMATS)[number]

/**
 * How a column's values are meant: `points` are 厘, `share` 0–1, `mean` stars, `day` is `2026-11-21`, `count` a whole
 * number. A renderer formats them; a spreadsheet gets real numbers.
 */
export type Kind = 'text' | 'count' | 'points' | 'share' | 'mean' | 'number' | 'day'
export type Column = { label: Text; kind: Kind }
/** undefined is shown as an empty cell. */
export type Cell = string | number | Text | undefined
export type Sheet = {
  name: Text
  columns: Column[]
  rows: Cell[][]
  /** Sentences below the table: formulas, sources. */
  notes?: Text[]
  /** Bars over the rows: which column names them and which is their height. */
  chart?: { title: Text; label: number; value: number }
}

/** A report before it becomes a file; nothing in it depends on a language or a format. */
export type Report = {
  name: ReportName
  title: Text
  /** The term's id, or the month; undefined for a report about no stretch of time. */
  period?: string
  /** Label and value pairs on the first page. */
  about: { label: Text; value: Cell; kind?: Kind }[]
  sheets: Sheet[]
}

export const REPORT_TITLES: Record<ReportName, Text> = {
  appraisal: { zh: '个人考核表', en: 'Appraisal sheet' },
  appraisals: { zh: '全校考核汇总', en: 'Appraisals of the school' },
  year: { zh: '学年汇总', en: 'School year' },
  kpi: { zh: '学校考核指标', en: 'School indicators' },
  check: { zh: '月检查表', en: 'Monthly check' },
  metrics: { zh: '数据指标', en: 'Metrics' },
  schools: { zh: '校际指数', en: 'School index' },
  reviewers: { zh: '审核工作量', en: 'Reviewers’ workload' },
  ledger: { zh: '积分账本（脱敏）', en: 'Ledger (redacted)' },
}
