import { performance } from 'node:perf_hooks'
import { sql } from 'kysely'
import { openDb, openPool } from '#db/client.ts'
import { migrate } from '#db/migrate.ts'
import type { Db } from '#db/schema.ts'
import { rebuildLedger } from '#workers/points/rebuild.ts'
import { settleNow } from '#workers/points/settle.ts'
import { DAY_MS, FIRST_DAY, fillFacts } from './points-fill.ts'
import { treeCpu } from './process-tree.ts'

/** Facts that are settled one by one, each for a receipt; the first so many warm up what is planned once. */
const SIZE = { facts: 1_000, teachers: 300, resources: 999, days: 60 }
const WARM = 300
const COUNTED = SIZE.resources - WARM - 10

/** What one receipt costs: facts settled in transactions of their own, then counted anew; processor time of each. */
export async function runSingleBench(url: string, say: (line: string) => void): Promise<string[]> {
  const pool = openPool(url, 1)
  let statements = 0
  pool.on('connect', (client) => {
    const plain = client.query
    Object.assign(client, {
      query(...given: unknown[]): unknown {
        statements += 1
        return Reflect.apply(plain, client, given)
      },
    })
  })
  const db = openDb(pool)
  try {
    await migrate(db)
    await fillFacts(db, SIZE)
    await settle(db, WARM)
    // As the server does by itself after a while: what was planned on empty tables is planned anew.
    await sql`analyze`.execute(db)
    await settle(db, 10)
    statements = 0
    const single = await used(() => settle(db, COUNTED))
    const per = (ms: number) => (ms / COUNTED).toFixed(2)
    const asked = (statements / COUNTED).toFixed(1)
    say(`single: ${per(single.program)} ms program, ${per(single.database)} ms PostgreSQL, ${asked} statements a fact`)
    const rebuilt = await used(() => rebuildLedger(db, 'bench'))
    const each = (ms: number) => (ms / SIZE.resources).toFixed(2)
    say(`rebuilt: ${each(rebuilt.program)} ms program, ${each(rebuilt.database)} ms PostgreSQL`)
    if (rebuilt.did.differs) throw new Error(`rebuilt otherwise from posting ${rebuilt.did.differs.seq} on`)
    return [
      '## Points: one fact, one receipt',
      '',
      '| | statements | processor ms: program, PostgreSQL | together |',
      '|---|---|---|---|',
      `| settled in its own transaction, with boards | ${asked} | ${per(single.program)}, ${per(single.database)} | ${per(single.program + single.database)} |`,
      `| the same runs rebuilt | | ${each(rebuilt.program)}, ${each(rebuilt.database)} | ${each(rebuilt.program + rebuilt.database)} |`,
      '',
    ]
  } finally {
    await db.destroy()
  }
}

async function settle(db: Db, count: number): Promise<void> {
  const facts = await db
    .selectFrom('fact')
    .selectAll()
    .where('kind', '=', 'resource.accepted')
    .where('status', '=', 'waiting')
    .orderBy('occurred_at')
    .orderBy('id')
    .limit(count)
    .execute()
  const now = new Date(FIRST_DAY.getTime() + SIZE.days * DAY_MS)
  for (const fact of facts) await db.transaction().execute((trx) => settleNow(trx, fact, now))
}

async function used<T>(
  work: () => Promise<T>,
): Promise<{ did: T; seconds: number; program: number; database: number }> {
  const [before, start] = [await treeCpu(process.pid), performance.now()]
  const did = await work()
  const seconds = (performance.now() - start) / 1_000
  const after = await treeCpu(process.pid)
  return { did, seconds, program: after.program - before.program, database: after.database - before.database }
}
