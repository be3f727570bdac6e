import type { BlobStore } from '#db/blobs.ts'
import type { Db } from '#db/schema.ts'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import type { Ring } from '#workers/jobs.ts'
import type { Platform } from './platform.ts'

/** What the reception desk is handed. It owns nothing that outlives the process. */
export type Bot = {
  db: Db
  log: Log
  clock: Clock
  ring: Ring
  blobs: BlobStore
  platforms: ReadonlyMap<string, Platform>
  /** The school of a chat that nobody has claimed. */
  defaultSchool: string
  maxFileBytes: number
  /** Wakes the sender of a chat in this process; set by `openBot`. */
  wake: (schoolId: string, chatId: number) => void
}
