import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mutate } from '#test/fixtures/mutate.ts'
import { bareDocx, paragraph } from '#test/fixtures/office.ts'
import { soundFiles } from '#test/fixtures/originals.ts'
import { seeded } from '#test/fixtures/seeded.ts'
import { type TempFolder, tempFolder } from '#test/fixtures/temp.ts'
import { type FileProcess, openFileProcess } from '../file-process.ts'
import { WHYS } from './outcome.ts'

/** A slice of what `npm run bench -- --only fuzz` does 10,000 times. */
const RUNS_EACH = 6

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

test('damaged files of every format are answered, and the pool goes on', async () => {
  const originals = await soundFiles()
  const random = seeded(20261121)
  const seen = new Map<string, number>()
  for (const [fileName, bytes] of originals)
    for (let run = 0; run < RUNS_EACH; run += 1) {
      const path = await folder.write('fuzz', mutate(bytes, random))
      const result = await files.read({ path, fileName })
      const end = result.ok ? 'ok' : result.why
      expect(['ok', ...WHYS], fileName).toContain(end)
      if (result.ok) expect(result.text.isWellFormed() && !result.text.includes('\u0000')).toBe(true)
      seen.set(end, (seen.get(end) ?? 0) + 1)
    }
  expect([...seen.values()].reduce((sum, count) => sum + count)).toBe(originals.length * RUNS_EACH)
  // Both kinds of answer occur, so the damage was neither too little nor too much.
  expect(seen.get('ok')).toBeGreaterThan(originals.length)
  expect(seen.get('corrupt')).toBeGreaterThan(originals.length)
  const path = await folder.write('fuzz', bareDocx(paragraph('下一份')))
  expect(await files.read({ path, fileName: 'a.docx' })).toMatchObject({ ok: true, text: '下一份' })
  expect(await readdir(folder.path)).toEqual(['fuzz'])
})
