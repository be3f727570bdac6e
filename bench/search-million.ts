import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { openDb, openPool } from '#db/client.ts'
import { migrate } from '#db/migrate.ts'
import type { Db } from '#db/schema.ts'
import { type ImportInto, importLines } from '#db/search/import.ts'
import { SEAL_REGULARLY_AT, tidySearch } from '#db/search/tidy.ts'
import memory from '../cli/memory.json' with { type: 'json' }
import { corpusOf } from './search-corpus.ts'
import type { Filling } from './search-million-filler.ts'
import type { Asked, Took } from './search-million-reader.ts'

export type MillionBench = {
  resources: number
  /** Resources a second: filled in batches of 500, and one in each transaction. */
  filled: number
  single: number
  /** Bytes on disk of all tables of the index, per resource. */
  bytes: number
  /** Milliseconds, while 50 resources a second arrive. */
  cold: Took
  warm: Took
  common: Took
  /** Two processes with four questions at a time each. */
  crowded: Took
  /** Of a process that only searches: what it holds when it has answered all of that, and before it searched. */
  memoryMb: number
  idleMb: number
}

const SCHOOL = 'bench-million'
/** Words that a fifth of all resources have. */
const COMMON = [
  '数学 教案',
  '语文 课件',
  '数学',
  '教案',
  '三年级',
  '三年级 数学 试卷',
  '上册 语文',
  '数学 上册',
  '张老师',
  '语文',
]
const ARRIVING = 50
const WARMING = 200
const SINGLES = 2_000
const FILLERS = 2
/** As many as one segment takes, so that a million are merged twice and not three times. */
const FILL_BATCH = 4_000
/** Words of a text: with its title a resource has about a hundred tokens. */
const BODY_WORDS = 62
const TABLES = '{search_delta,search_segment,search_block,search_list,search_gone,search_todo}'

/** Fills the database at `url` unless it holds as many, then asks it from other processes while resources arrive. */
export async function runMillionBench(
  url: string,
  { resources, say }: { resources: number; say: (line: string) => void },
): Promise<MillionBench> {
  const db = openDb(openPool(url, 4))
  let worker: ChildProcess | undefined
  try {
    await migrate(db)
    const { into, there } = await school(db)
    const corpus = corpusOf(resources, BODY_WORDS)
    const lines = (from: number, count: number) => Array.from({ length: count }, (_, n) => corpus.line(from + n))
    const filled = await fill(url, into, there, resources, say)
    let next = Math.max(there, resources)
    await tidySearch(db, 1)
    worker = fork(fileURLToPath(new URL('./search-million-worker.ts', import.meta.url)), [url])
    // The first load the dictionary, and making up a resource is no part of bringing it.
    const singles = lines(next, WARMING + SINGLES)
    next += singles.length
    for (const line of singles.slice(0, WARMING)) await importLines(db, into, [line])
    const began = performance.now()
    for (const line of singles.slice(WARMING)) await importLines(db, into, [line])
    const single = Math.round((1000 * SINGLES) / (performance.now() - began))
    say(`single: ${single} resources a second`)
    await settled(db)
    await sql`vacuum analyze`.execute(db)
    const size = await sql<{ name: string; bytes: number }>`
select name, pg_total_relation_size(name::regclass)::float8 as bytes from unnest(${TABLES}::text[]) as name`.execute(db)
    for (const row of size.rows) say(`${row.name}: ${(row.bytes / 2 ** 20).toFixed(0)} MB`)
    const bytes = Math.round(size.rows.reduce((sum, row) => sum + row.bytes, 0) / next)
    const arrivals = arrive(db, into, () => lines(next++, 1))
    const one = reader(url)
    const two = reader(url)
    try {
      const mixed = (from: number, count: number) => Array.from({ length: count }, (_, n) => corpus.query(from + n))
      const idleMb = (await one.ask({ texts: [], at: 1 })).memoryMb
      const cold = await one.ask({ texts: mixed(0, 400), at: 1 })
      say(`cold ${JSON.stringify(cold)}`)
      const warm = await one.ask({ texts: mixed(400, 400), at: 1 })
      say(`warm ${JSON.stringify(warm)}`)
      const common = await one.ask({ texts: Array.from({ length: 6 }, () => COMMON).flat(), at: 1 })
      say(`common ${JSON.stringify(common)}`)
      await two.ask({ texts: mixed(800, 100), at: 1 })
      const crowd = await Promise.all(
        [one, two].map((each, n) => each.ask({ texts: mixed(1_000 + 400 * n, 400), at: 4 })),
      )
      const crowded = crowd.reduce((worse, took) => (took.p95 > worse.p95 ? took : worse))
      say(`crowded ${JSON.stringify(crowd)}`)
      return {
        ...{ resources: next, filled, single, bytes, cold, warm, common, crowded },
        memoryMb: Math.max(...crowd.map((took) => took.memoryMb)),
        idleMb,
      }
    } finally {
      one.stop()
      two.stop()
      say(`${await arrivals.stop()} resources arrived meanwhile`)
    }
  } finally {
    worker?.kill()
    await db.destroy()
  }
}

/** Waits until the worker has sealed what came. */
async function settled(db: Db): Promise<void> {
  for (;;) {
    const { waiting } = await db
      .selectFrom('search_delta')
      .select((eb) => eb.fn.countAll<number>().as('waiting'))
      .executeTakeFirstOrThrow()
    if (waiting < SEAL_REGULARLY_AT) return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

async function school(db: Db): Promise<{ into: ImportInto; there: number }> {
  await db
    .insertInto('school')
    .values({ id: SCHOOL, name: '百万学校', name_en: 'Million School', locale: 'zh-CN', time_zone: 'Asia/Shanghai' })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const before = await db.selectFrom('member').select('id').where('school_id', '=', SCHOOL).executeTakeFirst()
  const author =
    before ??
    (await db
      .insertInto('member')
      .values({ school_id: SCHOOL, name: '张老师', role: 'teacher' })
      .returning('id')
      .executeTakeFirstOrThrow())
  const { there } = await db
    .selectFrom('resource')
    .select((eb) => eb.fn.countAll<number>().as('there'))
    .where('school_id', '=', SCHOOL)
    .executeTakeFirstOrThrow()
  const into = { schoolId: SCHOOL, memberId: author.id, authorName: '张老师', now: new Date('2026-11-21T00:00:00Z') }
  return { into, there }
}

/** As many a second came in. Two processes fill, because reading the texts is what it costs. */
async function fill(
  url: string,
  into: ImportInto,
  from: number,
  to: number,
  say: (line: string) => void,
): Promise<number> {
  if (from >= to) return 0
  const began = performance.now()
  const rate = (count: number) => Math.round((1000 * count) / (performance.now() - began))
  let filled = 0
  let said = 0
  const file = fileURLToPath(new URL('./search-million-filler.ts', import.meta.url))
  const share = async (filling: Filling) => {
    const child = fork(file, [url])
    child.send(filling)
    child.on('message', (count) => {
      filled += Number(count)
      if (filled - said < 40_000) return
      said = filled
      say(`${filled} more resources, ${rate(filled)} a second`)
    })
    const [code] = await once(child, 'exit')
    if (code !== 0) throw new Error(`the filler ended with ${code}`)
  }
  // What an interrupted run left out lies among the last; a line that is there is left alone.
  const start = Math.max(0, from - 20 * FILL_BATCH)
  const all = { resources: to, bodyWords: BODY_WORDS, into, to, batch: FILL_BATCH, step: FILLERS }
  await Promise.all(Array.from({ length: FILLERS }, (_, n) => share({ ...all, from: start + n * FILL_BATCH })))
  return rate(filled)
}

/** Resources come one by one, as many a second as the bench promises; the worker seals them. */
function arrive(db: Db, into: ImportInto, next: () => Parameters<typeof importLines>[2]): { stop(): Promise<number> } {
  let going = true
  let count = 0
  const work = async () => {
    const began = performance.now()
    while (going) {
      const due = Math.floor(((performance.now() - began) / 1000) * ARRIVING)
      if (count < due) {
        await importLines(db, into, next())
        count += 1
      } else await new Promise((resolve) => setTimeout(resolve, 5))
    }
    return count
  }
  const done = work()
  return {
    async stop() {
      going = false
      return done
    },
  }
}

/** A process that has the memory which the program's bin gives to its own. */
function reader(url: string): { ask(asked: Asked): Promise<Took>; stop(): void } {
  const file = fileURLToPath(new URL('./search-million-reader.ts', import.meta.url))
  const child = fork(file, [url], { execArgv: memory.flags, env: { ...memory.env, ...process.env } })
  return {
    ask: (asked) =>
      new Promise((resolve, reject) => {
        child.once('message', (message) => resolve(message as Took))
        child.once('exit', (code) => reject(new Error(`the reader ended with ${code}`)))
        child.send(asked)
      }),
    stop: () => child.kill(),
  }
}
