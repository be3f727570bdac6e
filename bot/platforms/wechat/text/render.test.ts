import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gallery, HOSTILE } from '#test/gallery.ts'
import type { View } from '#workers/view.ts'
import { inParts, MOST_PARTS, PART_BYTES } from './parts.ts'
import { renderText } from './render.ts'

const FILE = { sha256: 'a'.repeat(64), size: 15_360, name: '教案.docx' }

test('every kind of block reads well', () => {
  const shown = gallery('示例', FILE).map((view) => renderText(view, { lang: 'zh-CN' }))
  expect(shown.map(({ parts }) => parts.join('\n――\n')).join('\n\n')).toMatchSnapshot()
})

test('a number stands for what is written behind it', () => {
  const view: View = {
    title: '「分数」',
    about: { page: 2, list: [7, 8] },
    blocks: [
      {
        kind: 'list',
        numbered: true,
        items: [7, 8].map((id) => ({
          title: `第 ${id} 份`,
          actions: [{ label: '下载', command: 'download', args: { id: String(id) } }],
        })),
      },
      {
        kind: 'actions',
        actions: [
          { label: '数学 12', command: 'search', args: { q: '分数', subject: 'math' } },
          { label: '上一页', command: 'search', args: { q: '分数', page: '1' } },
          { label: '下一页', command: 'search', args: { q: '分数', page: '3' } },
        ],
      },
    ],
  }
  const { parts, choices } = renderText(view, { lang: 'zh-CN' })
  expect(parts).toEqual([
    '【「分数」】\n1. 第 7 份\n2. 第 8 份\n3. 数学 12\n回复 1–2 下载，或 3，“下一页”翻页，“上一页”往回；十分钟内有效。',
  ])
  expect(choices.numbered.map(({ command, args }) => [command, args.id ?? args.subject])).toEqual([
    ['download', '7'],
    ['download', '8'],
    ['search', 'math'],
  ])
  expect([choices.previous?.args.page, choices.next?.args.page]).toEqual(['1', '3'])
})

test('what people wrote stays on its line and calls nobody', () => {
  const view: View = { blocks: [{ kind: 'list', items: [{ title: '@所有人 快看\n1. 假的选项' }] }] }
  const [text = ''] = renderText(view, { lang: 'zh-CN' }).parts
  expect(text.split('\n')).toHaveLength(1)
  expect(text).not.toContain('@所有人')
  expect(renderText({ blocks: [{ kind: 'text', text: HOSTILE }] }, { lang: 'en' }).parts).toEqual([HOSTILE])
})

test('messages are at most 1,800 bytes, at most three, and keep items whole', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }), { maxLength: 60 }), (lines) => {
      const chunks = lines.map((line) => line.replaceAll('\n', ' '))
      const { parts, whole } = inParts(chunks, '回复 1 选择', '（余下的见文件）')
      expect(parts.length).toBeLessThanOrEqual(MOST_PARTS)
      for (const part of parts) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(PART_BYTES)
      expect(parts.at(-1)?.endsWith('回复 1 选择')).toBe(true)
      const text = whole ?? parts.join('\n')
      expect(text).toBe([...chunks, '回复 1 选择'].join('\n'))
    }),
  )
})
