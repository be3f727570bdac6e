import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import {
  billionLaughs,
  bodyBomb,
  crowded,
  deepMarkup,
  deepXml,
  formLoopPdf,
  gzipBomb,
  hugePictures,
  loopedPdf,
  manyTables,
  mediaBomb,
  nestedFlatePdf,
  nestedZips,
  overlappingZip,
  pagesPdf,
  repeatedCells,
  rowBomb,
  workbook,
} from '#test/fixtures/hostile.ts'
import { bareDocx, lessonDocx, lessonPptx, markSheet, paragraph } from '#test/fixtures/office.ts'
import { seeded } from '#test/fixtures/seeded.ts'
import { type TempFolder, tempFolder } from '#test/fixtures/temp.ts'
import { type FileProcess, openFileProcess } from '../file-process.ts'

const FILES = join(import.meta.dirname, '../../../test/fixtures/files')

let folder: TempFolder
let files: FileProcess
beforeAll(async () => {
  folder = await tempFolder()
  files = openFileProcess({ readable: folder.path })
})
afterAll(async () => {
  await files.stop()
  await folder.drop()
})

// Whatever the file did, the next one is read.
afterEach(async () => {
  const path = await folder.write('next', bareDocx(paragraph('下一份教案')))
  expect(await files.read({ path, fileName: '教案.docx' })).toMatchObject({ ok: true, text: '下一份教案' })
})

async function read(fileName: string, bytes: Uint8Array) {
  return await files.read({ path: await folder.write('hostile', bytes), fileName })
}

test('350 MB of document in a 1 MB docx is too big inside', async () => {
  const bytes = await bodyBomb()
  expect(bytes.length).toBeLessThan(1_100_000)
  expect(await read('教案.docx', bytes)).toMatchObject({ format: 'docx', why: 'too_big_inside' })
})

test('a directory that lies about a size is corrupt', async () => {
  expect(await read('教案.docx', await bodyBomb(1_000))).toMatchObject({ format: 'docx', why: 'corrupt' })
})

test('pictures that are not opened may be as large as they like', async () => {
  expect(await read('教案.docx', await mediaBomb())).toMatchObject({ ok: true, text: '正文' })
})

test('60,000 members are too many', async () => {
  expect(await read('教案.docx', crowded())).toMatchObject({ format: 'docx', why: 'too_big_inside' })
})

test('300,000 nested elements are too deep', async () => {
  expect(await read('教案.docx', deepXml())).toMatchObject({ format: 'docx', why: 'too_big_inside' })
})

test('a billion laughs are not laughed', async () => {
  expect(await read('教案.docx', billionLaughs())).toMatchObject({ ok: true, text: '正文&e9;' })
})

test('200 MB of rows in half a megabyte are too big inside', async () => {
  expect(await read('成绩.xlsx', await rowBomb())).toMatchObject({ format: 'xlsx', why: 'too_big_inside' })
})

test('a million repeated cells are one cell', async () => {
  expect(await read('成绩.ods', repeatedCells())).toMatchObject({ ok: true, text: '名单\n格' })
})

test('a PDF that inflates to 1.2 GB ends by memory or time', async () => {
  const bytes = nestedFlatePdf()
  expect(bytes.length).toBeLessThan(3_000)
  const result = await read('教案.pdf', bytes)
  expect(result).toMatchObject({ ok: false, format: 'pdf' })
  expect(['memory', 'timeout']).toContain(result.ok || result.why)
})

test('a PDF whose forms draw each other 2³⁰ times is read', async () => {
  expect(await read('教案.pdf', formLoopPdf())).toMatchObject({ ok: true, notes: ['no_text'] })
  // PDFium gave it up; the next one gets a fresh PDFium in the same process.
  const next = await read('教案.pdf', readFileSync(join(FILES, 'lesson.pdf')))
  expect(next).toMatchObject({ ok: true, heading: '分数的初步认识' })
})

test('20,000 tables are read', async () => {
  const result = await read('教案.docx', manyTables())
  expect(result.ok && result.text.match(/格/g)?.length).toBe(20_000)
})

test('a PDF that lists a page 100,000 times is read as far as its first 200', async () => {
  expect(await read('教案.pdf', pagesPdf())).toMatchObject({
    ok: true,
    pages: 100_000,
    notes: ['truncated', 'no_text'],
  })
})

test('a PDF whose page tree contains itself is answered', async () => {
  const result = await read('教案.pdf', loopedPdf())
  expect(result.ok ? result.text : result.why).toMatch(/^(|corrupt)$/)
})

test.each(Object.entries(hugePictures()))('%s of 2⁶² pixels is known without being drawn', async (name, bytes) => {
  const result = await read(name, bytes)
  expect(result.ok ? result.family : result.why).toMatch(/^(image|corrupt|too_big_inside)$/)
})

test('a million documents in zips in zips are not unpacked', async () => {
  const bytes = nestedZips()
  expect(bytes.length).toBeLessThan(1_000_000)
  expect(await read('资料.zip', bytes)).toMatchObject({ ok: true, format: 'zip' })
})

test('2,000 names for the same 90 MB are read within the budget of one file', async () => {
  const bytes = await overlappingZip()
  expect(bytes.length).toBeLessThan(1_000_000)
  expect(await read('资料.zip', bytes)).toMatchObject({ format: 'zip' })
})

test('400 MB in 400 KB of gzip are answered', async () => {
  expect(await read('资料.gz', await gzipBomb())).toMatchObject({ format: 'gz' })
})

test('a million open groups of RTF are read to their end', async () => {
  expect(await read('教案.rtf', deepMarkup()['a.rtf'])).toMatchObject({ ok: true, text: 'end' })
})

test('a million open elements of HTML are too deep', async () => {
  expect(await read('教案.html', deepMarkup()['a.html'])).toMatchObject({ format: 'html', why: 'too_big_inside' })
})

test('a true workbook of 60 MB gives its words and not its numbers', async () => {
  const random = seeded(7)
  const rows = ['<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>']
  for (let length = 0; length < 60_000_000; length += rows.at(-1)?.length ?? 0)
    rows.push(
      `<row><c t="inlineStr"><is><t>学生${Math.floor(random() * 1e9)}</t></is></c><c><v>${random()}</v></c></row>`,
    )
  const data = Buffer.from(`${rows.join('')}</sheetData></worksheet>`)
  const bytes = workbook({ bytes: deflateRawSync(data, { level: 1 }), size: data.length, crc: crc32(data) })
  const result = await read('成绩.xlsx', bytes)
  expect(result).toMatchObject({ ok: true, pages: 1, notes: ['truncated'] })
  expect(result.ok && result.text.startsWith('名单\n学生')).toBe(true)
})

test('half of any file is corrupt or still partly read, never more', async () => {
  const whole: [string, Buffer][] = [
    ['a.docx', await lessonDocx()],
    ['a.pptx', await lessonPptx()],
    ['a.xlsx', markSheet()],
    ...[
      'lesson.doc',
      'lesson.odt',
      'lesson.rtf',
      'lesson.pdf',
      'slides.ppt',
      'slides.odp',
      'marks.xls',
      'marks.ods',
    ].map((name): [string, Buffer] => [name, readFileSync(join(FILES, name))]),
  ]
  for (const [name, bytes] of whole)
    for (const share of [0.02, 0.5, 0.98]) {
      const result = await read(name, bytes.subarray(0, Math.floor(bytes.length * share)))
      expect(result.ok ? 'ok' : result.why, `${share} of ${name}`).toMatch(/^(ok|corrupt)$/)
      if (/\.(docx|pptx|xlsx|od[tps])$/.test(name)) expect(result.ok, `${share} of ${name}`).toBe(false)
    }
})

test('random bytes under any document name are corrupt', async () => {
  const random = seeded(11)
  const bytes = Buffer.from(Array.from({ length: 20_000 }, () => Math.floor(random() * 256)))
  for (const name of [
    'a.docx',
    'a.pptx',
    'a.xlsx',
    'a.doc',
    'a.ppt',
    'a.xls',
    'a.odt',
    'a.rtf',
    'a.pdf',
    'a.txt',
    'a.csv',
  ])
    expect(await read(name, bytes), name).toMatchObject({ ok: false, why: 'corrupt', format: name.slice(2) })
})
