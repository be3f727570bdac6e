import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, release, totalmem, type } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type AppBench, runAppBench } from './app.ts'
import { type BoardBench, runBoardBench } from './board.ts'
import { runBoardsBench } from './boards.ts'
import { runCatalogueBench } from './catalogue.ts'
import { benchClassify } from './classify.ts'
import { withDatabases } from './databases.ts'
import { runDiscoverBench } from './discover.ts'
import { runDuplicatesBench } from './duplicates.ts'
import { duplicatesTable } from './duplicates-table.ts'
import { runFeishuBench } from './feishu-table.ts'
import { runFuzzBench } from './fuzz.ts'
import { runOcrBench } from './ocr.ts'
import { benchPictures } from './pictures.ts'
import { runPointsBench, runPointsYearBench } from './points.ts'
import { runSingleBench } from './points-single.ts'
import type { Spread } from './quantiles.ts'
import { runReadersBench } from './readers.ts'
import { runSearchBench, type SearchBench } from './search.ts'
import { type MillionBench, runMillionBench } from './search-million.ts'
import { runSettlementBench } from './settlement.ts'
import { runWechatBench } from './wechat.ts'

/**
 * Everything that the project promises in figures, on this machine, on both queue backends. Redis is measured when
 * REDIS_URL (or the usual local port) answers. `--quick` takes smaller tables; its results are not written down.
 * `--only boards --keep <folder>`, or search-million, leaves the filled database there and takes it again the next time.
 */
const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' }, keep: { type: 'string' } },
})
/** Real files to measure with, when they lie beside the checkout. */
const CORPUS = fileURLToPath(new URL('../../shared/corpus', import.meta.url))
const say = (line: string) => process.stderr.write(`${line}\n`)
const wants = (part: string) => values.only === undefined || values.only === part

const lines: string[] = [`# Bench, ${new Date().toISOString().slice(0, 10)}`, '', machine(), '']
if (wants('app')) {
  lines.push(...appTable([await runAppBench(undefined, say)]))
  const redis = await findRedis()
  if (redis) lines.push(...appTable([await runAppBench(redis, say)]))
  else say('no Redis: its column is left out')
}
if (wants('feishu')) lines.push(...(await runFeishuBench({ quick: values.quick, say })))
if (wants('fuzz')) lines.push(...(await runFuzzBench(values.quick ? 500 : 10_000, say)))
if (wants('ocr')) lines.push(...(await runOcrBench(CORPUS, say)))
if (wants('readers')) lines.push(...(await runReadersBench(CORPUS, say)))
if (wants('catalogue')) lines.push(...(await runCatalogueBench(CORPUS, { times: values.quick ? 1 : 3, say })))
if (wants('duplicates')) {
  await withDatabases(async (url) => {
    const texts = values.quick ? 150 : 1_500
    lines.push(...duplicatesTable(await runDuplicatesBench(await url('duplicates'), { texts, say })))
  })
}
if (wants('discover')) {
  await withDatabases(async (url) => {
    const size = values.quick ? { people: 60, resources: 600 } : { people: 300, resources: 6_000 }
    lines.push(...(await runDiscoverBench(await url('discover'), { ...size, say })))
  })
}
if (wants('pictures')) lines.push(...(await benchPictures(say)))
if (wants('wechat')) lines.push(...(await runWechatBench({ quick: values.quick, say })))
if (wants('classify')) lines.push('## Classification', '', benchClassify(), '')
if (wants('settlement')) {
  const size = values.quick
    ? { teachers: 300, postings: 20_000, resources: 2_000 }
    : { teachers: 3_000, postings: 200_000, resources: 15_000 }
  await withDatabases(async (url) => {
    lines.push(...(await runSettlementBench(await url('settlement'), size, say)))
  })
}
if (wants('points')) {
  const size = values.quick
    ? { facts: 5_000, teachers: 100, resources: 500, days: 28 }
    : { facts: 20_000, teachers: 300, resources: 2_000, days: 28 }
  await withDatabases(async (url) => {
    lines.push(...(await runPointsBench(await url('points'), size, say)))
    lines.push(...(await runSingleBench(await url('points_single'), say)))
  })
}
if (values.only === 'points-million') {
  const size = values.quick
    ? { facts: 20_000, teachers: 300, resources: 2_000, days: 60 }
    : { facts: 1_020_000, teachers: 3_000, resources: 100_000, days: 250 }
  await withDatabases(async (url) => {
    lines.push(...(await runPointsYearBench(await url('points'), size, say)))
  })
}
if (wants('boards')) {
  await withDatabases(async (url) => {
    const size = values.quick
      ? { entries: 200_000, members: 5_000, schools: 15, rounds: 5 }
      : { entries: 10_000_000, members: 100_000, schools: 300, rounds: 40 }
    lines.push(...(await runBoardsBench(await url('boards'), { ...size, say })))
  }, values.keep)
}
if (values.only === 'search-million') {
  await withDatabases(async (url) => {
    const resources = values.quick ? 20_000 : 1_000_000
    lines.push(...millionTable(await runMillionBench(await url('million'), { resources, say })))
  }, values.keep)
}
if (wants('tables')) {
  await withDatabases(async (url) => {
    const found = await runSearchBench(await url('search'), { resources: values.quick ? 10_000 : 100_000, say })
    lines.push(...searchTable(found))
    const boards = await runBoardBench(await url('boards'), { entries: values.quick ? 100_000 : 1_000_000 })
    lines.push(...boardTable(boards))
  })
}
const text = `${lines.join('\n')}\n`
process.stdout.write(text)
if (!values.quick && values.only === undefined) {
  const file = new URL(`./results/${new Date().toISOString().slice(0, 10)}.md`, import.meta.url)
  await mkdir(new URL('.', file), { recursive: true })
  await writeFile(file, text)
  say(`written to bench/results/`)
}
process.exit()

function machine(): string {
  const [cpu] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${cpu?.model ?? '?'}, ${cpus().length} cores, ${memory} GiB, ${type()} ${release()}, Node ${process.version}, embedded PostgreSQL 18.`
}

function row(what: string, figures: Spread, limit: string): string {
  return `| ${what} | ${figures.p50} | ${figures.p95} | ${figures.max} | ${figures.n} | ${limit} |`
}

function appTable(results: AppBench[]): string[] {
  return results.flatMap((result) => [
    `## The program, queue on ${result.backend}`,
    '',
    '| ms, seen on the page | p50 | p95 | max | n | limit |',
    '|---|---|---|---|---|---|',
    row('sentence to answer', result.answer, ''),
    row('message at 20/s: to the acknowledgement (not on the page)', result.message, 'p95 < 50'),
    row('1 MB docx at 1/s: to the received mark', result.ack, 'p95 < 50'),
    row('1 MB docx at 1/s: to the receipt', result.receipt, 'p95 < 3,000'),
    row(
      `small docx at ${result.offeredPerSecond}/s: to the received mark`,
      result.ackAtRate,
      '20/s sustained, p95 < 50',
    ),
    '',
    `Catalogued under that load: ${result.cataloguedPerSecond} a second. First start ${result.firstStartMs} ms, later starts ${result.startMs} ms (limit 5,000).`,
    `Memory without the database: idle ${result.idle.totalMb} MB (limit 400): ${parts(result.idle)}; peak ${result.peak.totalMb} MB: ${parts(result.peak)}.`,
    '',
  ])
}

function parts(memory: AppBench['idle']): string {
  return memory.processes.map((one) => `${one.name} ${one.mb}`).join(', ')
}

function searchTable(found: SearchBench): string[] {
  return [
    `## Search over ${found.resources.toLocaleString('en')} resources`,
    '',
    `${found.queries} mixed queries: p50 ${found.p50} ms, p95 ${found.p95} ms (limit 60), max ${found.max} ms; commonest words p95 ${found.commonP95} ms; ${found.bytesPerResource} bytes a resource; filled at ${found.filledPerSecond} a second.`,
    '',
  ]
}

function millionTable(found: MillionBench): string[] {
  const { cold, warm, common, crowded } = found
  return [
    `## Search over ${found.resources.toLocaleString('en')} resources while 50 a second arrive`,
    '',
    '| ms | p50 | p95 | max | processor time of the process | limit of p95 |',
    '|---|---|---|---|---|---|',
    ...Object.entries({
      'mixed, a new process': { ...cold, limit: 50 },
      'mixed, warm': { ...warm, limit: 30 },
      'words of a fifth of all': { ...common, limit: 60 },
      'two processes, four at a time each': { ...crowded, limit: 120 },
    }).map(([what, took]) => `| ${what} | ${took.p50} | ${took.p95} | ${took.max} | ${took.cpu} | ${took.limit} |`),
    '',
    `Filled at ${found.filled} a second, single ${found.single} a second (limit 500); ${found.bytes} bytes of index a resource (limit 700); a searching process holds ${found.memoryMb} MB, ${found.idleMb} MB of it before the first question (limit 300).`,
    '',
  ]
}

function boardTable(boards: BoardBench): string[] {
  const { all, worst, afterWrites } = boards
  return [
    `## Boards over ${boards.entries.toLocaleString('en')} ledger entries`,
    '',
    `${boards.members} members, ${boards.schools} schools. All boards: p50 ${all.p50} ms, p95 ${all.p95} ms (limit 20); slowest kind (${worst.subject}, ${worst.period}) p95 ${worst.p95} ms; right after 2,000 postings p95 ${afterWrites.p95} ms; ${boards.postingsPerSecond} postings a second on one connection.`,
    '',
  ]
}

async function findRedis(): Promise<string | undefined> {
  const url = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379'
  const { Redis } = await import('ioredis')
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null })
  redis.on('error', () => undefined)
  try {
    await redis.connect()
    return url
  } catch {
    return undefined
  } finally {
    redis.disconnect()
  }
}
