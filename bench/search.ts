import { sql } from 'kysely'
import { openDb, openPool } from '#db/client.ts'
import { migrate } from '#db/migrate.ts'
import type { Db } from '#db/schema.ts'
import { type ImportLine, importLines } from '#db/search/import.ts'
import { searchResources } from '#db/search/search.ts'
import type { Viewer } from '#db/sharing.ts'
import { corpusOf } from './search-corpus.ts'

export type SearchBench = {
  /** Milliseconds a query, statistics and page included, one at a time. */
  p50: number
  p95: number
  max: number
  queries: number
  resources: number
  /** The same for the ten commonest questions, such as 数学 教案. */
  commonP95: number
  /** 0 when the database was filled by an earlier run. */
  filledPerSecond: number
  bytesPerResource: number
}

const SCHOOL = 'bench-search'
const COMMON = [
  '数学 教案',
  '语文 课件',
  '数学',
  '教案',
  '三年级',
  '三年级 数学 试卷',
  '学习',
  '问题 学生',
  '上册 语文',
  '期末 复习',
]
const NOW = new Date('2026-11-21T00:00:00Z')

/**
 * Fills the database at `url` (its own, it is migrated first) with `resources` made-up ones unless it holds them, and
 * measures search. The first pass over the queries warms caches and is not counted.
 */
export async function runSearchBench(
  url: string,
  {
    resources,
    queries = 400,
    say = () => undefined,
  }: { resources: number; queries?: number; say?: (line: string) => void },
): Promise<SearchBench> {
  const db = openDb(openPool(url, 2))
  try {
    await migrate(db)
    const corpus = corpusOf(resources)
    const filledPerSecond = await fill(db, corpus.line, resources, say)
    const size = await sql<{ bytes: number }>`select sum(pg_total_relation_size(name::regclass))::float8 as bytes
      from unnest('{search_delta,search_segment,search_block,search_list,search_gone}'::text[]) as name`.execute(db)
    const texts = Array.from({ length: queries }, (_, n) => corpus.query(n))
    await measure(db, texts.slice(0, 100))
    const took = await measure(db, texts)
    const common = await measure(db, [...COMMON, ...COMMON, ...COMMON])
    const result = {
      ...quantiles(took),
      queries,
      resources,
      commonP95: quantiles(common).p95,
      filledPerSecond,
      bytesPerResource: Math.round((size.rows[0]?.bytes ?? 0) / resources),
    }
    say(
      `search over ${resources} resources: p50 ${result.p50} ms, p95 ${result.p95} ms, max ${result.max} ms (${queries} mixed queries); ` +
        `common words p95 ${result.commonP95} ms; ${result.bytesPerResource} bytes per resource`,
    )
    return result
  } finally {
    await db.destroy()
  }
}

async function measure(db: Db, texts: readonly string[]): Promise<number[]> {
  const member = await db
    .selectFrom('member')
    .selectAll()
    .where('school_id', '=', SCHOOL)
    .orderBy('id')
    .executeTakeFirstOrThrow()
  const viewer: Viewer = { schoolId: SCHOOL, memberId: member.id, role: 'teacher', departmentId: 1 }
  const took: number[] = []
  for (const text of texts) {
    const { tookMs } = await searchResources(db, viewer, { text, limit: 10, offset: 0, now: NOW })
    took.push(tookMs)
  }
  return took
}

function quantiles(took: readonly number[]): { p50: number; p95: number; max: number } {
  const sorted = [...took].sort((a, b) => a - b)
  const at = (share: number) =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10
  return { p50: at(0.5), p95: at(0.95), max: at(1) }
}

/** Resources per second; 0 when nothing was missing. */
async function fill(
  db: Db,
  line: (n: number) => ImportLine,
  resources: number,
  say: (line: string) => void,
): Promise<number> {
  await db
    .insertInto('school')
    .values({ id: SCHOOL, name: '测速学校', name_en: 'Bench School', locale: 'zh-CN', time_zone: 'Asia/Shanghai' })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const there = await db
    .selectFrom('resource')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('school_id', '=', SCHOOL)
    .executeTakeFirstOrThrow()
  if (there.n >= resources) return 0
  const author = await db
    .insertInto('member')
    .values({
      school_id: SCHOOL,
      name: '张老师',
      role: 'teacher',
      department_id: null,
      alias: null,
      locale: null,
      left_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const into = { schoolId: SCHOOL, memberId: author.id, authorName: '张老师', now: NOW }
  const began = performance.now()
  for (let from = there.n; from < resources; from += 500) {
    const count = Math.min(500, resources - from)
    await importLines(
      db,
      into,
      Array.from({ length: count }, (_, n) => line(from + n)),
    )
    if ((from / 500) % 40 === 39) say(`${from + count} resources`)
  }
  const seconds = (performance.now() - began) / 1000
  await sql`vacuum analyze`.execute(db)
  const rate = Math.round((resources - there.n) / seconds)
  say(`filled ${resources} resources in ${seconds.toFixed(0)} s (${rate} a second)`)
  return rate
}
