import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SAMPLE_SCHOOL } from '#db/practice/seed.ts'
import { seen } from '#db/rows/people.ts'
import { type Listener, openListener } from '#test/feishu/listener.ts'
import { sentence } from '#workers/view.ts'
import type { Outgoing } from '../../platform.ts'

/** Written so long ago that the platform has forgotten its idempotency id. */
const LONG_AGO = 2 * 3_600_000

let at: Listener
let out: Outgoing & { since: Date }
beforeEach(async () => {
  at = await openListener()
  const since = new Date(Date.now() - LONG_AGO)
  out = { view: sentence('答复'), lang: 'zh-CN', key: 'k', schoolId: SAMPLE_SCHOOL, since }
})
afterEach(() => at.close())

const group = () => ({ id: at.group.id, kind: 'group' as const })
/** As two hours later. */
const forgets = () => at.feishu.world.uuids.clear()

test('a message whose answer was lost long ago is found in the history, not sent again', async () => {
  const { since: _first, ...fresh } = out
  at.feishu.faults.next('message.create', { kind: 'lost' }, 2)
  await expect(at.platform.post(group(), fresh)).rejects.toMatchObject({ name: 'RetryLater' })
  forgets()
  const { ref } = await at.platform.post(group(), out)
  expect(at.feishu.sent(at.group.id).map((message) => message.id)).toEqual([ref])
})

test('one that never arrived is sent, though others of ours are in the history', async () => {
  const chat = { id: at.group.id, kind: 'group' as const, name: at.group.name }
  const { chatId } = await seen(at.db, { platform: 'feishu', chat, sender: { id: 'ou_x', name: '某' } }, SAMPLE_SCHOOL)
  const { since: _first, ...fresh } = out
  const before = await at.platform.post(group(), { ...fresh, key: 'another' })
  const row = { school_id: SAMPLE_SCHOOL, chat_id: chatId, key: 'another', view: '{}', lang: 'zh-CN', ref: before.ref }
  await at.db
    .insertInto('message')
    .values({ ...row, status: 'sent' })
    .execute()
  forgets()
  const { ref } = await at.platform.post(group(), out)
  expect(ref).not.toBe(before.ref)
  expect(at.feishu.sent(at.group.id)).toHaveLength(2)
})

test('an answer to another question is not taken for it', async () => {
  const { message } = at.feishu.deeds.says(at.li, at.group, '/help')
  const { message: other } = at.feishu.deeds.says(at.li, at.group, '/top')
  const { since: _first, ...fresh } = out
  await at.platform.post(group(), { ...fresh, key: 'other', replyTo: other.id })
  forgets()
  await at.platform.post(group(), { ...out, replyTo: message.id })
  expect(at.feishu.sent(at.group.id).map((one) => one.replyTo)).toEqual([other.id, message.id])
})

test('where the history can not be read it is refused for an administrator to see, not sent twice', async () => {
  at.feishu.world.scopes.history = false
  await expect(at.platform.post(group(), out)).rejects.toMatchObject({ name: 'PlatformRefusal', code: 'unsure' })
  expect(at.feishu.sent(at.group.id)).toEqual([])
})

test('an answer inside a thread is found there', async () => {
  const { message: root } = at.feishu.deeds.says(at.li, at.group, '话题')
  const { message } = at.feishu.deeds.says(at.li, at.group, '/help', { replyTo: root.id, isInThread: true })
  const { since: _first, ...fresh } = { ...out, replyTo: message.id }
  at.feishu.faults.next('message.reply', { kind: 'lost' }, 2)
  await expect(at.platform.post(group(), fresh)).rejects.toMatchObject({ name: 'RetryLater' })
  forgets()
  const { ref } = await at.platform.post(group(), { ...out, replyTo: message.id })
  expect(at.feishu.sent(at.group.id).map((one) => one.id)).toEqual([ref])
})

test('a file that arrived without its card is not sent again, its card is', async () => {
  const { message } = at.feishu.deeds.says(at.li, at.group, '/get 101')
  const { sha256, size } = await at.blobs.put(SAMPLE_SCHOOL, Readable.from([Buffer.from('分数')]), { maxBytes: 100 })
  const file = { kind: 'file' as const, resource: 101, name: '分数.docx', size, sha256 }
  const handed = { ...out, replyTo: message.id, view: { blocks: [file] } }
  const { since: _first, ...fresh } = handed
  const types = () => at.feishu.sent(at.group.id).map((one) => one.type)
  at.feishu.faults.each((api) =>
    api === 'message.reply' && types().length > 0 ? { kind: 'status', status: 503 } : undefined,
  )
  await expect(at.platform.post(group(), fresh)).rejects.toMatchObject({ name: 'RetryLater' })
  expect(types()).toEqual(['file'])
  at.feishu.faults.clear()
  forgets()
  await at.platform.post(group(), handed)
  expect(types()).toEqual(['file', 'interactive'])
  // Another question for the same file is another message.
  const { message: second } = at.feishu.deeds.says(at.li, at.group, '/get 101')
  await at.platform.post(group(), { ...fresh, key: 'k2', replyTo: second.id })
  expect(types()).toEqual(['file', 'interactive', 'file', 'interactive'])
})
