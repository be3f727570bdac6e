import { afterEach, describe, expect, test } from 'vitest'
import { type Ear, openEar } from '#bot/platforms/ear.ts'
import { type Identity, openIdentity } from '#bot/platforms/wechat/identity.ts'
import { SAMPLE_SCHOOL } from '#db/practice/seed.ts'
import { decideRoom, listDoubtfulRooms } from '#db/wechat/rooms.ts'
import { systemClock } from '#kit/clock.ts'
import { until } from '../school.ts'
import { openWechatRig, type Road, type WechatRig, wechatDatabase } from './rig.ts'
import { openWechatWorld } from './world.ts'

const database = wechatDatabase()
let n = 0
const doubts: { key: string; topic: string }[] = []

/** The identity of one kind of puppet, of which there is a new one for each test. */
function open(stableIds = false, puppet = `puppet-${++n}`): Identity {
  doubts.length = 0
  return openIdentity({
    db: database.db,
    schoolId: SAMPLE_SCHOOL,
    puppet,
    stableIds,
    clock: systemClock,
    doubtful: (room) => doubts.push(room),
  })
}

const inRoom = (key: string, alias: string | undefined, unique = true) => ({
  key,
  alias,
  isUnique: () => Promise.resolve(unique),
})
const isPending = async (key: string): Promise<boolean> => {
  const row = await database.db
    .selectFrom('account')
    .innerJoin('member', 'member.id', 'account.member_id')
    .select('member.pending_since')
    .where('account.external_id', '=', key)
    .executeTakeFirst()
  return row?.pending_since != null
}

describe('with ids that change at each login', () => {
  test('a person is found again by room and 群昵称, whatever they are called elsewhere', async () => {
    const identity = open()
    await identity.entered('@bot1')
    const room = await identity.room({ id: '@@r1', topic: '备课组' })
    const li = await identity.person({ id: '@a1', name: '小李', room: inRoom(room.key, '李老师') })
    expect(await identity.personId(li.key)).toBe('@a1')
    await identity.entered('@bot2')
    expect(await identity.personId(li.key)).toBeUndefined()
    expect(await identity.roomId(room.key)).toBeUndefined()
    const again = await identity.room({ id: '@@r2', topic: '备课组' })
    expect(again.key).toBe(room.key)
    const same = await identity.person({ id: '@a2', name: '换了昵称', room: inRoom(room.key, '李老师') })
    expect(same.key).toBe(li.key)
    expect(await identity.personId(li.key)).toBe('@a2')
    expect(await identity.roomId(room.key)).toBe('@@r2')
    expect(await isPending(li.key)).toBe(false)
  })

  test('a 群昵称 that two have, then or now, finds nobody; nor does a nickname, nor another room', async () => {
    const identity = open()
    await identity.entered('@bot1')
    const { key: room } = await identity.room({ id: '@@r1', topic: '备课组' })
    const { key: other } = await identity.room({ id: '@@o1', topic: '另一个组' })
    const keys = [
      await identity.person({ id: '@a1', name: '甲', room: inRoom(room, '王老师', false) }),
      await identity.person({ id: '@b1', name: '乙', room: inRoom(room, '王老师', false) }),
      await identity.person({ id: '@c1', name: '丙', room: inRoom(room, undefined) }),
      await identity.person({ id: '@d1', name: '丁', room: inRoom(room, '赵老师') }),
    ].map((one) => one.key)
    await identity.entered('@bot2')
    const later = [
      await identity.person({ id: '@a2', name: '甲', room: inRoom(room, '王老师') }),
      await identity.person({ id: '@c2', name: '丙', room: inRoom(room, undefined) }),
      await identity.person({ id: '@d2', name: '丁', room: inRoom(other, '赵老师') }),
      await identity.person({ id: '@d3', name: '丁', room: inRoom(room, '赵老师', false) }),
      await identity.person({ id: '@d4', name: '丁' }),
    ].map((one) => one.key)
    expect(later.filter((key) => keys.includes(key))).toEqual([])
    expect(new Set(later).size).toBe(5)
    expect(await Promise.all(later.map(isPending))).toEqual([true, true, true, true, true])
  })

  test('two with the name of one: the second is nobody’s heir', async () => {
    const identity = open()
    await identity.entered('@bot1')
    const { key: room } = await identity.room({ id: '@@r1', topic: '备课组' })
    const li = await identity.person({ id: '@a1', name: '小李', room: inRoom(room, '李老师') })
    await identity.entered('@bot2')
    expect((await identity.person({ id: '@a2', name: '小李', room: inRoom(room, '李老师') })).key).toBe(li.key)
    expect((await identity.person({ id: '@x2', name: '小李', room: inRoom(room, '李老师') })).key).not.toBe(li.key)
  })

  test('a member who changes their name while logged in stays who they are, and is found by the new name', async () => {
    const identity = open()
    await identity.entered('@bot1')
    const { key: room } = await identity.room({ id: '@@r1', topic: '备课组' })
    const li = await identity.person({ id: '@a1', name: '小李', room: inRoom(room, '李老师') })
    const renamed = await identity.person({ id: '@a1', name: '老李', room: inRoom(room, '李组长') })
    expect(renamed).toEqual({ key: li.key, name: '李组长' })
    await identity.entered('@bot2')
    expect((await identity.person({ id: '@a2', name: '老李', room: inRoom(room, '李组长') })).key).toBe(li.key)
  })

  test('a connection that was only replaced keeps everybody; the same id for somebody else does not', async () => {
    const identity = open()
    await identity.entered('@bot1')
    const { key: room } = await identity.room({ id: '@@r1', topic: '备课组' })
    const li = await identity.person({ id: '@a1', name: '小李', room: inRoom(room, undefined) })
    const wang = await identity.person({ id: '@b1', name: '小王' })
    await identity.entered('@bot1')
    expect((await identity.person({ id: '@a1', name: '小李', room: inRoom(room, undefined) })).key).toBe(li.key)
    expect((await identity.person({ id: '@b1', name: '别人' })).key).not.toBe(wang.key)
    await identity.entered('@bot2')
    expect((await identity.person({ id: '@a1', name: '小李' })).key).not.toBe(li.key)
  })

  test('the first people of all wait for nothing', async () => {
    const identity = open()
    await identity.entered('@bot1')
    const li = await identity.person({ id: '@a1', name: '小李' })
    expect(await isPending(li.key)).toBe(false)
  })

  test('two rooms of one name: neither takes over what the first was, and an administrator decides', async () => {
    const identity = open()
    await identity.entered('@bot1')
    const first = await identity.room({ id: '@@r1', topic: '备课组' })
    await identity.entered('@bot2')
    const other = await identity.room({ id: '@@x2', topic: '备课组', isUnique: async () => false })
    expect(other.key).not.toBe(first.key)
    expect(doubts).toEqual([{ key: other.key, topic: '备课组' }])
    expect((await listDoubtfulRooms(database.db, SAMPLE_SCHOOL)).map((one) => one.key)).toContain(other.key)
    const decide = (same: boolean) =>
      database.db
        .transaction()
        .execute((trx) => decideRoom(trx, { schoolId: SAMPLE_SCHOOL, key: other.key, same, now: new Date() }))
    expect(await decide(true)).toBe(true)
    expect(await decide(true)).toBe(false)
    expect(await identity.roomId(first.key)).toBe('@@x2')
    expect(await identity.roomId(other.key)).toBe('@@x2')
    await identity.entered('@bot2')
    expect((await identity.room({ id: '@@x2', topic: '备课组', isUnique: async () => false })).key).toBe(first.key)
  })

  test('many at once are placed once each', async () => {
    const identity = open()
    await identity.entered('@bot1')
    const placed = await Promise.all(
      Array.from({ length: 30 }, (_, index) => identity.person({ id: `@p${index % 3}`, name: `人${index % 3}` })),
    )
    expect(new Set(placed.map((one) => one.key)).size).toBe(3)
  })
})

describe('with ids that stay', () => {
  test('people keep their id as their key; a group that was made anew is asked about', async () => {
    const identity = open(true)
    await identity.entered('wxid_bot')
    expect((await identity.person({ id: 'wxid_1', name: '小李' })).key).toBe('wxid_1')
    const first = await identity.room({ id: '1@chatroom', topic: '备课组' })
    expect(first.key).toBe('1@chatroom')
    await identity.entered('wxid_bot')
    expect((await identity.room({ id: '1@chatroom', topic: '备课组（新）' })).key).toBe('1@chatroom')
    expect(doubts).toEqual([])
    const anew = await identity.room({ id: '2@chatroom', topic: '备课组（新）' })
    expect(doubts).toEqual([{ key: anew.key, topic: '备课组（新）' }])
    expect(await identity.roomId('1@chatroom')).toBe('1@chatroom')
    expect(await identity.personId('wxid_1')).toBe('wxid_1')
  })
})

let rig: WechatRig | undefined
afterEach(async () => {
  await rig?.close()
  rig = undefined
})

for (const road of ['mock', 'service'] as const satisfies Road[]) {
  test(`over ${road}: logged out and in again with other ids, everybody with a 群昵称 is who they were`, async () => {
    const puppet = `road-${road}`
    const hear = async (mark: string): Promise<{ ear: Ear; keys: string[]; chat: string }> => {
      await rig?.close()
      const world = openWechatWorld()
      const people = ['小李', '小王', '无名'].map((name) => world.person(name, `@${mark}${name}`))
      const room = world.room('三年级备课组', people, `@@${mark}@chatroom`)
      const [li, wang, nobody] = people
      if (!li || !wang || !nobody) throw new Error('nobody is here')
      room.aliases.set(li.id, '李老师')
      room.aliases.set(wang.id, '王老师')
      const config = { stableIds: false }
      rig = await openWechatRig({ db: database.db, road, world, config, identity: open(false, puppet) })
      const ear = openEar()
      await rig.wechat.start((event) => ear.on(event))
      await rig.online()
      for (const one of people) world.says(one, room.id, `/search ${one.name}`)
      await until(async () => ear.heard.length >= people.length, 'not everybody was heard', 10_000)
      const heard = ear.heard.filter((event) => event.kind === 'text')
      const key = (name: string) => heard.find((event) => event.text.includes(name))?.sender.id ?? ''
      return { ear, keys: people.map((one) => key(one.name)), chat: heard[0]?.chat.id ?? '' }
    }
    const before = await hear('a')
    const after = await hear('b')
    expect(after.chat).toBe(before.chat)
    expect(after.keys.slice(0, 2)).toEqual(before.keys.slice(0, 2))
    expect(after.keys[2]).not.toBe(before.keys[2])
    expect(await Promise.all(after.keys.map(isPending))).toEqual([false, false, true])
    // What is said to a person of before finds them under their new id.
    await rig?.wechat.post(
      { id: after.chat, kind: 'group' },
      { view: { blocks: [{ kind: 'text', text: '答' }] }, lang: 'zh-CN', key: `k-${road}`, asker: after.keys[0] },
    )
    expect(rig?.world.sent.map((one) => [one.to, one.mentions])).toEqual([['@@b@chatroom', ['@b小李']]])
  })
}
