import type { Committed, Handled } from '../../platform.ts'
import { cardOf } from './cards/card.ts'
import { cut } from './cards/element.ts'

/** The answer to a press, in the shape of the platform. */
export type ClickAnswer = {
  toast?: { type: 'info' | 'success' | 'warning' | 'error'; content: string }
  card?: { type: 'raw'; data: unknown }
}

/** The platform shows the presser an error after 3 s; what is not known by then says so and follows as a message. */
const PATIENCE_MS = 2_400
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

/** The press is in the books, and what it leads to follows. */
const RECEIVED: ClickAnswer = { toast: { type: 'info', content: '收到，正在处理。 Received.' } }

/** It may yet be taken in; if not, nothing follows. The platform hands a press over only once. */
const UNSURE: ClickAnswer = {
  toast: {
    type: 'warning',
    content:
      '现在有点忙，正在处理；一分钟后还没有结果，请再点一次。Busy; press again if nothing follows within a minute.',
  },
}

/** It is not in the books: nothing follows. */
const NOT_TAKEN: ClickAnswer = {
  toast: { type: 'error', content: '这次没有成功，请稍后再点一次。That did not work; press again in a moment.' },
}

/**
 * The answer to a press, from its first moment on: how far it has come when the platform's patience ends. `taken`
 * resolves when the press is committed, with nothing when its card is not understood. Never throws.
 */
export async function answerClick(taken: Promise<Committed | undefined>): Promise<ClickAnswer> {
  const late = Promise.withResolvers<'late'>()
  const timer = setTimeout(() => late.resolve('late'), PATIENCE_MS)
  try {
    const found = await Promise.race([taken.then((committed) => ({ committed })), late.promise])
    if (found === 'late') {
      void taken.then((committed) => committed && tellToast(committed, false)).catch(() => undefined)
      return UNSURE
    }
    const { committed } = found
    if (!committed) return OLD_CARD
    const handled = await Promise.race([committed.handled.catch(() => undefined), late.promise])
    void tellToast(committed, handled !== 'late')
    return handled && handled !== 'late' ? shown(handled) : RECEIVED
  } catch {
    return NOT_TAKEN
  } finally {
    clearTimeout(timer)
  }
}

/** What was to be a toast is posted when the presser could not be shown it. */
async function tellToast({ handled }: Committed, inTime: boolean): Promise<void> {
  await handled.then((one) => one?.toasted?.(inTime)).catch(() => undefined)
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
