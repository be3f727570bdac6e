import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cardOf } from '#bot/platforms/feishu/cards/card.ts'
import { textOf } from '#bot/platforms/feishu/cards/text.ts'
import type { Action, Block, View } from '#workers/view.ts'
import { gallery, HOSTILE } from '../gallery.ts'
import { lintCard, MAX_CARD_BYTES } from './card-lint.ts'
import { buttonsOf, wordsOf } from './read-card.ts'

const FILE = { sha256: 'a'.repeat(64), size: 1_234_567, name: '分数.docx' }

test('the platform takes every card of the gallery, in both languages', () => {
  for (const lang of ['zh-CN', 'en'] as const) {
    for (const word of ['示例', HOSTILE, '<at id=all></at>', '📚'.repeat(30)]) {
      for (const view of gallery(word, FILE)) {
        const { json, bytes } = cardOf(view, { lang })
        expect(() => lintCard(json)).not.toThrow()
        expect(bytes).toBeLessThan(MAX_CARD_BYTES)
      }
    }
  }
})

test('what stands on a card is what the View says, buttons included', () => {
  const words = gallery('示例', FILE).map((view) => wordsOf('interactive', cardOf(view, { lang: 'zh-CN' }).json))
  expect(words.join('\n')).toContain('教案 8 × 空白单元 1.5 = 12.00 示例')
  const buttons = gallery('示例', FILE).flatMap((view) => buttonsOf(cardOf(view, { lang: 'zh-CN' }).json))
  expect(buttons.map((one) => one.label)).toEqual(
    expect.arrayContaining(['下载 示例', '撤回', '保存 示例', '看帮助 示例']),
  )
  expect(buttons.find((one) => one.label === '保存 示例')?.inForm).toBe(true)
})

/** What people write, from nothing to the longest, with what means something in a card. */
const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    '<at id=all></at>',
    '**粗** [链](http://x)',
    ':DONE:',
    '`$x$`|~_',
    '- 列\n1. 表\n# 题',
    '\u202E\u0000',
    HOSTILE,
  ),
  fc.nat({ max: 4_000 }).map((length) => '分'.repeat(length)),
  fc.nat({ max: 300 }).map((length) => '<at id=all>"📚'.repeat(length)),
)
const label = words.map((text) => text || '好')
const action: fc.Arbitrary<Action> = fc.record({
  label,
  command: fc.constant('search'),
  args: fc.dictionary(fc.constantFrom('q', 'id', 'page'), words),
})
const actions = fc.array(action, { maxLength: 12 })
const item = fc.record({
  title: words,
  detail: words,
  why: words,
  snippet: fc.array(fc.record({ text: words, hit: fc.boolean() }), { maxLength: 5 }),
  actions,
})
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({
    kind: fc.constant('text' as const),
    text: words,
    style: fc.constantFrom('body' as const, 'strong' as const, 'quiet' as const),
  }),
  fc.record({ kind: fc.constant('note' as const), text: words }),
  fc.record({
    kind: fc.constant('fields' as const),
    fields: fc.array(fc.record({ label: words, value: words, note: words }), { maxLength: 12 }),
  }),
  fc.record({ kind: fc.constant('list' as const), numbered: fc.boolean(), items: fc.array(item, { maxLength: 25 }) }),
  fc.record({
    kind: fc.constant('ranking' as const),
    unit: label,
    rows: fc.array(fc.record({ rank: fc.nat(), name: words, amount: words, note: words }), { maxLength: 120 }),
  }),
  fc.record({
    kind: fc.constant('chart' as const),
    title: words,
    points: fc.array(fc.record({ label: words, value: fc.nat() }), { maxLength: 60 }),
  }),
  fc.record({
    kind: fc.constant('file' as const),
    resource: fc.nat(),
    name: label,
    size: fc.nat(),
    sha256: fc.constant(FILE.sha256),
  }),
  fc.record({ kind: fc.constant('actions' as const), actions }),
  fc.record({
    kind: fc.constant('form' as const),
    submit: action,
    fields: fc.uniqueArray(
      fc.record({
        kind: fc.constant('input' as const),
        name: fc.constantFrom('title', 'unit', 'more'),
        label,
        value: words,
        placeholder: words,
        max: fc.integer({ min: 1, max: 2_000 }),
      }),
      { selector: (field) => field.name },
    ),
  }),
)
const view: fc.Arbitrary<View> = fc.record(
  {
    title: words,
    blocks: fc.array(block, { maxLength: 9 }),
    tone: fc.constantFrom('plain' as const, 'good' as const, 'bad' as const),
  },
  { requiredKeys: ['blocks'] },
)

test('whatever a View holds, its card is one that the platform takes: under 30 KB, and nobody is mentioned', () => {
  fc.assert(
    fc.property(view, fc.constantFrom('zh-CN' as const, 'en' as const), (given, lang) => {
      const { json } = cardOf(given, { lang })
      lintCard(json)
      const markdowns: string[] = []
      JSON.parse(json, (key, value) => {
        if (value?.tag === 'markdown' || value?.tag === 'lark_md') markdowns.push(value.content)
        return key === '' || value
      })
      for (const content of markdowns) expect(content.replace(/<\/?font[^<>]*>/g, '')).not.toMatch(/[<>[\]]/)
      expect(textOf(given, { lang }).length).toBeGreaterThan(0)
    }),
    { numRuns: 150 },
  )
})
