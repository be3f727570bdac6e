import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LESSON, lessonDocx, lessonPptx } from '#test/fixtures/office.ts'
import { rar } from '#test/fixtures/rar.ts'
import { type TempFolder, tempFolder } from '#test/fixtures/temp.ts'
import { zip } from '#test/fixtures/zip.ts'
import type { ReadResult } from './outcome.ts'
import { readFile } from './read-file.ts'

const FILES = join(import.meta.dirname, '../../../test/fixtures/files')

let folder: TempFolder
beforeAll(async () => {
  folder = await tempFolder()
})
afterAll(() => folder.drop())

const anyRead = async (name: string, bytes: Uint8Array) => readFile(await folder.write('blob', bytes), name)
async function read(name: string, bytes: Uint8Array): Promise<Extract<ReadResult, { ok: true }>> {
  const result = await anyRead(name, bytes)
  if (!result.ok) throw new Error(`not read: ${result.why}`)
  return result
}
const fixture = (name: string) => readFileSync(join(FILES, name))

const UNIT = '三年级数学上册第八单元'
const PLAN = '# 分数的初步认识 教学设计\n\n把一个蛋糕平均分成两份，每份是它的二分之一。\n'
const PAPER = '一、填空题\n1. 把一个圆平均分成四份，涂色部分是四分之三。\n'
const BUNDLE = [
  { name: `${UNIT}/教案.md`, data: PLAN },
  { name: `${UNIT}/练习.txt`, data: PAPER },
]
const gbk = (text: string) => {
  const bytes: number[] = []
  const table: Record<string, number[]> = { 试: [0xca, 0xd4], 卷: [0xbe, 0xed] }
  for (const char of text) bytes.push(...(table[char] ?? [char.charCodeAt(0)]))
  return Buffer.from(bytes)
}

test.each([
  ['zip', zip(BUNDLE)],
  ['rar', rar(BUNDLE)],
  ['7z', fixture('bundle.7z')],
  ['tgz', fixture('bundle.tgz')],
])('a %s is one package: its members are named, read and headed', async (extension, bytes) => {
  const result = await read(`资料.${extension}`, bytes)
  expect(result).toMatchObject({ family: 'archive', heading: UNIT, partCount: 2, flags: [] })
  expect(new Map(result.parts?.map((part) => [part.name, part]))).toEqual(
    new Map([
      [
        `${UNIT}/教案.md`,
        {
          name: `${UNIT}/教案.md`,
          size: Buffer.byteLength(PLAN),
          format: 'md',
          title: '分数的初步认识 教学设计',
          read: 'yes',
        },
      ],
      [
        `${UNIT}/练习.txt`,
        { name: `${UNIT}/练习.txt`, size: Buffer.byteLength(PAPER), format: 'txt', title: '一、填空题', read: 'yes' },
      ],
    ]),
  )
  expect(result.text).toContain('每份是它的二分之一')
  expect(result.text).toContain('涂色部分是四分之三')
})

test('the same bundle packed by another program, in another order, under other names, has the same fingerprint', async () => {
  const packed = [
    await read('a.zip', zip(BUNDLE)),
    await read(
      'b.zip',
      zip([{ ...BUNDLE[1], name: '2.txt' }, { ...BUNDLE[0], name: '1.md' }, { name: '__MACOSX/._1.md' }]),
    ),
    await read('c.rar', rar(BUNDLE)),
    await read('d.7z', fixture('bundle.7z')),
  ]
  expect(new Set(packed.map((one) => one.textSha256)).size).toBe(1)
  expect(packed[0]?.textSha256).toMatch(/^[0-9a-f]{64}$/)
  const changed = await read(
    'e.zip',
    zip([
      { name: 'a.md', data: PLAN },
      { name: 'b.txt', data: PAPER.replace('四', '五') },
    ]),
  )
  expect(changed.textSha256).not.toBe(packed[0]?.textSha256)
})

test('office members are read by the readers that read them alone', async () => {
  const result = await read(
    '第八单元.zip',
    zip([
      { name: '教案.docx', data: await lessonDocx() },
      { name: '课件.pptx', data: await lessonPptx() },
      { name: '旧教案.doc', data: fixture('lesson.doc') },
      { name: '讲义.pdf', data: fixture('lesson.pdf') },
      { name: '照片.jpg', data: 'x' },
    ]),
  )
  expect(result.parts?.map(({ format, title }) => [format, title])).toEqual([
    ['docx', LESSON.title],
    ['pptx', expect.any(String)],
    ['doc', expect.any(String)],
    ['pdf', LESSON.title],
    ['jpg', undefined],
  ])
  expect(result.text.split(LESSON.aim).length - 1).toBeGreaterThanOrEqual(3)
})

test('a member is what its content says, whatever its name', async () => {
  const program = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(100)])
  const result = await read(
    'a.zip',
    zip([
      { name: '教案.docx', data: program },
      { name: 'b.txt', data: PAPER },
    ]),
  )
  expect(result.flags).toEqual(['executable_inside'])
})

test('an archive in an archive is opened; the third one is only named', async () => {
  const inner = zip([
    { name: '教案.md', data: PLAN },
    { name: '更深.zip', data: zip([{ name: '看不到.txt', data: PAPER }]) },
  ])
  const result = await read(
    '外.zip',
    zip([
      { name: '内.zip', data: inner },
      { name: '说明.txt', data: '说明文字' },
    ]),
  )
  expect(result.parts?.map(({ name }) => name).sort()).toEqual([
    '内.zip/教案.md',
    '内.zip/更深.zip/看不到.txt',
    '说明.txt',
  ])
  expect(result.text).toContain('每份是它的二分之一')
  expect(result.text).not.toContain('涂色部分')
})

test('names that climb out of the folder are harmless lines', async () => {
  const result = await read(
    'a.zip',
    zip([
      { name: '../../etc/passwd', data: 'a' },
      { name: '/root/x.txt', data: 'b' },
      { name: 'C:\\Windows\\y.txt', data: 'c' },
      { name: '..\\..\\z.txt', data: 'd' },
    ]),
  )
  expect(result.parts?.map(({ name }) => name)).toEqual(['etc/passwd', 'root/x.txt', 'Windows/y.txt', 'z.txt'])
})

test('unmarked GBK names are read', async () => {
  const result = await read('a.zip', zip([{ name: gbk('试卷.txt'), plainName: true, data: PAPER }]))
  expect(result.parts).toMatchObject([{ name: '试卷.txt', title: '一、填空题' }])
})

test('members with a password are flagged; the others are read', async () => {
  const some = await read(
    'a.zip',
    zip([
      { name: '试卷.docx', data: 'x', encrypted: true },
      { name: 'b.md', data: PLAN },
    ]),
  )
  expect(some.flags).toEqual(['encrypted_part'])
  expect(some.text).toContain('二分之一')
  expect(some.parts?.map(({ read }) => read)).toEqual(['encrypted', 'yes'])
  expect((await read('b.7z', fixture('locked.7z'))).flags).toEqual(['encrypted'])
  expect(await anyRead('c.7z', fixture('hidden-names.7z'))).toMatchObject({ ok: false, why: 'encrypted' })
})

test('at most fifty members are read, and all are named', async () => {
  const many = Array.from({ length: 80 }, (_, n) => ({ name: `${n}.txt`, data: `第${n}课的内容文字` }))
  const result = await read('a.zip', zip(many))
  expect(result.partCount).toBe(80)
  expect(result.parts?.filter((part) => part.title !== undefined)).toHaveLength(50)
  expect(result.parts?.filter((part) => part.read === 'limit')).toHaveLength(30)
  expect(result.notes).toContain('truncated')
})

test('a member that inflates without end costs nothing but itself', async () => {
  const bomb = deflateRawSync(Buffer.alloc(120 * 1024 * 1024))
  const liar = { bytes: bomb, size: 1_000, crc: 0 }
  const result = await read(
    'a.zip',
    zip([
      { name: 'bomb.txt', deflated: liar },
      { name: 'b.md', data: PLAN },
    ]),
  )
  expect(result.parts?.map(({ title }) => title)).toEqual([undefined, '分数的初步认识 教学设计'])
  expect(result.parts?.map(({ read }) => read)).toEqual(['corrupt', 'yes'])
})

test('an archive that is cut off is damaged, or known by what is left of it', async () => {
  for (const bytes of [fixture('bundle.7z'), rar(BUNDLE), zip(BUNDLE)]) {
    const name = bytes[0] === 0x37 ? 'a.7z' : bytes[0] === 0x52 ? 'a.rar' : 'a.zip'
    const result = await anyRead(name, bytes.subarray(0, Math.floor(bytes.length * 0.6)))
    expect(result.ok ? result.notes : result.why).toEqual(result.ok ? expect.arrayContaining(['truncated']) : 'corrupt')
  }
})

test('shallow reading names the members and opens none', async () => {
  const result = await readFile(await folder.write('blob', zip(BUNDLE)), 'a.zip', true)
  expect(result).toMatchObject({ ok: true, partCount: 2 })
  expect(result.ok && result.text).not.toContain('二分之一')
})

test('an electronic book is read in the order of its spine', async () => {
  const page = (title: string, text: string) =>
    `<html><head><title>x</title></head><body><h1>${title}</h1><p>${text}</p></body></html>`
  const book = await read(
    'a.epub',
    zip([
      { name: 'mimetype', data: 'application/epub+zip' },
      {
        name: 'META-INF/container.xml',
        data: '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
      },
      {
        name: 'OEBPS/book.opf',
        data: `<package><metadata xmlns:dc="d"><dc:title>家乡的桥</dc:title><dc:creator>王老师</dc:creator></metadata>
          <manifest><item id="b" href="text/%E4%BA%8C.xhtml" media-type="application/xhtml+xml"/>
          <item id="a" href="text/one.xhtml" media-type="application/xhtml+xml"/></manifest>
          <spine><itemref idref="a"/><itemref idref="b"/><itemref idref="gone"/></spine></package>`,
      },
      { name: 'OEBPS/text/二.xhtml', data: page('第二章', '石桥有三孔') },
      { name: 'OEBPS/text/one.xhtml', data: page('第一章', '木桥横小溪') },
    ]),
  )
  expect(book).toMatchObject({ format: 'epub', title: '家乡的桥', heading: '第一章', pages: 2, flags: [] })
  expect(book.properties).toMatchObject({ author: '王老师' })
  expect(book.text).toBe('第一章\n木桥横小溪\n第二章\n石桥有三孔')
})
