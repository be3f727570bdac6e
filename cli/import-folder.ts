import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { openFolderBlobs } from '#db/blobs.ts'
import { openDb, openPool } from '#db/client.ts'
import type { Member, School, Visibility } from '#db/schema.ts'
import { systemClock } from '#kit/clock.ts'
import { UserFacingError } from '#kit/errors.ts'
import { openClamd } from '#workers/catalogue/scan/clamd.ts'
import type { Workshop } from '#workers/context.ts'
import { importFolder, splitDone } from '#workers/import/folder.ts'
import { spreadBySize } from '#workers/import/order.ts'
import { loadJudgement } from '#workers/import/ready.ts'
import { type Walked, walkFolder } from '#workers/import/walk.ts'
import { chooseSchool, openDatabase } from './database.ts'
import { ownerOf } from './import-owner.ts'
import { clock, openProgress } from './import-progress.ts'
import type { ImportReaders } from './import-readers.ts'
import { openTally, reasonTable, type Tally, writeReport } from './import-report.ts'
import type { Io } from './io.ts'
import { type Leaving, untilToldToLeave } from './leave.ts'

export type ImportOptions = {
  json?: boolean
  school?: string
  owner?: string
  visibility: Visibility
  award?: boolean
  dryRun?: boolean
  report?: string
}

/** What those under way may still take after Ctrl-C. */
const FINISH_MS = 10_000
/** Files that are read and judged at a time for each core: a few lie before a reader, a few are copied, one is named. */
const UNDER_WAY = 5

/**
 * `import <folder>`: catalogues everything below a folder, on all cores, and goes on where an earlier run was interrupted.
 * The readers are the caller's to stop.
 */
export async function importFolderVerb(
  io: Io,
  path: string,
  options: ImportOptions,
  { files, blobsDir, size }: ImportReaders,
): Promise<void> {
  const leaving = untilToldToLeave(io.log)
  const root = await realpath(path)
  const report = options.report === undefined ? undefined : resolve(options.report)
  const [database] = await Promise.all([openDatabase(io, 'guest'), loadJudgement()])
  const db = openDb(openPool(database.url, size * 2 + 2))
  try {
    const school = await chooseSchool(io, db, options.school)
    const owner = await ownerOf(db, school.id, options.owner)
    if (options.visibility === 'department' && owner.department_id === null) throw noDepartment(owner)
    io.say({
      zh: `导入到 ${school.name}，归 ${owner.name} 所有。正在列出文件…`,
      en: `Importing into ${school.name_en}; ${owner.name} will own the files. Listing them…`,
    })
    const blobs = await openFolderBlobs(blobsDir)
    const data = await realpath(resolve(io.env.DATA_DIR))
    const walked = await walkFolder(root, { own: [data, ...(report === undefined ? [] : [report, `${report}.part`])] })
    const scanner = io.env.CLAMD_HOST === undefined ? undefined : openClamd(io.env.CLAMD_HOST)
    const shop = { db, log: io.log, clock: systemClock, blobs, files, ring: noRing, ...(scanner && { scanner }) }
    const tally = openTally()
    const began = performance.now()
    const { left } = await catalogue(io, {
      shop,
      school,
      owner,
      walked,
      options,
      tally,
      leaving,
      atOnce: size * UNDER_WAY,
    })
    const seconds = (performance.now() - began) / 1_000
    if (report !== undefined) await writeReport(report, tally, io.env.LOCALE)
    tell(io, { tally, left, seconds, options, ...(report !== undefined && { report }) })
    if (leaving.told()) process.exitCode = 130
  } finally {
    await db.destroy()
    await database.stop()
  }
}

type Work = {
  shop: Workshop
  school: School
  owner: Member
  walked: Walked
  options: ImportOptions
  tally: Tally
  leaving: Leaving
  atOnce: number
}

async function catalogue(io: Io, work: Work): Promise<{ left: number }> {
  const { shop, school, owner, walked, options, tally, leaving } = work
  for (const one of walked.leftOut) tally.leftOut(one)
  const { todo, done } = await splitDone(shop, school.id, walked.files)
  for (const one of done) tally.ended(one)
  if (done.length > 0) {
    io.say({
      zh: `其中 ${done.length} 份上次已处理，还有 ${todo.length} 份。`,
      en: `${done.length} of them were done in an earlier run; ${todo.length} to go.`,
    })
  }
  const [leave, stop] = [new AbortController(), new AbortController()]
  const progress = openProgress(todo.length, io.env.LOCALE)
  void leaving.promise.then(() => {
    leave.abort()
    setTimeout(() => stop.abort(new Error('told to leave')), FINISH_MS).unref()
  })
  try {
    const { award = false, dryRun = false, visibility } = options
    const maxBytes = io.env.MAX_FILE_MB * 1_048_576
    return await importFolder(
      shop,
      { school, owner, visibility, award, dryRun, maxBytes, twins: new Set() },
      spreadBySize(todo),
      {
        atOnce: work.atOnce,
        leave: leave.signal,
        stop: stop.signal,
        ended(one) {
          tally.ended(one)
          progress.step(tally.note())
        },
      },
    )
  } finally {
    progress.stop()
  }
}

function tell(
  io: Io,
  ran: { tally: Tally; left: number; seconds: number; options: ImportOptions; report?: string },
): void {
  const { tally, left, seconds, options, report } = ran
  const { counts, before, review } = tally
  const files = counts.new + counts.same + counts.refused
  if (options.json) {
    io.json({
      ...counts,
      before,
      review,
      left,
      dry_run: options.dryRun === true,
      seconds: Number(seconds.toFixed(1)),
      reasons: tally.reasons().map(({ text, ...one }) => ({ ...one, zh: text.zh, en: text.en })),
      ...(report !== undefined && { report }),
    })
  } else {
    const shown = reasonTable(tally, io.env.LOCALE)
    if (shown !== '') io.print(shown)
    const rate = seconds > 0 ? (files / seconds).toFixed(1) : '0'
    const waits = { zh: review > 0 ? `（${review} 份待审核）` : '', en: review > 0 ? ` (${review} to review)` : '' }
    const { zh, en } = tally.note()
    io.say({
      zh: `${zh}${waits.zh}，上次已处理 ${before}。用时 ${clock(seconds)}，每秒 ${rate} 份。`,
      en: `${en}${waits.en}, done before ${before}. ${clock(seconds)}, ${rate} files a second.`,
    })
  }
  if (options.dryRun) io.say({ zh: '这是试运行，什么都没有写入。', en: 'A dry run: nothing was written.' })
  if (report !== undefined) io.say({ zh: `明细已写入 ${report}`, en: `Each file is listed in ${report}` })
  if (left > 0) {
    io.say({
      zh: `已中断，还剩 ${left} 份。再次运行同一条命令即可从这里继续。`,
      en: `Interrupted with ${left} file(s) to go. Run the same command again to continue from here.`,
    })
  }
}

/** An import has no chat to answer in. */
const noRing: Workshop['ring'] = async () => undefined

function noDepartment(owner: Member): UserFacingError {
  return new UserFacingError('no_department', {
    zh: `${owner.name} 不属于任何教研组，不能用 --visibility department。`,
    en: `${owner.name} is in no department, so --visibility department would hide the files from everybody.`,
  })
}
