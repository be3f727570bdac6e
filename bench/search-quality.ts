import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { openDb, openPool } from '#db/client.ts'
import { migrate } from '#db/migrate.ts'
import type { Db } from '#db/schema.ts'
import { type ImportLine, importLine, importLines } from '#db/search/import.ts'
import { searchResources } from '#db/search/search.ts'
import { tidySearch } from '#db/search/tidy.ts'
import type { Viewer } from '#db/sharing.ts'
import { withDatabases } from './databases.ts'
import { miniSearchOf } from './minisearch.ts'
import { spread } from './quantiles.ts'

/**
 * `npm run bench:search -- <dir> [--limit n]`: imports `corpus.jsonl` into a database of its own, asks the real search
 * every line of `queries.jsonl`, and MiniSearch the same with the same tokens. A folder without a corpus (qbqtc-edu)
 * takes that of the folder beside it whose name begins its own.
 */
const { positionals, values } = parseArgs({ allowPositionals: true, options: { limit: { type: 'string' } } })
const dir = resolve(positionals[0] ?? '.')
const say = (line: string) => process.stderr.write(`${line}\n`)

type Query = { id: string; q: string; rel: string[]; grade?: Record<string, number>; tag?: string }
/** What an engine answers: ids, best first. */
type Engine = { name: string; ask(text: string): Promise<string[]> }

const TOP = 10
const SCHOOL = 'bench-quality'

const lines = (await jsonLines(await corpusFile())).map((line) => importLine.parse(line))
const queries = ((await jsonLines(join(dir, 'queries.jsonl'))) as Query[]).slice(
  0,
  Number(values.limit ?? Number.POSITIVE_INFINITY),
)
say(`${basename(dir)}: ${lines.length} resources, ${queries.length} queries`)

await withDatabases(async (url) => {
  const db = openDb(openPool(await url('quality'), 2))
  try {
    await migrate(db)
    const filled = await fill(db, lines)
    const viewer: Viewer = { schoolId: SCHOOL, memberId: undefined, role: 'admin', departmentId: undefined }
    const engines: Engine[] = [
      {
        name: 'gongxiang',
        async ask(text) {
          const { hits } = await searchResources(db, viewer, { text, limit: TOP, offset: 0, now: new Date() })
          return hits.flatMap((hit) => hit.external_id ?? [])
        },
      },
      miniSearchOf('MiniSearch', lines, false),
      miniSearchOf('MiniSearch + characters', lines, true),
    ]
    const table = [
      `| ${basename(dir)}, ${queries.length} queries | MRR@10 | Recall@10 | nDCG@10 | p50 ms | p95 ms |`,
      '|---|---|---|---|---|---|',
    ]
    const tags: string[] = []
    for (const engine of engines) {
      const measured = await measure(engine)
      table.push(measured.row)
      if (measured.tags !== '') tags.push(`${engine.name}: ${measured.tags}`)
      say(measured.row)
    }
    process.stdout.write(`${[...table, '', ...tags, `filled at ${filled} resources a second`].join('\n')}\n`)
  } finally {
    await db.destroy()
  }
})
process.exit()

async function measure(engine: Engine): Promise<{ row: string; tags: string }> {
  for (const query of queries.slice(0, 20)) await engine.ask(query.q)
  const took: number[] = []
  const byTag = new Map<string, number[]>()
  const sums = { mrr: 0, recall: 0, ndcg: 0 }
  for (const query of queries) {
    const began = performance.now()
    const ids = await engine.ask(query.q)
    took.push(performance.now() - began)
    const first = ids.findIndex((id) => query.rel.includes(id))
    const reciprocal = first < 0 ? 0 : 1 / (first + 1)
    sums.mrr += reciprocal
    sums.recall += ids.filter((id) => query.rel.includes(id)).length / Math.min(TOP, Math.max(1, query.rel.length))
    sums.ndcg += gain(ids, query)
    const tag = query.tag ?? ''
    byTag.set(tag, [...(byTag.get(tag) ?? []), reciprocal])
  }
  const mean = (sum: number) => (sum / Math.max(1, queries.length)).toFixed(4)
  const { p50, p95 } = spread(took)
  const tags =
    byTag.size < 2
      ? ''
      : [...byTag].map(([tag, all]) => `${tag} ${(all.reduce((a, b) => a + b, 0) / all.length).toFixed(3)}`).join(', ')
  return {
    row: `| ${engine.name} | ${mean(sums.mrr)} | ${mean(sums.recall)} | ${mean(sums.ndcg)} | ${p50} | ${p95} |`,
    tags,
  }
}

/** nDCG with the grades, where there are any; a relevant one without a grade counts 1. */
function gain(ids: readonly string[], query: Query): number {
  const grades = query.grade ?? Object.fromEntries(query.rel.map((id) => [id, 1]))
  const sum = (values: readonly number[]) =>
    values.reduce((total, grade, at) => total + (2 ** grade - 1) / Math.log2(at + 2), 0)
  const best = sum(
    Object.values(grades)
      .sort((a, b) => b - a)
      .slice(0, TOP),
  )
  return best === 0 ? 0 : sum(ids.slice(0, TOP).map((id) => grades[id] ?? 0)) / best
}

async function fill(db: Db, all: readonly ImportLine[]): Promise<number> {
  await db
    .insertInto('school')
    .values({ id: SCHOOL, name: '测评学校', name_en: 'Quality School', locale: 'zh-CN', time_zone: 'Asia/Shanghai' })
    .execute()
  const author = await db
    .insertInto('member')
    .values({ school_id: SCHOOL, name: '导入', role: 'teacher' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const into = { schoolId: SCHOOL, memberId: author.id, authorName: '导入', now: new Date() }
  const began = performance.now()
  for (let from = 0; from < all.length; from += 500) await importLines(db, into, all.slice(from, from + 500))
  const rate = Math.round(all.length / ((performance.now() - began) / 1000))
  await tidySearch(db, 200)
  return rate
}

async function corpusFile(): Promise<string> {
  const own = join(dir, 'corpus.jsonl')
  if (await exists(own)) return own
  for (let name = basename(dir); name.includes('-'); ) {
    name = name.slice(0, name.lastIndexOf('-'))
    const beside = join(dirname(dir), name, 'corpus.jsonl')
    if (await exists(beside)) return beside
  }
  throw new Error(`no corpus.jsonl in ${dir}`)
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

async function jsonLines(path: string): Promise<unknown[]> {
  const text = await readFile(path, 'utf8')
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): unknown => JSON.parse(line))
}
