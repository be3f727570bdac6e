import { readdir, readFile } from 'node:fs/promises'

/** Processor time so far, in ms: of the program with its file process, and of PostgreSQL. */
export type Cpu = { program: number; database: number }

/** The kernel counts in hundredths of a second (USER_HZ, the same on every Linux that Node runs on). */
const TICK_MS = 10

/** Processor time of a process and everything below it. PostgreSQL's ended connections are counted too. Linux only. */
export async function treeCpu(root: number): Promise<Cpu> {
  const all = new Map<number, { parent: number; isDatabase: boolean; own: number; ended: number }>()
  for (const entry of await readdir('/proc')) {
    const pid = Number(entry)
    if (!Number.isInteger(pid)) continue
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    // Behind the name in brackets: state, parent, … user, system, and the same of children that have ended.
    const [, parent, ...rest] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const [user = 0, system = 0, childUser = 0, childSystem = 0] = rest.slice(9)
    const isDatabase = stat.includes('(postgres)')
    all.set(pid, { parent: parent ?? 0, isDatabase, own: user + system, ended: childUser + childSystem })
  }
  const cpu = { program: 0, database: 0 }
  const visit = (pid: number) => {
    const one = all.get(pid)
    if (!one) return
    if (one.isDatabase) cpu.database += (one.own + one.ended) * TICK_MS
    else cpu.program += one.own * TICK_MS
    for (const [child, { parent }] of all) if (parent === pid) visit(child)
  }
  visit(root)
  return cpu
}

export type Memory = { totalMb: number; processes: { name: string; mb: number }[] }

/**
 * Resident memory of a process and everything below it, without PostgreSQL, in MB. Linux only; shared pages count in
 * each process, so the sum is an upper bound.
 */
export async function treeMemory(root: number): Promise<Memory> {
  const all = new Map<number, { parent: number; name: string; mb: number }>()
  for (const entry of await readdir('/proc')) {
    const pid = Number(entry)
    if (!Number.isInteger(pid)) continue
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
    const field = (name: string) => new RegExp(`^${name}:\\s+(.+)$`, 'm').exec(status)?.[1] ?? ''
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    all.set(pid, {
      parent: Number(field('PPid')),
      name: nameOf(command, field('Name')),
      mb: Number.parseInt(field('VmRSS') || '0', 10) / 1024,
    })
  }
  const processes: { name: string; mb: number }[] = []
  const visit = (pid: number) => {
    const one = all.get(pid)
    if (!one || one.name === 'postgres') return
    processes.push({ name: one.name, mb: Math.round(one.mb) })
    for (const [child, { parent }] of all) if (parent === pid) visit(child)
  }
  visit(root)
  return { totalMb: processes.reduce((sum, one) => sum + one.mb, 0), processes }
}

function nameOf(command: string, name: string): string {
  if (command.includes('/bin/postgres')) return 'postgres'
  if (command.includes('catalogue/read/child')) return 'file process'
  if (/cli\/(main\.ts|gongxiang\.mjs)/.test(command)) return command.startsWith('sh') ? 'sh' : 'gongxiang'
  return command.startsWith('npm') ? 'npm' : name
}
