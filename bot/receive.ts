import { type IntakeKey, insertIntakes, type NewIntake } from '#db/rows/intake.ts'
import { seen } from '#db/rows/people.ts'
import { safeFileName, showable } from '#kit/text.ts'
import type { Bot } from './app.ts'
import type { Incoming } from './incoming.ts'
import type { Committed, Handled } from './platform.ts'

/** Events of one commit at most; more wait for the next one. */
const BATCH = 100

/**
 * The way in. The returned function resolves when the event is committed, so only then may a platform acknowledge it.
 * Events that arrive while a commit is under way share the next one (group commit).
 */
export function openReceiver(
  bot: Bot,
  take: (key: IntakeKey) => Promise<Handled | undefined>,
): (event: Incoming) => Promise<Committed> {
  type Waiting = { event: NewIntake; resolve: (committed: Committed) => void; reject: (error: unknown) => void }
  let waiting: Waiting[] = []
  let busy = false

  async function flush(): Promise<void> {
    if (busy) return
    busy = true
    try {
      while (waiting.length > 0) {
        const batch = waiting.slice(0, BATCH)
        waiting = waiting.slice(BATCH)
        try {
          const keys = await insertIntakes(
            bot.db,
            batch.map((one) => one.event),
          )
          const taken = new Map(keys.map((key) => [`${key.schoolId} ${key.eventKey}`, take(key)]))
          for (const one of batch) {
            const handled = taken.get(`${one.event.schoolId} ${one.event.eventKey}`) ?? Promise.resolve(undefined)
            one.resolve({ handled })
          }
        } catch (error) {
          for (const one of batch) one.reject(error)
        }
      }
    } finally {
      busy = false
    }
  }

  return async (raw) => {
    const event = clean(raw)
    const where = await seen(bot.db, event, bot.defaultSchool)
    const intake: NewIntake = {
      ...where,
      platform: event.platform,
      eventKey: event.eventKey,
      kind: event.kind,
      payload: event,
      sentAt: new Date(event.sentAt),
    }
    return new Promise<Committed>((resolve, reject) => {
      waiting.push({ event: intake, resolve, reject })
      void flush()
    })
  }
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
