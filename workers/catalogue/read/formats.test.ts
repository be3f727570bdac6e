import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lessonDocx, lessonPptx, markSheet, PAPER, paperDocx, unitPptx } from '#test/fixtures/office.ts'
import { type TempFolder, tempFolder } from '#test/fixtures/temp.ts'
import { readFile } from './read-file.ts'

const FILES = join(import.meta.dirname, '../../../test/fixtures/files')
const file = (name: string) => readFileSync(join(FILES, name))

let folder: TempFolder
beforeAll(async () => {
  folder = await tempFolder()
})
afterAll(() => folder.drop())

async function read(fileName: string, bytes: Uint8Array) {
  const result = await readFile(await folder.write('blob', bytes), fileName)
  if (!result.ok) throw new Error(`not read: ${result.why}`)
  return result
}

const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
const ASIDE = [PAPER.header, PAPER.footer, PAPER.note]

test('a paper in docx: numbers, body, text box, then note, header and footer', async () => {
  const { text } = await read('a.docx', await paperDocx())
  expect(linesOf(text)).toEqual([
    '一、 填空题',
    '二、 选择题',
    PAPER.body,
    PAPER.box,
    PAPER.note,
    PAPER.header,
    PAPER.footer,
  ])
})

test('the same in doc: all but the automatic numbers', async () => {
  const { text } = await read('a.doc', file('paper.doc'))
  expect(linesOf(text)).toEqual([...PAPER.items, PAPER.body, PAPER.box, PAPER.note, PAPER.header, PAPER.footer])
})

test('the same in odt, notes and page margins last', async () => {
  const { text } = await read('a.odt', file('paper.odt'))
  expect(linesOf(text)).toEqual([...PAPER.items, PAPER.body, PAPER.box, PAPER.note, PAPER.header, PAPER.footer])
})

test('the same in rtf, headers once; its writer kept no text box', async () => {
  const lines = linesOf((await read('a.rtf', file('paper.rtf'))).text)
  expect(lines.slice(0, 3)).toEqual(['一、\t填空题', '二、\t选择题', PAPER.body])
  expect(lines.slice(3).sort()).toEqual([...ASIDE].sort())
})

test('slides show the running text of their master in pptx, ppt and odp', async () => {
  const decks = [
    await read('a.pptx', await unitPptx()),
    await read('a.ppt', file('unit.ppt')),
    await read('a.odp', file('unit.odp')),
  ]
  for (const { text, heading, pages } of decks) {
    expect(linesOf(text)).toEqual(['毫米的认识', '第三单元 测量', '分米的认识', '第三单元 测量'])
    expect({ heading, pages }).toEqual({ heading: '毫米的认识', pages: 2 })
  }
})

test.each<[string, () => Promise<Uint8Array>, string]>([
  ['a.wps', async () => file('lesson.doc'), '教学目标'],
  ['a.wps', lessonDocx, '教学目标'],
  ['a.et', async () => markSheet('xls'), '张小明'],
  ['a.et', async () => markSheet('xlsx'), '张小明'],
  ['a.dps', async () => file('slides.ppt'), '先复习平均分'],
  ['a.dps', lessonPptx, '先复习平均分'],
])('%s holds either of Microsoft’s containers', async (name, bytes, words) => {
  const result = await read(name, await bytes())
  expect(result).toMatchObject({ format: name.slice(2), mismatch: false, flags: [] })
  expect(result.text).toContain(words)
})
