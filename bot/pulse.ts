import { leaveNumber, livingNumbers, newNumber, takeNumber } from '#db/alive.ts'
import { type ChatKey, freeClaims } from '#db/rows/messages.ts'
import type { Db } from '#db/schema.ts'
import type { Bot } from './app.ts'

/** How often the others are looked for. In milliseconds. */
const LOOK_MS = 400
/** Who is missing so often in a row is dead; one whose connection broke has a new one by then. */
const DEAD_AFTER = 3
/** No connection can be made: how long until the next try. In milliseconds. */
const AGAIN_MS = 1_000
/** A start waits so long for the first look; a database that is down must not keep the platforms from starting. */
const FIRST_LOOK_MS = 5_000

export type Pulse = {
  /** This process' number while the others can see that it lives, else null: then its leases end by time alone. */
  number(): number | null
  /** Resolves when what dead processes held is free. */
  start(): Promise<void>
  stop(): Promise<void>
}

export type PulseOptions = {
  /** Hears of the chats in which something can be sent again. */
  freed: (chats: readonly ChatKey[]) => void
  onDeath: () => Promise<void>
  /** For so many looks in a row one must be missing to be dead; see {@link DEAD_AFTER}. */
  deadAfter?: number
}

/**
 * Shows the other processes that this one lives, and notices when one of them died: what it was sending is free at
 * once, and `onDeath` looks after the rest.
 */
export function openPulse(
  bot: Pick<Bot, 'db' | 'log' | 'clock'>,
  { freed, onDeath, deadAfter = DEAD_AFTER }: PulseOptions,
): Pulse {
  const own = newNumber()
  /** Other processes, and how often in a row each was missing. */
  const others = new Map<number, number>()
  const first = Promise.withResolvers<void>()
  const end = Promise.withResolvers<void>()
  let isHeld = false
  let stopped = false
  let living: Promise<void> | undefined

  async function live(): Promise<void> {
    while (!stopped) {
      const began = performance.now()
      try {
        await bot.db.connection().execute(beat)
      } catch (error) {
        if (!stopped) bot.log.warn({ err: error }, 'other processes can not see that this one lives')
      }
      isHeld = false
      if (!stopped && performance.now() - began < LOOK_MS) await rest(AGAIN_MS)
    }
  }

  async function beat(db: Db): Promise<void> {
    for (let isFirst = true; !stopped; isFirst = false) {
      // After a broken connection the server may take a while to notice.
      isHeld ||= await takeNumber(db, own)
      const anyDied = look(await livingNumbers(db))
      if (isFirst || anyDied) freed(await freeClaims(db, [own, ...others.keys()], bot.clock.now()))
      if (anyDied) await onDeath()
      first.resolve()
      await rest(LOOK_MS)
    }
    if (isHeld) await leaveNumber(db, own)
  }

  /** Answers whether one of the others is dead. */
  function look(numbers: readonly number[]): boolean {
    const seen = new Set(numbers)
    let anyDied = false
    for (const [number, missing] of others) {
      if (seen.has(number)) continue
      if (missing + 1 < deadAfter) others.set(number, missing + 1)
      else anyDied = others.delete(number)
    }
    for (const number of seen) if (number !== own) others.set(number, 0)
    return anyDied
  }

  async function rest(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, ms)
    await Promise.race([promise, end.promise]).finally(() => clearTimeout(timer))
  }

  return {
    number: () => (isHeld ? own : null),
    async start() {
      living ??= live()
      const late = setTimeout(first.resolve, FIRST_LOOK_MS)
      await first.promise.finally(() => clearTimeout(late))
    },
    async stop() {
      stopped = true
      end.resolve()
      await living
    },
  }
}
