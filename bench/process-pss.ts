import { readdirSync, readFileSync } from 'node:fs'

export type TreeUse = {
  /** Highest sum of proportional set sizes, in MB: shared pages are counted once. */
  peakMb: number
  /** Highest sum of resident set sizes, in MB. */
  rssMb: number
  /** User and system time of every process of the tree, ended ones included. */
  cpuSeconds: number
  /** The same by program: `node`, `file process`, `postgres`. */
  cpuBy: Record<string, number>
}

/** Adding up the pages of ten processes takes longer than reading their times, and the processors that are measured do it. */
const EVERY_MS = { memory: 100, times: 250 }
/** Clock ticks a second of /proc/<pid>/stat. */
const TICKS = 100

/**
 * Watches a process and all below it, the PostgreSQL that it started included. Linux only, else noughts. Memory is nought
 * unless it is asked for: watching it slows down what is watched by a fifth and more, so time and memory are taken in runs of their own.
 */
export function watchTree(root: number, what: 'times' | 'memory'): { stop(): TreeUse } {
  let [peak, rss] = [0, 0]
  const cpu = new Map<number, { name: string; ticks: number }>()
  const look = () => {
    const pids = treeOf(root)
    let [pss, resident] = [0, 0]
    for (const pid of pids) {
      const roll = what === 'memory' ? read(`/proc/${pid}/smaps_rollup`) : ''
      pss += kilobytes(roll, 'Pss')
      resident += kilobytes(roll, 'Rss')
      const used = cpuOf(pid)
      if (used !== undefined) cpu.set(pid, { name: nameOf(pid) ?? cpu.get(pid)?.name ?? 'node', ticks: used })
    }
    peak = Math.max(peak, pss)
    rss = Math.max(rss, resident)
  }
  const timer = setInterval(look, EVERY_MS[what])
  return {
    stop() {
      clearInterval(timer)
      const cpuBy: Record<string, number> = {}
      for (const { name, ticks } of cpu.values()) cpuBy[name] = (cpuBy[name] ?? 0) + ticks / TICKS
      const cpuSeconds = Object.values(cpuBy).reduce((sum, one) => sum + one, 0)
      return { peakMb: Math.round(peak / 1024), rssMb: Math.round(rss / 1024), cpuSeconds, cpuBy }
    },
  }
}

/** Everything that descends from `root`. */
function treeOf(root: number): number[] {
  const parents = new Map<number, number>()
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry)
    if (!Number.isInteger(pid)) continue
    const parent = Number(read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ')[1] ?? -1)
    parents.set(pid, parent)
  }
  const own = new Set([root])
  for (let before = 0; before !== own.size; ) {
    before = own.size
    for (const [pid, parent] of parents) if (own.has(parent)) own.add(pid)
  }
  return [...own]
}

function cpuOf(pid: number): number | undefined {
  const fields = read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ')
  return fields && fields.length > 13 ? Number(fields[11]) + Number(fields[12]) : undefined
}

/** Undefined for one that has ended and is still listed. */
function nameOf(pid: number): string | undefined {
  const command = read(`/proc/${pid}/cmdline`)
  if (command === '') return undefined
  if (command.includes('catalogue/read/child')) return 'file process'
  return /postgres/.test(command) ? 'postgres' : 'node'
}

function kilobytes(rollup: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? 0)
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
