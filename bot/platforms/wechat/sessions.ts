import { z } from 'zod'
import type { Db } from '#db/schema.ts'
import { dropOldSessions, dropSession, findSession, putSession, setHinted, touchSession } from '#db/wechat/sessions.ts'
import type { Clock } from '#kit/clock.ts'
import { LANGS, type Lang } from '#kit/lang.ts'
import type { FormField } from '#workers/view.ts'
import type { Choice, Choices } from './text/choices.ts'
import { fillForm, mayFill } from './text/fill.ts'

/** How long a list can be answered after it was last used. In milliseconds. */
const ALIVE_MS = 10 * 60_000

const named = { name: z.string(), label: z.string(), value: z.string().optional() }
const field = z.discriminatedUnion('kind', [
  z.object({
    ...named,
    kind: z.literal('choice'),
    options: z.array(z.object({ value: z.string(), label: z.string() })),
  }),
  z.object({ ...named, kind: z.literal('input'), placeholder: z.string().optional(), max: z.number() }),
])
const choice = z.object({
  label: z.string(),
  command: z.string(),
  args: z.record(z.string(), z.string()),
  confirm: z.string().optional(),
  form: z.array(field).optional(),
  ref: z.string().optional(),
})
const choicesIn = z.object({
  numbered: z.array(choice),
  next: choice.optional(),
  previous: choice.optional(),
  form: choice.optional(),
  lang: z.enum(LANGS).default('zh-CN'),
  why: z.enum(['asked', 'told']).default('asked'),
})

/** Whether somebody asked for what they were shown, or were told it, as of their file. */
export type Why = 'asked' | 'told'

/** What a text means that may answer a list. */
export type Meaning =
  | { kind: 'chosen'; ref: string; choice: Choice; lang: Lang }
  /** A number that is not there; said once. */
  | { kind: 'hint'; most: number; lang: Lang }
  /** A field of a form that takes something else. */
  | { kind: 'misfilled'; field: FormField; lang: Lang }
  /** Meant for the list, and nothing needs to be said. */
  | { kind: 'over' }

export type Sessions = {
  /** A person was shown a list: it takes the place of the one before. */
  shown(chatId: string, personId: string, ref: string, choices: Choices, lang: Lang, why?: Why): Promise<void>
  /** Whether the person may still answer something that they asked for: news must not take its numbers away. */
  isBusy(chatId: string, personId: string): Promise<boolean>
  /** Undefined: ordinary talk, which is nobody's business here. */
  meaningOf(chatId: string, personId: string, text: string): Promise<Meaning | undefined>
}

/** Who may answer what with a number: one list per person and chat, for ten minutes, in the database. */
export function openSessions(parts: { db: Db; schoolId: string; clock: Clock }): Sessions {
  const { db, schoolId, clock } = parts
  const keyOf = (chatId: string, personId: string) => ({ schoolId, chatId, personId })
  const until = (now: Date) => new Date(now.getTime() + ALIVE_MS)
  let shownCount = 0

  /** What a text such as 年级=四年级 does to the form that the person was shown. */
  async function filledBy(chatId: string, personId: string, text: string): Promise<Meaning | undefined> {
    if (!mayFill(text)) return undefined
    const key = keyOf(chatId, personId)
    const now = clock.now()
    const open = await findSession(db, key, now)
    const form = open === undefined ? undefined : choicesIn.parse(open).form
    const filled = form && fillForm(form.form ?? [], text)
    const session = filled && (await touchSession(db, key, now, until(now)))
    if (!session) return undefined
    const { lang } = choicesIn.parse(session.choices)
    if (filled.kind === 'wrong') return { kind: 'misfilled', field: filled.field, lang }
    const { form: _form, ...choice } = form
    return {
      kind: 'chosen',
      ref: form.ref ?? session.ref,
      choice: { ...choice, args: { ...choice.args, ...filled.values } },
      lang,
    }
  }

  return {
    async shown(chatId, personId, ref, choices, lang, why = 'asked') {
      const now = clock.now()
      if (choices.numbered.length === 0 && !choices.next && !choices.previous && !choices.form) return
      await putSession(db, keyOf(chatId, personId), { ref, choices: { ...choices, lang, why }, expiresAt: until(now) })
      shownCount += 1
      if (shownCount % 200 === 0) await dropOldSessions(db, now)
    },
    async isBusy(chatId, personId) {
      const open = await findSession(db, keyOf(chatId, personId), clock.now())
      if (open === undefined) return false
      const { why, numbered, next, previous, form } = choicesIn.parse(open)
      // A single offer, such as to undo, is given up.
      return (
        why === 'asked' && (numbered.length > 1 || next !== undefined || previous !== undefined || form !== undefined)
      )
    },
    async meaningOf(chatId, personId, text) {
      const word = wordIn(text)
      if (word === undefined) return filledBy(chatId, personId, text)
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
      // A form that is filled in by typing has no numbers to hint at.
      if (choices.numbered.length === 0) return undefined
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
