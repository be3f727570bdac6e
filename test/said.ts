import type { Action, Block, View } from '#workers/view.ts'

/** What the bot put into a chat, as the room shows it. */
export type Said = {
  id: number
  chat: string
  view: View
  edited: boolean
  replyTo: number | null
  /** Titles, sentences and values of the view, one per line. */
  text: string
}

/** All that was said, one below the other. */
export const all = (said: readonly Said[]): string => said.map((one) => one.text).join('\n')

/** The first of them with these words. Throws with all that was said when there is none. */
export function find(said: readonly Said[], words: string | RegExp): Said {
  const found = said.find((one) => (typeof words === 'string' ? one.text.includes(words) : words.test(one.text)))
  if (!found) throw new Error(`nobody said ${words}: ${all(said)}`)
  return found
}

/** The button with this label, wherever it stands in the view. */
export function actionOf(view: View, label: string | RegExp): Action {
  const all = view.blocks.flatMap((block): Action[] => {
    if (block.kind === 'actions') return block.actions
    if (block.kind === 'list') return block.items.flatMap((item) => item.actions ?? [])
    return block.kind === 'form' ? [block.submit] : []
  })
  const found = all.find((action) => (typeof label === 'string' ? action.label === label : label.test(action.label)))
  if (!found) throw new Error(`no button ${label}; there are: ${all.map((action) => action.label).join(', ')}`)
  return found
}

/** What a reader sees, one line per thing. */
export function textOf(view: View): string {
  return [view.title, ...view.blocks.flatMap(linesOf)].filter((line) => line !== undefined && line !== '').join('\n')
}

function linesOf(block: Block): (string | undefined)[] {
  switch (block.kind) {
    case 'text':
    case 'note':
      return [block.text]
    case 'fields':
      return block.fields.map((field) => `${field.label}：${field.value}${field.note ? `（${field.note}）` : ''}`)
    case 'list':
      return block.items.flatMap((item) => [
        item.title,
        item.detail,
        item.why,
        item.snippet?.map((part) => part.text).join(''),
      ])
    case 'ranking':
      return block.rows.map((row) => `${row.rank} ${row.name} ${row.amount}${row.note ? ` ${row.note}` : ''}`)
    case 'file':
      return [`[${block.name}]`]
    case 'chart':
      return [block.title]
    case 'form':
      return block.fields.map((field) => `${field.label}：${field.value ?? ''}`)
    case 'actions':
      return [block.actions.map((action) => `[${action.label}]`).join(' ')]
    default:
      return block satisfies never
  }
}
