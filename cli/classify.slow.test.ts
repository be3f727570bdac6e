import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gongxiang-classify-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

/** 三年级数学 in GBK. */
const GBK = Buffer.from([0xc8, 0xfd, 0xc4, 0xea, 0xbc, 0xb6, 0xca, 0xfd, 0xd1, 0xa7])

async function classified(args: readonly string[], input: Buffer | string = '') {
  const child = spawn(process.execPath, [resolve('cli/gongxiang.mjs'), 'classify', ...args], {
    cwd: dir,
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  child.stdin.end(input)
  const [code] = await once(child, 'close')
  const lines = stdout.trim().split('\n')
  return { code, stdout, stderr, json: () => lines.map((line) => JSON.parse(line)) }
}

test('names on standard input give one JSON line each, without a database or a data folder', async () => {
  const { json, code } = await classified(
    ['--json'],
    '三年级数学上册《分数的初步认识》教案.docx\r\n\n新建文档.docx\n{"name":"1.docx","text":"已知函数f(x)=lnx-ax，讨论单调区间，求a的取值范围。"}',
  )
  expect(code).toBe(0)
  expect(json()).toMatchObject([
    {
      name: '三年级数学上册《分数的初步认识》教案.docx',
      subject: 'math',
      subject_label: { zh: '数学', en: 'Mathematics' },
      grade: 3,
      volume: 'first',
      type: 'lesson_plan',
      unit: '分数的初步认识',
      evidence: { grade: { from: 'name', quote: '三年级' } },
      region: null,
    },
    { name: '新建文档.docx', subject: null, grade: null },
    { name: '1.docx', subject: 'math', evidence: { subject: { from: 'text' } } },
  ])
})

test('GBK and UTF-16 lists are read', async () => {
  const gbk = await classified(['--json'], Buffer.concat([GBK, Buffer.from('.docx\n')]))
  expect(gbk.json()).toMatchObject([{ name: '三年级数学.docx', grade: 3 }])
  const wide = await classified(['--json'], Buffer.from('\ufeff五年级语文.docx\r\n六年级英语.docx\r\n', 'utf16le'))
  expect(wide.json()).toMatchObject([{ grade: 5 }, { grade: 6, subject: 'english' }])
})

test('a list file gives a table, and a document is read itself', async () => {
  await writeFile(join(dir, 'names.txt'), '三年级数学上册教案.docx\n')
  const table = await classified(['names.txt'])
  expect(table.stdout).toMatch(/数学\s+三年级\s+上册\s+教案/)
  const document = await classified(['--json', resolve('test/fixtures/files/lesson.doc')])
  expect(document.json()).toMatchObject([{ name: 'lesson.doc', subject: 'math' }])
})

test('the folders of a name say what it leaves open', async () => {
  const { json } = await classified(['--json'], './三年级/数学/上册/第1课.docx\r\nC:\\资料\\七年级语文\\阅读.docx\r\n')
  expect(json()).toMatchObject([
    {
      title: '第1课',
      subject: 'math',
      grade: 3,
      volume: 'first',
      evidence: { subject: { from: 'folder', quote: '数学' } },
    },
    { title: '阅读', subject: 'chinese', grade: 7 },
  ])
})

test('full-width letters, traditional characters and years in characters are read', async () => {
  const { json } = await classified(
    ['--json'],
    '７年级下册Ｅｎｇｌｉｓｈ　Ｕｎｉｔ３教案．ｄｏｃｘ\n三年級數學下學期期末試卷.docx\n二〇二五年秋八年级物理单元测试.docx',
  )
  expect(json()).toMatchObject([
    { title: '７年级下册Ｅｎｇｌｉｓｈ Ｕｎｉｔ３教案', subject: 'english', grade: 7, volume: 'second' },
    { subject: 'math', grade: 3, volume: 'second', type: 'exam' },
    { subject: 'physics', grade: 8, volume: 'first', school_year: '2025-2026' },
  ])
})

test('nothing to classify, and a file that is not there, are sentences', async () => {
  const nothing = await classified(['--json'])
  expect(nothing).toMatchObject({ code: 1, stdout: '' })
  expect(nothing.stderr).toContain('没有文件名')
  const missing = await classified(['没有.docx'])
  expect(missing).toMatchObject({ code: 1, stdout: '' })
  expect(missing.stderr).toContain('读不到文件')
  expect(await classified(['没有.txt'])).toMatchObject({ code: 1, stdout: '' })
})

test('ten thousand names come back in order', async () => {
  const names = Array.from({ length: 10_000 }, (_, n) => `三年级数学上册第${n}课教案.docx`)
  const { json } = await classified(['--json'], names.join('\n'))
  expect(json().map(({ name }) => name)).toEqual(names)
})
