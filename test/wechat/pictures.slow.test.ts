import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Outgoing } from '#bot/platform.ts'
import { openEar } from '#bot/platforms/ear.ts'
import { type Draw, openWechatPictures } from '#bot/platforms/wechat/pictures.ts'
import { SAMPLE_SCHOOL } from '#db/practice/seed.ts'
import { systemClock } from '#kit/clock.ts'
import { silentLog } from '#kit/log.ts'
import { openPictures, type Pictures } from '#workers/picture/pictures.ts'
import { sentence, type View } from '#workers/view.ts'
import { views } from '../pictures/sheets.ts'
import { openWechatRig, type RigOptions, type Road, type WechatRig, wechatDatabase } from './rig.ts'

const database = wechatDatabase()
let pictures: Pictures
let rig: WechatRig | undefined
beforeAll(() => {
  pictures = openPictures({ db: database.db, clock: systemClock })
})
afterAll(() => pictures.stop())
afterEach(async () => {
  await rig?.close()
  rig = undefined
  await set('school', {})
  await database.db.deleteFrom('chat').where('platform', '=', 'wechat').execute()
})

const shown = (name: string): View => {
  const view = views('zh-CN')[name]
  if (!view) throw new Error(`there is no ${name}`)
  return view
}
const out = (view: View, more: Partial<Outgoing> = {}): Outgoing => ({
  view,
  lang: 'zh-CN',
  key: `k${Math.random()}`,
  ...more,
})

async function set(where: 'school' | 'chat', settings: Record<string, string>, chat = '') {
  const { db } = database
  const text = JSON.stringify(settings)
  if (where === 'school')
    await db.updateTable('school').set({ settings: text }).where('id', '=', SAMPLE_SCHOOL).execute()
  else {
    await db
      .insertInto('chat')
      .values({
        school_id: SAMPLE_SCHOOL,
        platform: 'wechat',
        external_id: chat,
        kind: 'group',
        name: '组',
        settings: text,
      })
      .onConflict((conflict) => conflict.constraint('chat__external__key').doUpdateSet({ settings: text }))
      .execute()
  }
}

async function start(more: Partial<RigOptions> & { draw?: Draw } = {}) {
  const draw = more.draw ?? pictures.of
  const made = await openWechatRig({
    db: database.db,
    picture: openWechatPictures({ db: database.db, schoolId: SAMPLE_SCHOOL, draw, log: silentLog }),
    ...more,
  })
  rig = made
  const ear = openEar()
  await made.wechat.start((event) => ear.on(event))
  await made.online()
  const li = made.world.person('李老师')
  const room = made.world.room('三年级备课组', [li])
  const said = () => made.world.sent.filter((one) => one.to === room.id)
  return { ...made, chat: { id: room.id, kind: 'group' as const }, li, said }
}

const kinds = (sent: readonly { file?: { name: string }; text?: string }[]) =>
  sent.map((one) => one.file?.name ?? (one.text === undefined ? '?' : 'text'))

for (const road of ['mock', 'service'] as const satisfies Road[]) {
  describe(`over ${road}`, () => {
    test('a board and a receipt of several files go out as a picture, then as text; an answer as text alone', async () => {
      const { wechat, chat, said } = await start({ road })
      await wechat.post(chat, out(shown('weekly')))
      await wechat.post(chat, out(shown('burst')))
      await wechat.post(chat, out(sentence('好的')))
      expect(kinds(said())).toEqual(['积分榜.png', 'text', '收录回执.png', 'text', 'text'])
      for (const { file } of said().slice(0, 1)) {
        expect(file?.bytes.subarray(1, 4).toString('latin1')).toBe('PNG')
        // Width and height of a PNG stand in its first chunk.
        expect(file?.bytes.readUInt32BE(16)).toBe(750)
      }
      expect(said()[1]?.text).toContain('李晓梅')
    })
  })
}

test('a chat chooses text, the picture alone, or what its school has chosen', async () => {
  const { wechat, chat, said } = await start()
  const after = async () => {
    const before = said().length
    await wechat.post(chat, out(shown('weekly')))
    return kinds(said().slice(before))
  }
  await set('school', { pictures: 'text' })
  expect(await after()).toEqual(['text'])
  await set('chat', { pictures_here: 'picture' }, chat.id)
  expect(await after()).toEqual(['积分榜.png'])
  await set('chat', { pictures_here: 'school' }, chat.id)
  expect(await after()).toEqual(['text'])
  await set('school', { pictures: 'picture' })
  expect(await after()).toEqual(['积分榜.png'])
})

test('where the picture stands alone, a board is still there in words: asked for, or when the picture does not go out', async () => {
  const { wechat, chat, said, world } = await start()
  await set('school', { pictures: 'picture' })
  await wechat.post(chat, out({ ...shown('weekly'), about: { plain: true } }))
  expect(kinds(said())).toEqual(['text'])
  world.faults.sends = 1
  await wechat.post(chat, out(shown('weekly')))
  expect(kinds(said())).toEqual(['text', 'text'])
})

test('a picture that can not be drawn costs nothing but itself', async () => {
  const { wechat, chat, said } = await start({ draw: () => Promise.reject(new Error('no canvas here')) })
  await set('school', { pictures: 'picture' })
  await wechat.post(chat, out(shown('weekly')))
  expect(kinds(said())).toEqual(['text'])
})

test('numbers that nobody was shown mean nothing', async () => {
  const { wechat, chat, li } = await start()
  const own = {
    ...shown('own'),
    blocks: [
      ...shown('own').blocks,
      { kind: 'actions' as const, actions: [{ label: '本月', command: 'top', args: {} }] },
    ],
  }
  await set('school', { pictures: 'picture' })
  await wechat.post(chat, out(own, { asker: li.id }))
  expect(await database.db.selectFrom('wechat_session').selectAll().execute()).toEqual([])
  await set('school', { pictures: 'both' })
  await wechat.post(chat, out(own, { asker: li.id }))
  expect(await database.db.selectFrom('wechat_session').selectAll().execute()).toHaveLength(1)
})

test('pictures asked for at once come one after the other, each whole', async () => {
  const all = await Promise.all(Array.from({ length: 6 }, () => pictures.of(SAMPLE_SCHOOL, shown('weekly'), 'zh-CN')))
  expect(all.every((png) => png && png.length < 200_000)).toBe(true)
})
