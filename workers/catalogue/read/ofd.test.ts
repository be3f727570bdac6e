import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TempFolder, tempFolder } from '#test/fixtures/temp.ts'
import { type Member, zip } from '#test/fixtures/zip.ts'
import { readFile } from './read-file.ts'

let folder: TempFolder
beforeAll(async () => {
  folder = await tempFolder()
})
afterAll(() => folder.drop())

const read = async (members: Member[], name = '通知.ofd') => readFile(await folder.write('blob', zip(members)), name)
const ofd = (name: string, inside: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><ofd:${name} xmlns:ofd="http://www.ofdspec.org/2016">${inside}</ofd:${name}>`
const code = (top: number, text: string) =>
  `<ofd:TextObject ID="9" Boundary="30 ${top} 150 6" Font="3" Size="5"><ofd:TextCode X="0" Y="4" DeltaX="g 9 5">${text}</ofd:TextCode></ofd:TextObject>`
const page = (...objects: string[]) =>
  ofd('Page', `<ofd:Content><ofd:Layer>${objects.join('')}</ofd:Layer></ofd:Content>`)
const HEAD: Member[] = [
  {
    name: 'OFD.xml',
    data: ofd(
      'OFD',
      '<ofd:DocBody><ofd:DocInfo><ofd:Title>关于期末调研的通知</ofd:Title><ofd:Author>教研室</ofd:Author></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>',
    ),
  },
  {
    name: 'Doc_0/Document.xml',
    data: ofd(
      'Document',
      '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/><ofd:Page ID="2" BaseLoc="/Doc_0/Pages/Page_1/Content.xml"/><ofd:Page ID="3" BaseLoc="Pages/Page_2/Content.xml"/></ofd:Pages>',
    ),
  },
]
const FIRST = page(
  code(20, '关于开展八年级物理'),
  code(20.3, '期末调研的通知'),
  code(32, '各校：&lt;调研&gt;时间为一月'),
)

test('an OFD is read page by page, what stands on one line as one line', async () => {
  const got = await read([
    ...HEAD,
    { name: 'Doc_0/Pages/Page_0/Content.xml', data: FIRST },
    { name: 'Doc_0/Pages/Page_1/Content.xml', data: page(code(20, '请携带圆规和量角器')) },
  ])
  expect(got).toMatchObject({
    ok: true,
    format: 'ofd',
    family: 'document',
    mismatch: false,
    title: '关于期末调研的通知',
    pages: 2,
    text: '关于开展八年级物理期末调研的通知\n各校：<调研>时间为一月\n请携带圆规和量角器',
  })
})

test('a broken page is left out; without a document the file is corrupt', async () => {
  const torn = [
    ...HEAD,
    { name: 'Doc_0/Pages/Page_0/Content.xml', data: FIRST },
    { name: 'Doc_0/Pages/Page_1/Content.xml', data: '<ofd:Page><ofd:Content>' },
  ]
  expect(await read(torn)).toMatchObject({ ok: true, pages: 1 })
  expect(await read(HEAD.slice(0, 1))).toMatchObject({ ok: false, format: 'ofd', why: 'corrupt' })
})

test('a scanned OFD holds no text and says so', async () => {
  const image = page('<ofd:ImageObject ID="5" Boundary="0 0 210 297" ResourceID="7"/>')
  const got = await read([...HEAD, { name: 'Doc_0/Pages/Page_0/Content.xml', data: image }])
  expect(got).toMatchObject({ ok: true, text: '', notes: ['no_text'] })
})
