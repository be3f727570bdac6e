import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

/** What `postmaster.pid` of a cluster says: written by the server, left behind when it is killed. */
export type PidFile = {
  pid: number
  port: number
  /** It has taken its port and accepts connections. Until then somebody else may answer there. */
  isReady: boolean
}

/** Reads `postmaster.pid`; undefined when there is none or it is not complete yet. */
export async function readPidFile(cluster: string): Promise<PidFile | undefined> {
  let text: string
  try {
    text = await readFile(join(cluster, 'postmaster.pid'), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  // https://www.postgresql.org/docs/18/storage-file-layout.html: pid, data folder, start time, port, socket folder,
  // address, shared memory; then how far the server is (src/include/utils/pidfile.h).
  const [pid, , , port, , , , state = ''] = text.split('\n')
  const found = { pid: Number(pid), port: Number(port), isReady: /^(ready|standby)\b/.test(state) }
  return Number.isInteger(found.pid) && found.pid > 0 && Number.isInteger(found.port) ? found : undefined
}

/**
 * True when `pid` is alive and is a PostgreSQL server over this cluster. A number in a stale file may by now belong to
 * somebody else (in containers it usually does), so the command line is compared too.
 */
export function isPostmaster(pid: number, cluster: string): boolean {
  if (!isAlive(pid)) return false
  const command = commandLine(pid)
  return command === undefined || (command.includes('postgres') && command.includes(resolve(cluster)))
}

/** True while a process with this number exists, whoever owns it. A zombie is dead. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  if (process.platform !== 'linux') return true
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z'
  } catch {
    return false
  }
}

/** The command line of a process, or undefined where this system does not tell. */
function commandLine(pid: number): string | undefined {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    } catch {
      return undefined
    }
  }
  if (process.platform === 'win32') return undefined
  const listed = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  return listed.status === 0 ? listed.stdout : undefined
}
