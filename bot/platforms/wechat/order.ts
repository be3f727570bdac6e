import type { Log } from '#kit/log.ts'

/** Waits before reading a message again, in milliseconds: a database or a puppet that is away for two minutes. */
const AGAIN_MS = [500, 2_000, 5_000, 15_000, 30_000, 60_000] as const

/** Does things of one kind one after another, and things of different kinds at once. */
export function openLines(): { next<T>(line: string, work: () => Promise<T>): Promise<T> } {
  const ends = new Map<string, Promise<unknown>>()
  return {
    next(line, work) {
      const done = (ends.get(line) ?? Promise.resolve()).then(work)
      const end = done
        .catch(() => undefined)
        .then(() => {
          if (ends.get(line) === end) ends.delete(line)
        })
      ends.set(line, end)
      return done
    },
  }
}

/** Does something until it succeeds, as long as that makes sense; what it throws at last is thrown. */
export async function persist<T>(
  work: () => Promise<T>,
  makesSense: () => boolean,
  log: Log,
  waits: readonly number[] = AGAIN_MS,
): Promise<T> {
  for (const ms of waits) {
    try {
      return await work()
    } catch (error) {
      if (!makesSense()) throw error
      log.warn({ err: error, waitMs: ms }, 'a wechat message could not be read, will try again')
      await new Promise((resolve) => setTimeout(resolve, ms).unref())
    }
  }
  return work()
}
