import type { Incoming } from '../incoming.ts'

/** A bot that commits what it is handed, or refuses to. */
export type Ear = {
  heard: Incoming[]
  on(incoming: Incoming): Promise<void>
  /** Refuse the next `times` events, as when the database is gone. */
  refuse(times: number): void
  /** Resolves with the first event that fits, once it is there. */
  until<K extends Incoming['kind']>(kind: K): Promise<Extract<Incoming, { kind: K }>>
  /** How often an event was handed over, refused ones included. */
  tries(): number
  /** Resolves when something was handed over, committed or not. */
  tried(): Promise<void>
  /** The event key of what was handed over last. */
  lastKey(): string | undefined
}

/** An ear with a memory, for tests of adapters. */
export function openEar(): Ear {
  const heard: Incoming[] = []
  let refusals = 0
  let tries = 0
  let last: string | undefined
  let wakers: (() => void)[] = []
  const changed = () => new Promise<void>((resolve) => wakers.push(resolve))
  return {
    heard,
    async on(incoming) {
      tries += 1
      last = incoming.eventKey
      const refused = refusals > 0
      if (refused) refusals -= 1
      else heard.push(incoming)
      for (const wake of wakers) wake()
      wakers = []
      if (refused) throw new Error('not committed')
    },
    refuse(times) {
      refusals = times
    },
    async until(kind) {
      for (;;) {
        const found = heard.find((event) => event.kind === kind)
        if (found) return found as Extract<Incoming, { kind: typeof kind }>
        await changed()
      }
    },
    async tried() {
      if (tries === 0) await changed()
    },
    tries: () => tries,
    lastKey: () => last,
  }
}
