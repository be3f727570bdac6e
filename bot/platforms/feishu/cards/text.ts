import { type Lang, say } from '#kit/lang.ts'
import type { Action, Block, View } from '#workers/view.ts'
import { cut } from './element.ts'
import { type FileFate, fateText, sizeText } from './file-fate.ts'
import { rankingLines } from './ranking.ts'

/** A text message may have 150 KB; nobody reads more than this. In characters. */
const TEXT_MAX = 8_000

/**
 * A View as plain text, for when the platform refuses its card: everything but the buttons, of which those that can be
 * typed become commands.
 */
export function textOf(view: View, options: { lang: Lang; fates?: ReadonlyMap<string, FileFate> }): string {
  const lines = [view.title, ...view.blocks.map((block) => blockText(block, options))]
  return cut(
    lines.filter((line) => line !== undefined && line.trim() !== '').join('\n') || say(options.lang, EMPTY),
    TEXT_MAX,
  )
}

const EMPTY = { zh: '（没有内容）', en: '(nothing to show)' }

function blockText(block: Block, { lang, fates }: { lang: Lang; fates?: ReadonlyMap<string, FileFate> }): string {
  switch (block.kind) {
    case 'text':
    case 'note':
      return block.text
    case 'fields':
      return block.fields
        .map((field) => `${field.label}：${field.value}${field.note ? `（${field.note}）` : ''}`)
        .join('\n')
    case 'list':
      return block.items
        .map((item, index) =>
          [
            `${block.numbered ? `${index + 1}. ` : ''}${item.title}`,
            item.detail,
            item.why,
            item.snippet?.map((part) => part.text).join(''),
            typed(item.actions ?? []),
          ]
            .filter((line) => line !== undefined && line !== '')
            .join('\n'),
        )
        .join('\n')
    case 'ranking':
      return rankingLines(block.rows, block.unit, lang)
    case 'file': {
      const fate = fates?.get(block.sha256)
      const text = fateText(fate)
      return [
        `📄 ${block.name}（${sizeText(block.size)}）`,
        ...(text ? [say(lang, text)] : []),
        ...(fate?.kind === 'link' ? [fate.url] : []),
      ].join('\n')
    }
    case 'chart':
      return [block.title, ...block.points.map((point) => `${point.label}：${point.value}`)].join('\n')
    case 'form':
      // A text can not be filled in, and a receipt says above what it holds.
      if (block.fold !== undefined) return ''
      return block.fields.map((field) => `${field.label}：${field.value ?? ''}`).join('\n')
    case 'actions':
      return typed(block.actions)
    default:
      return block satisfies never
  }
}

/** `下载：/download 128`: buttons whose only argument is a number are commands that can be typed. */
function typed(actions: readonly Action[]): string {
  return actions
    .flatMap((action) => {
      const { id, ...rest } = action.args
      return id !== undefined && Object.keys(rest).length === 0 ? [`${action.label}：/${action.command} ${id}`] : []
    })
    .join('　')
}
