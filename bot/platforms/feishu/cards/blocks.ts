import { type Lang, say } from '#kit/lang.ts'
import type { About, Block, ListItem, Snippet } from '#workers/view.ts'
import { buttonRow, cut, type Element, linkButton, markdown, plain, withButtons } from './element.ts'
import { escapeMarkdown } from './escape.ts'
import { type FileFate, fateText, sizeText } from './file-fate.ts'
import { form } from './form.ts'
import { rankingLines, table } from './ranking.ts'

/** How much of each kind is shown; cards that would be too large are built again with less. */
export type Room = { text: number; items: number; rows: number }

export type BlockContext = {
  lang: Lang
  about: About | undefined
  room: Room
  fates: ReadonlyMap<string, FileFate>
  /** Tables, charts and forms so far: a card may have five tables, five charts, and our one form. */
  used: { tables: number; charts: number; forms: number }
}

const MAX_TABLES = 5
const MAX_CHARTS = 5

/** A block of a View → elements at the root of a card (tables and forms may stand nowhere else). */
export function elementsOf(block: Block, ctx: BlockContext): Element[] {
  const shown = (text: string) => cut(text, ctx.room.text)
  switch (block.kind) {
    case 'text':
      return texts(shown(block.text), block.style ?? 'body')
    case 'note':
      return texts(shown(block.text), 'note')
    case 'fields':
      return texts(
        block.fields
          .map((field) => `${field.label}：${shown(field.value)}${field.note ? `（${shown(field.note)}）` : ''}`)
          .join('\n'),
        'body',
      )
    case 'list':
      return list(block, ctx)
    case 'ranking': {
      const rows = block.rows.slice(0, ctx.room.rows)
      ctx.used.tables += 1
      const rest = texts(leftOut(block.rows.length - rows.length, ctx.lang), 'note')
      if (ctx.used.tables > MAX_TABLES) return [...texts(rankingLines(rows, block.unit, ctx.lang), 'body'), ...rest]
      return rows.length === 0 ? [] : [table(rows, block.unit, ctx.lang), ...rest]
    }
    case 'chart': {
      ctx.used.charts += 1
      if (ctx.used.charts <= MAX_CHARTS) return [chart(block)]
      return texts([block.title, ...block.points.map((point) => `${point.label}：${point.value}`)].join('\n'), 'body')
    }
    case 'file':
      return file(block, ctx)
    case 'form': {
      ctx.used.forms += 1
      if (ctx.used.forms === 1) return [form(block, ctx.about)]
      return texts(block.fields.map((field) => `${field.label}：${field.value ?? ''}`).join('\n'), 'body')
    }
    case 'actions':
      return block.actions.length === 0 ? [] : [buttonRow(block.actions, ctx.about, 'medium')]
    default:
      return block satisfies never
  }
}

/** An empty text is an error on the platform. */
function texts(content: string, look: 'body' | 'strong' | 'quiet' | 'note'): Element[] {
  return content.trim() === '' ? [] : [plain(content, look)]
}

function list(block: Extract<Block, { kind: 'list' }>, ctx: BlockContext): Element[] {
  const items = block.items.slice(0, ctx.room.items)
  const elements = items.flatMap((item, index) => listItem(item, block.numbered ? index + 1 : undefined, ctx))
  return [...elements, ...texts(leftOut(block.items.length - items.length, ctx.lang), 'note')]
}

function listItem(item: ListItem, number: number | undefined, ctx: BlockContext): Element[] {
  const quiet = (text: string) => `<font color='grey'>${escapeMarkdown(cut(text, ctx.room.text))}</font>`
  const lines = [
    `**${number === undefined ? '' : `${number}. `}${escapeMarkdown(cut(item.title, ctx.room.text))}**`,
    ...(item.detail ? [quiet(item.detail)] : []),
    ...(item.why ? [quiet(item.why)] : []),
    ...(item.snippet?.length ? [snippetLine(item.snippet, ctx.room.text)] : []),
  ]
  const text = markdown(lines.join('\n'))
  const actions = item.actions ?? []
  if (actions.length === 0) return [text]
  if (actions.length === 1) return [withButtons(text, actions, ctx.about)]
  return [text, buttonRow(actions, ctx.about, 'small')]
}

function snippetLine(parts: readonly Snippet[], max: number): string {
  let left = max
  const shown: string[] = []
  for (const part of parts) {
    if (left <= 0) break
    const text = cut(part.text.replace(/\s+/g, ' '), left)
    left -= text.length
    const escaped = escapeMarkdown(text)
    const isMarked = part.hit === true && text.trim() !== ''
    shown.push(isMarked ? `<font color='orange'>${escaped}</font>` : escaped)
  }
  return shown.join('')
}

function chart(block: Extract<Block, { kind: 'chart' }>): Element {
  return {
    tag: 'chart',
    aspect_ratio: '16:9',
    color_theme: 'brand',
    preview: true,
    chart_spec: {
      type: block.points.length > 2 ? 'line' : 'bar',
      title: { text: block.title },
      data: { values: block.points.map((point) => ({ x: point.label, y: point.value })) },
      xField: 'x',
      yField: 'y',
      label: { visible: true },
    },
  }
}

function file(block: Extract<Block, { kind: 'file' }>, ctx: BlockContext): Element[] {
  const fate = ctx.fates.get(block.sha256)
  const text = fateText(fate)
  const open = { zh: '打开下载页', en: 'Open the download page' }
  return [
    plain(`📄 ${cut(block.name, ctx.room.text)}（${sizeText(block.size)}）`),
    ...(text ? [plain(say(ctx.lang, text), 'quiet')] : []),
    ...(fate?.kind === 'link' ? [linkButton(say(ctx.lang, open), fate.url)] : []),
  ]
}

function leftOut(count: number, lang: Lang): string {
  if (count <= 0) return ''
  return say(lang, { zh: `还有 ${count} 项没有显示。`, en: `${count} more not shown.` })
}
