import { spawn } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import { z } from 'zod'
import { openDb, openPool } from '#db/client.ts'
import { startEmbedded } from '#db/embedded/embedded.ts'
import { silentLog } from '#kit/log.ts'
import { sampleFiles } from '../samples/index.ts'
import { type Found, findability } from './findability.ts'
import { watchTree } from './process-pss.ts'
import { spread } from './quantiles.ts'
import { listFiles } from './references.ts'

/** What `import` prints with --json. */
const Printed = z.object({
  new: z.number(),
  same: z.number(),
  refused: z.number(),
  skipped: z.number(),
  seconds: z.number(),
})

const SKIPPED = new Set(['.jsonl'])

/**
 * The whole pipeline over a folder of real files: `gongxiang import` as an operator runs it, on a fresh embedded
 * database, from the listing of the files to the last committed row. Then: is a rare string from a file's body found?
 */
export async function runCatalogueBench(
  corpus: string,
  { times, say }: { times: number; say: (line: string) => void },
): Promise<string[]> {
  const work = await mkdtemp(join(tmpdir(), 'gongxiang-bench-'))
  try {
    const { folder, files, what } = await gather(corpus, join(work, 'files'))
    const runs: Run[] = []
    for (let n = 1; n <= times; n += 1) {
      const dataDir = join(work, `data-${n}`)
      await gongxiang(['migrate', '--json'], dataDir)
      const run = await importOnce(folder, dataDir, 'times')
      say(
        `import run ${n}: ${run.rate.toFixed(1)} files/s, CPU ${run.cpuSeconds.toFixed(1)} s; ${JSON.stringify(run.cpuBy)}`,
      )
      runs.push(run)
      if (n < times) await rm(dataDir, { recursive: true, force: true })
    }
    await gongxiang(['migrate', '--json'], join(work, 'data-memory'))
    const watched = await importOnce(folder, join(work, 'data-memory'), 'memory')
    say(`watched for its memory: ${watched.rate.toFixed(1)} files/s, peak ${watched.peakMb} MB`)
    const found = await searched(join(work, `data-${times}`), files)
    for (const { file, text } of found.missed) say(`missed: ${text} of ${file}`)
    return report({ runs, watched }, files.length, what, found)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

type Run = {
  rate: number
  cpuSeconds: number
  cpuBy: Record<string, number>
  peakMb: number
  rssMb: number
  counts: z.infer<typeof Printed>
}

/** The files to measure with: the corpus beside the checkout, else our own samples. */
async function gather(corpus: string, folder: string): Promise<{ folder: string; files: string[]; what: string }> {
  const real = await realpath(corpus).then(listFiles, () => [])
  if (real.length > 0) {
    const files = real.filter((path) => !SKIPPED.has(extname(path)))
    return { folder: corpus, files, what: 'real files' }
  }
  await mkdir(folder, { recursive: true })
  const files: string[] = []
  for (const { name, path } of await sampleFiles()) {
    files.push(join(folder, name))
    await copyFile(path, join(folder, name))
  }
  return { folder, files, what: 'sample files' }
}

async function importOnce(folder: string, dataDir: string, watching: 'times' | 'memory'): Promise<Run> {
  const args = ['import', folder, '--json']
  const { stdout, ...use } = await gongxiang(args, dataDir, watching)
  const counts = Printed.parse(JSON.parse(stdout))
  const done = counts.new + counts.same + counts.refused
  return { rate: done / counts.seconds, ...use, counts }
}

async function gongxiang(args: string[], dataDir: string, watching: 'times' | 'memory' = 'times') {
  const child = spawn(process.execPath, [resolve('cli/gongxiang.mjs'), ...args], {
    env: { ...process.env, DATA_DIR: dataDir, LOG_LEVEL: 'warn', DATABASE_URL: '', REDIS_URL: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const watch = watchTree(child.pid ?? 0, watching)
  let stdout = ''
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
  })
  const code = await new Promise<number | null>((done) => child.once('close', done))
  const seen = watch.stop()
  if (code !== 0) throw new Error(`gongxiang ${args[0]} ended with ${code}`)
  return { stdout, ...seen }
}

async function searched(dataDir: string, files: readonly string[]): Promise<Found> {
  const database = await startEmbedded({ dataDir, log: silentLog, role: 'guest' })
  const db = openDb(openPool(database.url, 2))
  try {
    return await findability(db, files)
  } finally {
    await db.destroy()
    await database.stop()
  }
}

function report(
  { runs, watched }: { runs: readonly Run[]; watched: Run },
  files: number,
  what: string,
  found: Found,
): string[] {
  const rates = runs.map((run) => run.rate).sort((a, b) => a - b)
  const shown = rates.map((rate) => rate.toFixed(1)).join(', ')
  const median = rates[Math.floor(rates.length / 2)] ?? 0
  const cpu = runs.map((run) => run.cpuSeconds.toFixed(1)).join(', ')
  const { counts } = runs.at(-1) ?? {}
  const lines = [
    `## Import of ${files} ${what}`,
    '',
    `File in → searchable row committed, without OCR, ${availableParallelism()} cores: ${median.toFixed(1)} files a second (runs ${shown}; limit 45); CPU of the whole run, start and database included: ${cpu} s. ` +
      `Last run: new ${counts?.new}, same ${counts?.same}, refused ${counts?.refused}, skipped ${counts?.skipped}.`,
    `Peak memory of all processes, PostgreSQL included, in one more run (${watched.rate.toFixed(1)} files a second; being watched costs much of it): ${watched.peakMb} MB PSS (${watched.rssMb} MB as a sum of RSS, which counts shared pages in each); limit 1,000.`,
    '',
  ]
  if (found.asked === 0) return lines
  const took = spread(found.took)
  return [
    ...lines,
    `Found again by a rare string of its body (2, 3 and 4 characters, one of each per file, in at most 3 files): ${found.hits}/${found.asked} = ${((found.hits / found.asked) * 100).toFixed(1)} % in the first 20 (limit 96); p50 ${took.p50} ms, p95 ${took.p95} ms.`,
    '',
    `| ${[...found.byFormat.keys()].join(' | ')} |`,
    `|${'---|'.repeat(found.byFormat.size)}`,
    `| ${[...found.byFormat.values()].map(({ hits, asked }) => `${hits}/${asked}`).join(' | ')} |`,
    '',
    `By length: ${[...found.byLength].map(([length, { hits, asked }]) => `${length}: ${hits}/${asked}`).join(', ')}.`,
    '',
  ]
}
