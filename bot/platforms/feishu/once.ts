import type { Take } from '../../platform.ts'

/** Keys of this many events are remembered, those of the last minutes. */
const REMEMBERED = 5_000

/**
 * Hands an event over once, although a delivery, its copy and the history may bring it at the same instant. Only a
 * shortcut: what keeps an event from being taken twice for ever is the intake's unique key.
 */
export function takeOnce(take: Take): Take {
  const known = new Map<string, ReturnType<Take>>()
  return (incoming) => {
    const { eventKey } = incoming
    const before = known.get(eventKey)
    if (before) return before
    const taken = take(incoming)
    known.set(eventKey, taken)
    taken.then(
      () => {
        // The answer itself is not kept: it can be large.
        if (known.size > REMEMBERED) for (const old of [...known.keys()].slice(0, REMEMBERED / 2)) known.delete(old)
        if (known.has(eventKey)) known.set(eventKey, Promise.resolve())
      },
      () => known.delete(eventKey),
    )
    return taken
  }
}
