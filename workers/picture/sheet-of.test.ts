import { expect, test } from 'vitest'
import { gallery, HOSTILE } from '#test/gallery.ts'
import { views } from '#test/pictures/sheets.ts'
import type { View } from '../view.ts'
import { Sheet } from './sheet.ts'
import { sheetOf } from './sheet-of.ts'

const FOOTER = { left: '滨江实验小学', right: '截至 11月20日 16:30' }
const of = (view: View) => sheetOf(view, 'zh-CN', FOOTER)

test('boards and receipts of several files have a picture; everything else is text', () => {
  const pictured = gallery('', { sha256: 'a'.repeat(64), size: 3, name: 'a.docx' }).filter((view) => of(view))
  expect(pictured.map((view) => view.blocks[0]?.kind)).toEqual(['ranking'])
  expect(Object.values(views('zh-CN')).every((view) => of(view))).toBe(true)
  const one: View = {
    title: '已收录',
    blocks: [{ kind: 'list', items: [{ title: '教案' }] }],
    about: { burst: [{ upload: 1, tone: 'good' }] },
  }
  expect(of(one)).toBeUndefined()
  expect(of({ blocks: [{ kind: 'ranking', unit: '分', rows: [] }] })).toBeUndefined()
})

test('a picture names whom the View names, in its order and with its ranks', () => {
  const { weekly } = views('zh-CN')
  const rankings = (weekly?.blocks ?? []).flatMap((block) => (block.kind === 'ranking' ? [block.rows] : []))
  const drawn = (weekly ? (of(weekly)?.parts ?? []) : []).flatMap((part) =>
    part.kind === 'ranking' ? [part.rows] : [],
  )
  expect(drawn.map((rows) => rows.map(({ rank, name, amount }) => [rank, name, amount]))).toEqual(
    rankings.map((rows) => rows.map(({ rank, name, amount }) => [rank, name, amount])),
  )
  expect(drawn[0]?.map((row) => row.share)[0]).toBe(1)
})

test('the points of a file stand by themselves', () => {
  const { burst } = views('zh-CN')
  const files = (burst ? (of(burst)?.parts ?? []) : []).flatMap((part) => (part.kind === 'files' ? part.items : []))
  expect(files.map(({ tone, points }) => [tone, points])).toEqual([
    ['good', '+12.00'],
    ['warn', undefined],
    ['plain', undefined],
    ['bad', undefined],
  ])
  expect(files[0]?.detail).toBe('已收录·数学·三年级·上册·教案·李晓梅·#128')
})

test('whatever people are called, the sheet is one that the drawing process takes', () => {
  for (const word of [HOSTILE, '', '\u0000\u202e'.repeat(50), '名'.repeat(5_000), '👩‍👩‍👧‍👦'.repeat(200)]) {
    const rows = Array.from({ length: 200 }, () => ({ rank: 1, name: word, amount: word, note: word, mine: true }))
    const view: View = {
      title: word,
      blocks: [
        { kind: 'text', text: word, style: 'quiet' },
        { kind: 'ranking', unit: word, rows },
        { kind: 'fields', fields: [{ label: word, value: word }] },
        { kind: 'chart', title: word, points: [{ label: word, value: Number.MAX_VALUE }] },
        { kind: 'list', items: rows.map(() => ({ title: word, detail: word, why: word })) },
        { kind: 'note', text: word },
      ],
    }
    expect(Sheet.safeParse(of(view)).error).toBeUndefined()
  }
})
