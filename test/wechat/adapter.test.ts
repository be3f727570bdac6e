import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { types } from 'wechaty-puppet'
import type { Incoming } from '#bot/incoming.ts'
import { openEar } from '#bot/platforms/contract.ts'
import type { WechatConfig } from '#bot/platforms/wechat/config.ts'
import { stableIdentity } from '#bot/platforms/wechat/identity.ts'
import { openInstance } from '#bot/platforms/wechat/instance.ts'
import { makeWechaty } from '#bot/platforms/wechat/load.ts'
import { openWechat, type Wechat } from '#bot/platforms/wechat/wechat.ts'
import { openFolderBlobs } from '#db/blobs.ts'
import { systemClock } from '#kit/clock.ts'
import { silentLog } from '#kit/log.ts'
import { WorldPuppet } from './puppet.ts'
import { openWechatWorld } from './world.ts'

let dir: string
let wechat: Wechat
let world: ReturnType<typeof openWechatWorld>
let puppets: WorldPuppet[]
const ear = { current: openEar() }

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gongxiang-wechat-'))
  world = openWechatWorld()
  puppets = []
  ear.current = openEar()
  const config: WechatConfig = {
    puppet: 'mock',
    token: undefined,
    endpoint: undefined,
    authority: undefined,
    noTls: false,
    dataDir: join(dir, 'wechat'),
    stableIds: true,
    rooms: new Set(['三年级备课组']),
    timeoutSeconds: 600,
    maxFileBytes: 1_000_000,
    pace: { minIntervalMs: 0, perMinute: 600, perRoomHour: 3_600, perDay: 100_000 },
  }
  const online = Promise.withResolvers<void>()
  wechat = openWechat({
    config,
    blobs: await openFolderBlobs(join(dir, 'blobs')),
    schoolId: 'school',
    clock: systemClock,
    log: silentLog,
    identity: { ...stableIdentity(), entered: async () => online.resolve() },
    sender: () => ({
      post: async () => {
        throw new Error('nothing is sent here')
      },
      stop: async () => undefined,
    }),
    alert: () => undefined,
    make: async (hears) => {
      const puppet = new WorldPuppet(world)
      puppets.push(puppet)
      const instance = openInstance(await makeWechaty(config, puppet), hears, silentLog)
      return {
        ...instance,
        start: async () => {
          await instance.start()
          puppet.enter()
        },
      }
    },
  })
  await wechat.start((event: Incoming) => ear.current.on(event))
  await online.promise
})
afterEach(async () => {
  await wechat.stop()
  await rm(dir, { recursive: true, force: true })
})

test('a text that names the bot arrives without the name, whatever stands around it', async () => {
  const li = world.person('李老师')
  const room = world.room('三年级备课组', [li])
  world.says(li, room.id, '＠小享\u2005／search 分数', { mentions: [world.botId] })
  const event = await ear.current.until('text')
  expect(event).toMatchObject({
    chat: { id: room.id, kind: 'group', name: '三年级备课组' },
    sender: { id: li.id, name: '李老师' },
    text: '／search 分数',
    mentionsBot: true,
  })
})

test('a file arrives with its bytes; other rooms, the bot itself and voices are not heard', async () => {
  const li = world.person('李老师')
  const room = world.room('三年级备课组', [li])
  const other = world.room('家庭群', [li])
  world.says(li, other.id, '/search 私事')
  world.posts(li, room.id, types.Message.Audio, '')
  world.accept(room.id, { text: '我说的' }, [])
  const bytes = Buffer.from('PK\u0003\u0004 content')
  world.uploads(li, room.id, '分数.docx', bytes)
  const event = await ear.current.until('file')
  expect(event.name).toBe('分数.docx')
  expect(await buffer(await wechat.fetch(event.file, AbortSignal.timeout(5_000)))).toEqual(bytes)
  expect(ear.current.heard.map((one) => one.kind)).toEqual(['file'])
})
