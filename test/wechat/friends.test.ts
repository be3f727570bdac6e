import { afterEach, expect, test } from 'vitest'
import { openWechatRig, type WechatRig, wechatDatabase } from './rig.ts'

const database = wechatDatabase()
let rig: WechatRig | undefined
afterEach(async () => {
  await rig?.close()
  rig = undefined
})

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve))
}

test('a member of a group that is read becomes a friend; a stranger and other groups’ members wait', async () => {
  rig = await openWechatRig({ db: database.db, config: { rooms: new Set(['备课组']) } })
  const { world, wechat } = rig
  const stranger = world.person('推销', 'wxid_ad', false)
  const parent = world.person('家长', 'wxid_parent', false)
  const li = world.person('李老师', 'wxid_li', false)
  world.room('家长群', [parent])
  world.room('备课组', [li])
  await wechat.start(async () => undefined)
  await rig.online()
  const refused = [world.asks(stranger), world.asks(parent)]
  const taken = world.asks(li)
  await until(() => taken.accepted)
  expect(refused.map((one) => one.accepted)).toEqual([false, false])
})

test('no more than ten requests are taken within an hour', async () => {
  rig = await openWechatRig({ db: database.db })
  const { world, wechat } = rig
  const people = Array.from({ length: 12 }, (_, n) => world.person(`老师${n}`, `wxid_t${n}`, false))
  world.room('备课组', people)
  let heard = false
  await wechat.start(async () => {
    heard = true
  })
  await rig.online()
  const asked = []
  for (const person of people) {
    const one = world.asks(person)
    asked.push(one)
    if (asked.length <= 10) await until(() => one.accepted)
  }
  // The eleventh and twelfth were told before this one's message, which is read after them.
  const li = people[0]
  const room = [...world.rooms.values()][0]
  if (!li || !room) throw new Error('no room')
  world.says(li, room.id, '完了')
  await until(() => heard)
  expect(asked.filter((one) => one.accepted)).toHaveLength(10)
})
