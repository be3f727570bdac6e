import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { RetryLater } from '#kit/errors.ts'
import { childrenRunning } from '#test/fixtures/children.ts'
import { nestedFlatePdf } from '#test/fixtures/hostile.ts'
import { type TempFolder, tempFolder } from '#test/fixtures/temp.ts'
import { type FileProcess, type FileProcessOptions, openFileProcess } from './file-process.ts'

const CHILD = 'catalogue/read/child.ts'
const children = () => childrenRunning(CHILD)

let folder: TempFolder
let note: { path: string; fileName: string }
let slow: { path: string; fileName: string }
beforeAll(async () => {
  folder = await tempFolder()
  note = { path: await folder.write('note', '一条通知'), fileName: '通知.txt' }
  // About a second of inflating.
  slow = { path: await folder.write('slow', nestedFlatePdf(150_000_000)), fileName: '慢.pdf' }
})
afterAll(() => folder.drop())

let files: FileProcess
function open(more: Partial<FileProcessOptions> = {}): FileProcess {
  files = openFileProcess({ readable: folder.path, ...more })
  return files
}
afterEach(() => files.stop())

test('a file that takes too long ends with timeout, and the next is read', async () => {
  open({ timeoutMs: 150 })
  expect(await files.read(slow)).toEqual({ ok: false, format: 'pdf', family: 'pdf', why: 'timeout', flags: [] })
  files = await reopen()
  expect(await files.read(note)).toMatchObject({ ok: true })
})

test('a file is given more time when its child got none, and not for ever', async () => {
  open({ timeoutMs: 5_000 })
  await files.read(note)
  const [child = 0] = children()
  process.kill(child, 'SIGSTOP')
  const began = performance.now()
  const result = files.read(note)
  await vi.waitUntil(() => performance.now() - began > 5_200, { timeout: 10_000 })
  process.kill(child, 'SIGCONT')
  expect(await result).toMatchObject({ ok: true })
  expect(children()).toEqual([child])
  process.kill(child, 'SIGSTOP')
  expect(await files.read(note)).toMatchObject({ ok: false, why: 'timeout' })
})

test('a file that needs too much memory ends with memory, and the next is read', async () => {
  open({ maxRssMb: 130 })
  expect(await files.read(slow)).toMatchObject({ ok: false, why: 'memory' })
  expect(await files.read(note)).toMatchObject({ ok: true })
})

test('a child that dies once costs nothing: the file is read by the next', async () => {
  open()
  const result = files.read(slow)
  await killOne()
  expect(await result).toMatchObject({ ok: true, format: 'pdf' })
})

test('a child that dies twice at the same file ends with crashed', async () => {
  open()
  const result = files.read(slow)
  const first = await killOne()
  await killOne(first)
  expect(await result).toMatchObject({ ok: false, format: 'pdf', why: 'crashed' })
  expect(await files.read(note)).toMatchObject({ ok: true })
})

test('an abort ends the reading with its reason, and the next is read', async () => {
  open()
  const stop = new AbortController()
  const [result, waiting] = [files.read(slow, stop.signal), files.read(note, stop.signal)]
  const ended = [expect(result).rejects.toThrow('enough'), expect(waiting).rejects.toThrow('enough')]
  await vi.waitUntil(() => children().length > 0, { interval: 5 })
  stop.abort(new Error('enough'))
  await Promise.all(ended)
  expect(await files.read(note)).toMatchObject({ ok: true })
  await expect(files.read(note, stop.signal)).rejects.toThrow('enough')
})

test('stopping ends what is read and what waits with a retry', async () => {
  open()
  const results = [files.read(slow), files.read(note)]
  const ended = results.map((result) => expect(result).rejects.toBeInstanceOf(RetryLater))
  await vi.waitUntil(() => children().length > 0, { interval: 5 })
  await files.stop()
  await Promise.all(ended)
  expect(children()).toEqual([])
  await expect(files.read(note)).rejects.toBeInstanceOf(RetryLater)
})

test('a child whose parent is killed ends, too', async () => {
  const source = `
    import { openFileProcess } from ${JSON.stringify(join(import.meta.dirname, 'file-process.ts'))}
    const files = openFileProcess({ readable: ${JSON.stringify(folder.path)} })
    await files.read(${JSON.stringify(note)})
    console.log('read')
    setInterval(() => undefined, 1000)`
  const parent = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(parent.stdout, 'data')
  const [child = 0] = childrenRunning(CHILD, parent.pid)
  expect(child).toBeGreaterThan(0)
  parent.kill('SIGKILL')
  await vi.waitUntil(() => residentKilobytes(child) === 0, { interval: 10, timeout: 10_000 })
})

async function reopen(): Promise<FileProcess> {
  await files.stop()
  return openFileProcess({ readable: folder.path })
}

/** Kills the child that is working, once it is there; `not` is one that was killed before. */
async function killOne(not?: number): Promise<number> {
  const pid = await vi.waitUntil(() => children().find((id) => id !== not && isReady(id)), {
    interval: 5,
    timeout: 10_000,
  })
  process.kill(pid, 'SIGKILL')
  return pid
}

/** Past its start: it has loaded pdf.js, so it is reading. */
function isReady(pid: number): boolean {
  return residentKilobytes(pid) > 110 * 1024
}

function residentKilobytes(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}
