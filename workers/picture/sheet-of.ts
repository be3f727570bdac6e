import { type Lang, say } from '#kit/lang.ts'
import { showable } from '#kit/text.ts'
import type { Block, RankingRow, View } from '../view.ts'
import type { FileLine, Part, RankingLine, Sheet } from './sheet.ts'

/** Rows of one ranking or list; what comes after them is in the text. */
const ROWS = 40

/**
 * The picture of a View: a board, or a receipt of several files. undefined for all others, which read better as text.
 * It shows what the View shows and nothing else: who is listed under which name was decided before.
 */
export function sheetOf(view: View, lang: Lang, footer: Sheet['footer']): Sheet | undefined {
  const isBoard = view.blocks.some((block) => block.kind === 'ranking' && block.rows.length > 0)
  const isBurst = (view.about?.burst?.length ?? 0) > 1 && view.blocks.some((block) => block.kind === 'list')
  if (!isBoard && !isBurst) return undefined
  const [first, ...rest] = view.blocks
  const lead = isBoard && first?.kind === 'text' && first.style === 'quiet' ? showable(first.text) : undefined
  const shown = lead === undefined ? view.blocks : rest
  return {
    title: showable(view.title ?? '', 80, say(lang, { zh: '共享', en: 'Sharing' })),
    ...(lead !== undefined && { lead }),
    tone: view.tone ?? 'plain',
    parts: shown.flatMap((block) => partOf(block, view, lang) ?? []).slice(0, 40),
    footer: { left: showable(footer.left, 60, ''), right: showable(footer.right, 40, '') },
  }
}

function partOf(block: Block, view: View, lang: Lang): Part | undefined {
  switch (block.kind) {
    case 'text':
      return { kind: 'text', text: showable(block.text, 300), style: block.style ?? 'body' }
    case 'note':
      return { kind: 'text', text: showable(block.text, 300), style: 'quiet' }
    case 'fields': {
      const words = block.fields.map(({ label, value }) => `${label}${say(lang, { zh: '：', en: ': ' })}${value}`)
      return { kind: 'text', text: showable(words.join(' · '), 300), style: 'body' }
    }
    case 'ranking':
      return {
        kind: 'ranking',
        unit: showable(block.unit, 30, ''),
        you: say(lang, { zh: '我', en: 'You' }),
        rows: rankingLines(block.rows),
      }
    case 'list':
      return { kind: 'files', items: fileLines(block.items, view.about?.burst ?? []) }
    case 'chart':
      return {
        kind: 'chart',
        title: showable(block.title, 80, ''),
        points: block.points.slice(-24).map(({ label, value }) => ({ label: showable(label, 20, ''), value })),
      }
    case 'file':
    case 'form':
    case 'actions':
      // What can be pressed, filled in or opened is in the text.
      return undefined
    default:
      return block satisfies never
  }
}

function rankingLines(rows: readonly RankingRow[]): RankingLine[] {
  const amounts = rows.map(({ amount }) => Number.parseFloat(amount.replace(/[,，\s]/g, '')) || 0)
  const best = Math.max(...amounts, 0)
  return rows.slice(0, ROWS).map(({ rank, name, amount, note, mine }, index) => ({
    rank,
    name: showable(name, 60),
    amount: showable(amount, 20),
    ...(note !== undefined && { note: showable(note, 60) }),
    ...(mine !== undefined && { mine }),
    share: best > 0 ? Math.min(1, Math.max(0, (amounts[index] ?? 0) / best)) : 0,
  }))
}

function fileLines(
  items: readonly { title: string; detail?: string; why?: string }[],
  burst: readonly { tone: NonNullable<View['tone']> }[],
): FileLine[] {
  return items.slice(0, ROWS).map(({ title, detail = '', why }, index) => {
    const words = detail.split(' · ')
    const points = words.find((word) => POINTS.test(word))
    // The Chinese dot is as wide as a letter and needs no spaces.
    const rest = words.filter((word) => word !== '' && word !== points).join('·')
    return {
      tone: burst[index]?.tone ?? 'plain',
      title: showable(title),
      ...(rest !== '' && { detail: showable(rest, 200) }),
      ...(why && { why: showable(why, 200) }),
      ...(points !== undefined && { points }),
    }
  })
}

/** What a file earned, as its receipt says it. */
const POINTS = /^\+\d{1,7}(\.\d{1,2})?$/
