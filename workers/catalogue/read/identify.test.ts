import CFB from 'cfb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bareDocx, lessonDocx, markSheet, paragraph } from '#test/fixtures/office.ts'
import { type TempFolder, tempFolder } from '#test/fixtures/temp.ts'
import { zip } from '#test/fixtures/zip.ts'
import { identify } from './identify.ts'
import { openSource } from './source.ts'

let folder: TempFolder
beforeAll(async () => {
  folder = await tempFolder()
})
afterAll(() => folder.drop())

async function identityOf(fileName: string, bytes: string | Uint8Array) {
  const path = await folder.write('blob', bytes)
  const opened = await identify(await openSource(path, fileName))
  opened.close()
  return opened.identity
}

const PE = Buffer.concat([Buffer.from('MZ\u0090\u0000\u0003\u0000', 'latin1'), Buffer.alloc(200)])
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

function compound(streams: Record<string, Buffer>, clsid?: string): Buffer {
  const container = CFB.utils.cfb_new(clsid ? { CLSID: clsid } : undefined)
  for (const [name, bytes] of Object.entries(streams)) CFB.utils.cfb_add(container, `/${name}`, bytes)
  return CFB.write(container, { type: 'buffer' })
}

/** As ImageMagick and scanners write it: eight bytes of head, the pixels, then the directory. */
function lateTiff(): Buffer {
  const bytes = Buffer.alloc(300_000, 0xff)
  bytes.write('II*\0', 'latin1')
  bytes.writeUInt32LE(bytes.length - 6, 4)
  bytes.fill(0, bytes.length - 6)
  return bytes
}

test.each([
  ['a Word file', '教案.docx', () => bareDocx(paragraph('字')), 'docx', 'document'],
  ['a Word file without an extension', '教案', () => bareDocx(paragraph('字')), 'docx', 'document'],
  ['a Word file with a full-width dot', '教案．DOCX ', () => bareDocx(paragraph('字')), 'docx', 'document'],
  ['a workbook', '成绩.xlsx', () => markSheet(), 'xlsx', 'sheet'],
  ['an old workbook', '成绩.xls', () => markSheet('xls'), 'xls', 'sheet'],
  ['an old workbook under a WPS name', '成绩.et', () => markSheet('xls'), 'et', 'sheet'],
  ['a new document under a WPS name', '教案.wps', () => bareDocx(''), 'wps', 'document'],
  ['a PDF whose mark comes late', 'a.pdf', () => `\n\n${' '.repeat(500)}%PDF-1.4\n`, 'pdf', 'pdf'],
  ['rich text under a Word name', '教案.doc', () => '{\\rtf1 text}', 'rtf', 'document'],
  ['a table exported as HTML under an Excel name', '名单.xls', () => '<html><table></table>', 'html', 'text'],
  ['comma-separated values', 'a.csv', () => '姓名,分数\n', 'csv', 'text'],
  ['Markdown', 'a.md', () => '# 标题\n', 'md', 'text'],
  ['text under an unknown name', 'a.xyz', () => '一些文字，就这样。', 'txt', 'text'],
  ['a Python lesson with its interpreter', 'a.py', () => '#!/usr/bin/env python3\nprint(1)\n', 'txt', 'text'],
  ['a picture', 'a.png', () => PNG, 'png', 'image'],
  ['a picture under another picture name', 'a.jpg', () => PNG, 'png', 'image'],
  ['a scan whose directory stands behind its pixels', '扫描.tiff', () => lateTiff(), 'tif', 'image'],
  ['a zip', '资料.zip', () => zip([{ name: 'a.txt', data: 'a' }]), 'zip', 'archive'],
  ['an empty zip', '资料.zip', () => zip([]), 'zip', 'archive'],
  ['an e-book', 'a.epub', () => zip([{ name: 'mimetype', data: 'application/epub+zip' }]), 'epub', 'document'],
  ['a text that begins with MZ', 'a.txt', () => 'MZ 是两个字母。', 'txt', 'text'],
  ['unknown bytes under an unknown name', 'a.xyz', () => Buffer.alloc(64, 7), 'unknown', 'other'],
])('%s is recognised by its content', async (_, name, make, format, family) => {
  expect(await identityOf(name, make())).toEqual({ format, family, mismatch: false })
})

test.each([
  ['a Windows program', 'setup.exe', PE],
  ['a Windows program under a Word name', '教案.docx', PE],
  ['a Linux program', '教案.pdf', Buffer.from('\u007fELF\u0002\u0001\u0001', 'latin1')],
  ['a Mac program', 'a.pptx', Buffer.from('cffaedfe07000001', 'hex')],
  ['a Windows shortcut', '课件.pptx', Buffer.from('4c0000000114020000000000c000000000000046', 'hex')],
  ['a shell script', '教案.docx', '#!/bin/sh\nrm -rf /\n'],
  ['a Python-looking shell script', 'a.py', '#!/bin/sh\n'],
  ['a batch file', '教案.doc', '@echo off\r\nformat c:\r\n'],
  ['a Visual Basic script', '教案.docx', 'Set s = CreateObject("WScript.Shell")\ns.Run "x"\nWScript.Quit\n'],
  ['a batch file by its name', '开机.bat', 'dir\r\n'],
  ['a PowerShell script by its name', 'a.ps1', 'Get-Item .\n'],
  ['a script by its name', 'a.js', 'alert(1)\n'],
  ['an Android package', '作业.zip', zip([{ name: 'AndroidManifest.xml', data: 'x' }])],
  ['a Java archive', '作业.zip', zip([{ name: 'META-INF/MANIFEST.MF' }, { name: 'A.class', data: 'x' }])],
  ['a Windows installer', '教案.doc', compound({ a: Buffer.alloc(10) }, '84100c0000000000c000000000000046')],
])('%s is a program', async (_, name, bytes) => {
  expect(await identityOf(name, bytes)).toMatchObject({ family: 'executable', why: 'executable' })
})

test('a picture under a document name does not match', async () => {
  expect(await identityOf('教案.docx', PNG)).toEqual({ format: 'png', family: 'image', mismatch: true })
  expect(await identityOf('教案.pdf', await lessonDocx())).toEqual({
    format: 'docx',
    family: 'document',
    mismatch: true,
  })
})

test('an empty file is empty whatever its name', async () => {
  expect(await identityOf('教案.docx', '')).toMatchObject({ format: 'docx', why: 'empty' })
  expect(await identityOf('a', '')).toMatchObject({ format: 'unknown', why: 'empty' })
})

test('random bytes under a document name are a corrupt document', async () => {
  const bytes = Buffer.from(Array.from({ length: 3_000 }, (_, at) => (at * at * 31 + 7 * at + 1) & 0xff))
  expect(await identityOf('教案.docx', bytes)).toMatchObject({ format: 'docx', family: 'document', why: 'corrupt' })
})

test('a package cut in half is a corrupt document', async () => {
  const whole = await lessonDocx()
  const half = whole.subarray(0, whole.length / 2)
  expect(await identityOf('教案.docx', half)).toMatchObject({ format: 'docx', why: 'corrupt' })
})

test('a zip without office parts under a Word name is corrupt', async () => {
  expect(await identityOf('教案.docx', zip([{ name: 'a.txt' }]))).toMatchObject({ format: 'docx', why: 'corrupt' })
})

test('a package that holds one part twice is corrupt', async () => {
  const twice = bareDocx(paragraph('好'), [{ name: 'word/document.xml', data: 'other' }])
  expect(await identityOf('教案.docx', twice)).toMatchObject({ format: 'docx', why: 'corrupt' })
})

test('a protected Office package is encrypted, and a document whatever it holds', async () => {
  const bytes = compound({ EncryptedPackage: Buffer.alloc(100), EncryptionInfo: Buffer.alloc(100) })
  expect(await identityOf('试卷.docx', bytes)).toMatchObject({ format: 'docx', family: 'document', why: 'encrypted' })
  expect(await identityOf('成绩.xlsx', bytes)).toMatchObject({ format: 'xlsx', family: 'sheet', why: 'encrypted' })
})

test('an archive with a protected member is an archive: its names can be read', async () => {
  const bytes = zip([{ name: '试卷.docx', data: 'x', encrypted: true }])
  expect(await identityOf('试卷.zip', bytes)).toEqual({ format: 'zip', family: 'archive', mismatch: false })
})

test('protected old files are encrypted by their own flags', async () => {
  const fib = Buffer.alloc(64)
  fib.writeUInt16LE(0xa5ec, 0)
  fib.writeUInt16LE(0x0100, 10)
  const user = Buffer.alloc(20)
  user.writeUInt32LE(0xf3d1c4df, 12)
  const filePass = Buffer.from('0908040000060500' + '2f000200' + '0000', 'hex')
  expect(await identityOf('a.doc', compound({ WordDocument: fib }))).toMatchObject({ format: 'doc', why: 'encrypted' })
  expect(await identityOf('a.xls', compound({ Workbook: filePass }))).toMatchObject({ format: 'xls', why: 'encrypted' })
  const deck = compound({ 'PowerPoint Document': Buffer.alloc(8), 'Current User': user })
  expect(await identityOf('a.ppt', deck)).toMatchObject({ format: 'ppt', why: 'encrypted' })
})
