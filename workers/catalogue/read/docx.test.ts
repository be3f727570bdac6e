import { afterAll, beforeAll, expect, test } from 'vitest'
import { bareDocx, paragraph } from '#test/fixtures/office.ts'
import { type TempFolder, tempFolder } from '#test/fixtures/temp.ts'
import type { Member } from '#test/fixtures/zip.ts'
import { readFile } from './read-file.ts'

let folder: TempFolder
beforeAll(async () => {
  folder = await tempFolder()
})
afterAll(() => folder.drop())

async function read(body: string, more: Member[] = []) {
  const result = await readFile(await folder.write('blob', bareDocx(body, more)), 'a.docx')
  if (!result.ok) throw new Error(`not read: ${result.why}`)
  return result
}

const relations = (...types: [string, string][]): Member => ({
  name: 'word/_rels/document.xml.rels',
  data: `<Relationships>${types.map(([type, target]) => `<Relationship Id="${type}" Type="http://x/${type}" Target="${target}"/>`).join('')}</Relationships>`,
})
const level = (at: number, format: string, text: string, more = '') =>
  `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/>${more}<w:lvlText w:val="${text}"/></w:lvl>`
const item = (list: number, at: number, text: string) =>
  `<w:p><w:pPr><w:numPr><w:ilvl w:val="${at}"/><w:numId w:val="${list}"/></w:numPr></w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`
const styled = (style: string, text: string) =>
  `<w:p><w:pPr><w:pStyle w:val="${style}"/></w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`

const NUMBERED: Member[] = [
  relations(['numbering', 'numbering.xml'], ['styles', 'styles.xml']),
  {
    name: 'word/numbering.xml',
    data: `<w:numbering><w:abstractNum w:abstractNumId="7">${level(0, 'chineseCounting', '第%1章', '<w:pStyle w:val="1"/>')}${level(1, 'decimal', '%1.%2')}</w:abstractNum><w:abstractNum w:abstractNumId="8">${level(0, 'bullet', '•')}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>`,
  },
  {
    name: 'word/styles.xml',
    data: '<w:styles><w:style w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style><w:style w:styleId="mine"><w:basedOn w:val="1"/></w:style></w:styles>',
  },
]

test('automatic numbers are text: levels restart, styles bring theirs, a restarted list begins anew', async () => {
  const body = [styled('1', '绪论'), item(1, 1, '背景'), item(1, 1, '意义'), styled('mine', '方法'), item(1, 1, '步骤')]
  const { text, heading } = await read(`${body.join('')}${item(2, 0, '要点')}${item(3, 0, '附')}`, NUMBERED)
  expect(text.split('\n')).toEqual([
    '第一章 绪论',
    '一.1 背景',
    '一.2 意义',
    '第二章 方法',
    '二.1 步骤',
    '要点',
    '第一章 附',
  ])
  // A numbered heading heads a section, not the document: its first line does.
  expect(heading).toBe('第一章 绪论')
})

test('the numbers of an empty column are read, those of a tracked old format are not', async () => {
  const old = `<w:p><w:pPr><w:pPrChange><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:pPrChange></w:pPr><w:r><w:t>旧</w:t></w:r></w:p>`
  const cell = (content: string) => `<w:tc>${content}</w:tc>`
  const row = `<w:tr>${cell(item(1, 0, ''))}${cell(paragraph('张老师'))}</w:tr>`
  expect((await read(`${old}<w:tbl>${row}${row}</w:tbl>`, NUMBERED)).text.replaceAll(' ', '')).toBe(
    '旧\n第一章\t张老师\n第二章\t张老师',
  )
})

test('the words of SmartArt and charts follow the text', async () => {
  const more: Member[] = [
    relations(['diagramData', 'diagrams/data1.xml'], ['chart', 'charts/chart1.xml']),
    {
      name: 'word/diagrams/data1.xml',
      data: '<dgm:dataModel><dgm:pt><dgm:t><a:p><a:r><a:t>观察</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:dataModel>',
    },
    {
      name: 'word/charts/chart1.xml',
      data: '<c:chart><c:cat><c:strCache><c:pt idx="0"><c:v>一班</c:v></c:pt><c:pt idx="1"><c:v>二班</c:v></c:pt></c:strCache></c:cat></c:chart>',
    },
  ]
  expect((await read(paragraph('正文'), more)).text).toBe('正文\n观察\n一班\n二班')
})
