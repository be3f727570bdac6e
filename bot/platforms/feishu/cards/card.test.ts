import { expect, test } from 'vitest'
import { gallery, HOSTILE } from '#test/gallery.ts'
import { sentence, type View } from '#workers/view.ts'
import { CARD_MAX_BYTES, cardOf } from './card.ts'
import { countElements } from './element.ts'
import { disarmText, escapeMarkdown } from './escape.ts'
import { sizeText } from './file-fate.ts'
import { textOf } from './text.ts'

const FILE = { sha256: 'a'.repeat(64), size: 1_234_567, name: '分数.docx' }
const MENTION = '<at id=all></at> **粗** [链接](https://x.cn) :DONE: &lt;'

type Node = Record<string, unknown>

/** Everything with a tag, wherever it stands. */
function nodes(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodes)
  if (typeof value !== 'object' || value === null) return []
  const own = 'tag' in value ? [value as Node] : []
  return [...own, ...Object.values(value).flatMap(nodes)]
}

const parsed = (view: View, lang: 'zh-CN' | 'en' = 'zh-CN') => JSON.parse(cardOf(view, { lang }).json)

test('each View of the gallery is the card that was agreed on', () => {
  expect(gallery('示例', FILE).map((view) => parsed(view))).toMatchSnapshot()
})

test('each View of the gallery keeps the platform’s rules, in both languages, with hostile text too', () => {
  const views = [...gallery('示例', FILE), ...gallery(HOSTILE, FILE), ...gallery(MENTION, FILE)]
  for (const lang of ['zh-CN', 'en'] as const) {
    for (const view of views) {
      const { json, bytes } = cardOf(view, { lang })
      expect(bytes).toBe(Buffer.byteLength(json))
      expect(bytes).toBeLessThan(CARD_MAX_BYTES)
      const card = JSON.parse(json)
      expect(Object.keys(card).sort()).toEqual(['body', 'config', 'header', 'schema'])
      const rootTags = card.body.elements.map((element: Node) => element.tag)
      for (const node of nodes(card.body.elements)) {
        if (node.tag === 'table' || node.tag === 'form') expect(rootTags).toContain(node.tag)
        if (node.tag === 'select_static') {
          const values = (node.options as Node[]).map((option) => option.value)
          expect(values.every((value) => typeof value === 'string' && value !== '')).toBe(true)
          expect(new Set(values).size).toBe(values.length)
        }
        expect(['action', 'note']).not.toContain(node.tag)
      }
      const names = nodes(card.body.elements).flatMap((node) => ('name' in node ? [node.name] : []))
      expect(new Set(names).size).toBe(names.length)
    }
  }
})

test('what people write mentions nobody and links nowhere: it is plain text or escaped', () => {
  for (const view of gallery(MENTION, FILE)) {
    for (const node of nodes(parsed(view))) {
      if (node.tag !== 'markdown') continue
      const content = String(node.content).replace(/<\/?font[^>]*>/g, '')
      expect(content).not.toMatch(/[<>[\]]|:DONE:|&lt;/)
    }
  }
  const shown = escapeMarkdown(MENTION).replace(/&#(\d+);/g, (_all, code) => String.fromCodePoint(Number(code)))
  expect(shown).toBe(MENTION)
  expect(escapeMarkdown('1. 一\n- 二\n# 三')).toBe('1&#46; 一\n&#45; 二\n&#35; 三')
  expect(escapeMarkdown('3+4 = 7，10:30')).toBe('3+4 = 7，10:30')
})

test('a text message mentions nobody either', () => {
  expect(disarmText('<at user_id="all">所有人</at> a < b <b>粗</b>')).toBe(
    '＜at user_id="all">所有人＜/at> a < b ＜b>粗＜/b>',
  )
})

test('a card that would be too large is cut with a word about it, never sent too large', () => {
  const items = Array.from({ length: 80 }, (_, index) => ({
    title: `第 ${index + 1} 份：${'分数的初步认识'.repeat(30)}`,
    detail: '李老师 · 11月21日',
    actions: [{ label: '下载', command: 'download', args: { id: String(index) } }],
  }))
  const { json, bytes } = cardOf({ title: '很多', blocks: [{ kind: 'list', items }] }, { lang: 'zh-CN' })
  expect(bytes).toBeLessThan(CARD_MAX_BYTES)
  expect(countElements(JSON.parse(json).body)).toBeLessThan(200)
  expect(json).toMatch(/还有 \d+ 项没有显示/)
  const long = cardOf(sentence('字'.repeat(50_000)), { lang: 'zh-CN' })
  expect(long.bytes).toBeLessThan(CARD_MAX_BYTES)
  expect(long.json).toContain('…')
})

test('a question of a thousand characters does not fill the card through its buttons', () => {
  const q = '二次函数练习题'.repeat(140)
  const actions = Array.from({ length: 8 }, (_, index) => ({
    label: `第 ${index} 页`,
    command: 'search',
    args: { q, page: String(index) },
  }))
  const { json, bytes } = cardOf(
    { title: q, blocks: [{ kind: 'actions', actions }], about: { query: q } },
    { lang: 'en' },
  )
  expect(bytes).toBeLessThan(10_000)
  expect(json).toContain('{query}')
})

test('more than five tables become text, a second form too', () => {
  const ranking = {
    kind: 'ranking' as const,
    unit: '分',
    rows: [{ rank: 1, name: '李老师', amount: '3.00', mine: true }],
  }
  const tags = parsed({ blocks: Array.from({ length: 7 }, () => ranking) }).body.elements.map((one: Node) => one.tag)
  expect(tags).toEqual(['table', 'table', 'table', 'table', 'table', 'div', 'div'])
})

test('a large file is a link for its reader, and a word in front of others', () => {
  const view = gallery('示例', FILE).find((one) => one.blocks[0]?.kind === 'file')
  if (!view) throw new Error('the gallery has no file')
  const fate = (kind: 'private' | 'no_address' | 'refused') =>
    cardOf(view, { lang: 'en', fates: new Map([[FILE.sha256, { kind }]]) }).json
  expect(fate('private')).toContain('direct message')
  expect(fate('no_address')).toContain('PUBLIC_URL')
  expect(fate('refused')).toContain('did not take')
  const link = { kind: 'link' as const, url: 'https://g.example.cn/f/x', until: 'Nov 22, 10:00' }
  const card = cardOf(view, { lang: 'en', fates: new Map([[FILE.sha256, link]]) }).json
  expect(card).toContain('"default_url":"https://g.example.cn/f/x"')
  expect(textOf(view, { lang: 'en', fates: new Map([[FILE.sha256, link]]) })).toContain(link.url)
  expect([sizeText(12), sizeText(20_480), sizeText(31_457_280)]).toEqual(['12 B', '20 KB', '30.0 MB'])
})

test('as text a View says everything but its buttons, and those that can be typed as commands', () => {
  const texts = gallery('示例', FILE).map((view) => textOf(view, { lang: 'zh-CN' }))
  expect(texts).toMatchSnapshot()
  expect(texts.join('\n')).toContain('撤回：/withdraw 128')
})

test('an empty View is still a message', () => {
  expect(parsed({ blocks: [] }).body.elements).toHaveLength(1)
  expect(textOf({ blocks: [] }, { lang: 'en' })).toBe('(nothing to show)')
})
