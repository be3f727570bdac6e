import { expect, test } from 'vitest'
import { cardOf } from '#bot/platforms/feishu/cards/card.ts'
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
