import { readdir, readFile } from 'node:fs/promises'

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
