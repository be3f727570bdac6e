import { readFileSync, readlinkSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { childrenRunning } from '#test/fixtures/children.ts'
import { lessonDocx } from '#test/fixtures/office.ts'
import { type TempFolder, tempFolder } from '#test/fixtures/temp.ts'
import { type FileProcess, type FileProcessOptions, openFileProcess } from './file-process.ts'
import { READER } from './read/sandbox.ts'

const CHILD = 'catalogue/read/child.ts'
const children = () => childrenRunning(CHILD)

let folder: TempFolder
let lesson: { path: string; fileName: string }
let note: { path: string; fileName: string }
beforeAll(async () => {
  folder = await tempFolder()
  lesson = { path: await folder.write('lesson', await lessonDocx()), fileName: '教案.docx' }
  note = { path: await folder.write('note', '一条通知'), fileName: '通知.txt' }
})
afterAll(() => folder.drop())

let files: FileProcess
function open(more: Partial<FileProcessOptions> = {}): FileProcess {
  files = openFileProcess({ readable: folder.path, ...more })
  return files
}
afterEach(() => files.stop())

test('a file is read in another process, which stays warm for the next', async () => {
  open()
  expect(children()).toEqual([])
  expect(await files.read(lesson)).toMatchObject({ ok: true, format: 'docx', heading: '分数的初步认识' })
  const warm = children()
  expect(warm).toHaveLength(1)
  expect(await files.read(note)).toMatchObject({ ok: true, text: '一条通知' })
  expect(children()).toEqual(warm)
})

test('a child that is started before the first file reads it, with everything loaded', async () => {
  await open({ program: { ...READER, eager: true } }).warm()
  expect(children()).toHaveLength(1)
  expect(await files.read(lesson)).toMatchObject({ ok: true, heading: '分数的初步认识' })
  expect(children()).toHaveLength(1)
})

test('an idle child needs less than 90 MB', async () => {
  await open().read(note)
  const status = readFileSync(`/proc/${children()[0]}/status`, 'utf8')
  expect(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1])).toBeLessThan(90 * 1024)
})

test('many files at once are read one after the other, each with its own answer', async () => {
  open()
  const read = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      folder.write(`n${n}`, `通知 ${n}`).then((path) => files.read({ path, fileName: 'a.txt' })),
    ),
  )
  expect(read.map((result) => result.ok && result.text)).toEqual(Array.from({ length: 20 }, (_, n) => `通知 ${n}`))
  expect(children()).toHaveLength(1)
})

test('a child that has files before it gives each its own answer, and its death costs none of them', async () => {
  open({ ahead: 3 })
  await files.read(note)
  const several = await Promise.all(
    Array.from({ length: 6 }, (_, n) =>
      folder.write(`ahead${n}`, `消息 ${n}`).then((path) => ({ path, fileName: 'a.txt' })),
    ),
  )
  const reading = several.map((file) => files.read(file))
  const [first] = children()
  process.kill(first ?? 0, 'SIGKILL')
  const read = await Promise.all(reading)
  expect(read.map((result) => result.ok && result.text)).toEqual(several.map((_, n) => `消息 ${n}`))
  expect(children()).not.toContain(first)
})

test('a pool of two reads two files at a time, and the death of one child costs the other nothing', async () => {
  open({ size: 2 })
  await Promise.all([files.read(lesson), files.read(note)])
  const both = children()
  expect(both).toHaveLength(2)
  process.kill(both[0] ?? 0, 'SIGKILL')
  const read = await Promise.all(Array.from({ length: 8 }, () => files.read(note)))
  expect(read.every((result) => result.ok)).toBe(true)
  expect(children().length).toBeLessThanOrEqual(2)
})

test('the child has none of our environment, and no network where that can be had', async () => {
  vi.stubEnv('FEISHU_APP_SECRET', 'do-not-leak')
  await open().read(note)
  vi.unstubAllEnvs()
  const [pid] = children()
  expect(readFileSync(`/proc/${pid}/environ`, 'latin1')).not.toContain('do-not-leak')
  const { off } = await files.describe()
  const alone = !off.some((wall) => wall.en.startsWith('no network'))
  expect(readlinkSync(`/proc/${pid}/ns/net`) !== readlinkSync('/proc/self/ns/net')).toBe(alone)
})

test('the child reads nothing outside its folder', async () => {
  await expect(open().read({ path: '/etc/passwd', fileName: 'a.txt' })).rejects.toThrow('ERR_ACCESS_DENIED')
  expect(await files.read(note)).toMatchObject({ ok: true })
})

test('a stored file that is gone is our fault, not the file’s', async () => {
  await expect(open().read({ path: `${folder.path}/gone`, fileName: 'a.txt' })).rejects.toThrow('ENOENT')
})

test('an idle child ends by itself', async () => {
  await open({ idleMs: 20 }).read(note)
  await vi.waitUntil(() => children().length === 0, { interval: 5, timeout: 5_000 })
  expect(await files.read(note)).toMatchObject({ ok: true })
})

test('a child is replaced after two hundred files', async () => {
  open()
  await files.read(note)
  const [first] = children()
  for (let n = 1; n < 200; n += 1) await files.read(note)
  await vi.waitUntil(() => !children().includes(first ?? 0), { interval: 5 })
  expect(await files.read(note)).toMatchObject({ ok: true })
})
