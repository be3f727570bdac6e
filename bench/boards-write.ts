import { performance } from 'node:perf_hooks'
import { sql } from 'kysely'
import { windowAt } from '#db/boards/periods.ts'
import { addToTotals, type Counted } from '#db/boards/totals.ts'
import { lockLedger } from '#db/ledger/post.ts'
import { defaultPolicy } from '#db/policy/defaults.ts'
import type { Db } from '#db/schema.ts'
import { NOW, type Size, ZONE } from './boards-fill.ts'
import { spread } from './quantiles.ts'

/** Entries offered per second while boards are read, in batches of one school each. */
const RATE = 2_000
export const BATCH = 100
// Known before: working it out for each entry would be paid by who reads, in the same process.
const TERM = windowAt('term', NOW, ZONE, defaultPolicy()).key
const AMOUNTS = [100, 100, 100, 200, 300, 500, 800, 75, 1_250, 1_500]

/** Writes at the rate until it is stopped. Who falls behind does not catch up: what was reached is reported. */
export function write(db: Db, size: Size) {
  const times: number[] = []
  let stopped = false
  const began = performance.now()
  const run = (async () => {
    for (let n = 0; !stopped; n += 1) {
      const wait = began + (n * BATCH * 1_000) / RATE - performance.now()
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
      const start = performance.now()
      await postBatch(db, size, n)
      times.push(performance.now() - start)
    }
  })()
  return {
    async stop() {
      stopped = true
      await run
      const seconds = (performance.now() - began) / 1_000
      return { perSecond: Math.round((times.length * BATCH) / seconds), batch: spread(times) }
    },
  }
}

export async function flatOut(db: Db, size: Size): Promise<number> {
  const began = performance.now()
  let n = 0
  while (performance.now() - began < 5_000) {
    await postBatch(db, size, 1_000_000 + n)
    n += 1
  }
  return Math.round((n * BATCH) / ((performance.now() - began) / 1_000))
}

/** A batch as the ledger posts it: of one school, now and then a reversal or something that counts for last week. */
export async function postBatch(db: Db, { members, schools }: Size, n: number): Promise<void> {
  const place = (n * 7_919) % schools
  const random = (m: number) => Math.abs(Math.sin(n * 1_000 + m) * 43_758.5453) % 1
  const perSchool = Math.floor(members / schools)
  const rows = Array.from({ length: BATCH }, (_, index) => {
    const late = index % 50 === 49
    return {
      member_id: 1 + place + schools * Math.floor(perSchool * random(index) ** 1.6),
      counts_at: late ? new Date(NOW.getTime() - 7 * 86_400_000) : NOW,
      term_id: TERM,
      amount: (index % 40 === 39 ? -1 : 1) * (AMOUNTS[index % AMOUNTS.length] ?? 0),
      day: late ? 722 : 729,
    }
  }) satisfies (Counted & { day: number })[]
  await db.transaction().execute(async (trx) => {
    await lockLedger(trx, `bench${place}`)
    await sql`insert into bench_entry select * from unnest(${rows.map((row) => row.member_id)}::int[],
      ${rows.map((row) => row.day)}::smallint[], ${rows.map((row) => row.amount)}::int[])`.execute(trx)
    await addToTotals(trx, `bench${place}`, rows)
  })
}
