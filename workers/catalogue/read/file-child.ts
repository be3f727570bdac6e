import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import { OperatorError } from '#kit/errors.ts'
import { Answer } from './answer.ts'
import { OUT_OF_MEMORY, type ReadResult } from './outcome.ts'
import type { Sandbox } from './sandbox.ts'

/** How one question to a child ended. `broken`: the parser threw where nobody could catch; `failed`: no such file. */
export type Ending =
  | { kind: 'result'; result: ReadResult }
  | { kind: 'failed'; code: string }
  | { kind: 'broken' | 'timeout' | 'memory' | 'crashed' | 'aborted' }

/** One running file process. Ask one file at a time; after any ending but `result` and `failed` it is dead. */
export type FileChild = {
  pid: number
  ask(
    file: { path: string; fileName: string; shallow: boolean },
    limits: AskLimits,
    signal?: AbortSignal,
  ): Promise<Ending>
  /** Files asked so far; resident bytes and CPU microseconds as of the last answer. */
  readonly used: { files: number; rss: number; cpu: number }
  readonly alive: boolean
  kill(): Promise<void>
}

export type AskLimits = { timeoutMs: number; maxRssBytes: number }

/** How often resident memory is looked at: a bomb fills about 100 MB between two looks. */
const WATCH_MS = 50
const START_MS = 20_000

/** Starts a child and waits until it is ready. Throws `OperatorError` when it can not be started. */
export async function startFileChild(sandbox: Sandbox): Promise<FileChild> {
  const child = spawn(sandbox.command, sandbox.args, {
    env: sandbox.env,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    windowsHide: true,
  })
  const exited = new Promise<void>((done) => {
    child.once('exit', () => done())
    child.once('error', () => done())
  })
  // Only searched for the words of an out-of-memory death, never logged: it could hold file text.
  let lastWords = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString('latin1')).slice(-4_000)
  })
  const used = { files: 0, rss: 0, cpu: 0 }
  let alive = true
  let hear: ((message: z.infer<typeof Answer> | undefined) => void) | undefined
  child.on('message', (raw) => {
    const parsed = Answer.safeParse(raw)
    if (parsed.success) Object.assign(used, { rss: parsed.data.rss, cpu: parsed.data.cpu })
    hear?.(parsed.data)
  })
  exited.then(() => {
    alive = false
    hear?.(undefined)
  })
  // A channel that breaks is an exit that the exit event reports.
  child.on('error', () => undefined)

  const ready = await next(START_MS)
  if (ready === 'late' || ready === undefined || !('ready' in ready)) {
    child.kill('SIGKILL')
    throw new OperatorError(
      'the file process did not start',
      'run `gongxiang doctor`; it shows how files are opened on this machine',
      { cause: new Error(lastWords.split('\n').slice(0, 5).join('\n')) },
    )
  }
  rest(child)

  return {
    pid: child.pid ?? 0,
    used,
    get alive() {
      return alive
    },
    async kill() {
      wake(child)
      child.kill('SIGKILL')
      await exited
    },
    async ask(file, limits, signal) {
      used.files += 1
      wake(child)
      const id = used.files
      let why: 'memory' | 'aborted' | undefined
      const stop = (reason: 'memory' | 'aborted') => {
        why ??= reason
        child.kill('SIGKILL')
      }
      const watch = setInterval(() => residentBytes(child.pid) > limits.maxRssBytes && stop('memory'), WATCH_MS)
      const abort = () => stop('aborted')
      signal?.addEventListener('abort', abort, { once: true })
      try {
        const answered = next(limits.timeoutMs)
        child.send({ id, ...file }, () => undefined)
        const message = await answered
        if (message !== 'late' && message && 'id' in message && message.id === id) {
          if ('result' in message) return { kind: 'result', result: message.result }
          if ('failed' in message) return { kind: 'failed', code: message.failed }
        }
        const broken = message !== 'late' && message !== undefined && 'broken' in message
        child.kill('SIGKILL')
        await exited
        if (why) return { kind: why }
        if (message === 'late') return { kind: 'timeout' }
        if (broken) return { kind: 'broken' }
        return { kind: OUT_OF_MEMORY.test(lastWords) ? 'memory' : 'crashed' }
      } finally {
        clearInterval(watch)
        signal?.removeEventListener('abort', abort)
        rest(child)
      }
    },
  }

  /** The next message; undefined when the child ended or spoke nonsense, `late` after `ms`. */
  function next(ms: number): Promise<z.infer<typeof Answer> | undefined | 'late'> {
    if (!alive) return Promise.resolve(undefined)
    return new Promise((done) => {
      const timer = setTimeout(() => settle('late'), ms)
      const settle = (message: z.infer<typeof Answer> | undefined | 'late') => {
        clearTimeout(timer)
        hear = undefined
        done(message)
      }
      hear = settle
    })
  }
}

/** Resident bytes of a process; 0 where /proc does not exist or the process has ended. */
function residentBytes(pid: number | undefined): number {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Number(kilobytes ?? 0) * 1024
  } catch {
    return 0
  }
}

/** An idle child must not keep a finished program alive. */
function rest(child: ChildProcess): void {
  child.unref()
  child.channel?.unref()
  unrefStream(child.stderr)
}

function wake(child: ChildProcess): void {
  child.ref()
  child.channel?.ref()
}

function unrefStream(stream: ChildProcess['stderr']): void {
  if (stream && 'unref' in stream && typeof stream.unref === 'function') stream.unref()
}
