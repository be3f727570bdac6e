import { FileBox } from 'file-box'
import { RetryLater } from '#kit/errors.ts'
import { type ChatRef, PlatformRefusal } from '../../platform.ts'
import type { Identity } from './identity.ts'
import type { Life } from './life.ts'

const AWAY_MS = 15_000
/** `say` of a puppet that does not answer is given up. In milliseconds. */
const SAY_MS = 60_000

/** Says one thing in WeChat, now. Pace and retries are the sender's. */
export type Wire = {
  /**
   * Resolves with WeChat's id of the message where the puppet tells one. `to` is the key of a person to name before
   * the text. Throws RetryLater while the account is not online or does not know the chat in this login.
   */
  text(chat: ChatRef, text: string, to?: string): Promise<string | undefined>
  file(chat: ChatRef, name: string, bytes: Buffer): Promise<string | undefined>
}

/** The wire of the account that is online. */
export function openWire(life: Life, identity: Identity): Wire {
  async function placeOf(chat: ChatRef) {
    const now = life.online()
    if (!now) throw new RetryLater('wechat is not logged in', AWAY_MS)
    const { bot } = now.instance
    const id = chat.kind === 'group' ? await identity.roomId(chat.id) : await identity.personId(chat.id)
    if (id === undefined) throw new RetryLater('the chat has not been seen since the last login', AWAY_MS)
    const found = chat.kind === 'group' ? await bot.Room.find({ id }) : await bot.Contact.find({ id })
    if (!found) throw new PlatformRefusal('chat_unknown', 'wechat does not know this chat any more')
    return { bot, found }
  }
  return {
    async text(chat, text, to) {
      const { bot, found } = await placeOf(chat)
      const toId = to === undefined || chat.kind === 'direct' ? undefined : await identity.personId(to)
      const person = toId === undefined ? undefined : await bot.Contact.find({ id: toId })
      const said = 'topic' in found && person ? found.say(text, person) : found.say(text)
      return (await limited(said))?.id
    },
    async file(chat, name, bytes) {
      const { found } = await placeOf(chat)
      return (await limited(found.say(FileBox.fromBuffer(bytes, name))))?.id
    },
  }
}

async function limited<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`the puppet did not answer within ${SAY_MS} ms`)), SAY_MS)
  })
  work.catch(() => undefined)
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
