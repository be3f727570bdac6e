import { setTimeout as pause } from 'node:timers/promises'
import { RetryLater } from '#kit/errors.ts'
import { type Lang, say } from '#kit/lang.ts'
import type { Log } from '#kit/log.ts'
import { type FormField, sentence, type View } from '#workers/view.ts'
import type { Incoming } from '../../incoming.ts'
import type { ChatRef, Outgoing } from '../../platform.ts'
import type { Meaning, Sessions } from './sessions.ts'
import { shortLabel } from './text/fill.ts'

/** A question that could not be asked for so long is not asked any more. In milliseconds. */
const PATIENCE_MS = 2 * 60_000

type Typed = Extract<Incoming, { kind: 'text' }>
type Post = (chat: ChatRef, out: Outgoing) => Promise<unknown>

/**
 * A text that answers a list becomes the press of a button, so that no command knows of numbers. Answers nothing when
 * the text was for the list and is dealt with here: a question to confirm, a form to fill in, a number that is not
 * there.
 */
export async function pressedBy(event: Typed, sessions: Sessions, post: Post, log: Log): Promise<Incoming | undefined> {
  if (event.late) return event
  const meaning = await sessions.meaningOf(event.chat.id, event.sender.id, event.text)
  if (!meaning) return event
  if (meaning.kind === 'over') return undefined
  if (meaning.kind === 'chosen' && meaning.choice.confirm === undefined && meaning.choice.form === undefined) {
    const { kind: _kind, text: _text, mentionsBot: _mentionsBot, ...base } = event
    const { choice, ref } = meaning
    return { ...base, kind: 'button', messageRef: ref, command: choice.command, args: choice.args }
  }
  // Said beside the line of events, which does not wait for the account's pace.
  void reply(event, meaning, sessions, post).catch((error) => log.info({ err: error }, 'a hint was not said'))
  return undefined
}

/** What is said at once, without a command: the same key at every try, so that a replayed number is answered once. */
async function reply(
  event: Typed,
  meaning: Exclude<Meaning, { kind: 'over' }>,
  sessions: Sessions,
  post: Post,
): Promise<void> {
  const { lang } = meaning
  const { id, kind } = event.chat
  const out = { view: viewOf(meaning), lang, key: `wechat:in:${event.eventKey}`, asker: event.sender.id }
  const until = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      await post({ id, kind }, out)
      break
    } catch (error) {
      if (!(error instanceof RetryLater) || performance.now() + error.afterMs > until) throw error
      await pause(error.afterMs, undefined, { ref: false })
    }
  }
  if (meaning.kind !== 'chosen') return
  // What is answered now belongs to the message that was answered first: commands know what that was about.
  const { choice, ref } = meaning
  const { confirm, form, ...bare } = choice
  const choices =
    confirm === undefined && form
      ? { numbered: [], form: { ...bare, form, ref } }
      : { numbered: [{ ...bare, label: yes(lang), ref, ...(form && { form }) }] }
  await sessions.shown(id, event.sender.id, ref, choices, lang)
}

function viewOf(meaning: Exclude<Meaning, { kind: 'over' }>): View {
  const { lang } = meaning
  switch (meaning.kind) {
    case 'hint': {
      const { most } = meaning
      const numbers = most === 1 ? '1' : `1–${most}`
      return sentence(
        say(lang, { zh: `没有这个序号，请回复 ${numbers}。`, en: `There is no such number; reply ${numbers}.` }),
      )
    }
    case 'misfilled':
      return misfilled(meaning.field, lang)
    case 'chosen': {
      const { label, command, args, confirm, form } = meaning.choice
      if (confirm !== undefined) return sentence(confirm, { actions: [{ label: yes(lang), command, args }] })
      const fields = [...(form ?? [])]
      return { title: label, blocks: [{ kind: 'form', submit: { label, command, args }, fields }] }
    }
    default:
      return meaning satisfies never
  }
}

const yes = (lang: Lang) => say(lang, { zh: '确定', en: 'Yes' })

function misfilled(field: FormField, lang: Lang): View {
  const label = shortLabel(field)
  const options = field.kind === 'choice' ? field.options.map((option) => option.label) : []
  return sentence(
    say(lang, {
      zh: `“${label}”可以填：${options.join('、')}。`,
      en: `“${label}” takes: ${options.join(', ')}.`,
    }),
  )
}
