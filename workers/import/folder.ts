import { isOutage } from '#db/outage.ts'
import { findImported } from '#db/rows/imports.ts'
import { OperatorError, RetryLater } from '#kit/errors.ts'
import type { Workshop } from '../context.ts'
import { asImported, type FileEnd, type ImportInto } from './ends.ts'
import { importFile } from './file.ts'
import { openGathering } from './gather.ts'
import { reason } from './leave-out.ts'
import { type Judged, mayJoin, publishFiles } from './publish.ts'
import type { Found } from './walk.ts'
import { rememberWords } from './words.ts'

/** One file with its end; `before`: by an earlier run. */
export type Ended = { found: Found; end: FileEnd; before: boolean }

export type FolderRun = {
  /** Files that are read and judged at the same time; the file process should have as many children as the machine has cores. */
  atOnce: number
  /** No further file is begun after this; those under way are finished. */
  leave: AbortSignal
  /** Ends those under way, too: they are done again by the next run. */
  stop: AbortSignal
  ended(one: Ended): void
}

/** Paths asked for in one query. */
const ASKED = 500
/** Files that come in with one transaction, and how long the first of them waits for the others. */
const TOGETHER = { most: 8, atOnce: 2, waitMs: 250 }
/** Files that are judged and wait to come in, at most: their texts take memory. */
const WAITING = 64
/** So many faults of ours in a row are no matter of single files. */
const FAULTS = 20

/**
 * The files that earlier runs did not end, and the ends of those that they did. A file whose size or time has changed
 * since is to be done.
 */
export async function splitDone(
  shop: Pick<Workshop, 'db'>,
  schoolId: string,
  files: readonly Found[],
): Promise<{ todo: Found[]; done: Ended[] }> {
  const todo: Found[] = []
  const done: Ended[] = []
  for (let from = 0; from < files.length; from += ASKED) {
    const some = files.slice(from, from + ASKED)
    const known = await findImported(shop.db, schoolId, some.map(asImported))
    for (const found of some) {
      const row = known.get(found.path)
      if (!row) {
        todo.push(found)
        continue
      }
      const why = row.reason === undefined ? {} : { why: { code: 'before', text: row.reason } }
      const id = row.resourceId === undefined ? {} : { id: row.resourceId }
      const what = row.resource === undefined ? {} : { classification: row.resource }
      done.push({ found, end: { outcome: row.outcome, ...id, ...why, ...what }, before: true })
    }
  }
  return { todo, done }
}

/**
 * Catalogues the files, several at a time and a few in each transaction, so that an interruption anywhere loses at most
 * those under way. Returns how many were not begun. A fault with one file is logged and counted as skipped; throws
 * RetryLater (disk full), OperatorError, a lost database's error, and a fault that befalls twenty files in a row.
 */
export async function importFolder(
  shop: Workshop,
  into: ImportInto,
  files: readonly Found[],
  run: FolderRun,
): Promise<{ left: number }> {
  let next = 0
  let faults = 0
  let broken: { error: unknown } | undefined
  /** Files that are read and judged just now. */
  let under = 0
  const begun = new Set<Promise<void>>()
  const known = rememberWords(shop)
  const batches = openGathering<Judged, FileEnd>({
    ...TOGETHER,
    moreToCome: () => under > 0,
    together: mayJoin,
    work: (judged) => twice(() => publishFiles(shop, into, judged)),
  })

  async function one(found: Found, judged: () => void): Promise<FileEnd> {
    under += 1
    let isJudged = false
    const over = () => {
      if (!isJudged) under -= 1
      isJudged = true
      judged()
    }
    try {
      return await importFile({ ...shop, known }, into, found, {
        signal: run.stop,
        publish(file) {
          over()
          return batches.add(file)
        },
      })
    } finally {
      over()
    }
  }

  async function whole(found: Found, judged: () => void): Promise<void> {
    try {
      const end = await one(found, judged)
      faults = 0
      run.ended({ found, end, before: false })
    } catch (error) {
      if (run.stop.aborted) return
      faults += 1
      if (isFatal(error) || faults >= FAULTS) {
        broken ??= { error }
        return
      }
      // The message, not the error: a database's error can quote the row.
      const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
      shop.log.error({ file: found.relative, why }, 'a file could not be imported')
      run.ended({ found, end: { outcome: 'skipped', why: reason('failed') }, before: false })
    }
  }

  /** Whoever has judged a file takes the next one; it comes in meanwhile. */
  async function lane(): Promise<void> {
    for (;;) {
      while (begun.size >= run.atOnce + WAITING) await Promise.race(begun)
      const found = run.leave.aborted || run.stop.aborted || broken ? undefined : files[next]
      if (!found) return
      next += 1
      await new Promise<void>((judged) => {
        const work = whole(found, judged).finally(() => begun.delete(work))
        begun.add(work)
      })
    }
  }

  await Promise.all(Array.from({ length: run.atOnce }, lane))
  await Promise.all(begun)
  if (broken) throw broken.error
  return { left: files.length - next }
}

/** Two files that resemble each other can wait for one another; PostgreSQL ends one of the two, which then has its turn. */
async function twice<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== '40P01' && code !== '40001') throw error
    return work()
  }
}

/** Nothing that the next file could escape. */
function isFatal(error: unknown): boolean {
  return error instanceof RetryLater || error instanceof OperatorError || isOutage(error)
}
