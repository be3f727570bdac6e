import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Listener, openListener } from '#test/feishu/listener.ts'
import type { FileRef } from '../../incoming.ts'
import { EVENTS } from './events.ts'

let at: Listener
beforeEach(async () => {
  at = await openListener()
})
afterEach(() => at.close())

const fetched = async (file: FileRef) => buffer(await at.platform.fetch(file, AbortSignal.timeout(5_000)))
const said = (text: string) => at.hear((one) => one.kind === 'text' && one.text === text, `the text ${text}`)
const file = async (fits: (name: string) => boolean) => {
  const event = await at.hear((one) => one.kind === 'file' && fits(one.name), 'a file')
  if (event.kind !== 'file') throw new Error('not a file')
  return event
}

test('a chat is heard in the order in which people spoke, although a stranger’s name must first be asked for', async () => {
  const { deeds, faults } = at.feishu
  deeds.says(at.li, at.group, '零')
  await said('零')
  const stranger = deeds.addUser('生老师')
  at.group.members.add(stranger.openId)
  faults.each((api) => (api === 'user.get' || api === 'chat.members' ? { kind: 'slow', ms: 100 } : undefined))
  deeds.says(stranger, at.group, '一')
  deeds.says(at.li, at.group, '二')
  deeds.says(stranger, at.group, '三')
  await said('三')
  expect(at.brought.map((one) => one.kind === 'text' && one.text)).toEqual(['零', '一', '二', '三'])
})

test('a mention of the bot disappears from the text, those of others become their names', async () => {
  at.feishu.deeds.says(at.li, at.group, `@${at.feishu.world.bot.name} 找分数的教案 @所有人`)
  expect(await said('找分数的教案 @所有人')).toMatchObject({ mentionsBot: true, sender: { name: '李老师' } })
})

test('names of people and groups come from the member list and the chat, without contact permission', async () => {
  at.feishu.world.scopes.contact = false
  at.feishu.deeds.says(at.li, at.group, '早')
  expect(await said('早')).toMatchObject({ sender: { name: '李老师' }, chat: { name: '备课组', kind: 'group' } })
})

test('many messages at once ask for the name of their chat once', async () => {
  for (let index = 0; index < 10; index += 1) at.feishu.deeds.says(at.li, at.group, `第 ${index} 句`)
  await at.until(() => at.heard.length === 10, 'ten texts')
  expect(at.heard.every((one) => one.chat.name === '备课组')).toBe(true)
  expect(at.feishu.calls.filter((call) => call.api === 'chat.get')).toHaveLength(1)
})

test('a direct message is in the direct chat with its person', async () => {
  const direct = await at.platform.direct(at.li.openId)
  if (!direct) throw new Error('no direct chat')
  await at.platform.post(direct, { view: { blocks: [{ kind: 'text', text: '您好' }] }, lang: 'zh-CN', key: 'k' })
  const [sent] = at.feishu.sent()
  const chat = sent && at.feishu.world.chats.get(sent.chat)
  if (!chat) throw new Error('nothing was sent')
  at.feishu.deeds.says(at.li, chat, '谢谢')
  expect((await said('谢谢')).chat).toEqual({ id: at.li.openId, kind: 'direct', name: '李老师' })
})

test('a picture, a film, a voice and the pictures of a rich text are files with names and their bytes', async () => {
  const { deeds } = at.feishu
  deeds.showsImage(at.li, at.group, Buffer.from('picture'))
  deeds.uploads(at.li, at.group, '微课.mp4', Buffer.from('film'), { type: 'media' })
  deeds.uploads(at.li, at.group, '', Buffer.from('voice'), { type: 'audio' })
  deeds.postsRich(at.li, at.group, '板书', '今天的板书', [Buffer.from('one'), Buffer.from('two')])
  expect((await fetched((await file((name) => name.startsWith('图片_'))).file)).toString()).toBe('picture')
  expect((await fetched((await file((name) => name === '微课.mp4')).file)).toString()).toBe('film')
  expect((await fetched((await file((name) => name.endsWith('.opus'))).file)).toString()).toBe('voice')
  await said('板书\n今天的板书')
  await at.until(() => at.heard.filter((one) => one.kind === 'file').length === 5, 'five files')
  const pictures = at.heard.flatMap((one) => (one.kind === 'file' && /_[12]\.jpg$/.test(one.name) ? [one] : []))
  expect(new Set(pictures.map((one) => one.messageRef)).size).toBe(1)
  expect(await Promise.all(pictures.map(async (one) => (await fetched(one.file)).toString()))).toEqual(['one', 'two'])
})

test('a folder and a merged forward are refused with a sentence when their bytes are asked for', async () => {
  at.feishu.deeds.sendsOther(at.li, at.group, 'folder', { file_key: 'file_v3_x', file_name: '课件' })
  at.feishu.deeds.sendsOther(at.li, at.group, 'merge_forward', {})
  await expect(fetched((await file((name) => name === '课件')).file)).rejects.toMatchObject({ code: 'folder' })
  await expect(fetched((await file((name) => name === '合并转发')).file)).rejects.toMatchObject({
    code: 'merged_forward',
  })
})

test('a sticker, a card and what nobody has heard of are acknowledged and ignored', async () => {
  for (const type of ['sticker', 'interactive', 'share_chat', 'hologram']) {
    const { delivery } = at.feishu.deeds.sendsOther(at.li, at.group, type, { file_key: 'x' })
    expect((await delivery?.settled)?.state).toBe('acked')
  }
  expect(at.heard).toEqual([])
})

test('events of an unknown shape are acknowledged: they will not get better', async () => {
  for (const type of EVENTS) {
    const delivery = at.feishu.deliveries.emit(
      type,
      { message: 7, action: null },
      { isCallback: type === 'card.action.trigger' },
    )
    expect((await delivery.settled).state, type).toBe('acked')
  }
  expect(at.heard).toEqual([])
})

test('the bot is told of its coming and going with who did it, and has nothing to reply to', async () => {
  at.feishu.deeds.invitesBot(at.li, at.group)
  const joined = await at.hear((one) => one.kind === 'joined', 'joined')
  expect(joined).toMatchObject({
    sender: { id: at.li.openId, name: '李老师' },
    chat: { name: '备课组' },
    messageRef: '',
  })
  at.feishu.deeds.disbands(at.li, at.group)
  await at.hear((one) => one.kind === 'left', 'left')
})

test('a renamed group and somebody who joined are known by their names at their next word', async () => {
  const { deeds } = at.feishu
  await deeds.renames(at.li, at.group, '数学备课组').settled
  const wang = deeds.addUser('王老师')
  await deeds.addsMember(at.li, at.group, wang).settled
  deeds.says(wang, at.group, '大家好')
  expect(await said('大家好')).toMatchObject({ sender: { name: '王老师' }, chat: { name: '数学备课组' } })
  expect(at.feishu.calls.filter((call) => call.api === 'chat.members')).toEqual([])
})

test('the same person in two groups, and under the id of another app, is one member', async () => {
  const { deeds } = at.feishu
  const other = deeds.addGroup('年级组', [at.li])
  deeds.says(at.li, at.group, '一')
  await said('一')
  deeds.says(at.li, other, '二')
  await said('二')
  const accounts = () => at.db.selectFrom('account').selectAll().where('platform', '=', 'feishu').execute()
  let row = (await accounts())[0]
  for (; !row?.union_id; [row] = await accounts()) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(await accounts()).toHaveLength(1)
  const reborn = deeds.addUser('李老师', { unionId: at.li.unionId })
  at.group.members.add(reborn.openId)
  deeds.says(reborn, at.group, '三')
  await said('三')
  const both = await accounts()
  expect(both).toHaveLength(2)
  expect(new Set(both.map((one) => one.member_id)).size).toBe(1)
})

test('a department that the app may see becomes the member’s', async () => {
  const { deeds } = at.feishu
  const sun = deeds.addUser('孙老师', { departments: [deeds.addDepartment('数学组')] })
  at.group.members.add(sun.openId)
  deeds.says(sun, at.group, '我来了')
  await said('我来了')
  const department = () =>
    at.db
      .selectFrom('member')
      .innerJoin('department', 'department.id', 'member.department_id')
      .select('department.name')
      .where('member.name', '=', '孙老师')
      .executeTakeFirst()
  for (let given = await department(); given?.name !== '数学组'; given = await department()) {
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
})

test('a recall that arrives before its message keeps the message out', async () => {
  const { deeds, deliveries } = at.feishu
  const { message } = deeds.uploads(at.li, at.group, '发错了.docx', Buffer.from('x'), { isMissed: true })
  at.feishu.faults.next('message.get', { kind: 'code', code: 230110, status: 400 })
  await deeds.recalls(at.li, message)?.settled
  const late = deliveries.emit('im.message.receive_v1', {
    sender: { sender_id: { open_id: at.li.openId }, sender_type: 'user' },
    message: {
      message_id: message.id,
      create_time: String(message.createdAt),
      chat_id: at.group.id,
      chat_type: 'group',
      message_type: 'file',
      content: message.content,
    },
  })
  expect((await late.settled).state).toBe('acked')
  expect(at.heard.filter((one) => one.kind === 'file')).toEqual([])
})

test('a recall that came before its message keeps it out of another process too', async () => {
  const { deeds, deliveries } = at.feishu
  const { message } = deeds.uploads(at.li, at.group, '发错了.docx', Buffer.from('x'), { isMissed: true })
  at.feishu.faults.next('message.get', { kind: 'code', code: 230110, status: 400 })
  await deeds.recalls(at.li, message)?.settled
  const heard: string[] = []
  const other = await at.another(async (event) => void heard.push(event.kind))
  await at.platform.stop()
  const event = (id: string) => ({
    sender: { sender_id: { open_id: at.li.openId }, sender_type: 'user' },
    message: {
      message_id: id,
      create_time: String(message.createdAt),
      chat_id: at.group.id,
      chat_type: 'group',
      message_type: 'file',
      content: message.content,
    },
  })
  expect((await deliveries.emit('im.message.receive_v1', event(message.id)).settled).state).toBe('acked')
  expect((await deliveries.emit('im.message.receive_v1', event('om_not_recalled')).settled).state).toBe('acked')
  expect(heard).toEqual(['file'])
  await other.stop()
})

test('a group that dissolves with nobody named is left all the same', async () => {
  at.feishu.deeds.says(at.li, at.group, '早')
  await said('早')
  const gone = at.feishu.deliveries.emit('im.chat.disbanded_v1', { chat_id: at.group.id, name: at.group.name })
  expect((await gone.settled).state).toBe('acked')
  const rows = await at.db.selectFrom('chat').select('removed_at').where('external_id', '=', at.group.id).execute()
  expect(rows.map((row) => row.removed_at === null)).toEqual([false])
})

test('somebody who leaves the group and comes back is the same member', async () => {
  at.feishu.deeds.says(at.li, at.group, '一')
  await said('一')
  at.group.members.delete(at.li.openId)
  const users = [{ name: at.li.name, user_id: { open_id: at.li.openId, union_id: at.li.unionId } }]
  const moved = (type: string) =>
    at.feishu.deliveries.emit(type, { chat_id: at.group.id, operator_id: { open_id: at.li.openId }, users }).settled
  expect((await moved('im.chat.member.user.withdrawn_v1')).state).toBe('acked')
  expect((await moved('im.chat.member.user.deleted_v1')).state).toBe('acked')
  at.group.members.add(at.li.openId)
  expect((await moved('im.chat.member.user.added_v1')).state).toBe('acked')
  at.feishu.deeds.says(at.li, at.group, '我回来了')
  await said('我回来了')
  const accounts = await at.db.selectFrom('account').select('member_id').where('platform', '=', 'feishu').execute()
  expect(accounts).toHaveLength(1)
})

test('a press of a button that is none of ours is answered with a sentence and goes no further', async () => {
  const { ref } = await at.platform.post(
    { id: at.group.id, kind: 'group' },
    { view: { blocks: [{ kind: 'text', text: '您好' }] }, lang: 'zh-CN', key: 'k' },
  )
  const message = at.feishu.world.messages.get(ref)
  if (!message) throw new Error('nothing was sent')
  const pressed = await at.feishu.deeds.presses(at.li, message, { value: { old: 'shape' } })
  expect(pressed).toMatchObject({ kind: 'answered', toast: { type: 'warning' } })
  expect(at.heard).toEqual([])
})
