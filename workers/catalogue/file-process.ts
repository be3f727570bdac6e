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
  /**
   * Starts a child before the first file comes; answers once it runs, long before it is ready. What goes wrong is told
   * with the first file.
   */
  warm(): Promise<void>
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
   * Children that are started at once when there is work; the others only when a file has waited for four seconds, for each
   * spends more than a second of a processor on getting warm, which a busy machine does not have. Default: all.
   */
  eager?: number
  /**
   * Files that are handed to a busy child already, so that it never waits for us; should it die of the one before, they
   * are read by another. Default 0: whatever child is free first takes the next file.
   */
  ahead?: number
  /** Wall time for one file, and two fifths more when the machine had no time for its child. Default 10,000 ms. */
  timeoutMs?: number
  /** Resident memory of one child at which it is killed. Default 800 MB. */
  maxRssMb?: number
  /** An idle child ends after this. Default 300,000 ms. */
  idleMs?: number
  /** What runs in the children. Default: the readers. */
  program?: Program
}

/** So long a file waits for its turn before one more child is started. */
const LONG_WAIT_MS = 4_000
/** A file that lost its child so often to its neighbours was not that unlucky. */
const UNASKED = 5
/**
 * A child is replaced after this much use: parsers leak, and heaps do not shrink. One for many files takes longer to get
 * warm than to read fifty; what it holds on to is seen by its memory.
 */
const WORN = { files: 200, filesOfEager: 1_000, rssBytes: 400 * 1024 * 1024, cpuMicroseconds: 60_000_000 }

type Job = FileToRead & {
  /** Names the members of an archive, opens none. */
  shallow?: boolean
  signal?: AbortSignal
  attempt: number
  /** How often its child died of the file before it. */
  unasked: number
  resolve(result: ReadResult): void
  reject(error: unknown): void
}

/** Opens the pool. Nothing is started before the first file. */
export function openFileProcess(options: FileProcessOptions): FileProcess {
  const { size = 1, eager = size, ahead = 0, timeoutMs = 10_000, maxRssMb = 800, idleMs = 300_000 } = options
  const limits = { timeoutMs, maxRssBytes: maxRssMb * 1024 * 1024 }
  const waiting: Job[] = []
  const idle: { child: FileChild; timer: NodeJS.Timeout }[] = []
  /** Children at work, and how many files each has before it. */
  const busy = new Map<FileChild, number>()
  let starting = 0
  const children = new Set<FileChild>()
  const running = new Set<Promise<void>>()
  let stopped = false
  /** Ends children that are not ready yet. */
  const leaving = new AbortController()
  /** Children that may run now: `eager`, and more once it was too slow. */
  let wanted = Math.min(size, eager)
  const mostFiles = options.program?.eager ? WORN.filesOfEager : WORN.files
  const isWorn = ({ used: { files, rss, cpu } }: FileChild) =>
    files >= mostFiles || rss > WORN.rssBytes || cpu > WORN.cpuMicroseconds
  let sandbox: Promise<Sandbox> | undefined
  const getSandbox = () => {
    sandbox ??= buildSandbox(options.readable, options.program ?? READER)
    return sandbox
  }

  /** Gives each waiting file to a child that can take it, and starts children while there are fewer than wanted. */
  function pump(): void {
    hand(resting)
    while (busy.size + starting < wanted && starting < waiting.length) start()
    hand(leastBusy)
  }

  function hand(nextChild: () => FileChild | undefined): void {
    while (waiting.length > 0) {
      const child = nextChild()
      const job = child && waiting.shift()
      if (!job) return
      give(job, child)
    }
  }

  function give(job: Job, child: FileChild): void {
    busy.set(child, (busy.get(child) ?? 0) + 1)
    const work = serve(job, child).finally(() => {
      running.delete(work)
      pump()
    })
    running.add(work)
  }

  /** The child at work that has the least before it, when it may have one more. */
  function leastBusy(): FileChild | undefined {
    const open = [...busy].filter(([child, files]) => child.alive && !isWorn(child) && files <= ahead)
    return open.sort(([, one], [, other]) => one - other)[0]?.[0]
  }

  async function serve(job: Job, child: FileChild): Promise<void> {
    try {
      const file = { path: job.path, fileName: job.fileName, shallow: job.shallow === true }
      // The job is answered before the child is put away: nobody waits for that.
      settle(job, await child.ask(file, limits, job.signal))
    } catch (error) {
      job.reject(error)
    } finally {
      putBack(child)
    }
  }

  function settle(job: Job, ending: Ending): void {
    if (ending.kind === 'result') job.resolve(ending.result)
    else if (ending.kind === 'failed') job.reject(new Error(`the stored file can not be opened: ${ending.code}`))
    else if (stopped) job.reject(stopping())
    else if (ending.kind === 'aborted') job.reject(job.signal?.reason)
    else if (ending.kind === 'unasked' && job.unasked < UNASKED) waiting.unshift({ ...job, unasked: job.unasked + 1 })
    else if ((ending.kind === 'crashed' || ending.kind === 'unasked') && job.attempt === 1)
      waiting.unshift({ ...job, attempt: 2 })
    // A member killed its reader: the archive is still known by the names of its members.
    else if (promisedBy(job.fileName)?.family === 'archive' && !job.shallow)
      waiting.unshift({ ...job, attempt: 2, shallow: true })
    else job.resolve(unread(job.fileName, WHY[ending.kind]))
  }

  function resting(): FileChild | undefined {
    for (let one = idle.pop(); one; one = idle.pop()) {
      clearTimeout(one.timer)
      if (one.child.alive) return one.child
      children.delete(one.child)
    }
    return undefined
  }

  /** No file waits for just this child: it takes what there is when it is ready. */
  function start(): void {
    starting += 1
    const work = getSandbox()
      .then((sandbox) => startFileChild(sandbox, { signal: leaving.signal }))
      .then(
        (child) => {
          starting -= 1
          children.add(child)
          rest(child)
        },
        (error: unknown) => {
          starting -= 1
          // Those at work go on without it.
          if (busy.size > 0) wanted = busy.size
          else waiting.shift()?.reject(error)
        },
      )
      .finally(() => {
        running.delete(work)
        pump()
      })
    running.add(work)
  }

  function putBack(child: FileChild): void {
    const left = (busy.get(child) ?? 1) - 1
    if (left > 0) {
      busy.set(child, left)
      return
    }
    busy.delete(child)
    rest(child)
  }

  function rest(child: FileChild): void {
    if (!child.alive || isWorn(child) || stopped) {
      end(child)
      return
    }
    const timer = setTimeout(() => {
      idle.splice(
        idle.findIndex((one) => one.child === child),
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
        unasked: 0,
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
        if (!waiting.includes(job) || starting > 0) return
        wanted = Math.min(size, wanted + 1)
        pump()
      }, LONG_WAIT_MS)
      return await promise.finally(() => {
        clearTimeout(slow)
        signal?.removeEventListener('abort', abort)
      })
    },
    async warm() {
      await getSandbox()
      if (!stopped && children.size + starting < wanted) start()
    },
    async stop() {
      stopped = true
      leaving.abort()
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

/** What is said of a file whose child could not answer. */
const WHY = { broken: 'corrupt', timeout: 'timeout', memory: 'memory', crashed: 'crashed', unasked: 'crashed' } as const

/** The answer when the child could not give one: its name is all that is known of the file. */
function unread(fileName: string, why: Why): ReadResult {
  const { format, family } = promisedBy(fileName) ?? { format: 'unknown', family: 'other' }
  return { ok: false, format, family, why, flags: [] }
}
