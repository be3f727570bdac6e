import { listWaitingEvents, markDelivered, type PracticeEvent, postponeEvent } from '#db/practice/events.ts'
import { listGroups } from '#db/practice/groups.ts'
import { mentionsBot, PRACTICE, personOfDirect } from '#db/practice/names.ts'
import type { Db } from '#db/schema.ts'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import type { Incoming } from '../../incoming.ts'

/** The file id of a file without bytes. */
export const EMPTY_FILE = 'empty'

/** Events read at once. */
const BATCH = 100
/** The longest wait between two tries to hand an event over. */
const MAX_WAIT_MS = 60_000

/**
 * Hands over what waits: in order for each person, people side by side so that they share a commit. One run at a time;
 * a wake-up during a run makes it look again. `stop` resolves when the last event under way is settled.
 */
export function openDeliveries(
  with_: { db: Db; schoolId: string; clock: Clock; log: Log; redeliverMs: number },
  on: (incoming: Incoming) => Promise<unknown>,
) {
  const { db, schoolId, clock, log } = with_
  let running: Promise<void> | undefined
  let again = false
  let stopped = false
  /** A process that starts does not wait for what its forerunner had put off. */
  let isFirst = true
  const timers = new Set<NodeJS.Timeout>()

  /** True when there may be more. */
  async function look(): Promise<boolean> {
    const events = await listWaitingEvents(db, schoolId, isFirst ? undefined : clock.now(), BATCH)
    isFirst = false
    if (events.length === 0) return false
    const groups = new Map((await listGroups(db, schoolId)).map((group) => [group.id, group.name]))
    const lines = Map.groupBy(events, (event) => event.person.id)
    await Promise.all([...lines.values()].map((line) => handLine(line, groups)))
    return events.length === BATCH
  }

  async function handLine(line: PracticeEvent[], groups: Map<string, string>): Promise<void> {
    for (const event of line) {
      if (stopped) return
      try {
        await on(incomingOf(event, groups))
      } catch (error) {
        await refused(event, error)
        continue
      }
      await markDelivered(db, schoolId, [event.id], clock.now())
    }
  }

  async function refused(event: PracticeEvent, error: unknown): Promise<void> {
    const wait = Math.min(with_.redeliverMs * 2 ** Math.min(event.attempts, 10), MAX_WAIT_MS)
    log.warn({ err: error, event: event.key, attempt: event.attempts + 1 }, 'an event was not committed, will retry')
    await postponeEvent(db, schoolId, event.id, new Date(clock.now().getTime() + wait))
    const timer = setTimeout(() => {
      timers.delete(timer)
      deliveries.wake()
    }, wait)
    timers.add(timer)
  }

  async function run(): Promise<void> {
    let more = true
    while (more && !stopped) {
      again = false
      more = (await look()) || again
    }
  }

  const deliveries = {
    wake(): void {
      again = true
      if (running || stopped) return
      running = run()
        .catch((error) => log.warn({ err: error }, 'reading the practice events failed, will look again'))
        .finally(() => {
          running = undefined
        })
    },
    async stop(): Promise<void> {
      stopped = true
      for (const timer of timers) clearTimeout(timer)
      await running
    },
  }
  return deliveries
}

/** The platform's event in the bot's words. */
export function incomingOf(event: PracticeEvent, groups: ReadonlyMap<string, string>): Incoming {
  const isDirect = personOfDirect(event.chat) !== undefined
  const { body } = event
  const base = {
    platform: PRACTICE,
    eventKey: event.key,
    chat: isDirect
      ? { id: event.chat, kind: 'direct' as const, name: event.person.name }
      : { id: event.chat, kind: 'group' as const, name: groups.get(event.chat) ?? event.chat },
    sender: event.person,
    sentAt: event.sentAt.toISOString(),
    messageRef: String(event.postId),
    ...(body.replyTo !== undefined && { replyTo: String(body.replyTo) }),
  }
  switch (event.kind) {
    case 'text':
      return { ...base, kind: 'text', text: body.text ?? '', mentionsBot: mentionsBot(body.text ?? '') }
    case 'file': {
      const { file } = body
      if (!file) throw new Error(`file event ${event.id} has no file`)
      return {
        ...base,
        kind: 'file',
        name: file.name,
        size: file.size,
        mediaType: file.mediaType,
        file: { platform: PRACTICE, id: file.sha256 ?? EMPTY_FILE },
      }
    }
    case 'button':
      return { ...base, kind: 'button', command: body.command ?? '', args: body.args ?? {} }
    case 'recalled':
      return { ...base, kind: 'recalled' }
    case 'reaction':
      return { ...base, kind: 'reaction', emoji: body.emoji ?? '', added: body.added ?? true }
    default:
      return event.kind satisfies never
  }
}
