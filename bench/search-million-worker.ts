import { setTimeout as sleep } from 'node:timers/promises'
import { openDb, openPool } from '#db/client.ts'
import { SEAL_REGULARLY_AT, tidySearch } from '#db/search/tidy.ts'

/** As often as the program's workers look, see workers/queue/schedule.ts. */
const EVERY_MS = 15_000

/** A process that seals and merges what has arrived, as a worker does it, until it is ended. */
const db = openDb(openPool(process.argv[2] ?? '', 2))
for (;;) {
  await tidySearch(db, SEAL_REGULARLY_AT)
  await sleep(EVERY_MS)
}
