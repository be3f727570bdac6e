import type { FriendshipInterface, WechatyInterface } from 'wechaty/impls'
import type { Log } from '#kit/log.ts'
import { isRead } from './read.ts'

/** `types.Friendship.Receive` of wechaty: somebody asks to be a friend. */
const ASKS = 2
/** So many requests are taken within `SPAN_MS`; more look like a machine, to WeChat and to us. */
const MOST = 10
const SPAN_MS = 3_600_000

/**
 * Takes the requests of people who are in a group that the bot reads, so that private answers reach them: WeChat lets
 * nobody write to a stranger. Everybody else's request is left for a person to look at.
 */
export function openFriends(rooms: ReadonlySet<string>, now: () => number, log: Log) {
  let taken: number[] = []
  return async (request: FriendshipInterface, bot: WechatyInterface): Promise<void> => {
    if (request.type() !== ASKS) return
    taken = taken.filter((at) => now() - at < SPAN_MS)
    if (taken.length >= MOST) return
    const person = request.contact()
    for (const room of await bot.Room.findAll()) {
      if (!isRead(await room.topic(), rooms) || !(await room.has(person))) continue
      taken.push(now())
      await request.accept()
      log.info('a member of a group became a friend of the wechat account')
      return
    }
  }
}
