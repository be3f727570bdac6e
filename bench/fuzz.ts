import { readdir, readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { mutate } from '#test/fixtures/mutate.ts'
import { soundFiles } from '#test/fixtures/originals.ts'
import { seeded } from '#test/fixtures/seeded.ts'
import { tempFolder } from '#test/fixtures/temp.ts'
import { openFileProcess } from '#workers/catalogue/file-process.ts'
import { spread } from './quantiles.ts'

/**
 * Damaged files of every format through the real file process, the same ones in every run. Counts how each ended, the
 * longest wait, files that were left behind and processes that outlived the pool.
 */
export async function runFuzzBench(count: number, say: (line: string) => void): Promise<string[]> {
  const originals = await soundFiles()
  const folder = await tempFolder()
  const files = openFileProcess({ readable: folder.path, size: WORKERS })
  const random = seeded(20261122)
  const ends = new Map<string, Map<string, number>>()
  const waits: number[] = []
  let next = 0
  let thrown = 0
  const slow: string[] = []
  const worker = async (lane: number) => {
    while (next < count) {
      const number = next++
      const [fileName = '', bytes = Buffer.alloc(0)] = originals[number % originals.length] ?? []
      const path = await folder.write(`lane-${lane}`, mutate(bytes, random))
      const begun = performance.now()
      let end: string
      try {
        const result = await files.read({ path, fileName })
        end = result.ok ? 'read' : result.why
      } catch (error) {
        end = 'thrown'
        thrown += 1
        say(`${number} ${fileName}: ${error instanceof Error ? error.message : 'thrown'}`)
      }
      const ms = performance.now() - begun
      waits.push(ms)
      if (ms > 3_000 || end === 'crashed') slow.push(`${number} ${extname(fileName)} ${end} ${Math.round(ms)} ms`)
      const format = extname(fileName).slice(1)
      const counts = ends.get(format) ?? new Map<string, number>()
      ends.set(format, counts.set(end, (counts.get(end) ?? 0) + 1))
      if (number % 500 === 0) say(`${number} of ${count}`)
    }
  }
  await Promise.all(Array.from({ length: WORKERS }, (_, lane) => worker(lane)))
  const left = (await readdir(folder.path)).filter((name) => !name.startsWith('lane-'))
  await files.stop()
  const alive = await childrenOf(process.pid)
  await folder.drop()
  for (const line of slow.slice(0, 40)) say(line)
  return report(count, originals.length, { ends, waits, thrown, left: left.length, alive: alive.length })
}

const WORKERS = 2

type Found = {
  ends: Map<string, Map<string, number>>
  waits: number[]
  thrown: number
  left: number
  alive: number
}

function report(count: number, kinds: number, found: Found): string[] {
  const names = [...new Set([...found.ends.values()].flatMap((counts) => [...counts.keys()]))].sort()
  const { p50, p95, max } = spread(found.waits)
  const over = found.waits.filter((ms) => ms > 15_000).length
  return [
    `## ${count.toLocaleString('en')} damaged files made of ${kinds} sound ones`,
    '',
    `| format | ${names.join(' | ')} |`,
    `|---|${names.map(() => '---|').join('')}`,
    ...[...found.ends]
      .sort(([left], [right]) => left.localeCompare(right))
      .map(([format, counts]) => `| ${format} | ${names.map((name) => counts.get(name) ?? 0).join(' | ')} |`),
    '',
    `Waits: p50 ${p50} ms, p95 ${p95} ms, longest ${max} ms; over 15 s: ${over} (limit 0). Calls that threw: ${found.thrown} (limit 0). Files left behind: ${found.left}, processes left behind: ${found.alive} (limit 0).`,
    '',
  ]
}

/** Direct children of a process; none where /proc does not exist. */
async function childrenOf(pid: number): Promise<string[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  return text.split(' ').filter((child) => child !== '')
}
