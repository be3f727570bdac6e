import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { farthest } from '#test/pictures/compare.ts'
import { KEPT, kept, sheet } from '#test/pictures/sheets.ts'
import { drawSheet } from './draw-sheet.ts'
import type { Sheet } from './sheet.ts'

const LIMIT = 12

for (const [name, lang] of KEPT) {
  test(`the ${name} picture in ${lang} looks as it was agreed`, async () => {
    expect(await farthest(await drawSheet(sheet(name, lang)), await readFile(kept(name, lang)))).toBeLessThan(LIMIT)
  })
}

test('the comparison sees one other letter, one other figure, and a missing row', async () => {
  const drawn = await drawSheet(sheet('own', 'zh-CN'))
  const changed = async (from: string, to: string) => {
    const other: Sheet = JSON.parse(JSON.stringify(sheet('own', 'zh-CN')).replace(from, to))
    return farthest(await drawSheet(other), drawn)
  }
  expect(await changed('王建国', '王建围')).toBeGreaterThan(LIMIT)
  expect(await changed('133.12', '133.17')).toBeGreaterThan(LIMIT)
  expect(await changed('"rank":57', '"rank":58')).toBeGreaterThan(LIMIT)
  expect(await changed('本周', '本周')).toBe(0)
})

test('the same sheet gives the same bytes, below 200 KB, at the width of a phone', async () => {
  for (const name of ['weekly', 'own', 'burst'] as const) {
    const png = await drawSheet(sheet(name, 'zh-CN'))
    expect(Buffer.compare(png, await drawSheet(sheet(name, 'zh-CN')))).toBe(0)
    expect(png.length).toBeLessThan(200_000)
    expect((await sharp(png).metadata()).width).toBe(750)
  }
})

test('the longest sheet is cut at a height that a phone still shows, and keeps its foot', async () => {
  const rows = Array.from({ length: 60 }, (_, n) => ({
    rank: n + 1,
    name: `${'很长的名字'.repeat(20)}${n}`,
    amount: '123456.78',
    note: '备注'.repeat(40),
    share: 1 - n / 60,
  }))
  const long: Sheet = {
    ...sheet('weekly', 'zh-CN'),
    parts: [
      { kind: 'ranking', unit: '分', you: '我', rows },
      { kind: 'ranking', unit: '分', you: '我', rows },
    ],
  }
  const png = await drawSheet(long)
  const { height } = await sharp(png).metadata()
  expect(height).toBeLessThanOrEqual(5_000)
  expect(png.length).toBeLessThan(400_000)
})

test('words of any script, and nothing at all, are drawn without a fault', async () => {
  const words = [
    '',
    '👩‍👩‍👧‍👦🏳️‍🌈🇨🇳',
    'עברית العربية',
    '한국어 ไทย',
    '𠮷野家𪚥',
    'a'.repeat(400),
    '\u0301\u0301',
    'ﷺ'.repeat(30),
  ]
  for (const word of words) {
    const odd: Sheet = {
      title: word,
      lead: word.slice(0, 100),
      tone: 'bad',
      parts: [
        { kind: 'text', text: word, style: 'strong' },
        {
          kind: 'ranking',
          unit: word.slice(0, 30),
          you: '我',
          rows: [{ rank: 12_345, name: word.slice(0, 100), amount: '-0.50', share: 0 }],
        },
        { kind: 'files', items: [{ tone: 'bad', title: word, detail: word, why: word, points: '+0.05' }] },
        { kind: 'chart', title: word.slice(0, 100), points: [{ label: word.slice(0, 20), value: -3 }] },
        { kind: 'chart', title: '', points: [] },
      ],
      footer: { left: word.slice(0, 100), right: word.slice(0, 40) },
    }
    expect((await sharp(await drawSheet(odd)).metadata()).width).toBe(750)
  }
})
