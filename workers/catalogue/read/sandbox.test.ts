import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { OperatorError } from '#kit/errors.ts'
import { type TempFolder, tempFolder } from '#test/fixtures/temp.ts'
import { openFileProcess } from '../file-process.ts'
import { startFileChild } from './file-child.ts'
import { buildSandbox } from './sandbox.ts'

let folder: TempFolder
beforeAll(async () => {
  folder = await tempFolder()
})
afterAll(() => folder.drop())
afterEach(() => {
  vi.unstubAllEnvs()
})

test('every protection either stands or is named as missing', async () => {
  const { on, off } = await buildSandbox(folder.path)
  expect([...on, ...off]).toHaveLength(4)
  expect(on.map((wall) => wall.en)).toContain('no writing, no starting programs (Node permissions)')
})

test('a machine without prlimit and unshare reads files all the same, and says what is missing', async () => {
  vi.stubEnv('PATH', folder.path)
  const files = openFileProcess({ readable: folder.path })
  const path = await folder.write('note', '一条通知')
  expect(await files.read({ path, fileName: 'a.txt' })).toMatchObject({ ok: true, text: '一条通知' })
  const { off } = await files.describe()
  expect(off.map((wall) => wall.en)).toEqual(
    expect.arrayContaining(['memory and CPU limits (prlimit)', 'no network (unshare)']),
  )
  await files.stop()
})

test.each([
  ['is not there', `${import.meta.dirname}/no-such-program`],
  ['ends at once', '/bin/false'],
])('a program that %s is the operator’s matter', async (_, command) => {
  const sandbox = await buildSandbox(folder.path)
  await expect(startFileChild({ ...sandbox, command, args: [] })).rejects.toBeInstanceOf(OperatorError)
})

test('a child that is not ready in time is replaced by another', async () => {
  const sandbox = await buildSandbox(folder.path)
  const ready = "process.send({ ready: true, rss: 1, cpu: 1 }); process.on('message', () => undefined)"
  const script = 'if mkdir "$0" 2>/dev/null; then exec sleep 60; else exec "$1" -e "$2"; fi'
  const args = ['-c', script, `${folder.path}/started`, process.execPath, ready]
  const child = await startFileChild({ ...sandbox, command: 'sh', args }, { patienceMs: [300, 3_000, 30_000] })
  expect(child.alive).toBe(true)
  await child.kill()
})
