import { type Lang, say } from '#kit/lang.ts'
import type { Action, Block, ListItem, RankingRow, View } from '#workers/view.ts'
import { type Choices, formActions, openChoices } from './choices.ts'
import { inParts } from './parts.ts'

/** A View as WeChat shows it. */
export type WechatText = {
  /** One message each; at most three, at most 1,800 bytes each. */
  parts: string[]
  /** Everything, when three messages were not enough: goes along as a text file. */
  whole?: string
  choices: Choices
}

/** How a file of the View reaches the reader, when it is not sent as it is. */
export type FileNote = (sha256: string) => string | undefined

/** `answerable`: one person can answer with a number; what a whole group is told has no numbers. Default: yes. */
export type RenderOptions = { lang: Lang; file?: FileNote; answerable?: boolean }

/**
 * Renders a View as text that reads well on a phone: title, then one thing a line, numbers for what can be chosen, and
 * how to answer at the end. Nothing that people wrote can look like a line of ours or call everybody.
 */
export function renderText(view: View, options: RenderOptions): WechatText {
  const { lang, answerable = true } = options
  const { choices, offer: numbered } = openChoices(view)
  const offer: Offer = answerable ? numbered : () => undefined
  const chunks: string[] = []
  if (view.title) chunks.push(`【${oneLine(view.title)}】`)
  const later: { action: Action; number: number }[] = []
  const offerAll = (actions: readonly Action[]) => {
    for (const action of actions) {
      const number = offer(action)
      if (typeof number === 'number') later.push({ action, number })
    }
  }
  for (const block of view.blocks) chunks.push(...blockChunks(block, options, offer, offerAll))
  if (later.length > 0) {
    chunks.push(later.map(({ action, number }) => `${number}. ${oneLine(action.label)}`).join('\n'))
  }
  const hint = howToAnswer(choices, lang)
  const shown = chunks.filter((chunk) => chunk.trim() !== '')
  if (shown.length === 0) shown.push(say(lang, { zh: '（没有内容）', en: '(nothing to show)' }))
  const cut = inParts(shown, hint, say(lang, { zh: '（余下的见文件）', en: '(the rest is in the file)' }))
  return { ...cut, choices }
}

type Offer = (action: Action) => number | 'next' | 'previous' | undefined

function blockChunks(
  block: Block,
  { lang, file }: RenderOptions,
  offer: Offer,
  offerAll: (actions: readonly Action[]) => void,
): string[] {
  switch (block.kind) {
    case 'text':
    case 'note':
      return [calm(block.text)]
    case 'fields':
      return [
        block.fields
          .map(({ label, value, note }) => `${oneLine(label)}：${oneLine(value)}${note ? `（${oneLine(note)}）` : ''}`)
          .join('\n'),
      ]
    case 'list':
      return listChunks(block.items, block.numbered === true, offer)
    case 'ranking':
      return [block.rows.map((row) => rowText(row, block.unit, lang)).join('\n')]
    case 'file':
      return [`📄 ${oneLine(block.name)}（${sizeText(block.size)}）${note(file?.(block.sha256))}`]
    case 'chart':
      return [
        [oneLine(block.title), ...block.points.map(({ label, value }) => `${oneLine(label)}：${value}`)].join('\n'),
      ]
    case 'form': {
      if (block.fold !== undefined) return []
      const actions = formActions(block.submit, block.fields)
      if (actions) {
        offerAll(actions)
        return [oneLine(block.fields[0]?.label ?? '')]
      }
      return [block.fields.map((field) => `${oneLine(field.label)}：${oneLine(shownValue(field)) || '—'}`).join('\n')]
    }
    case 'actions':
      offerAll(block.actions)
      return []
    default:
      return block satisfies never
  }
}

/** The first action of each item has the item's number; the others are numbered after all items. */
function listChunks(items: readonly ListItem[], isNumbered: boolean, offer: Offer): string[] {
  const numbers = items.map(({ actions }) => actions?.[0] && offer(actions[0]))
  const places = isNumbered && numbers.every((number) => number === undefined)
  return items.map((item, index) => {
    const number = numbers[index]
    const more = (item.actions ?? []).slice(1).flatMap((action) => {
      const one = offer(action)
      return typeof one === 'number' ? [`[${one}] ${oneLine(action.label)}`] : []
    })
    const mark = typeof number === 'number' ? `${number}. ` : places ? `${index + 1}. ` : '· '
    const snippet = item.snippet?.map((part) => part.text).join('')
    return [
      `${mark}${oneLine(item.title)}`,
      item.detail && `　${oneLine(item.detail)}`,
      item.why && `　${oneLine(item.why)}`,
      snippet && `　“${oneLine(snippet)}”`,
      more.length > 0 && `　${more.join('　')}`,
    ]
      .filter((line) => line)
      .join('\n')
  })
}

function rowText(row: RankingRow, unit: string, lang: Lang): string {
  const name = oneLine(row.name)
  const shown = row.mine ? say(lang, { zh: `${name}（我）`, en: `${name} (you)` }) : name
  return `${row.rank}. ${shown}　${row.amount} ${oneLine(unit)}${row.note ? `　${oneLine(row.note)}` : ''}`
}

function shownValue(field: Extract<Block, { kind: 'form' }>['fields'][number]): string {
  if (field.kind === 'input') return field.value ?? ''
  return field.options.find((option) => option.value === field.value)?.label ?? ''
}

function howToAnswer(choices: Choices, lang: Lang): string | undefined {
  const many = choices.numbered.length
  const words = {
    zh: [
      ...(many > 0 ? [many === 1 ? '回复 1 选择' : `回复 1–${many} 选择`] : []),
      ...(choices.next ? ['“下一页”翻页'] : []),
      ...(choices.previous ? ['“上一页”往回'] : []),
    ].join('，'),
    en: [
      ...(many > 0 ? [many === 1 ? 'reply 1 to choose' : `reply 1–${many} to choose`] : []),
      ...(choices.next ? ['“next” for more'] : []),
      ...(choices.previous ? ['“p” to go back'] : []),
    ].join(', '),
  }
  if (words.zh === '') return undefined
  return say(lang, { zh: `${words.zh}；十分钟内有效。`, en: `${words.en}; for ten minutes.` })
}

/** One line of somebody else's words. */
function oneLine(text: string): string {
  return calm(text).replace(/\s+/g, ' ').trim()
}

/** A word joiner after @, so that no text of ours or theirs calls everybody in the group. */
function calm(text: string): string {
  return text.replace(/[@＠](?=所有人|全体成员|all\b|everyone\b)/giu, '@\u2060')
}

function sizeText(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`
  if (bytes < 1_048_576) return `${Math.round(bytes / 1_024)} KB`
  return `${(bytes / 1_048_576).toFixed(1)} MB`
}

const note = (text: string | undefined) => (text === undefined ? '' : `\n${text}`)
