import { type Lang, say } from '#kit/lang.ts'
import { sparkline } from '#kit/sparkline.ts'
import type { Action, Block, ListItem, RankingRow, View } from '#workers/view.ts'
import { burstText } from './burst.ts'
import { type Choices, formActions, openChoices } from './choices.ts'
import { shortLabel } from './fill.ts'
import { howToAnswer, howToType, typedForm, typedOf } from './hint.ts'
import { inLines } from './lines.ts'
import { inParts } from './parts.ts'
import { calm, glimpse, oneLine } from './words.ts'

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

/**
 * `answerable`: one person can answer with a number; what a whole group is told has no numbers. Default: yes. `called`:
 * bytes that stand before the first message, as the name of whom it is for. Default: 0.
 */
export type RenderOptions = { lang: Lang; file?: FileNote; answerable?: boolean; called?: number }

/**
 * Renders a View as text that reads well on a phone: title, then one thing a line, numbers for what can be chosen, and
 * how to answer at the end. Nothing that people wrote can look like a line of ours or call everybody.
 */
export function renderText(view: View, options: RenderOptions): WechatText {
  const { lang, answerable = true } = options
  const { choices, offer, offerForm } = openChoices(view)
  const page: Page = {
    options,
    offer: answerable ? offer : () => undefined,
    offerForm: answerable ? offerForm : () => undefined,
    later: [],
    typed: [],
  }
  const chunks: string[] = []
  if (view.title) chunks.push(`【${oneLine(view.title)}】`)
  const { burst } = view.about ?? {}
  for (const block of view.blocks) {
    if (burst && block.kind === 'list' && block.items.length === burst.length) {
      chunks.push(...block.items.map((item, n) => burstText(item, burst[n]?.tone ?? 'plain')))
    } else chunks.push(...blockChunks(trimmed(block, view), page))
  }
  const { numbered } = choices
  // A single choice is named in the line that says how to answer.
  if (page.later.length > 0 && numbered.length > 1) chunks.push(inLines(page.later))
  const typed = answerable
    ? undefined
    : howToType(
        page.typed.filter((one) => one !== undefined),
        chunks,
        lang,
      )
  const shown = [...chunks, typed ?? ''].filter((chunk) => chunk.trim() !== '')
  if (shown.length === 0) shown.push(say(lang, { zh: '（没有内容）', en: '(nothing to show)' }))
  const rest = say(lang, { zh: '（余下的见文件）', en: '(the rest is in the file)' })
  return { ...inParts(shown, howToAnswer(choices, lang), rest, options.called), choices }
}

type Page = {
  options: RenderOptions
  offer: ReturnType<typeof openChoices>['offer']
  offerForm: ReturnType<typeof openChoices>['offerForm']
  /** Choices that follow all blocks. */
  later: string[]
  /** What nobody can answer with a number here. */
  typed: (string | undefined)[]
}

/**
 * A receipt is answered by who sent the file: what colleagues do with it is left out, and so is what the message says
 * how to type. The button that opens a form gives way to the form.
 */
function trimmed(block: Block, view: View): Block {
  if (block.kind !== 'actions' || view.about?.upload === undefined) return block
  const folded = view.blocks.flatMap((one) => (one.kind === 'form' && one.fold !== undefined ? [one.submit] : []))
  const notes = view.blocks.flatMap((one) => (one.kind === 'note' ? [one.text] : [])).join('\n')
  const isLeft = ({ command, args }: Action) => {
    const typed = `/${command} ${args.id}`
    const own = Number(args.id) === view.about?.resource && ['download', 'rate'].includes(command)
    return (own && view.title !== undefined && folded.length > 0) || notes.includes(typed)
  }
  return {
    ...block,
    actions: block.actions.filter((action) => !isLeft(action) && !folded.some((submit) => opens(action, submit))),
  }
}

/** A bare button for what the form submits; one with values of its own, such as an undo, is another thing. */
const opens = (action: Action, submit: Action) =>
  action.command === submit.command && Object.keys(action.args).every((name) => name in submit.args)

function blockChunks(block: Block, page: Page): string[] {
  const { lang, file } = page.options
  switch (block.kind) {
    case 'text':
    case 'note':
      return [unpressed(calm(block.text))]
    case 'fields':
      return [
        inLines(
          block.fields.map(({ label, value, note }) => {
            const said = pair(label, value, lang)
            return note ? said + say(lang, { zh: `（${oneLine(note)}）`, en: ` (${oneLine(note)})` }) : said
          }),
        ),
      ]
    case 'list':
      return block.items.map((item) => itemText(item, page)).map((text) => text())
    case 'ranking':
      return [block.rows.map((row) => rowText(row, block.unit, lang)).join('\n')]
    case 'file': {
      const note = file?.(block.sha256)
      const size = sizeText(block.size)
      const name = `📄 ${oneLine(block.name)}${say(lang, { zh: `（${size}）`, en: ` (${size})` })}`
      return [`${name}${note === undefined ? '' : `\n${note}`}`]
    }
    case 'chart':
      return [chartText(block, lang)]
    case 'form':
      return formChunks(block, page)
    case 'actions':
      offerAll(block.actions, page)
      return []
    default:
      return block satisfies never
  }
}

/** Blocks as high as the values, then what the last and the highest of them are. */
function chartText({ title, points }: Extract<Block, { kind: 'chart' }>, lang: Lang): string {
  const values = points.map(({ value }) => value)
  const last = points.at(-1)
  if (!last) return oneLine(title)
  const words = [
    pair(last.label, String(last.value), lang),
    pair(say(lang, { zh: '最高', en: 'highest' }), String(Math.max(...values)), lang),
  ]
  return `${oneLine(title)}\n${sparkline(values)}\n${inLines(words)}`
}

function offerAll(actions: readonly Action[], page: Page): void {
  for (const action of actions) {
    const number = page.offer(action)
    if (typeof number === 'number') page.later.push(`${number}. ${oneLine(action.label)}`)
    else if (number === undefined) page.typed.push(typedOf(action))
  }
}

function formChunks(block: Extract<Block, { kind: 'form' }>, page: Page): string[] {
  const { submit, fields, fold } = block
  if (fold !== undefined) {
    const number = page.offer({ ...submit, label: fold }, fields)
    if (typeof number === 'number') page.later.push(`${number}. ${oneLine(fold)}`)
    else page.typed.push(typedForm(submit))
    return []
  }
  const actions = formActions(submit, fields)
  if (actions) {
    offerAll(actions, page)
    return [oneLine(fields[0]?.label ?? '')]
  }
  page.offerForm(submit, fields)
  const lines = fields.map((field) => {
    const value = oneLine(shownValue(field))
    return pair(value === '' ? field.label : shortLabel(field), value === '' ? '—' : value, page.options.lang)
  })
  return [inLines(lines)]
}

/** All first actions have their numbers before the others get theirs, so that 3 is the third item. */
function itemText(item: ListItem, page: Page): () => string {
  const [first, ...others] = item.actions ?? []
  const number = first && page.offer(first)
  if (first && number === undefined) page.typed.push(typedOf(first))
  return () => {
    const more = others.flatMap((action) => {
      const one = page.offer(action)
      if (one === undefined) page.typed.push(typedOf(action))
      return typeof one === 'number' ? [`${one} ${oneLine(action.label)}`] : []
    })
    const snippet = glimpse(item.snippet)
    return [
      `${typeof number === 'number' ? `${number}.` : '·'} ${oneLine(item.title)}`,
      item.detail && `　${oneLine(item.detail)}`,
      // Where the words stand says more than why it was found, and one of them is enough on a phone.
      snippet ? `　“${snippet}”` : item.why && `　${oneLine(item.why)}`,
      more.length > 0 && `　${[`${number} ${oneLine(first?.label ?? '')}`, ...more].join('　')}`,
    ]
      .filter((line) => line)
      .join('\n')
  }
}

function pair(label: string, value: string, lang: Lang): string {
  return `${oneLine(label)}${say(lang, { zh: '：', en: ': ' })}${oneLine(value)}`
}

function rowText(row: RankingRow, unit: string, lang: Lang): string {
  const name = oneLine(row.name)
  const shown = row.mine ? say(lang, { zh: `${name}（我）`, en: `${name} (you)` }) : name
  // Not "1.", which is an answer.
  const place = say(lang, { zh: `第 ${row.rank} 名`, en: `#${row.rank}` })
  return `${place}　${shown}　${row.amount} ${oneLine(unit)}${row.note ? `　${oneLine(row.note)}` : ''}`
}

function shownValue(field: Extract<Block, { kind: 'form' }>['fields'][number]): string {
  if (field.kind === 'input') return field.value ?? ''
  return field.options.find((option) => option.value === field.value)?.label ?? ''
}

/** There is nothing to press in WeChat. */
function unpressed(text: string): string {
  return text.replace(/请点「([^」\n]+)」/gu, '请选“$1”').replace(/\bpress “([^”\n]+)”/gu, 'choose “$1”')
}

function sizeText(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`
  if (bytes < 1_048_576) return `${Math.round(bytes / 1_024)} KB`
  return `${(bytes / 1_048_576).toFixed(1)} MB`
}
