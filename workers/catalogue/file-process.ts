import { resolve as resolvePath } from 'node:path'
import { RetryLater } from '#kit/errors.ts'
import type { Text } from '#kit/lang.ts'
import { type Ending, type FileChild, startFileChild } from './read/file-child.ts'
import { promisedBy } from './read/formats.ts'
import type { ReadResult, Why } from './read/outcome.ts'
import { buildSandbox, type Program, READER, type Sandbox } from './read/sandbox.ts'

export type { ReadResult, Why } from './read/outcome.ts'

/** Reads untrusted files in another process with limits on time, memory and rights. */
export type FileProcess = {
  /**
   * Identifies and reads one stored file; `path` lies below the folder given at opening. Waits for a free child.
   * Never throws for what a file contains. Throws `OperatorError` when no process can be started, `RetryLater` after
   * `stop()`, the signal's reason on abort, and `Error` when the stored file can not be opened.
   */
  read(input: FileToRead, signal?: AbortSignal): Promise<ReadResult>
  /** Starts a child before the first file comes. Returns at once; what goes wrong is told with the first file. */
  warm(): void
  /** Ends the children. Files being read end with `RetryLater`. */
  stop(): Promise<void>
  /** Which protections stand on this machine, and which do not. */
  describe(): Promise<{ on: Text[]; off: Text[] }>
}

export type FileToRead = { path: string; fileName: string }

export type FileProcessOptions = {
  /** Folder of stored files; the children can read nothing else of yours. */
  readable: string
  /** Children at most. Default 1: each needs 60 MB idle, up to 800 MB on a bad file. */
  size?: number
  /**
   * Children that are started at once when there is work; the others only when a file has waited a second, for each
   * spends half a second of a processor on getting warm. Default: all.
   */
  eager?: number
  /** Wall time for one file. Default 10,000 ms. */
  timeoutMs?: number
  /** Resident memory of one child at which it is killed. Default 800 MB. */
  maxRssMb?: number
  /** An idle child ends after this. Default 300,000 ms. */
  idleMs?: number
  /** What runs in the children. Default: the readers. */
  program?: Program
}

/** So long a file waits for its turn before one more child is started. */
const LONG_WAIT_MS = 1_000
/** A child is replaced after this much use: parsers leak, and heaps do not shrink. */
const WORN = { files: 200, rssBytes: 400 * 1024 * 1024, cpuMicroseconds: 60_000_000 }

type Job = FileToRead & {
  /** Names the members of an archive, opens none. */
  shallow?: boolean
  signal?: AbortSignal
  attempt: number
  resolve(result: ReadResult): void
  reject(error: unknown): void
}

/** Opens the pool. Nothing is started before the first file. */
export function openFileProcess(options: FileProcessOptions): FileProcess {
  const { size = 1, eager = size, timeoutMs = 10_000, maxRssMb = 800, idleMs = 300_000 } = options
  const limits = { timeoutMs, maxRssBytes: maxRssMb * 1024 * 1024 }
  const waiting: Job[] = []
  const idle: { child: FileChild; timer: NodeJS.Timeout }[] = []
  const children = new Set<FileChild>()
  const running = new Set<Promise<void>>()
  let stopped = false
  /** Children that may run now: `eager`, and more once it was too slow. */
  let wanted = Math.min(size, eager)
  let sandbox: Promise<Sandbox> | undefined
  const getSandbox = () => {
    sandbox ??= buildSandbox(options.readable, options.program ?? READER)
    return sandbox
  }

  function pump(): void {
    while (running.size < wanted) {
      const job = waiting.shift()
      if (!job) return
      const work = serve(job).finally(() => {
        running.delete(work)
        pump()
      })
      running.add(work)
    }
  }

  async function serve(job: Job): Promise<void> {
    let child: FileChild | undefined
    try {
      child = await takeChild()
      if (job.signal?.aborted) throw job.signal.reason
      if (stopped) throw stopping()
      const ending = await child.ask(
        { path: job.path, fileName: job.fileName, shallow: job.shallow === true },
        limits,
        job.signal,
      )
      // The job is answered before the child is put away: nobody waits for that.
      settle(job, ending)
    } catch (error) {
      job.reject(error)
    } finally {
      if (child) putBack(child)
    }
  }

  function settle(job: Job, ending: Ending): void {
    if (ending.kind === 'result') job.resolve(ending.result)
    else if (ending.kind === 'failed') job.reject(new Error(`the stored file can not be opened: ${ending.code}`))
    else if (stopped) job.reject(stopping())
    else if (ending.kind === 'aborted') job.reject(job.signal?.reason)
    else if (ending.kind === 'crashed' && job.attempt === 1) waiting.unshift({ ...job, attempt: 2 })
    // A member killed its reader: the archive is still known by the names of its members.
    else if (promisedBy(job.fileName)?.family === 'archive' && !job.shallow)
      waiting.unshift({ ...job, attempt: 2, shallow: true })
    else job.resolve(unread(job.fileName, ending.kind === 'broken' ? 'corrupt' : ending.kind))
  }

  async function takeChild(): Promise<FileChild> {
    for (let resting = idle.pop(); resting; resting = idle.pop()) {
      clearTimeout(resting.timer)
      if (resting.child.alive) return resting.child
      children.delete(resting.child)
    }
    const child = await startFileChild(await getSandbox())
    children.add(child)
    return child
  }

  function putBack(child: FileChild): void {
    const { files, rss, cpu } = child.used
    const worn = files >= WORN.files || rss > WORN.rssBytes || cpu > WORN.cpuMicroseconds
    if (!child.alive || worn || stopped) {
      end(child)
      return
    }
    const timer = setTimeout(() => {
      idle.splice(
        idle.findIndex((resting) => resting.child === child),
        1,
      )
      end(child)
    }, idleMs)
    timer.unref()
    idle.push({ child, timer })
  }

  function end(child: FileChild): void {
    void child.kill().then(() => children.delete(child))
  }

  return {
    async read(input, signal) {
      if (stopped) throw stopping()
      signal?.throwIfAborted()
      const { promise, resolve, reject } = Promise.withResolvers<ReadResult>()
      const job: Job = {
        path: resolvePath(input.path),
        fileName: input.fileName,
        attempt: 1,
        resolve,
        reject,
        ...(signal && { signal }),
      }
      const abort = () => {
        const at = waiting.indexOf(job)
        if (at >= 0) waiting.splice(at, 1)
        reject(signal?.reason)
      }
      signal?.addEventListener('abort', abort, { once: true })
      waiting.push(job)
      pump()
      const slow = setTimeout(() => {
        if (!waiting.includes(job)) return
        wanted = Math.min(size, wanted + 1)
        pump()
      }, LONG_WAIT_MS)
      return await promise.finally(() => {
        clearTimeout(slow)
        signal?.removeEventListener('abort', abort)
      })
    },
    warm() {
      if (stopped || running.size >= wanted) return
      // It holds the place of a file, so that files wait for it instead of starting another.
      const work = takeChild()
        .then(putBack, () => undefined)
        .finally(() => {
          running.delete(work)
          pump()
        })
      running.add(work)
    },
    async stop() {
      stopped = true
      for (const job of waiting.splice(0)) job.reject(stopping())
      for (const { timer } of idle.splice(0)) clearTimeout(timer)
      await Promise.all([...children].map((child) => child.kill()))
      await Promise.all(running)
      await Promise.all([...children].map((child) => child.kill()))
      children.clear()
    },
    async describe() {
      const { on, off } = await getSandbox()
      return { on, off }
    },
  }
}

function stopping(): RetryLater {
  return new RetryLater('the file process is stopping', 1_000)
}

/** The answer when the child could not give one: its name is all that is known of the file. */
function unread(fileName: string, why: Why): ReadResult {
  const { format, family } = promisedBy(fileName) ?? { format: 'unknown', family: 'other' }
  return { ok: false, format, family, why, flags: [] }
}
