import type { About, Action } from '#workers/view.ts'
import { encodePress } from './press.ts'

/** One element of a card 2.0. Unknown properties are errors on the platform: only documented ones are built. */
export type Element = { tag: string } & Record<string, unknown>

/** What a button may say, by the platform. In characters. */
const LABEL_MAX = 100

/** Plain text: shown as it is, nothing in it means anything. The first choice for what people wrote. */
export function plain(content: string, look: 'body' | 'strong' | 'quiet' | 'note' = 'body'): Element {
  const style = {
    body: {},
    strong: { text_size: 'heading' },
    quiet: { text_color: 'grey' },
    note: { text_size: 'notation', text_color: 'grey' },
  }[look]
  return { tag: 'div', text: { ...plainText(content), ...style } }
}

/** Markdown: `content` has been escaped where people wrote it. */
export function markdown(content: string): Element {
  return { tag: 'markdown', content }
}

export function plainText(content: string): { tag: 'plain_text'; content: string } {
  return { tag: 'plain_text', content }
}

/** A button that calls back; the desk judges the press, whoever presses. */
export function button(action: Action, about: About | undefined, size: 'small' | 'medium' = 'medium'): Element {
  return {
    tag: 'button',
    text: plainText(cut(action.label, LABEL_MAX)),
    type: buttonType(action),
    size,
    ...confirmation(action),
    behaviors: [{ type: 'callback', value: encodePress(action, about) }],
  }
}

export function linkButton(label: string, url: string): Element {
  return {
    tag: 'button',
    text: plainText(cut(label, LABEL_MAX)),
    type: 'primary',
    size: 'medium',
    behaviors: [{ type: 'open_url', default_url: url }],
  }
}

/** Buttons side by side, wrapped where the screen is narrow. */
export function buttonRow(actions: readonly Action[], about: About | undefined, size: 'small' | 'medium'): Element {
  return {
    tag: 'column_set',
    flex_mode: 'flow',
    horizontal_spacing: '8px',
    columns: actions.map((action) => ({ tag: 'column', width: 'auto', elements: [button(action, about, size)] })),
  }
}

/** Text on the left, its buttons on the right. */
export function withButtons(text: Element, actions: readonly Action[], about: About | undefined): Element {
  return {
    tag: 'column_set',
    flex_mode: 'none',
    horizontal_spacing: '8px',
    columns: [
      { tag: 'column', width: 'weighted', weight: 1, vertical_align: 'center', elements: [text] },
      {
        tag: 'column',
        width: 'auto',
        vertical_align: 'center',
        elements: actions.map((action) => button(action, about, 'small')),
      },
    ],
  }
}

export function buttonType(action: Action): 'default' | 'primary' | 'danger' {
  return action.style === undefined || action.style === 'plain' ? 'default' : action.style
}

/** The question before a press; older clients need the title. */
export function confirmation(action: Action): { confirm?: { title: unknown; text: unknown } } {
  if (action.confirm === undefined) return {}
  return { confirm: { title: plainText(cut(action.label, LABEL_MAX)), text: plainText(action.confirm) } }
}

/** At most `max` characters (code points), with an ellipsis where something is left out. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text
  const points = [...text]
  return points.length <= max ? text : `${points.slice(0, max - 1).join('')}…`
}

/** Elements with a tag, columns and children included: a card may have 200. */
export function countElements(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + countElements(one), 0)
  if (typeof value !== 'object' || value === null) return 0
  const own = 'tag' in value && value.tag !== 'plain_text' ? 1 : 0
  return Object.values(value).reduce((sum: number, one) => sum + countElements(one), own)
}
