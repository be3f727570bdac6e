import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bareDocx, LESSON, lessonDocx, lessonPptx, markSheet, oldBook, paragraph } from '#test/fixtures/office.ts'
import { type TempFolder, tempFolder } from '#test/fixtures/temp.ts'
import { type Member, zip } from '#test/fixtures/zip.ts'
import type { ReadResult } from './outcome.ts'
import { readFile } from './read-file.ts'

const FILES = join(import.meta.dirname, '../../../test/fixtures/files')

let folder: TempFolder
beforeAll(async () => {
  folder = await tempFolder()
})
afterAll(() => folder.drop())

async function read(fileName: string, bytes: string | Uint8Array): Promise<Extract<ReadResult, { ok: true }>> {
  const result = await readFile(await folder.write('blob', bytes), fileName)
  if (!result.ok) throw new Error(`not read: ${result.why}`)
  return result
}

const fixture = (name: string) => read(name, readFileSync(join(FILES, name)))

test('a docx yields its text, heading, title and properties', async () => {
  const result = await read('a.docx', await lessonDocx())
  expect(result.text.split('\n')).toEqual([
    '第八单元',
    LESSON.title,
    LESSON.aim,
    LESSON.body,
    '环节\t教师活动\t学生活动',
    '导入\t出示月饼图\t观察并回答',
  ])
  expect(result).toMatchObject({ format: 'docx', family: 'document', mismatch: false, flags: [], notes: [] })
  expect(result).toMatchObject({ heading: LESSON.title, title: '三年级上册教案' })
  expect(result.properties).toMatchObject({ subject: '数学', author: '李老师' })
})

test.each(['lesson.doc', 'lesson.odt', 'lesson.rtf', 'lesson.pdf'])('%s has the text of the docx', async (name) => {
  const [docx, other] = [await read('a.docx', await lessonDocx()), await fixture(name)]
  expect(other).toMatchObject({ title: '三年级上册教案', flags: [], notes: [] })
  expect(other.text).toContain(LESSON.aim)
  expect(other.textSha256).toBe(docx.textSha256)
})

test('a PDF is headed by its largest line and counts its pages', async () => {
  expect(await fixture('lesson.pdf')).toMatchObject({ heading: LESSON.title, pages: 1, family: 'pdf' })
})

test('a PDF that opens only with a password is encrypted', async () => {
  const result = await readFile(join(FILES, 'locked.pdf'), 'locked.pdf')
  expect(result).toEqual({ ok: false, format: 'pdf', family: 'pdf', why: 'encrypted', flags: [] })
})

test('slides come in order, with tables and notes, headed by the first', async () => {
  const decks = [await read('a.pptx', await lessonPptx()), await fixture('slides.ppt'), await fixture('slides.odp')]
  for (const deck of decks) {
    expect(deck).toMatchObject({ family: 'slides', pages: 2, heading: LESSON.title, title: '分数课件' })
    expect(deck.text.startsWith(LESSON.title)).toBe(true)
    for (const part of [LESSON.body, '先复习平均分', '教师活动']) expect(deck.text).toContain(part)
  }
})

test('sheets come with their names, rows and shown values', async () => {
  const books = [
    await read('a.xlsx', markSheet()),
    await read('a.xlsb', markSheet('xlsb')),
    await read('a.xls', markSheet('xls')),
    await read('a.et', markSheet('xls')),
    await fixture('marks.xls'),
    await fixture('marks.ods'),
  ]
  for (const book of books) {
    expect(book).toMatchObject({ family: 'sheet', pages: 2, flags: [], notes: [] })
    const lines = book.text.split('\n')
    expect(lines.slice(0, 4)).toEqual(['期中成绩', '三年级期中成绩表', '姓名\t语文\t数学', '张小明\t92\t88.5'])
    expect(lines.at(-1)).toBe('缺考\t1')
  }
  expect(books[0]?.heading).toBe('三年级期中成绩表')
})

test('an Excel 95 workbook in GBK is read with its code page', async () => {
  // Nothing writes such files any more: a Latin one gets 姓名 for QQQQ and code page 936 for its own.
  const bytes = oldBook([['QQQQ', 92]])
  Buffer.from('d0d5c3fb', 'hex').copy(bytes, bytes.indexOf('QQQQ'))
  const codePage = bytes.indexOf(Buffer.from('42000200', 'hex'))
  bytes.writeUInt16LE(936, codePage + 4)
  expect((await read('a.xls', bytes)).text).toBe('姓名\t92')
})

test('a text box counts once, deleted text not at all, a formula does', async () => {
  const box = '<mc:AlternateContent><mc:Choice>甲乙丙</mc:Choice></mc:AlternateContent>'
  const twice = `<w:p><w:r><mc:AlternateContent><mc:Choice><w:t>文本框</w:t></mc:Choice><mc:Fallback><w:t>文本框</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>`
  const rest =
    '<w:p><w:del><w:r><w:delText>删去</w:delText></w:r></w:del><m:oMath><m:r><m:t>x+1=2</m:t></m:r></m:oMath></w:p>'
  expect((await read('a.docx', bareDocx(box + twice + rest))).text).toBe('文本框\nx+1=2')
})

test('notes, comments and headers of a docx are found through its relations', async () => {
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="http://x/${type}" Target="${target}"/>`
  const more: Member[] = [
    {
      name: 'word/_rels/document.xml.rels',
      data: `<Relationships>${relation('a', 'footnotes', 'notes/f.xml')}${relation('b', 'header', '/word/h.xml')}</Relationships>`,
    },
    { name: 'word/notes/f.xml', data: `<w:footnotes>${paragraph('脚注')}</w:footnotes>` },
    { name: 'word/h.xml', data: `<w:hdr>${paragraph('页眉')}</w:hdr>` },
  ]
  expect((await read('a.docx', bareDocx(paragraph('正文'), more))).text).toBe('正文\n脚注\n页眉')
})

test('macros are flagged', async () => {
  const result = await read('a.docm', bareDocx(paragraph('正文'), [{ name: 'word/vbaProject.bin', data: 'x' }]))
  expect(result.flags).toEqual(['macros'])
})

test('a table exported as HTML under an Excel name is read, in its declared GBK', async () => {
  const head = '<html><head><meta charset="gb2312"><title>x</title><style>p{}</style></head><table><tr><td>'
  const cells = Buffer.from('d0d5c3fb', 'hex')
  const bytes = Buffer.concat([
    Buffer.from(head),
    cells,
    Buffer.from('</td><td>'),
    cells,
    Buffer.from('</td></tr></table>'),
  ])
  const result = await read('名单.xls', bytes)
  expect(result).toMatchObject({ format: 'html', text: '姓名\t姓名', flags: [] })
})

test('a web page gives what a reader sees', async () => {
  const page =
    '<!doctype html><title>课程</title><script>var a=1</script><h1>分数 &amp; 小数</h1><p>第一段<br>第二行</p>'
  expect(await read('a.html', page)).toMatchObject({
    title: '课程',
    heading: '分数 & 小数',
    text: '分数 & 小数\n第一段\n第二行',
  })
})

test('Excel 2003 XML gives its cells', async () => {
  const xml =
    '<?xml version="1.0"?><Workbook><Styles><a>no</a></Styles><Row><Cell><Data>姓名</Data></Cell><Cell><Data>分数</Data></Cell></Row></Workbook>'
  expect((await read('a.xls', xml)).text).toBe('姓名\t分数')
})

test('plain text is read in GBK and UTF-16; Markdown is headed by its first heading', async () => {
  const gbk = Buffer.from('b7d6cafdb5c4b3f5b2bdc8cfcab60d0abdccb0b8', 'hex')
  expect((await read('a.txt', gbk)).text).toBe('分数的初步认识\n教案')
  expect((await read('a.txt', Buffer.from('\ufeff分数\r\n教案', 'utf16le'))).text).toBe('分数\n教案')
  expect((await read('a.md', '> 引文在前\n\n## 观潮 ##\n正文')).heading).toBe('观潮')
})

test('names in a zip are read in UTF-8 and in unmarked GBK, without what a Mac adds', async () => {
  const gbk = Buffer.concat([
    Buffer.from('b5dad2bbb5a5d4aa2f', 'hex'),
    Buffer.from('cad4beed', 'hex'),
    Buffer.from('.docx'),
  ])
  const result = await read(
    '资料.zip',
    zip([{ name: gbk, plainName: true }, { name: '第一单元/教案.doc' }, { name: '__MACOSX/._x' }]),
  )
  expect(result.text).toBe('第一单元/试卷.docx\n第一单元/教案.doc')
  expect(result).toMatchObject({ heading: '第一单元', flags: [] })
  expect(result.textSha256).toBeUndefined()
})

test('a program in a zip is flagged', async () => {
  expect((await read('a.zip', zip([{ name: '课件/播放器.exe', data: 'x' }]))).flags).toEqual(['executable_inside'])
})

test('a document without a word says so', async () => {
  expect((await read('a.docx', bareDocx('<w:p/>'))).notes).toEqual(['no_text'])
})

test('two million characters are kept and the rest is cut', async () => {
  const result = await read('a.txt', '字'.repeat(2_100_000))
  expect(result.text).toHaveLength(2_000_000)
})

test('the names of columns are no heading of a table, a row of one cell is', async () => {
  expect((await read('单词表.csv', '单词,词性,释义\nworkbook,n.,练习册\n')).heading).toBeUndefined()
  expect((await read('a.csv', '三年级上册词汇表,,\n单词,词性,释义\n')).heading).toBe('三年级上册词汇表')
})
