import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SAMPLE_PEOPLE } from '#db/practice/seed.ts'
import { classify } from '#workers/catalogue/classify/classify.ts'
import { type FileProcess, openFileProcess, type ReadResult } from '#workers/catalogue/file-process.ts'
import { sampleFiles } from './index.ts'

/** What README.md says of each file: name → subject, grade, volume, type. */
const rows = new Map(
  readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
    .split('\n')
    .filter((line) => /^\| .*\.\w{2,4}\b/u.test(line))
    .flatMap((line) => {
      const [names = '', ...cells] = line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim())
      return names
        .split('<br>')
        .map((name) => [name.replace(/ \((?:the same|names in|GBK|UTF-16).*\)$/u, ''), cells] as const)
    }),
)
const samples = await sampleFiles()
let files: FileProcess
const read = new Map<string, ReadResult>()

beforeAll(async () => {
  files = openFileProcess({ readable: join(import.meta.dirname, 'files') })
  for (const { name, path } of samples) read.set(name, await files.read({ path, fileName: name }))
})
afterAll(() => files.stop())

test('the README names every sample and no other', () => {
  expect([...rows.keys()].sort()).toEqual(samples.map(({ name }) => name).sort())
})

test('every sample is shared by somebody of the sample school', () => {
  const people = new Set(SAMPLE_PEOPLE.map(({ id }) => id))
  expect(samples.filter(({ author }) => !people.has(author))).toEqual([])
  expect(new Set(samples.map(({ author }) => author)).size).toBe(people.size)
})

test('all samples together weigh less than 3 MB', () => {
  expect(samples.reduce((sum, { path }) => sum + statSync(path).size, 0)).toBeLessThan(3_000_000)
})

for (const { name } of samples) {
  test(`${name} is classified as the README says`, () => {
    const result = read.get(name)
    if (!result?.ok) throw new Error(`not read: ${result?.why}`)
    const { format, family, title, heading, text } = result
    const got = classify({ fileName: name, format, family, title, heading, text })
    const words = [got.subject, got.grade, got.volume, got.type].map((value) =>
      value === undefined ? '-' : String(value),
    )
    expect(words).toEqual(rows.get(name))
    expect(got.title.length).toBeGreaterThan(3)
  })
}

test('the printed lesson has the text of the first one, the renamed lesson its bytes', () => {
  const [first, renamed, printed] = [
    '三年级数学上册《分数的初步认识》教案.docx',
    '分数的初步认识教案（李老师）.docx',
    '分数的初步认识（教案 打印版）.odt',
  ].map((name) => read.get(name))
  const hashes = [first, renamed, printed].map((result) => (result?.ok ? result.textSha256 : undefined))
  expect(hashes[0]).toBeDefined()
  expect(new Set(hashes).size).toBe(1)
  const bytes = (name: string) => readFileSync(join(import.meta.dirname, 'files', name))
  expect(bytes('分数的初步认识教案（李老师）.docx').equals(bytes('三年级数学上册《分数的初步认识》教案.docx'))).toBe(
    true,
  )
})
