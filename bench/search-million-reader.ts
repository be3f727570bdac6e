import v8 from 'node:v8'
import { openDb, openPool } from '#db/client.ts'
import { searchResources } from '#db/search/search.ts'
import type { Viewer } from '#db/sharing.ts'
import memory from '../cli/memory.json' with { type: 'json' }

/** A process that searches and does nothing else: what the bench asks it, and how long that took. */
export type Asked = {
  /** One after the other; made elsewhere, so that this process holds what a searching process holds. */
  texts: readonly string[]
  /** Questions at a time. */
  at: number
}
export type Took = {
  p50: number
  p95: number
  max: number
  /** Processor time of this process, each question; on a loaded machine it says more than the others. */
  cpu: number
  memoryMb: number
  empty: number
}

for (const flag of memory.lateFlags) v8.setFlagsFromString(flag)

const NOW = new Date('2026-11-21T00:00:00Z')
const viewer: Viewer = { schoolId: 'bench-million', memberId: 1, role: 'teacher', departmentId: 1 }
const db = openDb(openPool(process.argv[2] ?? '', 8))

process.on('message', (asked: Asked) => {
  void answer(asked).then((took) => process.send?.(took))
})

async function answer({ texts, at }: Asked): Promise<Took> {
  const took: number[] = []
  let next = 0
  let empty = 0
  const work = async () => {
    while (next < texts.length) {
      const text = texts[next++] ?? ''
      const began = performance.now()
      const found = await searchResources(db, viewer, { text, limit: 10, offset: 0, now: NOW })
      took.push(performance.now() - began)
      if (found.hits.length === 0) empty += 1
    }
  }
  const before = process.cpuUsage()
  await Promise.all(Array.from({ length: at }, work))
  const { user, system } = process.cpuUsage(before)
  took.sort((a, b) => a - b)
  const share = (part: number) =>
    Math.round((took[Math.min(took.length - 1, Math.floor(took.length * part))] ?? 0) * 10) / 10
  return {
    p50: share(0.5),
    p95: share(0.95),
    max: share(1),
    cpu: Math.round((user + system) / 100 / Math.max(1, texts.length)) / 10,
    memoryMb: Math.round(process.memoryUsage().rss / 2 ** 20),
    empty,
  }
}
