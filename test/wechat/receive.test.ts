import { afterEach, describe, expect, test } from 'vitest'
import { types } from 'wechaty-puppet'
import type { Incoming } from '#bot/incoming.ts'
import { openEar } from '#bot/platforms/ear.ts'
import { openWechatRig, type RigOptions, type WechatRig, wechatDatabase } from './rig.ts'

const database = wechatDatabase()
let rig: WechatRig | undefined
afterEach(async () => {
  await rig?.close()
  rig = undefined
})

async function start(options: Partial<RigOptions> = {}) {
  const made = await openWechatRig({ db: database.db, ...options })
  rig = made
  const ear = openEar()
  await made.wechat.start((event) => ear.on(event))
  await made.online()
  const { world } = made
  const li = world.person('李老师')
  const room = world.room('三年级备课组', [li])
  /** What has been heard once a last sentence, said after all else, has come. */
  const heard = async (): Promise<Incoming[]> => {
    world.says(li, room.id, '完了')
    while (!ear.heard.some((one) => one.kind === 'text' && one.text === '完了')) {
      await new Promise((resolve) => setImmediate(resolve))
    }
    return ear.heard.filter((one) => one.kind !== 'text' || one.text !== '完了')
  }
  return { ...made, ear, li, room, heard }
}

const texts = (events: readonly Incoming[]) =>
  events.map((one) => (one.kind === 'text' ? [one.text, one.mentionsBot] : [one.kind]))

for (const road of ['mock', 'service'] as const) {
  describe(`over ${road}`, () => {
    test('the bot is meant, however its name is spaced and typed', async () => {
      const { world, li, room, heard } = await start({ road })
      const said = [
        '@小享\u2005找分数',
        '@小享 找分数',
        '＠小享\u3000找分数',
        '@小享\u00a0找分数',
        '@小享\n找分数',
        '找分数 @小享',
        '  @小享\u2005 找分数  ',
        '@小享老师 找分数',
        '找分数',
      ]
      for (const text of said) world.says(li, room.id, text)
      expect(texts(await heard())).toEqual([
        ...Array.from({ length: 7 }, () => ['找分数', true]),
        ['@小享老师 找分数', false],
        ['找分数', false],
      ])
    })

    test('a bot that was given another name in the room is known by it at once', async () => {
      let at = Date.now()
      const { world, li, room, heard, ear } = await start({ road, clock: { now: () => new Date(at) } })
      world.says(li, room.id, '@小享 早')
      await ear.until('text')
      room.aliases.set(world.botId, '资料管家')
      at += 61_000
      world.says(li, room.id, '@资料管家\u2005找分数', { at })
      world.says(li, room.id, '@旧名字\u2005找分数', { mentions: [world.botId], at })
      expect(texts(await heard()).slice(1)).toEqual([
        ['找分数', true],
        ['找分数', true],
      ])
    })

    test('a quoted message is taken off; an answer to the bot is meant for it', async () => {
      const { world, li, room, heard } = await start({ road })
      const line = '- - - - - - - - - - - - - - -'
      world.says(li, room.id, `「王老师：/search 语文」\n${line}\n/search 数学`)
      world.says(li, room.id, `「小享：已收录」\n${line}\n评 5`)
      const xml = `<msg><appmsg><title>评 4</title><refermsg><displayname>小享</displayname><content>&lt;b&gt;</content></refermsg></appmsg></msg>`
      world.says(li, room.id, xml)
      expect(texts(await heard())).toEqual([
        ['/search 数学', false],
        ['评 5', true],
        ['评 4', true],
      ])
    })

    test('a card is a titled link that is shared as a file is; a mini-program only with an address', async () => {
      const { world, li, room, heard } = await start({ road })
      world.shares(li, room.id, { title: '分数[一]', url: 'https://example.org/a(1)?x=1' })
      const pagePath = 'pages/doc.html?url=https%3A%2F%2Fdocs.qq.com%2Fdoc%2FAbc'
      world.sharesProgram(li, world.botId, { title: '腾讯文档', pagePath })
      world.sharesProgram(li, world.botId, { title: '小游戏', pagePath: 'pages/index' })
      const link = '[分数 一](https://example.org/a%281%29?x=1)'
      const events = await heard()
      expect(texts(events.filter((one) => one.chat.kind === 'group'))).toEqual([[link, true]])
      expect(texts(events.filter((one) => one.chat.kind === 'direct'))).toEqual([
        ['[腾讯文档](https://docs.qq.com/doc/Abc)', true],
      ])
    })

    test('pictures and films are files, stickers and red envelopes nothing; names without words are made', async () => {
      const { world, li, room, heard } = await start({ road })
      const bytes = Buffer.from('x')
      world.uploads(li, room.id, '', bytes, { type: types.Message.Image })
      world.uploads(li, room.id, 'IMG_1.mp4', bytes, { type: types.Message.Video })
      for (const type of [types.Message.Emoticon, types.Message.RedEnvelope, types.Message.Audio])
        world.posts(li, room.id, type, '…')
      const names = (await heard()).map((one) => (one.kind === 'file' ? one.name : one.kind))
      expect(names).toEqual([expect.stringMatching(/^微信图片_\d{14}\.jpg$/), 'IMG_1.mp4'])
    })

    test('a recall comes in two forms', async () => {
      const { world, li, room, heard } = await start({ road })
      world.recalls(li, room.id, 'msg_7')
      const xml = '<sysmsg type="revokemsg"><revokemsg><msgid>1</msgid><newmsgid>77</newmsgid></revokemsg></sysmsg>'
      world.recalls(li, room.id, xml)
      world.recalls(li, room.id, '<sysmsg></sysmsg>')
      expect((await heard()).map((one) => [one.kind, one.messageRef])).toEqual([
        ['recalled', 'msg_7'],
        ['recalled', '77'],
      ])
    })

    test('a message that is shown again keeps its key', async () => {
      const { world, li, room, heard } = await start({ road })
      world.replays(world.says(li, room.id, '在吗'))
      const events = await heard()
      expect(new Set(events.map((one) => one.eventKey)).size).toBe(1)
      expect(events.length).toBe(2)
    })

    test('old texts are left alone, old files catalogued in silence, older ones not at all', async () => {
      const { world, li, room, heard } = await start({ road })
      const ago = (seconds: number) => ({ at: Date.now() - seconds * 1_000 })
      world.says(li, room.id, '刚才', ago(60))
      world.says(li, room.id, '早些', ago(180))
      world.uploads(li, room.id, '一小时.docx', Buffer.from('x'), ago(3_600))
      world.uploads(li, room.id, '昨天.docx', Buffer.from('x'), ago(25 * 3_600))
      expect((await heard()).map((one) => [one.kind === 'file' ? one.name : one.kind, one.late === true])).toEqual([
        ['text', false],
        ['text', true],
        ['一小时.docx', true],
      ])
    })

    test('the bot is greeted into rooms it may read, and only there', async () => {
      const { world, li, room, ear, heard } = await start({ road, config: { rooms: new Set(['三年级备课组']) } })
      const other = world.room('家庭群', [li])
      world.moves('room-join', room, li)
      world.moves('room-join', other, li)
      world.moves('room-join', room, li, Date.now() - 600_000)
      await ear.until('joined')
      world.moves('room-leave', room, li)
      await ear.until('left')
      const events = await heard()
      expect(events.map((one) => [one.kind, one.chat.name, one.sender.id])).toEqual([
        ['joined', '三年级备课组', li.id],
        ['left', '三年级备课组', li.id],
      ])
    })

    test('a room is read by its topic of now, and a member called as in the room', async () => {
      const { world, li, room, ear } = await start({ road, config: { rooms: new Set(['三年级备课组', '备课二组']) } })
      room.aliases.set(li.id, '三班-李明')
      world.says(li, room.id, '一')
      expect((await ear.until('text')).sender.name).toBe('三班-李明')
      room.aliases.set(li.id, '四班-李明')
      world.renames(room, '备课二组', li)
      // The puppet tells of the new topic a moment later.
      while (ear.heard.at(-1)?.chat.name !== '备课二组') {
        const before = ear.heard.length
        world.says(li, room.id, '二')
        while (ear.heard.length === before) await new Promise((resolve) => setImmediate(resolve))
      }
      expect(ear.heard.at(-1)?.sender.name).toBe('四班-李明')
    })
  })
}
