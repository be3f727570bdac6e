import type { Text } from '#kit/lang.ts'

/** The platform's name in rows and in `Incoming`. */
export const PRACTICE = 'practice'

/** What the bot is called in the practice room. */
export const BOT_NAME: Text = { zh: '共享助手', en: 'Gongxiang' }

/** Everything that counts as addressing the bot after an @, lower case. */
export const BOT_NAMES: readonly string[] = ['共享助手', 'gongxiang', 'bot', '机器人']

/** The direct chat of a person with the bot. */
export function directChatId(person: string): string {
  return `direct:${person}`
}

/** The person of a direct chat; undefined for a group. */
export function personOfDirect(chat: string): string | undefined {
  return chat.startsWith('direct:') ? chat.slice('direct:'.length) : undefined
}

/** True when the text names the bot after an @ (half or full width), anywhere in it. */
export function mentionsBot(text: string): boolean {
  const lower = text.toLowerCase()
  return BOT_NAMES.some((name) => lower.includes(`@${name}`) || lower.includes(`＠${name}`))
}
