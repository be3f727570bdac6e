/** Where time comes from. Nothing outside `kit/` calls `Date.now()` or `new Date()` to learn the time. */
export type Clock = { now(): Date }

export const systemClock: Clock = { now: () => new Date() }

/** A clock that a test moves. `to` takes a Date; it may go backwards, as real clocks do. */
export function fakeClock(start: Date): Clock & { to(at: Date): void; advance(ms: number): void } {
  let at = start
  return {
    now: () => at,
    to(next) {
      at = next
    },
    advance(ms) {
      at = new Date(at.getTime() + ms)
    },
  }
}
