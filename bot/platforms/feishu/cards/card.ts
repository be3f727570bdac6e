import type { Lang } from '#kit/lang.ts'
import type { View } from '#workers/view.ts'
import { type BlockContext, elementsOf, type Room } from './blocks.ts'
import { countElements, cut, type Element, plain, plainText } from './element.ts'
import type { FileFate } from './file-fate.ts'
import { textOf } from './text.ts'

/** Feishu takes cards up to 30 KB (230025 above); the rest is kept for what the platform adds. In bytes. */
export const CARD_MAX_BYTES = 29_000
/** A card may have 200 elements. */
const MAX_ELEMENTS = 190

const TEMPLATE = { plain: 'blue', good: 'green', warn: 'orange', bad: 'red' } as const

/** From everything to the least; the first that fits is sent. */
const ROOMS: readonly Room[] = [
  { text: 4_000, items: 50, rows: 100 },
  { text: 1_000, items: 30, rows: 50 },
  { text: 300, items: 15, rows: 30 },
  { text: 120, items: 8, rows: 10 },
  { text: 60, items: 3, rows: 5 },
]

export type CardOptions = { lang: Lang; fates?: ReadonlyMap<string, FileFate> }

/**
 * A View → card JSON 2.0, always under 30 KB and 200 elements: what does not fit is cut with a word about it. What people
 * wrote is plain text, or escaped inside markdown.
 */
export function cardOf(view: View, options: CardOptions): { json: string; bytes: number } {
  for (const room of ROOMS) {
    const elements = body(view, room, options)
    const json = JSON.stringify(shell(view, elements))
    const bytes = Buffer.byteLength(json)
    if (bytes <= CARD_MAX_BYTES && countElements(elements) <= MAX_ELEMENTS) return { json, bytes }
  }
  // Only blocks that can not be cut, such as a form with hundreds of options, are larger than the last room.
  const json = JSON.stringify(shell(view, [plain(cut(textOf(view, options), 4_000))]))
  return { json, bytes: Buffer.byteLength(json) }
}

function body(view: View, room: Room, { lang, fates }: CardOptions): Element[] {
  const ctx: BlockContext = {
    lang,
    about: view.about,
    room,
    fates: fates ?? new Map(),
    used: { tables: 0, charts: 0, forms: 0 },
  }
  const elements = view.blocks.flatMap((block) => elementsOf(block, ctx))
  return elements.length > 0 ? elements : [plain(view.title ?? '…')]
}

function shell(view: View, elements: readonly Element[]) {
  return {
    schema: '2.0',
    config: { update_multi: true, width_mode: 'fill', summary: { content: summary(view) } },
    ...(view.title !== undefined &&
      view.title.trim() !== '' && {
        header: { title: plainText(cut(view.title, 200)), template: TEMPLATE[view.tone ?? 'plain'] },
      }),
    body: { elements },
  }
}

/** What the list of chats and a notification show. */
function summary(view: View): string {
  const text = view.blocks.find((block) => block.kind === 'text')
  const words = view.title ?? (text?.kind === 'text' ? text.text : '')
  return cut(words.replace(/\s+/g, ' ').trim() || '共享助手', 60)
}
