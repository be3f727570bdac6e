import type { BlobStore } from '#db/blobs.ts'
import type { Db } from '#db/schema.ts'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import type { FileProcess } from './catalogue/file-process.ts'
import type { Known } from './catalogue/known.ts'
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
  /** What the school taught the catalogue, when somebody keeps it at hand; else the database is asked. */
  known?: Known
  /** The address of the web room as people reach it, for what is printed. */
  publicUrl?: string
}
