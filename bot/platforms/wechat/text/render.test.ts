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

const action = (label: string, command: string, id: number, more: Record<string, string> = {}) => ({
  label,
  command,
  args: { id: String(id), ...more },
})

test('what nobody in particular is asked has no numbers, and says what to type', () => {
  const view: View = {
    title: '本周新资源',
    blocks: [
      { kind: 'list', numbered: true, items: [{ title: '分数', actions: [action('下载', 'download', 128)] }] },
      { kind: 'actions', actions: [action('作为新版本', 'versions', 128, { as: 'version', of: '7' })] },
    ],
  }
  expect(renderText(view, { lang: 'zh-CN', answerable: false }).parts).toEqual([
    '【本周新资源】\n· 分数\n可以发送：/download 128、/versions 128',
  ])
})

test('the message for several files has a line for each, and says what its sender should know', () => {
  const view: View = {
    title: '收到 3 份文件',
    blocks: [
      {
        kind: 'list',
        numbered: true,
        items: [
          {
            title: '三年级数学上册《分数的初步认识》教案',
            detail: '已收录 · 数学 · 三年级 · 未注明 · 教案 · 李老师 · +8.00 · #128',
          },
          {
            title: '名单',
            detail: '已收到，请确认 · #129',
            why: '看起来有学生的个人信息。',
            actions: [action('查看并确认', 'personal', 129)],
          },
          { title: '坏.docx', detail: '没有收录', why: '文件打不开。' },
        ],
      },
    ],
    about: {
      burst: [
        { upload: 1, tone: 'good' },
        { upload: 2, tone: 'warn' },
        { upload: 3, tone: 'bad' },
      ],
    },
  }
  expect(renderText(view, { lang: 'zh-CN', answerable: false }).parts).toEqual([
    [
      '【收到 3 份文件】',
      '· 三年级数学上册《分数的初步认识》教案　数学 三年级 教案 李老师 +8.00 #128',
      '· 名单　已收到，请确认 #129',
      '　看起来有学生的个人信息。',
      '　查看并确认：/personal 129',
      '· 坏.docx　没有收录',
      '　文件打不开。',
    ].join('\n'),
  ])
})

test('an item with several answers says which number is which', () => {
  const items = [128, 129].map((id) => ({
    title: `第 ${id} 份`,
    why: '需要审核：含宏',
    actions: [action('通过', 'review', id, { verdict: 'accept' }), action('退回', 'review', id, { verdict: 'refuse' })],
  }))
  const { parts, choices } = renderText({ blocks: [{ kind: 'list', items }] }, { lang: 'zh-CN' })
  expect(parts).toEqual([
    '1. 第 128 份\n　需要审核：含宏\n　1 通过　3 退回\n2. 第 129 份\n　需要审核：含宏\n　2 通过　4 退回\n回复 1–2 通过，3–4 退回；十分钟内有效。',
  ])
  expect(choices.numbered.map(({ args }) => `${args.id} ${args.verdict}`)).toEqual([
    '128 accept',
    '129 accept',
    '128 refuse',
    '129 refuse',
  ])
})

test('of a long find only what stands around the word is shown', () => {
  const snippet = [
    { text: `${'前面的话'.repeat(20)}，` },
    { text: '分数', hit: true },
    { text: `的意义${'后面的话'.repeat(20)}` },
  ]
  const [text = ''] = renderText(
    { blocks: [{ kind: 'list', items: [{ title: '教案', snippet }] }] },
    { lang: 'zh-CN' },
  ).parts
  expect(text).toContain('“…')
  expect(text).toContain('分数的意义')
  expect([...text].length).toBeLessThan(50)
})
