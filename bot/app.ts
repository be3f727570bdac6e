import type { BlobStore } from '#db/blobs.ts'
import type { Db, Trx } from '#db/schema.ts'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import type { Ring } from '#workers/jobs.ts'
import type { ExpectedPoints } from '#workers/view-expected.ts'
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
  /** What the nightly run will give a member; absent where nobody works it out. */
  expected?: (trx: Trx, asked: { schoolId: string; memberId: number; now: Date }) => Promise<ExpectedPoints | undefined>
  /** Wakes the sender of a chat in this process; set by `openBot`. */
  wake: (schoolId: string, chatId: number) => void
}
