import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Appraisals, readAppraisals } from '#db/reports/appraisal.ts'
import type { Format, ReportName } from '#db/reports/report.ts'
import { stretchOf } from '#db/reports/stretch.ts'
import type { Db, School } from '#db/schema.ts'
import { systemClock } from '#kit/clock.ts'
import { UserFacingError } from '#kit/errors.ts'
import { buildReport, renderReport, reportFileName } from '#workers/reports/build.ts'
import { chooseSchool, withDb } from './database.ts'
import { openProgress, type Progress } from './import-progress.ts'
import type { Io } from './io.ts'
import { only } from './member.ts'

export type ExportOptions = {
  json?: boolean
  school?: string
  term?: string
  format: Format
  member?: string
  /** One sheet for every teacher. */
  each?: boolean
  out?: string
}

/**
 * `export <report>`: writes a report as a file and prints its path. With `--each`, one appraisal for every teacher into
 * a folder. A bar on standard error shows how far it is.
 */
export async function exportVerb(io: Io, report: ReportName, options: ExportOptions): Promise<void> {
  await withDb(io, async (db) => {
    const school = await chooseSchool(io, db, options.school)
    if (options.each) return exportEach(io, db, school, report, options)
    if (report === 'appraisal' && options.member === undefined) {
      throw new UserFacingError('who', {
        zh: '请写明是谁的考核表：--member 姓名，或用 --each 为每位老师各出一份。',
        en: 'Say whose appraisal: --member name, or --each for one of every teacher.',
      })
    }
    const member = options.member === undefined ? undefined : await only(db, school.id, options.member)
    const path = await exportOne(io, db, { school, report, options, memberId: member?.id })
    if (options.json) io.json({ report, file: path })
    else io.print(path)
  })
}

type One = {
  school: School
  report: ReportName
  options: ExportOptions
  memberId: number | undefined
  folder?: string
  mark?: string
  appraisals?: Appraisals
}

async function exportOne(io: Io, db: Db, given: One): Promise<string> {
  const { school, report, options, memberId, folder, mark, appraisals } = given
  const now = systemClock.now()
  const lang = io.env.LOCALE
  const bar = openBar(io)
  const asked = { report, term: options.term, memberId, now, ...(appraisals && { appraisals }) }
  const made = await buildReport(db, school, asked, bar.to)
  bar.stop()
  // Two teachers may share a name.
  const name = reportFileName(made, [options.term, mark], options.format, lang)
  const path = folder === undefined ? resolve(options.out ?? name) : join(folder, name)
  await writeFile(path, renderReport(made, options.format, { lang, school, now }))
  return path
}

async function exportEach(io: Io, db: Db, school: School, report: ReportName, options: ExportOptions): Promise<void> {
  if (report !== 'appraisal') {
    throw new UserFacingError('each', {
      zh: '--each 只用于 appraisal（个人考核表）。',
      en: '--each is for appraisal only.',
    })
  }
  const now = systemClock.now()
  const appraisals = await readAppraisals(db, await stretchOf(db, school, options.term, now))
  const rows = appraisals.people
  const folder = resolve(options.out ?? `appraisals-${options.term ?? 'now'}`)
  await mkdir(folder, { recursive: true })
  const progress = openProgress(rows.length, io.env.LOCALE)
  for (const row of rows) {
    const { memberId } = row
    await exportOne(io, db, { school, report, options, memberId, folder, mark: String(memberId), appraisals })
    progress.step({ zh: '', en: '' })
  }
  progress.stop()
  if (options.json) io.json({ report, folder, files: rows.length })
  else io.print(folder)
}

/** A bar for work whose size shows only once it has begun. */
function openBar(io: Io): { to(done: number, of: number): void; stop(): void } {
  let bar: Progress | undefined
  let last = 0
  return {
    to(done, of) {
      bar ??= openProgress(of, io.env.LOCALE)
      for (; last < done; last += 1) bar.step({ zh: '', en: '' })
    },
    stop: () => bar?.stop(),
  }
}
