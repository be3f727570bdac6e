import { type Lang, say } from '#kit/lang.ts'
import type { Log } from '#kit/log.ts'
import { sentence } from '#workers/view.ts'
import type { Incoming } from '../../incoming.ts'
import type { ChatRef, Outgoing } from '../../platform.ts'
import type { Sessions } from './sessions.ts'

/**
 * A text that answers a list becomes the press of a button, so that no command knows of numbers. Answers nothing when
 * the text was for the list and is dealt with here: a question to confirm, a number that is not there.
 */
export async function pressedBy(
  event: Extract<Incoming, { kind: 'text' }>,
  sessions: Sessions,
  post: (chat: ChatRef, out: Outgoing) => Promise<unknown>,
  log: Log,
): Promise<Incoming | undefined> {
  if (event.late) return event
  const meaning = await sessions.meaningOf(event.chat.id, event.sender.id, event.text)
  if (!meaning) return event
  /** Said beside the line of events, which does not wait for the account's pace. */
  const answer = (view: Outgoing['view'], lang: Lang, then = async () => {}) => {
    const out = { view, lang, key: `wechat:in:${event.eventKey}`, asker: event.sender.id }
    void post({ id: event.chat.id, kind: event.chat.kind }, out)
      .then(then)
      .catch((error) => log.info({ err: error }, 'a hint was not said'))
  }
  switch (meaning.kind) {
    case 'over':
      return undefined
    case 'hint': {
      const { most, lang } = meaning
      const zh = `没有这个序号，请回复 1–${most}。`
      answer(sentence(say(lang, { zh, en: `There is no such number; reply 1–${most}.` })), lang)
      return undefined
    }
    case 'chosen': {
      const { choice, lang, ref } = meaning
      if (choice.confirm !== undefined) {
        const sure = { label: say(lang, { zh: '确定', en: 'Yes' }), command: choice.command, args: choice.args }
        answer(sentence(choice.confirm, { actions: [sure] }), lang, () =>
          sessions.shown(event.chat.id, event.sender.id, ref, { numbered: [{ ...sure, ref }] }, lang),
        )
        return undefined
      }
      const { kind: _kind, text: _text, mentionsBot: _mentionsBot, ...base } = event
      return { ...base, kind: 'button', messageRef: ref, command: choice.command, args: choice.args }
    }
    default:
      return meaning satisfies never
  }
}
