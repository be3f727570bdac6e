import type { MessageInterface } from 'wechaty/impls'

/** How much of the past is remembered. In milliseconds. */
const KEEP_MS = 15 * 60_000
const MOST = 5_000

/**
 * Messages that a login shows again under other ids, as puppets do whose ids do not last: the same chat, person, second,
 * kind and words as one that an earlier login has heard. Messages with stable ids are told apart by those.
 */
export function openReplays(stableIds: boolean): { isReplay(message: MessageInterface, loginAt: Date): boolean } {
  /** How often each was heard, and when last. */
  let heard = new Map<string, { count: number; at: number; login: number; again: number }>()
  return {
    isReplay(message, loginAt) {
      if (stableIds) return false
      const at = message.date().getTime()
      const login = loginAt.getTime()
      const key = printOf(message)
      const known = heard.get(key)
      if (known && known.login !== login && at < login && known.again < known.count) {
        known.again += 1
        return true
      }
      if (known?.login === login) known.count += 1
      else heard.set(key, { count: 1, at, login, again: 0 })
      if (heard.size > MOST) heard = new Map([...heard].filter(([, one]) => at - one.at < KEEP_MS).slice(-MOST / 2))
      return false
    },
  }
}

function printOf(message: MessageInterface): string {
  const payload: unknown = message.room()?.payload
  const topic = typeof payload === 'object' && payload !== null ? Reflect.get(payload, 'topic') : ''
  const second = Math.floor(message.date().getTime() / 1_000)
  return JSON.stringify([topic, message.talker().name(), second, message.type(), message.text()])
}
