import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLog } from '#kit/log.ts'
import type { Incoming } from '../../incoming.ts'
import { openSpool } from './spool.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gongxiang-spool-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const event = (text: string): Incoming => ({
  platform: 'wechat',
  eventKey: text,
  chat: { id: '1@chatroom', kind: 'group', name: '备课组' },
  sender: { id: 'wxid_1', name: '李老师' },
  sentAt: new Date(0).toISOString(),
  messageRef: text,
  kind: 'text',
  text,
  mentionsBot: false,
})

test('an event that the database never takes is put aside, and those behind it go on', async () => {
  const taken: string[] = []
  const refusal = Object.assign(new pg.DatabaseError('refused', 0, 'error'), { code: '22021' })
  const { promise, resolve } = Promise.withResolvers<void>()
  const hand = async (one: Incoming) => {
    if (one.eventKey === 'bad') throw refusal
    taken.push(one.eventKey)
    if (one.eventKey === 'last') resolve()
  }
  const spool = openSpool(dir, hand, silentLog, 1)
  await spool.start()
  for (const text of ['first', 'bad', 'last']) await spool.take(event(text))
  await promise
  await spool.stop()
  expect(taken).toEqual(['first', 'last'])
  expect(await readdir(dir)).toEqual([expect.stringMatching(/\.json\.bad$/)])
})

test('while the database is away all wait, in order, and the next process hands them over', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const away = openSpool(
    dir,
    async () => {
      resolve()
      throw new Error('ECONNREFUSED')
    },
    silentLog,
    1,
  )
  await away.start()
  for (const text of ['first', 'second', 'third']) await away.take(event(text))
  await promise
  await away.stop()
  const taken: string[] = []
  const done = Promise.withResolvers<void>()
  const next = openSpool(
    dir,
    async (one) => {
      taken.push(one.eventKey)
      if (taken.length === 3) done.resolve()
    },
    silentLog,
    1,
  )
  await next.start()
  await done.promise
  await next.stop()
  expect(taken).toEqual(['first', 'second', 'third'])
  expect(await readdir(dir)).toEqual([])
})
