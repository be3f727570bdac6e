import { Readable } from 'node:stream'
import { afterEach, describe, expect, test } from 'vitest'
import { types } from 'wechaty-puppet'
import type { Outgoing } from '#bot/platform.ts'
import { openEar } from '#bot/platforms/ear.ts'
import { SAMPLE_SCHOOL } from '#db/practice/seed.ts'
import { beginPart } from '#db/wechat/sent.ts'
import { sentence, type View } from '#workers/view.ts'
import { until } from '../school.ts'
import { openWechatRig, type RigOptions, type WechatRig, wechatDatabase } from './rig.ts'

const database = wechatDatabase()
let rigs: WechatRig[] = []
afterEach(async () => {
  for (const one of rigs.reverse()) await one.close()
  rigs = []
  await database.db.deleteFrom('wechat_pause').execute()
})

async function start(options: Partial<RigOptions> = {}) {
  const rig = await openWechatRig({ db: database.db, ...options })
  rigs.push(rig)
  const ear = openEar()
  await rig.wechat.start((event) => ear.on(event))
  await rig.online()
  const { world } = rig
  const li = [...world.people.values()].find(({ name }) => name === '李老师') ?? world.person('李老师')
  const room = [...world.rooms.values()][0] ?? world.room('备课组', [li])
  const chat = { id: room.id, kind: 'group' as const }
  let keys = 0
  const post = (view: View, more: Partial<Outgoing> = {}) =>
    rig.wechat.post(chat, { view, lang: 'zh-CN', key: `sample:in:${room.id}-${++keys}`, asker: li.id, ...more })
  /** The same account after the program was stopped and started. */
  const restart = async (more: Partial<RigOptions> = {}) => {
    await rig.wechat.stop()
    return start({ ...options, world, dir: rig.dir, blobs: rig.blobs, ...more })
  }
  return { rig, ear, world, li, room, chat, post, restart }
}

const LIST: View = {
  title: '「分数」',
  blocks: [
    {
      kind: 'list',
      numbered: true,
      items: [7, 8].map((id) => ({
        title: `第 ${id} 份`,
        actions: [{ label: '下载', command: 'download', args: { id: String(id) } }],
      })),
    },
  ],
}

async function fileView(rig: WechatRig, resource: number): Promise<View> {
  const { sha256, size } = await rig.blobs.put(SAMPLE_SCHOOL, Readable.from([Buffer.from(`第 ${resource} 份`)]), {
    maxBytes: 1_000,
  })
  return { blocks: [{ kind: 'file', resource, name: `教案${resource}.docx`, size, sha256 }] }
}

/** Resolves once what can be answered is written down so. */
const isOpen = (words: string) =>
  until(async () => {
    const rows = await database.db.selectFrom('wechat_session').select('choices').execute()
    return JSON.stringify(rows).includes(words)
  }, `nothing with ${words} can be answered`)

describe('numbers', () => {
  test('a number still means the same after a restart, to that person only', async () => {
    const { post, restart, world } = await start()
    const { ref } = await post(LIST)
    const { ear, li, room } = await restart()
    const wang = world.person('王老师')
    room.members.push(wang.id)
    world.says(wang, room.id, '2')
    expect(await ear.until('text')).toMatchObject({ text: '2', sender: { name: '王老师' } })
    world.says(li, room.id, ' ２ ')
    expect(await ear.until('button')).toMatchObject({
      command: 'download',
      args: { id: '8' },
      messageRef: ref,
      sender: { id: li.id },
    })
  })

  test('a number that is not there is answered once; after 取消 a number is ordinary talk', async () => {
    const { post, world, li, room, ear } = await start()
    await post(LIST)
    world.says(li, room.id, '9')
    await world.until((sent) => sent.some(({ text }) => text?.includes('请回复 1–2')))
    world.says(li, room.id, '9')
    world.says(li, room.id, '早')
    await ear.until('text')
    world.says(li, room.id, '取消')
    await until(async () => (await database.db.selectFrom('wechat_session').selectAll().execute()).length === 0, 'open')
    world.says(li, room.id, '2')
    await until(async () => ear.heard.length === 2, 'the number was not heard')
    expect(ear.heard.at(-1)).toMatchObject({ kind: 'text', text: '2' })
    expect(world.sent.filter(({ text }) => text?.includes('没有这个序号'))).toHaveLength(1)
  })

  test('what takes something back asks first, and acts on the message that was answered', async () => {
    const { post, world, li, room, ear } = await start()
    const withdraw = { label: '撤回', command: 'withdraw', args: { id: '7' }, confirm: '确定吗？' }
    const { ref } = await post(sentence('已收录。', { actions: [withdraw] }))
    const asked = world.sent.length
    world.says(li, room.id, '1')
    await world.until((sent) => sent.length > asked)
    expect(world.sent.at(-1)?.text).toContain('确定吗？\n回复 1 确定')
    expect(ear.heard).toEqual([])
    await isOpen('"ref"')
    world.says(li, room.id, '1')
    expect(await ear.until('button')).toMatchObject({ command: 'withdraw', args: { id: '7' }, messageRef: ref })
  })

  test('a folded form is opened by its number and filled in by typing, in the group', async () => {
    const { post, world, li, room, ear } = await start()
    const submit = { label: '保存', command: 'correct', args: { id: '7' } }
    const options = [
      { value: '3', label: '三年级' },
      { value: '4', label: '四年级' },
    ]
    const view: View = {
      title: '已收录',
      blocks: [
        {
          kind: 'form',
          fold: '更正分类',
          submit,
          fields: [
            { kind: 'choice', name: 'grade', label: '年级', value: '3', options },
            { kind: 'input', name: 'title', label: '标题', value: '周长', max: 100 },
          ],
        },
      ],
    }
    const { ref } = await post(view)
    expect(world.sent.at(-1)?.text).toContain('回复 1 更正分类')
    world.says(li, room.id, '1')
    await world.until((sent) => sent.some(({ text }) => text?.includes('回复“年级=三年级”来填写')))
    await isOpen('"ref"')
    world.says(li, room.id, '年级=十年级')
    await world.until((sent) => sent.some(({ text }) => text?.includes('“年级”可以填：三年级、四年级。')))
    world.says(li, room.id, '年级＝四年级')
    expect(await ear.until('button')).toMatchObject({
      command: 'correct',
      args: { id: '7', grade: '4' },
      messageRef: ref,
    })
  })

  test('a receipt does not take the numbers of a list that was asked for', async () => {
    const { post, world, li, room, ear } = await start()
    await post(LIST)
    const receipt = sentence('已收录。', {
      about: { upload: 1, resource: 9 },
      actions: [{ label: '更正', command: 'correct', args: { id: '9' } }],
    })
    await post(receipt, { key: 'sample:receipt:1' })
    expect(world.sent.at(-1)?.text).toContain('可以发送：/correct 9')
    world.says(li, room.id, '1')
    expect(await ear.until('button')).toMatchObject({ command: 'download', args: { id: '7' } })
  })
})

describe('sending', () => {
  test('after a crash a text is said once more, a file is not, and its reader knows what to do', async () => {
    const { rig, chat, post, world } = await start()
    const key = 'sample:in:crashed'
    const at = new Date()
    for (const [part, kind] of [
      [0, 'text'],
      [10, 'file'],
    ] as const) {
      await beginPart(database.db, { schoolId: SAMPLE_SCHOOL, key, part }, { chatId: chat.id, personId: 'x', kind, at })
    }
    const view = await fileView(rig, 128)
    await expect(post(view, { key })).rejects.toMatchObject({ code: 'file_unsure' })
    expect(world.sent.map(({ text, file }) => file?.name ?? text)).toEqual([
      expect.stringContaining('📄 教案128.docx'),
      expect.stringContaining('没收到的话，请再发一次 /download 128'),
    ])
    await expect(post(view, { key })).rejects.toMatchObject({ code: 'file_unsure' })
    expect(world.sent).toHaveLength(2)
  })

  test('a file that failed is not tried again; asked for anew it is sent', async () => {
    const { rig, post, world } = await start()
    const view = await fileView(rig, 128)
    world.faults.files = 1
    await expect(post(view)).rejects.toMatchObject({ code: 'file_failed' })
    expect(world.sent.at(-1)?.text).toContain('/download 128')
    await post(view)
    expect(world.sent.at(-1)?.file?.name).toBe('教案128.docx')
  })

  test('a failed text is tried again, and what was said of the message is not said twice', async () => {
    const { post, world, rig } = await start()
    const view = await fileView(rig, 128)
    world.faults.sends = 1
    const key = 'sample:in:again'
    await expect(post(view, { key })).rejects.toThrow('did not take the text')
    await post(view, { key })
    await post(view, { key })
    expect(world.sent).toHaveLength(2)
  })

  test('a text that is not taken time after time is given up and recorded', async () => {
    const { post, world } = await start()
    world.faults.sends = 8
    const waits: unknown[] = []
    const key = 'sample:receipt:3'
    for (let n = 1; n <= 7; n += 1) waits.push((await post(sentence('收'), { key }).catch((error) => error)).afterMs)
    expect(waits).toEqual([10, 20, 40, 80, 160, 300, 300].map((seconds) => seconds * 1_000))
    await expect(post(sentence('收'), { key })).rejects.toMatchObject({ code: 'not_taken' })
  })

  test('an answer of three minutes ago is dropped, a receipt never is', async () => {
    const { post, world } = await start()
    const written = new Date(Date.now() - 3 * 60_000)
    await expect(post(sentence('晚了'), { written })).rejects.toMatchObject({ code: 'stale' })
    await post(sentence('已收录'), { written, key: 'sample:receipt:2' })
    expect(world.sent.map(({ text }) => text)).toEqual([expect.stringContaining('已收录')])
  })

  test('the sixth file of a person within ten minutes is refused in words, also after a restart', async () => {
    const { rig, post, restart } = await start()
    for (let id = 1; id <= 5; id += 1) await post(await fileView(rig, id))
    const again = await restart()
    await again.post(await fileView(again.rig, 6), { key: 'sample:in:sixth' })
    expect(again.world.sent.at(-1)?.text).toContain('十分钟内最多发 5 份文件，请稍后再取：/download 6')
    expect(again.world.sent.filter(({ file }) => file)).toHaveLength(5)
  })

  test('操作过于频繁 stops everything for half an hour, also after a restart; from a person it means nothing', async () => {
    const { post, restart, world, li, room, ear } = await start()
    world.says(li, room.id, '操作过于频繁')
    await ear.until('text')
    await post(sentence('还在说'))
    world.posts(li, room.id, types.Message.Unknown, '操作过于频繁，请稍后再试')
    const paused = async () => (await database.db.selectFrom('wechat_pause').selectAll().execute()).length > 0
    await until(paused, 'no pause')
    await expect(post(sentence('停了'))).rejects.toMatchObject({ afterMs: expect.any(Number) })
    const again = await restart()
    const refused = await again.post(sentence('还停着'), { key: 'sample:in:paused' }).catch((error) => error)
    expect(refused.afterMs).toBeGreaterThan(29 * 60_000)
    expect(world.sent.map(({ text }) => text)).toEqual([expect.stringContaining('还在说')])
  })

  test('tries while the account is away do not use up its limits', async () => {
    const pace = { minIntervalMs: 0, perMinute: 2, perRoomHour: 2, perDay: 2 }
    const { rig, world } = await start({ config: { pace } })
    await rig.wechat.stop()
    const again = await openWechatRig({ db: database.db, world, dir: rig.dir, blobs: rig.blobs, config: { pace } })
    rigs.push(again)
    const chat = { id: [...world.rooms.keys()][0] ?? '', kind: 'group' as const }
    const say = (key: string) => again.wechat.post(chat, { view: sentence(key), lang: 'zh-CN', key })
    for (let n = 0; n < 5; n += 1) await expect(say('a')).rejects.toThrow('not logged in')
    await again.wechat.start(async () => undefined)
    await again.online()
    await say('a')
    await say('b')
    expect(world.sent.map(({ text }) => text)).toEqual(['a', 'b'])
    await expect(say('c')).rejects.toThrow('keeps its pace')
  })
})
