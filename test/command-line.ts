import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'

export type Ended = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }

/** The program's environment: only what is given, and enough to run. */
function environment(env: Record<string, string>): NodeJS.ProcessEnv {
  const { PATH, HOME, LD_LIBRARY_PATH } = process.env
  return { PATH, HOME, LD_LIBRARY_PATH, ...env }
}

/** Runs `gongxiang …args` to its end, in an own process, in the folder `cwd` (this one by default). */
export async function gongxiang(args: readonly string[], env: Record<string, string>, cwd?: string): Promise<Ended> {
  const child = spawn(process.execPath, [resolve('cli/gongxiang.mjs'), ...args], {
    cwd,
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return ended(child)
}

export type Running = {
  child: ChildProcess
  /** Resolves with the first line on standard output, rejects when the program ends without one. */
  ready: Promise<string>
  end: Promise<Ended>
}

/** Starts `gongxiang …args` and lets it run. */
export function gongxiangStays(args: readonly string[], env: Record<string, string>): Running {
  const child = spawn(process.execPath, [resolve('cli/gongxiang.mjs'), ...args], {
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const end = ended(child)
  const ready = Promise.race([
    once(createInterface(child.stdout), 'line').then(([line]) => String(line)),
    end.then(({ code, stderr }) => Promise.reject(new Error(`ended with ${code}: ${stderr}`))),
  ])
  ready.catch(() => undefined)
  return { child, ready, end }
}

async function ended(child: ChildProcess): Promise<Ended> {
  let [stdout, stderr] = ['', '']
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  const [code, signal] = await once(child, 'close')
  return { code, signal, stdout, stderr }
}
