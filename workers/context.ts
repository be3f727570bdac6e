import type { BlobStore } from '#db/blobs.ts'
import type { Db } from '#db/schema.ts'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import type { FileProcess } from './catalogue/file-process.ts'
import type { Scanner } from './catalogue/scan/clamd.ts'
import type { Ring } from './jobs.ts'

/** What the workshop is handed. */
export type Workshop = {
  db: Db
  log: Log
  clock: Clock
  ring: Ring
  blobs: BlobStore
  /** Opens untrusted files in another process. */
  files: FileProcess
  /** Looks for viruses, when one is configured. */
  scanner?: Scanner
}
