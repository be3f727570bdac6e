import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isOfData } from '#db/faults.ts'
import type { Log } from '#kit/log.ts'
import { type Incoming, incoming } from '../../incoming.ts'

/** First and longest wait before an event is handed over again. In milliseconds. */
const FIRST_MS = 500
const LONGEST_MS = 15_000

/** An event whose data the database refuses so often is put aside: deadlocks pass sooner. */
const DATA_TRIES = 8

export type Spool = {
  /** Hands over what an earlier process could not, then takes new events. */
  start(): Promise<void>
  /** Resolves when the event is on disk; it is handed over until it is committed. */
  take(event: Incoming): Promise<void>
  stop(): Promise<void>
}

/**
 * WeChat says everything once: an event that is not committed (the database is away, the process dies) is gone. So it
 * is written to a folder first, handed over in order, again and again until it is committed, and removed then.
 */
export function openSpool(
  dir: string,
  hand: (event: Incoming) => Promise<unknown>,
  log: Log,
  firstMs = FIRST_MS,
): Spool {
  const waiting: { file: string; event: Incoming }[] = []
  let count = 0
  let stopped = true
  let pumping: Promise<void> | undefined
  let wake: (() => void) | undefined

  async function pump(): Promise<void> {
    let wait = firstMs
    let tries = 0
    for (let next = waiting[0]; next && !stopped; next = waiting[0]) {
      try {
        await hand(next.event)
        waiting.shift()
        await rm(next.file, { force: true })
        wait = firstMs
        tries = 0
      } catch (error) {
        tries += 1
        if (isOfData(error) && tries >= DATA_TRIES) {
          // The database will never take this one; those behind it must not wait for it.
          log.error({ err: error }, 'a wechat event can not be committed and was put aside')
          waiting.shift()
          await rename(next.file, `${next.file}.bad`)
          tries = 0
          wait = firstMs
          continue
        }
        log.warn({ err: error, waiting: waiting.length }, 'a wechat event could not be committed, will try again')
        await pause(wait)
        wait = Math.min(wait * 2, LONGEST_MS)
      }
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  function go(): void {
    if (stopped || pumping) return
    pumping = pump().finally(() => {
      pumping = undefined
      if (waiting.length > 0) go()
    })
  }

  return {
    async start() {
      await mkdir(dir, { recursive: true, mode: 0o700 })
      for (const name of (await readdir(dir)).sort()) {
        if (!name.endsWith('.json')) continue
        const file = join(dir, name)
        const parsed = incoming.safeParse(parse(await readFile(file, 'utf8')))
        if (parsed.success) waiting.push({ file, event: parsed.data })
        else await rm(file, { force: true })
      }
      stopped = false
      go()
    },
    async take(event) {
      count += 1
      const name = `${String(Date.now()).padStart(15, '0')}-${String(process.pid)}-${String(count).padStart(9, '0')}.json`
      const file = join(dir, name)
      await writeFile(`${file}.part`, JSON.stringify(event), { mode: 0o600, flush: true })
      await rename(`${file}.part`, file)
      waiting.push({ file, event })
      go()
    },
    async stop() {
      stopped = true
      wake?.()
      await pumping
      waiting.length = 0
    },
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
