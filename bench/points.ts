import { loadavg } from 'node:os'
import { performance } from 'node:perf_hooks'
import { openDb, openPool } from '#db/client.ts'
import { migrate } from '#db/migrate.ts'
import type { Db } from '#db/schema.ts'
import { settleNight } from '#workers/points/night.ts'
import { rebuildLedger } from '#workers/points/rebuild.ts'
import { settleSchool } from '#workers/points/settle.ts'
import { DAY_MS, dayStarts, FIRST_DAY, fillFacts, type PointsSize } from './points-fill.ts'
import { treeCpu } from './process-tree.ts'

/**
 * What the projection of points carries: a month's facts of one school, nine downloads in ten, waiting all at once and
 * settled by the real projection; then the whole ledger counted anew from them.
 */
export async function runPointsBench(url: string, size: PointsSize, say: (line: string) => void): Promise<string[]> {
  return withFacts(url, size, say, async (db, facts) => {
    const now = new Date(FIRST_DAY.getTime() + (size.days + 1) * DAY_MS)
    const before = loadavg()[0] ?? 0
    const settling = await timed(() => settleSchool(db, 'bench', now, { nightly: true }))
    say(`points: ${facts} facts settled in ${settling.seconds.toFixed(1)} s`)
    const night = await timed(() => settleNight(db, 'bench', now))
    say(`points: the night ${night.seconds.toFixed(1)} s`)
    const rebuilding = await timed(() => rebuildIdentical(db))
    say(`points: rebuilt in ${rebuilding.seconds.toFixed(1)} s`)
    return [
      `## Points: ${facts.toLocaleString('en')} facts of one school, waiting all at once`,
      '',
      machineLoad(before),
      '',
      ...HEAD,
      row('settled with their boards', settling, facts, '2,000'),
      row('the night after: quality', night, undefined, ''),
      row(`rebuilt, ${rebuilding.did.toLocaleString('en')} postings, identical`, rebuilding, facts, '1,667'),
      '',
    ]
  })
}

/**
 * The same over a school's year, night by night, with what time brings (quality, vesting, expiry), and how memory and
 * pace go while the ledger grows.
 */
export async function runPointsYearBench(
  url: string,
  size: PointsSize,
  say: (line: string) => void,
): Promise<string[]> {
  return withFacts(url, size, say, async (db, facts) => {
    const before = loadavg()[0] ?? 0
    const settling = await timed(async () => {
      for (const [day, at] of dayStarts(size.days + 1).entries()) {
        await settleNight(db, 'bench', at)
        if (day % 25 === 0) say(`points: day ${day} of ${size.days} is settled`)
      }
    })
    say(`points: ${facts} facts settled in ${settling.seconds.toFixed(0)} s`)
    const tenths: { seconds: number; mb: number }[] = []
    const start = performance.now()
    const rebuilding = await timed(() =>
      rebuildIdentical(db, (done, total) => {
        if (done < (total * (tenths.length + 1)) / 10) return
        tenths.push({ seconds: (performance.now() - start) / 1_000, mb: process.memoryUsage().rss / 2 ** 20 })
        say(`points: ${done} of ${total} rebuilt, ${Math.round(tenths.at(-1)?.seconds ?? 0)} s`)
      }),
    )
    const steps = tenths.map(({ seconds }, index) => seconds - (tenths[index - 1]?.seconds ?? 0))
    const limit = ((rebuilding.seconds / facts) * 1_000_000) / 60
    return [
      `## Points: ${facts.toLocaleString('en')} facts of one school, ${size.days} nights`,
      '',
      machineLoad(before),
      '',
      ...HEAD,
      row('settled with their boards, night by night', settling, facts, ''),
      row(`rebuilt, ${rebuilding.did.toLocaleString('en')} postings, identical`, rebuilding, facts, '1,667'),
      '',
      `1,000,000 facts at this rate: ${limit.toFixed(1)} min (limit 10). Seconds for each tenth of the rebuild: ${steps
        .map((step) => step.toFixed(0))
        .join(', ')}; memory of the program at most ${Math.max(...tenths.map(({ mb }) => mb)).toFixed(0)} MB.`,
      '',
    ]
  })
}

const HEAD = [
  '| | s | facts a second | at least | processor seconds: program, PostgreSQL |',
  '|---|---|---|---|---|',
] as const

type Timed<T> = { did: T; seconds: number; program: number; database: number }

async function timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const [cpu, start] = [await treeCpu(process.pid), performance.now()]
  const did = await work()
  const seconds = (performance.now() - start) / 1_000
  const after = await treeCpu(process.pid)
  const used = (which: 'program' | 'database') => (after[which] - cpu[which]) / 1_000
  return { did, seconds, program: used('program'), database: used('database') }
}

function row(what: string, one: Timed<unknown>, facts: number | undefined, limit: string): string {
  const rate = facts === undefined ? '' : Math.round(facts / one.seconds).toLocaleString('en')
  return `| ${what} | ${one.seconds.toFixed(1)} | ${rate} | ${limit} | ${one.program.toFixed(1)}, ${one.database.toFixed(1)} |`
}

function machineLoad(before: number): string {
  return `Load of the machine ${before.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after; on two cores everything above 2 was waiting for others.`
}

async function withFacts(
  url: string,
  size: PointsSize,
  say: (line: string) => void,
  work: (db: Db, facts: number) => Promise<string[]>,
): Promise<string[]> {
  const db = openDb(openPool(url, 4))
  try {
    await migrate(db)
    const facts = await fillFacts(db, size)
    say(`points: ${facts} facts of ${size.days} days wait`)
    return await work(db, facts)
  } finally {
    await db.destroy()
  }
}

/** Answers how many postings there are. */
async function rebuildIdentical(db: Db, onProgress?: (done: number, total: number) => void): Promise<number> {
  const rebuilt = await rebuildLedger(db, 'bench', onProgress)
  if (rebuilt.differs) throw new Error(`rebuilt otherwise from posting ${rebuilt.differs.seq} on`)
  return rebuilt.postings
}
