import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { openFolderBlobs } from '#db/blobs.ts'
import { openDb, openPool } from '#db/client.ts'
import { isOutage } from '#db/outage.ts'
import { countOlder, listOlder, type OlderQuery } from '#db/rows/older.ts'
import { systemClock } from '#kit/clock.ts'
import { UserFacingError } from '#kit/errors.ts'
import { startOfDay } from '#kit/zone.ts'
import { catalogueAgain } from '#workers/catalogue/again.ts'
import { openFileProcess } from '#workers/catalogue/file-process.ts'
import { VERSIONS } from '#workers/catalogue/stages.ts'
import type { Workshop } from '#workers/context.ts'
import { chooseSchool, openDatabase } from './database.ts'
import { clock, openProgress } from './import-progress.ts'
import type { Io } from './io.ts'
import { untilToldToLeave } from './leave.ts'

export type RecatalogueOptions = {
  json?: boolean
  school?: string
  since?: string
  stage?: string
  all?: boolean
  dryRun?: boolean
}

const PAGE = 200

/**
 * `recatalogue`: live resources that were made with an older stage, or `--all` of them, are read and classified again,
 * where they are.
 */
export async function recatalogue(io: Io, options: RecatalogueOptions): Promise<void> {
  const versions = chosen(options.stage)
  const leaving = untilToldToLeave(io.log)
  const database = await openDatabase(io, 'guest')
  const size = availableParallelism()
  const db = openDb(openPool(database.url, size * 2 + 2))
  const blobsDir = resolve(io.env.DATA_DIR, 'blobs')
  const files = openFileProcess({ readable: blobsDir, size })
  try {
    const school = await chooseSchool(io, db, options.school)
    const query: OlderQuery = {
      schoolId: school.id,
      versions,
      all: options.all === true,
      ...(options.since && { since: startOfDay(options.since, school.time_zone) }),
    }
    const older = await countOlder(db, query)
    if (options.dryRun) {
      if (options.json) return io.json({ older, dry_run: true })
      return io.say({
        zh: `${school.name} 有 ${older} 份资源${options.all ? '' : '是旧版本收录的，'}要重新收录。这是试运行，什么都没有改。`,
        en: `${older} resource(s) of ${school.name_en} ${options.all ? 'are' : 'were made with an older version and are'} to be catalogued again. A dry run: nothing was changed.`,
      })
    }
    const ring: Workshop['ring'] = async () => undefined
    const shop = { db, log: io.log, clock: systemClock, blobs: await openFolderBlobs(blobsDir), files, ring }
    const began = performance.now()
    const stop = new AbortController()
    void leaving.promise.then(() => stop.abort(new Error('told to leave')))
    const counts = await runAll(io, shop, query, older, { atOnce: size * 2, stop: stop.signal })
    const seconds = (performance.now() - began) / 1_000
    if (options.json) io.json({ older, ...counts, seconds: Number(seconds.toFixed(1)) })
    const { changed, same, gone, failed } = counts
    io.say({
      zh: `有变化 ${changed}，无变化 ${same}，已不在 ${gone}，出错 ${failed}，用时 ${clock(seconds)}。`,
      en: `changed ${changed}, the same ${same}, gone ${gone}, failed ${failed}; ${clock(seconds)}.`,
    })
    if (leaving.told()) {
      io.say({ zh: '已中断。再次运行同一条命令即可继续。', en: 'Interrupted. Run the same command again to continue.' })
      process.exitCode = 130
    }
  } finally {
    await files.stop()
    await db.destroy()
    await database.stop()
  }
}

type Counts = { changed: number; same: number; gone: number; failed: number }

/** In the order of their ids, several at a time; each is remembered with its own row, so an interruption costs little. */
async function runAll(
  io: Io,
  shop: Workshop,
  query: OlderQuery,
  total: number,
  run: { atOnce: number; stop: AbortSignal },
): Promise<Counts> {
  const counts: Counts = { changed: 0, same: 0, gone: 0, failed: 0 }
  const progress = openProgress(total, io.env.LOCALE)
  try {
    for (let after = 0; !run.stop.aborted; ) {
      const ids = await listOlder(shop.db, query, after, PAGE)
      if (ids.length === 0) break
      after = ids.at(-1) ?? after
      await Promise.all(Array.from({ length: run.atOnce }, () => lane(ids)))
    }
  } finally {
    progress.stop()
  }
  return counts

  async function lane(ids: number[]): Promise<void> {
    for (let id = ids.shift(); id !== undefined && !run.stop.aborted; id = ids.shift()) {
      try {
        counts[await catalogueAgain(shop, query.schoolId, id, run.stop)] += 1
      } catch (error) {
        if (run.stop.aborted) return
        if (isOutage(error)) throw error
        counts.failed += 1
        const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
        shop.log.error({ resource: id, why }, 'a resource could not be catalogued again')
      }
      progress.step({ zh: `有变化 ${counts.changed}`, en: `changed ${counts.changed}` })
    }
  }
}

function chosen(stage: string | undefined): Readonly<Record<string, number>> {
  if (stage === undefined) return VERSIONS
  const version = VERSIONS[stage]
  if (version !== undefined) return { [stage]: version }
  const known = Object.keys(VERSIONS).join(', ')
  throw new UserFacingError('no_stage', {
    zh: `没有 ${stage} 这一步，可选：${known}。`,
    en: `There is no stage ${stage}; there are: ${known}.`,
  })
}
