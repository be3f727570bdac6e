import type { Committed, Handled } from '../../platform.ts'
import { cardOf } from './cards/card.ts'

/** The answer to a press, in the shape of the platform. */
export type ClickAnswer = {
  toast?: { type: 'info' | 'success' | 'warning' | 'error'; content: string }
  card?: { type: 'raw'; data: unknown }
}

/** The platform shows the presser an error after 3 s; what is not known by then says so and follows as a message. */
const PATIENCE_MS = 2_500
const TOAST_AT_MOST = 60

/** What a press of a button of ours that we can not read is told: it is from an older card. */
export const OLD_CARD: ClickAnswer = {
  toast: {
    type: 'warning',
    content: '这张卡片已经失效，请发送 /help 重新开始。This card is out of date; send /help.',
  },
}

/** Waits for what the press led to, no longer than the platform does. Never throws. */
export async function answerClick(committed: Committed | undefined): Promise<ClickAnswer> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => resolve(undefined), PATIENCE_MS)
  const handled = await Promise.race([committed?.handled.catch(() => undefined), promise])
  clearTimeout(timer)
  return handled ? shown(handled) : { toast: { type: 'info', content: '收到，正在处理。 Received.' } }
}

function shown({ view, lang, where }: Handled): ClickAnswer {
  const say = (zh: string, en: string) => (lang === 'en' ? en : zh)
  const words = headline(view)
  if (where === 'replaced') {
    const card = { type: 'raw' as const, data: JSON.parse(cardOf(view, { lang }).json) as unknown }
    return { card, toast: { type: toneOf(view.tone), content: words ?? say('已更新。', 'Updated.') } }
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
  const points = [...(words?.split('\n')[0] ?? '')]
  if (points.length === 0) return undefined
  return points.length > TOAST_AT_MOST ? `${points.slice(0, TOAST_AT_MOST - 1).join('')}…` : points.join('')
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
