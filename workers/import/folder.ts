import { isOutage } from '#db/outage.ts'
import { findImported } from '#db/rows/imports.ts'
import { OperatorError, RetryLater } from '#kit/errors.ts'
import type { Workshop } from '../context.ts'
import { asImported, type FileEnd, type ImportInto, importFile } from './file.ts'
import { reason } from './leave-out.ts'
import type { Found } from './walk.ts'

/** One file with its end; `before`: by an earlier run. */
export type Ended = { found: Found; end: FileEnd; before: boolean }

export type FolderRun = {
  /** Files at the same time; the file process should have as many children as the machine has cores. */
  atOnce: number
  /** No further file is begun after this; those under way are finished. */
  leave: AbortSignal
  /** Ends those under way, too: they are done again by the next run. */
  stop: AbortSignal
  ended(one: Ended): void
}

/** Paths asked for in one query. */
const ASKED = 500
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
      done.push({ found, end: { outcome: row.outcome, ...id, ...why }, before: true })
    }
  }
  return { todo, done }
}

/**
 * Catalogues the files, several at a time, each in a transaction of its own, so that an interruption anywhere loses at
 * most those under way. Returns how many were not begun. A fault with one file is logged and counted as skipped; throws
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

  async function lane(): Promise<void> {
    while (!run.leave.aborted && !run.stop.aborted && !broken) {
      const found = files[next]
      if (!found) return
      next += 1
      try {
        const end = await twice(() => importFile(shop, into, found, run.stop))
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
  }

  await Promise.all(Array.from({ length: run.atOnce }, lane))
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
