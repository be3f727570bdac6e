import type { Committed, Handled } from '../../platform.ts'
import { cardOf } from './cards/card.ts'
import { cut } from './cards/element.ts'

/** The answer to a press, in the shape of the platform. */
export type ClickAnswer = {
  toast?: { type: 'info' | 'success' | 'warning' | 'error'; content: string }
  card?: { type: 'raw'; data: unknown }
}

/** The platform shows the presser an error after 3 s; what is not known by then says so and follows as a message. */
const PATIENCE_MS = 2_500
const TOAST_AT_MOST = 60
/** A refusal is said nowhere else, so it has room for what to do instead. */
const REFUSAL_AT_MOST = 160

/** What a press of a button of ours that we can not read is told: it is from an older card. */
export const OLD_CARD: ClickAnswer = {
  toast: {
    type: 'warning',
    content: '这张卡片已经失效，请发送 /help 重新开始。This card is out of date; send /help.',
  },
}

/**
 * Waits for what the press led to, no longer than the platform does. Never throws. `late` gets what was to be a toast and
 * came after that.
 */
export async function answerClick(
  committed: Committed | undefined,
  late: (handled: Handled) => void,
): Promise<ClickAnswer> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => resolve(undefined), PATIENCE_MS)
  const answered = committed?.handled.catch(() => undefined)
  const handled = await Promise.race([answered, promise])
  clearTimeout(timer)
  if (!handled) void answered?.then((one) => one?.where === 'toast' && late(one))
  return handled ? shown(handled) : { toast: { type: 'info', content: '收到，正在处理。 Received.' } }
}

function shown({ view, lang, where }: Handled): ClickAnswer {
  const say = (zh: string, en: string) => (lang === 'en' ? en : zh)
  const words = headline(view)
  if (where === 'replaced') {
    const card = { type: 'raw' as const, data: JSON.parse(cardOf(view, { lang }).json) as unknown }
    return { card, toast: { type: toneOf(view.tone), content: words ?? say('已更新。', 'Updated.') } }
  }
  if (where === 'toast') {
    const all = view.blocks.flatMap((block) => (block.kind === 'text' || block.kind === 'note' ? [block.text] : []))
    return { toast: { type: toneOf(view.tone), content: cut(all.join(' '), REFUSAL_AT_MOST) } }
  }
  if (where === 'private') {
    return { toast: { type: 'success', content: say('已私聊发给您。', 'Sent to you in a direct message.') } }
  }
  return { toast: { type: toneOf(view.tone), content: words ?? say('已发到群里。', 'Posted below.') } }
}

/** The View's first words: its title, or its first sentence. */
function headline(view: Handled['view']): string | undefined {
  const first = view.blocks.find((block) => block.kind === 'text')
  const words = view.title ?? (first?.kind === 'text' ? first.text : undefined)
  return words ? cut(words.split('\n')[0] ?? '', TOAST_AT_MOST) || undefined : undefined
}

function toneOf(tone: Handled['view']['tone']): NonNullable<ClickAnswer['toast']>['type'] {
  switch (tone) {
    case 'good':
      return 'success'
    case 'warn':
      return 'warning'
    case 'bad':
      return 'error'
    case 'plain':
    case undefined:
      return 'info'
    default:
      return tone satisfies never
  }
}
