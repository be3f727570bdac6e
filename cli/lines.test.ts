import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { readLines } from './lines.ts'
import { readFixture } from './replay.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gongxiang-lines-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

async function file(name: string, text: string): Promise<string> {
  const path = join(dir, name)
  await writeFile(path, text)
  return path
}

const event = (key: string) => ({
  kind: 'text',
  platform: 'practice',
  eventKey: key,
  chat: { id: 'beike', kind: 'group', name: '备课组' },
  sender: { id: 'li', name: '李老师' },
  sentAt: '2026-11-20T08:00:00Z',
  messageRef: `m-${key}`,
  text: '/search 分数',
  mentionsBot: false,
})

test('lines keep their numbers; blank lines, a byte order mark and Windows line ends do no harm', async () => {
  const path = await file('good.jsonl', '\ufeff{"id":1}\r\n\r\n{"id":2}\r\n')
  expect(await readLines(path, z.object({ id: z.number() }))).toEqual([
    { number: 1, value: { id: 1 } },
    { number: 3, value: { id: 2 } },
  ])
})

test('all wrong lines are told at once with their numbers', async () => {
  const path = await file('bad.jsonl', '{"id":1}\n{"id":"two"}\nnot json\n')
  const reading = readLines(path, z.object({ id: z.number() }))
  await expect(reading).rejects.toMatchObject({ code: 'wrong_lines' })
  await expect(reading).rejects.toThrow(/2 line\(s\) are wrong[\s\S]*bad\.jsonl:2 id: [\s\S]*bad\.jsonl:3 JSON/)
})

test('a file that is not there gets a sentence', async () => {
  await expect(readLines(join(dir, 'none.jsonl'), z.any())).rejects.toMatchObject({ code: 'file_missing' })
  await expect(readFixture(join(dir, 'none.json'))).rejects.toMatchObject({ code: 'file_missing' })
})

test('a fixture is lines, an array or a single event', async () => {
  const lines = await file('a.jsonl', `${JSON.stringify(event('1'))}\n${JSON.stringify(event('2'))}\n`)
  const array = await file('b.json', JSON.stringify([event('1'), event('2')], null, 2))
  const single = await file('c.json', JSON.stringify(event('1'), null, 2))
  expect((await readFixture(lines)).map(({ value }) => value.eventKey)).toEqual(['1', '2'])
  expect((await readFixture(array)).map(({ value }) => value.eventKey)).toEqual(['1', '2'])
  expect((await readFixture(single)).map(({ value }) => value.eventKey)).toEqual(['1'])
})

test('a wrong event in a fixture names its place and field', async () => {
  const path = await file('d.json', JSON.stringify([event('1'), { ...event('2'), sentAt: 'yesterday' }]))
  await expect(readFixture(path)).rejects.toThrow(/d\.json:2 .*sentAt/)
})
