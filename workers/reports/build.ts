import { type Appraisals, appraisalReport, appraisalsReport, readAppraisals } from '#db/reports/appraisal.ts'
import type { Stretch } from '#db/reports/appraisal-rows.ts'
import { ledgerReport } from '#db/reports/ledger.ts'
import { keepMonthlyCheck, lastMonth } from '#db/reports/monthly.ts'
import type { Format, Report, ReportName } from '#db/reports/report.ts'
import { checkReport, kpiReport, metricsReport, reviewersReport, schoolsReport } from '#db/reports/school.ts'
import { stretchOf } from '#db/reports/stretch.ts'
import { schoolYearOf, yearReport } from '#db/reports/year.ts'
import type { Db, School } from '#db/schema.ts'
import { keepIndexes } from '#db/school-index/snapshot.ts'
import { UserFacingError } from '#kit/errors.ts'
import { type Lang, say } from '#kit/lang.ts'
import { dayOf } from '#kit/zone.ts'
import { toCsv } from './to-csv.ts'
import { toPdf } from './to-pdf.ts'
import { toXlsx } from './to-xlsx.ts'

export type Asked = {
  report: ReportName
  /** A term's id; the running one when left out. For the monthly check, a month such as `2026-10`; for a year, `2026-2027`. */
  term: string | undefined
  /** Whose appraisal. */
  memberId: number | undefined
  now: Date
  /** Everybody's figures, when many sheets are made at once. */
  appraisals?: Appraisals
}

/** A report's data. `step` hears how far a long one is. Throws UserFacingError with what to do when there is none. */
export async function buildReport(
  db: Db,
  school: School,
  asked: Asked,
  step: (done: number, of: number) => void = () => undefined,
): Promise<Report> {
  if (asked.report === 'check') return monthly(db, school, asked)
  if (asked.report === 'year') {
    const year = asked.term ?? schoolYearOf(asked.now, school.time_zone)
    return { ...(await yearReport(db, school, year)), period: year }
  }
  if (asked.report === 'schools') {
    await keepIndexes(db, asked.now)
    return schoolsReport(db, asked.now)
  }
  const stretch = await stretchOf(db, school, asked.term, asked.now)
  return { ...(await ofTerm(db, school, asked.report, asked, stretch, step)), period: stretch.termId }
}

async function ofTerm(
  db: Db,
  school: School,
  name: Exclude<ReportName, 'check' | 'schools' | 'year'>,
  asked: Asked,
  stretch: Stretch,
  step: (done: number, of: number) => void,
): Promise<Report> {
  switch (name) {
    case 'appraisal': {
      const all = asked.appraisals ?? (await readAppraisals(db, stretch))
      const report = asked.memberId === undefined ? undefined : await appraisalReport(db, all, asked.memberId)
      if (report) return report
      throw new UserFacingError('no_member', {
        zh: '没有这位老师的考核表。请写明姓名或编号。',
        en: 'There is no appraisal for that person. Give a name or a number.',
      })
    }
    case 'appraisals':
      return appraisalsReport(asked.appraisals ?? (await readAppraisals(db, stretch)))
    case 'kpi':
      return kpiReport(db, school, untilNow(stretch, asked.now))
    case 'metrics':
      return metricsReport(db, untilNow(stretch, asked.now))
    case 'reviewers':
      return reviewersReport(db, stretch)
    case 'ledger':
      return ledgerReport(db, stretch, school.time_zone, step)
    default:
      return name satisfies never
  }
}

/** A running term is measured up to now, as the dashboard does: its end may lie months ahead. */
function untilNow(stretch: Stretch, now: Date): Stretch {
  // Half-open: what happened at this very instant counts.
  return now < stretch.to ? { ...stretch, to: new Date(now.getTime() + 1) } : stretch
}

async function monthly(db: Db, school: School, { term, now }: Asked): Promise<Report> {
  await keepMonthlyCheck(db, school, now)
  const month = term ?? lastMonth(now, school.time_zone)
  const report = await checkReport(db, school.id, month)
  if (report) return { ...report, period: month }
  throw new UserFacingError('no_check', {
    zh: `没有 ${month} 的月检查。月份写作 2026-10，每月 1 日生成上个月的。`,
    en: `There is no check of ${month}. A month is written 2026-10; each is made on the 1st of the next.`,
  })
}

/** A report as a file in the reader's language. */
export function renderReport(
  report: Report,
  format: Format,
  { lang, school, now }: { lang: Lang; school: School; now: Date },
): Buffer {
  switch (format) {
    case 'csv':
      return toCsv(report, lang)
    case 'xlsx':
      return toXlsx(report, lang)
    case 'pdf':
      return toPdf(
        report,
        lang,
        `${say(lang, { zh: school.name, en: school.name_en })} · ${dayOf(now, school.time_zone)}`,
      )
    default:
      return format satisfies never
  }
}

/** `个人考核表-王老师-2026-autumn.xlsx`, safe on every system. */
export function reportFileName(
  report: Report,
  marks: readonly (string | undefined)[],
  format: Format,
  lang: Lang,
): string {
  const who = report.name === 'appraisal' ? report.about[0]?.value : undefined
  const parts = [say(lang, report.title), typeof who === 'string' ? who : undefined, report.period, ...marks]
  const name = [...new Set(parts.filter((part) => part !== undefined && part !== ''))].join('-')
  return `${name.replace(/[\\/:*?"<>|\p{Cc}]/gu, '_')}.${format}`
}
