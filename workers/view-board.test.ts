import { expect, test } from 'vitest'
import type { Board } from '#db/boards/board.ts'
import { windowAt } from '#db/boards/periods.ts'
import { defaultPolicy } from '#db/policy/defaults.ts'
import { translator } from '#kit/lang.ts'
import { boardView, weeklyBoardView } from './view-board.ts'

const zh = translator('zh-CN')
const window = windowAt('month', new Date('2026-11-18T02:00:00Z'), 'Asia/Shanghai', defaultPolicy())
const person = (name: string) => ({ zh: name, en: name })
const empty: Board = {
  subject: 'person',
  metric: 'points',
  scope: 'school',
  newcomers: false,
  window,
  rows: [],
  contributors: 0,
}

test('a board says the window, the ranking, how many took part, and the own place', () => {
  const rows = [
    { id: 1, rank: 1, name: person('王'), points: 3312 },
    { id: 2, rank: 2, name: person('李'), points: 1900, mine: true },
  ]
  const me = { points: 1900, rank: 2, neighbours: rows, gapToNext: 1412 }
  const view = boardView(zh, { ...empty, rows, contributors: 2, me })
  expect(view).toEqual({
    title: '个人积分榜',
    tone: 'plain',
    blocks: [
      { kind: 'text', text: '2026年11月', style: 'quiet' },
      {
        kind: 'ranking',
        unit: '分',
        rows: [
          { rank: 1, name: '王', amount: '33.12' },
          { rank: 2, name: '李', amount: '19.00', mine: true },
        ],
      },
      { kind: 'text', text: '这个月共 2 人贡献。' },
      { kind: 'text', text: '您的名次：第 2 名，19.00 分，距离前一名 14.12 分。', style: 'strong' },
      {
        kind: 'ranking',
        unit: '分',
        rows: [
          { rank: 1, name: '王', amount: '33.12' },
          { rank: 2, name: '李', amount: '19.00', mine: true },
        ],
      },
    ],
  })
})

test('an empty board invites, a pupil is told kindly, and the weekly post stays away', () => {
  const texts = (board: Board, lang = zh) =>
    boardView(lang, board).blocks.flatMap((block) => (block.kind === 'text' ? [block.text] : []))
  expect(texts(empty)).toEqual(['2026年11月', '这段时间还没有人得分，分享一份资源就能上榜。'])
  const pupil = { points: 100, rank: undefined, neighbours: [], gapToNext: undefined }
  expect(texts({ ...empty, me: pupil }, translator('en')).at(-1)).toBe('You have 1.00 points. Pupils are not ranked.')
  expect(weeklyBoardView(zh, empty, { ...empty, subject: 'department' })).toBeUndefined()
})

test('a group board explains that it counts per head', () => {
  const rows = [
    { id: 1, rank: 1, name: person('数学组'), points: 580, note: { zh: '参与率 20%', en: '20 % took part' } },
  ]
  const view = boardView(translator('en'), { ...empty, subject: 'department', rows, contributors: 1 })
  expect(view.blocks).toContainEqual({
    kind: 'ranking',
    unit: 'points per head',
    rows: [{ rank: 1, name: '数学组', amount: '5.80', note: '20 % took part' }],
  })
  expect(view.blocks.at(-1)).toMatchObject({ kind: 'note' })
  expect(view.blocks).toContainEqual({ kind: 'text', text: '1 person contributed this month.' })
})
