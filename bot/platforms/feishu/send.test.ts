import { Readable } from 'node:stream'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type BlobStore, openFolderBlobs } from '#db/blobs.ts'
import { systemClock } from '#kit/clock.ts'
import { silentLog } from '#kit/log.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { buttonsOf, wordsOf } from '#test/feishu/read-card.ts'
import { type FeishuStandIn, openFeishuStandIn } from '#test/feishu/stand-in.ts'
import type { Chat, User } from '#test/feishu/world.ts'
import { type TempFolder, tempFolder } from '#test/fixtures/temp.ts'
import { sentence } from '#workers/view.ts'
import type { ChatRef, Outgoing } from '../../platform.ts'
import { type FeishuApi, openFeishuClient } from './client.ts'
import { openLimits } from './limits.ts'
import { openSending, type Sending, uuidOf } from './send.ts'

const SCHOOL = 'school'
let database: TestDatabase
let folder: TempFolder
let blobs: BlobStore
let feishu: FeishuStandIn
let api: FeishuApi
let sending: Sending
let li: User
let chat: Chat
let group: ChatRef
let keys = 0

beforeAll(async () => {
  database = await freshDatabase()
  folder = await tempFolder()
  blobs = await openFolderBlobs(folder.path)
  await database.db
    .insertInto('school')
    .values({ id: SCHOOL, name: '学校', name_en: 'School', locale: 'zh-CN', time_zone: 'Asia/Shanghai' })
    .execute()
})
afterAll(async () => {
  await database.drop()
  await folder.drop()
})
beforeEach(async () => {
  feishu = await openFeishuStandIn()
  li = feishu.deeds.addUser('李老师')
  chat = feishu.deeds.addGroup('备课组', [li])
  group = { id: chat.id, kind: 'group' }
  const config = { appId: feishu.appId, appSecret: feishu.appSecret, origin: feishu.origin, mode: 'websocket' as const }
  api = await openFeishuClient(config, silentLog)
  sending = open()
})
afterEach(async () => {
  api.close()
  await feishu.close()
})

function open(publicUrl?: string): Sending {
  return openSending({
    api,
    db: database.db,
    blobs,
    clock: systemClock,
    log: silentLog,
    appId: feishu.appId,
    limits: openLimits(),
    zone: 'Asia/Shanghai',
    platform: 'feishu',
    publicUrl,
    wait: async () => undefined,
  })
}

function out(text: string, more: Partial<Outgoing> = {}): Outgoing {
  keys += 1
  return { view: sentence(text), lang: 'zh-CN', key: `k-${keys}`, schoolId: SCHOOL, ...more }
}

async function fileView(name: string, bytes: Buffer, size = bytes.length): Promise<Outgoing['view']> {
  const { sha256 } = await blobs.put(SCHOOL, Readable.from([bytes]), { maxBytes: 2 ** 31 })
  const note = { kind: 'note' as const, text: '已为 李老师 记一次下载。' }
  return { title: name, blocks: [{ kind: 'file', resource: 1, name, size, sha256 }, note] }
}

const shown = () => feishu.sent(chat.id).map((message) => `${message.type} ${wordsOf(message.type, message.content)}`)
const refusal = (code: string) => ({ name: 'PlatformRefusal', code })

test('a lost answer, a server error and a rate limit send the message once', async () => {
  feishu.faults.next('message.create', { kind: 'lost' })
  feishu.faults.next('message.create', { kind: 'status', status: 502 })
  feishu.faults.next('message.create', { kind: 'limited', resetSeconds: 1 })
  const { ref } = await sending.post(group, out('收到'))
  expect(feishu.sent(chat.id).map((message) => message.id)).toEqual([ref])
  expect(feishu.calls.filter((call) => call.api === 'message.create')).toHaveLength(4)
})

test('a platform that stays away sends the message back to the outbox, longer each time', async () => {
  feishu.faults.next('message.create', { kind: 'status', status: 503 }, 8)
  await expect(sending.post(group, out('一'))).rejects.toMatchObject({ name: 'RetryLater', afterMs: 2_000 })
  await expect(sending.post(group, out('一'))).rejects.toMatchObject({ name: 'RetryLater', afterMs: 4_000 })
  await sending.post(group, out('二'))
  feishu.faults.next('message.create', { kind: 'limited', resetSeconds: 40 })
  const error = await sending.post(group, out('三')).catch((caught) => caught)
  expect(error.name).toBe('RetryLater')
  expect(error.afterMs).toBeGreaterThan(38_000)
})

test('what is final is refused with the platform’s code, after one try', async () => {
  for (const code of [230002, 230013, 230022, 230028, 230035]) {
    feishu.faults.next('message.create', { kind: 'code', code, status: 400 })
    await expect(sending.post(group, out('不行'))).rejects.toMatchObject(refusal(String(code)))
  }
  expect(feishu.calls.filter((call) => call.api === 'message.create')).toHaveLength(5)
})

test('a refused token is renewed and the message sent', async () => {
  await sending.post(group, out('一'))
  feishu.revokeTokens()
  await sending.post(group, out('二'))
  expect(shown()).toEqual(['interactive 一', 'interactive 二'])
})

test('an answer replies to its question, and stands on its own when that was recalled', async () => {
  const { message } = feishu.deeds.says(li, chat, '/help')
  const first = await sending.post(group, out('帮助', { replyTo: message.id }))
  expect(feishu.world.messages.get(first.ref)?.replyTo).toBe(message.id)
  feishu.deeds.recalls(li, message)
  const second = await sending.post(group, out('还是帮助', { replyTo: message.id }))
  expect(feishu.world.messages.get(second.ref)?.replyTo).toBeUndefined()
})

test('a card that the platform refuses is said as text, without a tag in it', async () => {
  feishu.faults.next('message.create', { kind: 'code', code: 230099, status: 400 })
  await sending.post(group, out('<at user_id="all">大家</at> 看这里'))
  expect(feishu.sent(chat.id).map((message) => [message.type, JSON.parse(message.content)])).toEqual([
    ['text', { text: '＜at user_id="all">大家＜/at> 看这里' }],
  ])
})

test('an edit changes the card; one that is refused for its form becomes a plain card', async () => {
  const { ref } = await sending.post(group, out('处理中'))
  await sending.edit(group, ref, out('完成'))
  feishu.faults.next('message.patch', { kind: 'code', code: 230099, status: 400 })
  await sending.edit(group, ref, out('真的完成'))
  expect(shown()).toEqual(['interactive 真的完成'])
  await expect(sending.edit(group, 'om_none', out('谁'))).rejects.toMatchObject(refusal('230110'))
})

test('a file is uploaded once, kept across processes, and follows as a message', async () => {
  const view = await fileView('分数.docx', Buffer.from('三年级分数'))
  await sending.post(group, out('', { view }))
  sending = open()
  await sending.post(group, out('', { view }))
  expect(feishu.calls.filter((call) => call.api === 'file.create')).toHaveLength(1)
  expect(feishu.sent(chat.id).map((message) => message.type)).toEqual(['file', 'interactive', 'file', 'interactive'])
  const [file] = feishu.sent(chat.id)
  const key = JSON.parse(file?.content ?? '{}').file_key
  expect(feishu.world.uploads.get(key)).toMatchObject({
    name: '分数.docx',
    type: 'doc',
    bytes: Buffer.from('三年级分数'),
  })
})

test('the same answer tried again sends neither file nor card twice', async () => {
  const answer = out('', { view: await fileView('练习.pdf', Buffer.from('%PDF 练习')) })
  const first = await sending.post(group, answer)
  expect((await sending.post(group, answer)).ref).toBe(first.ref)
  expect(feishu.sent(chat.id)).toHaveLength(2)
})

test('a key that died on the platform is uploaded again', async () => {
  const view = await fileView('教案.doc', Buffer.from('教案'))
  await sending.post(group, out('', { view }))
  feishu.world.uploads.clear()
  await sending.post(group, out('', { view }))
  expect(feishu.calls.filter((call) => call.api === 'file.create')).toHaveLength(2)
})

test('a file that the platform never takes is said on the card', async () => {
  feishu.faults.next('file.create', { kind: 'code', code: 234006, status: 400 }, 2)
  const view = await fileView('奇怪.bin', Buffer.from('奇怪'))
  await sending.post(group, out('', { view }))
  expect(shown()).toHaveLength(1)
  expect(shown()[0]).toContain('飞书没有接收这个文件')
})

test('a file above 30 MB: without an address the card says what is missing', async () => {
  const view = await fileView('大视频.mp4', Buffer.from('假装很大'), 40 * 1_048_576)
  await sending.post(group, out('', { view, memberId: 1 }))
  expect(shown()[0]).toContain('PUBLIC_URL')
  expect(feishu.calls.filter((call) => call.api === 'file.create')).toHaveLength(0)
})

test('a file above 30 MB: in a group the link goes to the person’s direct chat, in a direct chat it is on the card', async () => {
  const { db } = database
  const { id: memberId } = await db
    .insertInto('member')
    .values({ school_id: SCHOOL, name: '李老师', role: 'teacher' })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db
    .insertInto('account')
    .values({ school_id: SCHOOL, platform: 'feishu', external_id: li.openId, member_id: memberId })
    .execute()
  const view = await fileView('大视频.mp4', Buffer.from('假装很大'), 40 * 1_048_576)
  const sha256 = view.blocks[0]?.kind === 'file' ? view.blocks[0].sha256 : ''
  const { id: resource } = await db
    .insertInto('resource')
    .values({
      school_id: SCHOOL,
      member_id: memberId,
      blob_sha256: null,
      file_name: '大视频.mp4',
      size: 40 * 1_048_576,
      format: 'mp4',
      title: '大视频',
      type: 'other',
      status: 'live',
      shared_at: systemClock.now(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  expect(sha256).toHaveLength(64)
  const large = {
    ...view,
    blocks: view.blocks.map((block) => (block.kind === 'file' ? { ...block, resource } : block)),
  }
  sending = open('https://g.example.cn/')
  const asked = out('', { view: large, memberId })
  await sending.post(group, asked)
  await sending.post(group, asked)
  expect(shown()).toHaveLength(1)
  expect(shown()[0]).toContain('已私信发给您')
  expect(JSON.stringify(feishu.sent(chat.id))).not.toContain('/f/')
  const privately = feishu.sent().filter((message) => message.chat !== chat.id)
  expect(privately).toHaveLength(1)
  const url = /https:\/\/g\.example\.cn\/f\/school\.\d+\.[\w-]{43}/.exec(privately[0]?.content ?? '')?.[0]
  expect(url).toBeDefined()
  await sending.post({ id: li.openId, kind: 'direct' }, out('', { view: large, memberId }))
  const direct = feishu.sent().filter((message) => message.chat !== chat.id)
  expect(direct).toHaveLength(2)
  expect(direct[1]?.content).toContain('/f/school.')
  expect(buttonsOf(direct[1]?.content ?? '')).toEqual([])
})

test('a mark is one reaction at a time: the outcome replaces “received”, a late “received” changes nothing', async () => {
  const { message } = feishu.deeds.uploads(li, chat, '卷子.pdf', Buffer.from('%PDF'))
  const emoji = () => message.reactions.map((reaction) => reaction.emoji)
  await sending.mark(group, message.id, 'received')
  await sending.mark(group, message.id, 'received')
  expect(emoji()).toEqual(['OnIt'])
  await sending.mark(group, message.id, 'done')
  sending = open()
  await sending.mark(group, message.id, 'received')
  await sending.mark(group, message.id, 'done')
  expect(emoji()).toEqual(['DONE'])
})

test('an idempotency id is the same for the same key and never longer than 50 characters', () => {
  expect(uuidOf('a'.repeat(300))).toBe(uuidOf('a'.repeat(300)))
  expect(uuidOf('a'.repeat(300))).toHaveLength(40)
})
