import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bareDocx, lessonDocx, lessonPptx, markSheet, paragraph } from '#test/fixtures/office.ts'
import { seeded } from '#test/fixtures/seeded.ts'
import { type TempFolder, tempFolder } from '#test/fixtures/temp.ts'
import { type FileProcess, openFileProcess } from '../file-process.ts'

const FILES = join(import.meta.dirname, '../../../test/fixtures/files')
const NAMES = [
  'lesson.doc',
  'lesson.odt',
  'lesson.rtf',
  'lesson.pdf',
  'slides.ppt',
  'slides.odp',
  'marks.xls',
  'marks.ods',
]
const RUNS_EACH = 12

let folder: TempFolder
let files: FileProcess
beforeAll(async () => {
  folder = await tempFolder()
  files = openFileProcess({ readable: folder.path, timeoutMs: 5_000 })
})
afterAll(async () => {
  await files.stop()
  await folder.drop()
})

/** Changes up to 40 bytes, in runs or alone, and now and then drops or doubles a stretch. */
function damage(bytes: Buffer, random: () => number): Buffer {
  const copy = Buffer.from(bytes)
  const place = () => Math.floor(random() * copy.length)
  for (let n = 1 + Math.floor(random() * 40); n > 0; n -= 1) copy[place()] = Math.floor(random() * 256)
  if (random() < 0.2) return Buffer.concat([copy.subarray(0, place()), copy.subarray(place())])
  return copy
}

test('damaged files of every format are answered, and the pool goes on', async () => {
  const originals: [string, Buffer][] = [
    ['a.docx', await lessonDocx()],
    ['a.pptx', await lessonPptx()],
    ['a.xlsx', markSheet()],
    ...NAMES.map((name): [string, Buffer] => [name, readFileSync(join(FILES, name))]),
  ]
  const random = seeded(20261121)
  const seen = new Map<string, number>()
  for (const [fileName, bytes] of originals)
    for (let run = 0; run < RUNS_EACH; run += 1) {
      const path = await folder.write('fuzz', damage(bytes, random))
      const result = await files.read({ path, fileName })
      const end = result.ok ? 'ok' : result.why
      expect(['ok', 'corrupt', 'encrypted', 'too_big_inside', 'timeout', 'memory', 'crashed']).toContain(end)
      if (result.ok) expect(result.text.isWellFormed() && !result.text.includes('\u0000')).toBe(true)
      seen.set(end, (seen.get(end) ?? 0) + 1)
    }
  expect([...seen.values()].reduce((sum, count) => sum + count)).toBe(originals.length * RUNS_EACH)
  // Both kinds of answer occur, so the damage was neither too little nor too much.
  expect(seen.get('ok')).toBeGreaterThan(10)
  expect(seen.get('corrupt')).toBeGreaterThan(10)
  const path = await folder.write('fuzz', bareDocx(paragraph('下一份')))
  expect(await files.read({ path, fileName: 'a.docx' })).toMatchObject({ ok: true, text: '下一份' })
})
