import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TempFolder, tempFolder } from '#test/fixtures/temp.ts'
import { readFile } from './read-file.ts'

let folder: TempFolder
beforeAll(async () => {
  folder = await tempFolder()
})
afterAll(() => folder.drop())

const read = async (fileName: string, bytes: string | Uint8Array) =>
  await readFile(await folder.write('blob', bytes), fileName)

/** A message of parts: head lines, then its body. */
function message(...parts: [string[], string][]): string {
  const head = [
    'From: <Saved by a browser>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/related;',
    '\tboundary="x-1"',
  ]
  const all = parts.map(([lines, body]) => `--x-1\r\n${lines.join('\r\n')}\r\n\r\n${body}\r\n`)
  return `${head.join('\r\n')}\r\n\r\nThis is a message.\r\n${all.join('')}--x-1--\r\n`
}

test('a web page in one file is read, in quoted GBK, also under the name doc', async () => {
  // 分数 in GBK, broken over a line as mailers do.
  const page = '<html><head><title>=BD=CC=B0=B8</title></head><body><h1>=B7=D6=\r\n=CA=FD</h1></body></html>'
  const text = message([
    ['Content-Type: text/html; charset="gb2312"', 'Content-Transfer-Encoding: quoted-printable'],
    page,
  ])
  for (const name of ['a.mht', 'a.doc'])
    expect(await read(name, text)).toMatchObject({
      format: 'mht',
      flags: [],
      title: '教案',
      heading: '分数',
      text: '分数',
    })
})

test('the page is read in base64 and in parts of parts; pictures are not text', async () => {
  const html = Buffer.from('<p>第一课时</p>').toString('base64')
  const inner = `--y\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${html}\r\n--y--`
  const text = message(
    [['Content-Type: image/png', 'Content-Transfer-Encoding: base64'], 'iVBORw0KGgo='],
    [['Content-Type: multipart/alternative; boundary=y'], inner],
  )
  expect(await read('a.mhtml', text)).toMatchObject({ format: 'mht', text: '第一课时' })
})

test('notes that begin like a letter stay notes', async () => {
  expect(await read('a.txt', 'Subject: 分数\n第一课时')).toMatchObject({ format: 'txt' })
})

test('an OpenDocument file of one part is read as what it says it is', async () => {
  // LibreOffice names so many namespaces first.
  const namespaces = Array.from({ length: 60 }, (_, n) => `xmlns:n${n}="urn:oasis:names:tc:opendocument:${n}"`).join(
    ' ',
  )
  const flat = (kind: string, body: string) =>
    `<?xml version="1.0"?><office:document xmlns:office="o" ${namespaces} office:mimetype="application/vnd.oasis.opendocument.${kind}"><office:styles><text:p>样式</text:p></office:styles><office:body>${body}</office:body></office:document>`
  expect(await read('a.fodt', flat('text', '<text:h>分数</text:h><text:p>正文</text:p>'))).toMatchObject({
    format: 'odt',
    heading: '分数',
    text: '分数\n正文',
  })
  const cells =
    '<table:table table:name="名单"><table:table-row><table:table-cell><text:p>甲</text:p></table:table-cell></table:table-row></table:table>'
  expect(await read('a.fods', flat('spreadsheet', cells))).toMatchObject({ format: 'ods', text: '名单\n甲', pages: 1 })
})
