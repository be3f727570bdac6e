import { isOfData } from '#db/faults.ts'
import type { IntakeKey } from '#db/rows/intake.ts'
import { type Arrival, takeArrivals } from '#db/rows/intake-batch.ts'
import { seen } from '#db/rows/people.ts'
import { batched } from '#kit/batch.ts'
import { safeFileName, showable } from '#kit/text.ts'
import type { Bot } from './app.ts'
import type { Incoming } from './incoming.ts'
import type { Committed, Handled } from './platform.ts'

/** Events of one commit at most; more wait for the next one. */
const BATCH = 100

/**
 * The way in. The returned function resolves when the event is committed, so only then may a platform acknowledge it.
 * Events that arrive while a commit is under way share the next one (group commit). Rejects when the database does
 * not take the event.
 */
export function openReceiver(
  bot: Bot,
  take: (key: IntakeKey) => Promise<Handled | undefined>,
): (event: Incoming) => Promise<Committed> {
  const commit = batched<Incoming, Committed | undefined>(
    async (events) => {
      const arrivals = events.map(arrivalOf)
      const found = await takeArrivals(bot.db, arrivals)
      const strangers = found.flatMap((taken, n) => (taken.is === 'stranger' ? [n] : []))
      if (strangers.length > 0) {
        for (const n of strangers) if (events[n]) await seen(bot.db, events[n], bot.defaultSchool)
        const known = strangers.flatMap((n) => (arrivals[n] ? [{ ...arrivals[n], isKnown: true }] : []))
        const second = await takeArrivals(bot.db, known)
        for (const [index, n] of strangers.entries()) found[n] = second[index] ?? { is: 'stranger' }
      }
      return found.map((taken) => {
        if (taken.is === 'stranger') return undefined
        return { handled: taken.is === 'fresh' ? take(taken.key) : Promise.resolve(undefined) }
      })
    },
    { atMost: BATCH, isOfItem: isOfData },
  )
  return async (event) => {
    const committed = await commit(clean(event))
    // Its rows went away between two statements; the platform delivers it again.
    if (!committed) throw new Error('the chat of an event is not known')
    return committed
  }
}

function arrivalOf(event: Incoming): Arrival {
  const { platform, eventKey, kind, chat, sender, sentAt } = event
  return { platform, eventKey, kind, chat, sender, sentAt, payload: event }
}

/** Names from outside are made safe to show once, here; PostgreSQL's text holds no NUL. */
function clean(event: Incoming): Incoming {
  const base = {
    ...event,
    chat: { ...event.chat, name: showable(event.chat.name, 80) },
    sender: { ...event.sender, name: showable(event.sender.name, 40) },
  }
  if (base.kind === 'text') return { ...base, text: base.text.replaceAll('\u0000', '') }
  if (base.kind === 'file') return { ...base, name: safeFileName(base.name) }
  return base
}
