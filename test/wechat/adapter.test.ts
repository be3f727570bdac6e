import { buffer } from 'node:stream/consumers'
import { afterEach, describe, expect, test } from 'vitest'
import { types } from 'wechaty-puppet'
import { type Ear, openEar } from '#bot/platforms/ear.ts'
import { openWechatRig, type RigOptions, type Road, type WechatRig, wechatDatabase } from './rig.ts'

const database = wechatDatabase()
let rig: WechatRig | undefined
afterEach(async () => {
  await rig?.close()
  rig = undefined
})

async function start(options: Partial<RigOptions> = {}): Promise<WechatRig & { ear: Ear }> {
  const made = await openWechatRig({ db: database.db, ...options })
  rig = made
  const ear = openEar()
  await made.wechat.start((event) => ear.on(event))
  await made.online()
  return { ...made, ear }
}

for (const road of ['mock', 'service'] as const satisfies Road[]) {
  describe(`over ${road}`, () => {
    test('a text that names the bot arrives without the name, whatever stands around it', async () => {
      const { world, ear } = await start({ road })
      const li = world.person('李老师')
      const room = world.room('三年级备课组', [li])
      world.says(li, room.id, '＠小享\u2005／search 分数', { mentions: [world.botId] })
      expect(await ear.until('text')).toMatchObject({
        chat: { id: room.id, kind: 'group', name: '三年级备课组' },
        sender: { id: li.id, name: '李老师' },
        text: '／search 分数',
        mentionsBot: true,
      })
    })

    test('a file arrives with its bytes; other rooms, the bot itself and voices are not heard', async () => {
      const { world, ear, wechat } = await start({ road, config: { rooms: new Set(['三年级备课组']) } })
      const li = world.person('李老师')
      const room = world.room('三年级备课组', [li])
      const other = world.room('家庭群', [li])
      world.says(li, other.id, '/search 私事')
      world.posts(li, room.id, types.Message.Audio, '')
      world.accept(room.id, { text: '我说的' }, [])
      const bytes = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(200_000, 7)])
      world.uploads(li, room.id, '分数.docx', bytes)
      const event = await ear.until('file')
      expect(event.name).toBe('分数.docx')
      const fetched = await buffer(await wechat.fetch(event.file, AbortSignal.timeout(10_000)))
      expect(Buffer.compare(fetched, bytes)).toBe(0)
      expect(ear.heard.map((one) => one.kind)).toEqual(['file'])
    })
  })
}
