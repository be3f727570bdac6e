import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import { OperatorError } from '#kit/errors.ts'
import { Answer } from './answer.ts'
import { OUT_OF_MEMORY, type ReadResult } from './outcome.ts'
import type { Sandbox } from './sandbox.ts'

/**
 * How one question to a child ended. `broken`: the parser threw where nobody could catch; `failed`: no such file;
 * `unasked`: the file before it took the child along.
 */
export type Ending =
  | { kind: 'result'; result: ReadResult }
  | { kind: 'failed'; code: string }
  | { kind: 'broken' | 'timeout' | 'memory' | 'crashed' | 'aborted' | 'unasked' }

/**
 * One running file process. It reads one file after the other; who asks before the last answer has come saves the child
 * waiting for us. Limits count from its turn. After any ending but `result` and `failed` it is dead.
 */
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

/** Undefined: the child ended or spoke nonsense. */
type Message = z.infer<typeof Answer> | undefined

export type AskLimits = { timeoutMs: number; maxRssBytes: number }

/** How often resident memory is looked at: a bomb fills about 100 MB between two looks. */
const WATCH_MS = 50
/** A child that was on a processor for less than this share of its time is given so much more of it, once. */
const STARVED = 0.5
const MORE_TIME = 0.4
/** A machine that is busy with other things starts one late: the patience grows with each try. */
const START_MS = [20_000, 60_000, 120_000]

/**
 * Starts a child and waits until it is ready; one that is not in time is replaced by another. Throws `OperatorError` when
 * it can not be started, the signal's reason on abort.
 */
export async function startFileChild(
  sandbox: Sandbox,
  { patienceMs = START_MS, signal }: { patienceMs?: readonly number[]; signal?: AbortSignal } = {},
): Promise<FileChild> {
  let words = ''
  for (const ms of patienceMs) {
    const started = await startOnce(sandbox, ms, signal)
    if ('ask' in started) return started
    signal?.throwIfAborted()
    words = started.words
    if (!started.late) break
  }
  throw new OperatorError(
    'the file process did not start',
    'run `gongxiang doctor`; it shows how files are opened on this machine',
    { cause: new Error(words.split('\n').slice(0, 5).join('\n')) },
  )
}

async function startOnce(
  sandbox: Sandbox,
  patienceMs: number,
  signal: AbortSignal | undefined,
): Promise<FileChild | { late: boolean; words: string }> {
  signal?.throwIfAborted()
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
  /** Asked and not answered. */
  let open = 0
  let turn: Promise<void> = Promise.resolve()
  let hear: ((message: Message) => void) | undefined
  /** Answers that came before anybody had turned to them. */
  const early: Message[] = []
  child.on('message', (raw) => {
    const parsed = Answer.safeParse(raw)
    if (parsed.success) Object.assign(used, { rss: parsed.data.rss, cpu: parsed.data.cpu })
    if (hear) hear(parsed.data)
    else if (early.length < open) early.push(parsed.data)
  })
  exited.then(() => {
    alive = false
    hear?.(undefined)
  })
  // A channel that breaks is an exit that the exit event reports.
  child.on('error', () => undefined)

  const abort = () => child.kill('SIGKILL')
  signal?.addEventListener('abort', abort, { once: true })
  const ready = await next(patienceMs)
  signal?.removeEventListener('abort', abort)
  if (ready === 'late' || ready === undefined || !('ready' in ready)) {
    child.kill('SIGKILL')
    rest(child)
    return { late: ready === 'late', words: lastWords }
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
      open += 1
      wake(child)
      const id = used.files
      if (alive) child.send({ id, ...file }, () => undefined)
      const mine = turn.then(() => answerTo(id, limits, signal))
      turn = mine.then(
        () => undefined,
        () => undefined,
      )
      try {
        return await mine
      } finally {
        open -= 1
        if (open === 0) rest(child)
      }
    },
  }

  async function answerTo(id: number, limits: AskLimits, signal: AbortSignal | undefined): Promise<Ending> {
    if (!alive) return { kind: 'unasked' }
    let why: 'memory' | 'aborted' | undefined
    const stop = (reason: 'memory' | 'aborted') => {
      why ??= reason
      child.kill('SIGKILL')
    }
    const watch = setInterval(() => residentBytes(child.pid) > limits.maxRssBytes && stop('memory'), WATCH_MS)
    const abort = () => stop('aborted')
    signal?.addEventListener('abort', abort, { once: true })
    if (signal?.aborted) abort()
    const before = processorMs(child.pid)
    try {
      let message = await next(limits.timeoutMs)
      // What is late because the machine had no time for it is no file's fault.
      if (message === 'late' && processorMs(child.pid) - before < STARVED * limits.timeoutMs)
        message = await next(MORE_TIME * limits.timeoutMs)
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
    }
  }

  /** The next message, `late` after `ms`. */
  function next(ms: number): Promise<Message | 'late'> {
    if (early.length > 0) return Promise.resolve(early.shift())
    if (!alive) return Promise.resolve(undefined)
    return new Promise((done) => {
      const timer = setTimeout(() => settle('late'), ms)
      const settle = (message: Message | 'late') => {
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

/** Time on a processor so far, in ms; NaN where /proc does not exist or the process has ended. */
function processorMs(pid: number | undefined): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // Behind the name in brackets: user and system time are the 12th and 13th, in hundredths of a second.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return Number.NaN
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
