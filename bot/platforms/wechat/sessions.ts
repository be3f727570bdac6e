import { z } from 'zod'
import type { Db } from '#db/schema.ts'
import { dropOldSessions, dropSession, putSession, setHinted, touchSession } from '#db/wechat/sessions.ts'
import type { Clock } from '#kit/clock.ts'
import { LANGS, type Lang } from '#kit/lang.ts'
import type { Choice, Choices } from './text/choices.ts'

/** How long a list can be answered after it was last used. In milliseconds. */
const ALIVE_MS = 10 * 60_000

const choice = z.object({
  label: z.string(),
  command: z.string(),
  args: z.record(z.string(), z.string()),
  confirm: z.string().optional(),
  ref: z.string().optional(),
})
const choicesIn = z.object({
  numbered: z.array(choice),
  next: choice.optional(),
  previous: choice.optional(),
  lang: z.enum(LANGS).default('zh-CN'),
})

/** What a text means that may answer a list. */
export type Meaning =
  | { kind: 'chosen'; ref: string; choice: Choice; lang: Lang }
  /** A number that is not there; said once. */
  | { kind: 'hint'; most: number; lang: Lang }
  /** Meant for the list, and nothing needs to be said. */
  | { kind: 'over' }

export type Sessions = {
  /** A person was shown a list: it takes the place of the one before. */
  shown(chatId: string, personId: string, ref: string, choices: Choices, lang: Lang): Promise<void>
  /** Undefined: ordinary talk, which is nobody's business here. */
  meaningOf(chatId: string, personId: string, text: string): Promise<Meaning | undefined>
}

/** Who may answer what with a number: one list per person and chat, for ten minutes, in the database. */
export function openSessions(parts: { db: Db; schoolId: string; clock: Clock }): Sessions {
  const { db, schoolId, clock } = parts
  const keyOf = (chatId: string, personId: string) => ({ schoolId, chatId, personId })
  const until = (now: Date) => new Date(now.getTime() + ALIVE_MS)
  let shownCount = 0
  return {
    async shown(chatId, personId, ref, choices, lang) {
      const now = clock.now()
      if (choices.numbered.length === 0 && !choices.next && !choices.previous) return
      await putSession(db, keyOf(chatId, personId), { ref, choices: { ...choices, lang }, expiresAt: until(now) })
      shownCount += 1
      if (shownCount % 200 === 0) await dropOldSessions(db, now)
    },
    async meaningOf(chatId, personId, text) {
      const word = wordIn(text)
      if (word === undefined) return undefined
      const key = keyOf(chatId, personId)
      const now = clock.now()
      const session = await touchSession(db, key, now, until(now))
      if (!session) return undefined
      if (word === 'cancel') {
        await dropSession(db, key)
        return { kind: 'over' }
      }
      const { lang, ...choices } = choicesIn.parse(session.choices)
      const chosenFrom = (one: Choice): Meaning => ({ kind: 'chosen', ref: one.ref ?? session.ref, choice: one, lang })
      if (word === 'next' || word === 'previous') {
        const turn = choices[word]
        return turn ? chosenFrom(turn) : { kind: 'over' }
      }
      const chosen = choices.numbered[word - 1]
      if (chosen) return chosenFrom(chosen)
      return (await setHinted(db, key)) ? { kind: 'hint', most: choices.numbered.length, lang } : { kind: 'over' }
    },
  }
}

/** A number, a page turn or the end of it; only when the whole message is that. */
function wordIn(text: string): number | 'next' | 'previous' | 'cancel' | undefined {
  const word = text
    .normalize('NFKC')
    .trim()
    .replace(/[。.!]+$/u, '')
    .toLowerCase()
  if (/^\d{1,2}$/.test(word)) return Number(word)
  if (/^(下一页|下页|n|next)$/.test(word)) return 'next'
  if (/^(上一页|上页|p|prev|previous)$/.test(word)) return 'previous'
  if (/^(取消|退出|q|quit|cancel)$/.test(word)) return 'cancel'
  return undefined
}
