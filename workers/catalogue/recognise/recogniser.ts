import { claimRecognition, finishRecognition, postponeRecognition } from '#db/recognition/recognition.ts'
import { findResource } from '#db/rows/resources.ts'
import { RetryLater } from '#kit/errors.ts'
import type { Workshop } from '../../context.ts'
import type { FileProcess } from '../file-process.ts'
import { keepRecognised } from './keep.ts'

/** Recognises waiting pictures in the background of a worker, one at a time, never in the way of a file. */
export type Recogniser = {
  /** Looks for waiting pictures, unless it is at it. Returns at once. */
  wake(): void
  /** Resolves when nothing is being recognised. */
  idle(): Promise<void>
  /** Leaves the picture at hand to the next start. */
  stop(): Promise<void>
}

/** Longer than the 60 s that one picture may take, and the start of the process. */
const LEASE_MS = 120_000
const MAX_ATTEMPTS = 3

/** `process` runs `RECOGNISER`; the rows in `recognition` are the queue, so nothing is lost with this object. */
export function openRecogniser(shop: Workshop, process: FileProcess): Recogniser {
  let running: Promise<void> | undefined
  let again = false
  const leaving = new AbortController()

  async function run(): Promise<void> {
    while (!leaving.signal.aborted) {
      again = false
      const claimed = await claimRecognition(shop.db, shop.clock.now(), LEASE_MS)
      if (claimed) await recognise(shop, process, claimed, leaving.signal)
      else if (!again) return
    }
  }

  return {
    wake() {
      again = true
      if (running || leaving.signal.aborted) return
      running = run()
        // The row waits and the sweep rings again.
        .catch((error) => shop.log.warn({ err: error }, 'recognition paused'))
        .finally(() => {
          running = undefined
        })
    },
    async idle() {
      await running
    },
    async stop() {
      leaving.abort(new RetryLater('the recogniser is stopping', 1_000))
      await running
      await process.stop()
    },
  }
}

async function recognise(
  shop: Workshop,
  process: FileProcess,
  claimed: { schoolId: string; resourceId: number; attempts: number },
  signal: AbortSignal,
): Promise<void> {
  const { schoolId, resourceId } = claimed
  const { db, clock } = shop
  const fail = (reason: string) =>
    db
      .transaction()
      .execute((trx) => finishRecognition(trx, schoolId, resourceId, { status: 'failed', reason, now: clock.now() }))
  // It was taken three times and never ended: it may be what ends the process.
  if (claimed.attempts > MAX_ATTEMPTS) return fail('crashed')
  const resource = await findResource(db, schoolId, resourceId)
  const path = resource?.blob_sha256 && shop.blobs.local(schoolId, resource.blob_sha256)
  if (!resource || !path) return fail('corrupt')
  const started = performance.now()
  try {
    const result = await process.read({ path, fileName: resource.file_name }, signal)
    if (!result.ok) return await fail(result.why)
    const { letters, changed } = await keepRecognised(shop, resource, result, signal)
    const ms = Math.round(performance.now() - started)
    shop.log.info({ schoolId, resourceId, letters, changed, ms }, 'recognised')
  } catch (error) {
    if (signal.aborted || error instanceof RetryLater) return postponeRecognition(db, schoolId, resourceId, clock.now())
    // Such as a file store that is away: its lease ends, and it is tried again.
    shop.log.warn({ err: error, schoolId, resourceId, attempt: claimed.attempts }, 'recognition failed')
  }
}
