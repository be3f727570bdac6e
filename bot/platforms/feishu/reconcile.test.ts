import { afterEach, expect, test } from 'vitest'
import { fakeClock } from '#kit/clock.ts'
import { type Listener, openListener } from '#test/feishu/listener.ts'

let at: Listener
afterEach(() => at.close())

const open = async (...given: Parameters<typeof openListener>) => {
  at = await openListener(...given)
}
const again = async () => {
  const before = at.feishu.gateway.handshakes()
  at.feishu.gateway.drop()
  await at.until(() => at.feishu.gateway.handshakes() > before, 'connected again')
}
const texts = () => at.heard.flatMap((one) => (one.kind === 'text' ? [one.text] : []))

test('what no event told of is taken in after the next connection, once and in order', async () => {
  await open()
  const { deeds } = at.feishu
  deeds.says(at.li, at.group, '听到的')
  await at.until(() => texts().length === 1, 'the first')
  deeds.says(at.li, at.group, '漏掉的一', { isMissed: true })
  deeds.uploads(at.li, at.group, '漏掉的.docx', Buffer.from('x'), { isMissed: true })
  deeds.says(at.li, at.group, '漏掉的二', { isMissed: true })
  await again()
  await at.until(() => at.heard.length === 4, 'all four')
  expect(texts()).toEqual(['听到的', '漏掉的一', '漏掉的二'])
  await again()
  deeds.says(at.li, at.group, '最后')
  await at.until(() => texts().includes('最后'), 'the last')
  expect(at.heard).toHaveLength(5)
  expect(at.heard.every((one) => one.late === undefined)).toBe(true)
})

test('what was said inside a thread while nobody listened is found too, once, also when its beginning is old', async () => {
  const clock = fakeClock(new Date('2026-11-23T02:00:00Z'))
  await open({ clock })
  const { deeds } = at.feishu
  const { message: root } = deeds.says(at.li, at.group, '话题')
  deeds.says(at.li, at.group, '听到的', { replyTo: root.id, isInThread: true })
  await at.until(() => texts().length === 2, 'the first two')
  await again()
  clock.advance(3_600_000)
  deeds.says(at.li, at.group, '漏掉的一', { replyTo: root.id, isInThread: true, isMissed: true })
  deeds.uploads(at.li, at.group, '漏掉的.docx', Buffer.from('x'), {
    replyTo: root.id,
    isInThread: true,
    isMissed: true,
  })
  deeds.says(at.li, at.group, '漏掉的二', { replyTo: root.id, isInThread: true, isMissed: true })
  await again()
  await at.until(() => at.heard.length === 5, 'all five')
  expect(texts()).toEqual(['话题', '听到的', '漏掉的一', '漏掉的二'])
  expect(at.heard.at(-1)).toMatchObject({ replyTo: root.id })
  await again()
  deeds.says(at.li, at.group, '最后')
  await at.until(() => texts().includes('最后'), 'the last')
  expect(at.heard).toHaveLength(6)
})

test('without any drop, the history is read every few minutes', async () => {
  await open({}, { timing: { reconcileEveryMs: 30 } })
  at.feishu.deeds.says(at.li, at.group, '有动静')
  await at.until(() => texts().length === 1, 'the first')
  at.feishu.deeds.says(at.li, at.group, '没有事件', { isMissed: true })
  await at.until(() => texts().includes('没有事件'), 'the second')
})

test('a chat that was first seen after an outage is read from where the others are known', async () => {
  const clock = fakeClock(new Date('2026-11-23T02:00:00Z'))
  await open({ clock })
  at.feishu.deeds.says(at.li, at.group, '早上')
  await at.until(() => texts().length === 1, 'the first')
  clock.advance(60_000)
  const other = at.feishu.deeds.addGroup('年级组', [at.li])
  at.feishu.deeds.says(at.li, other, '没人听见', { isMissed: true })
  clock.advance(60_000)
  await again()
  await at.until(() => texts().includes('没人听见'), 'the second')
  const third = at.feishu.deeds.addGroup('教务组', [at.li])
  at.feishu.deeds.says(at.li, third, '也没人听见', { isMissed: true })
  clock.advance(60_000)
  at.feishu.deeds.says(at.li, third, '听见了')
  await at.until(() => texts().includes('听见了'), 'the third')
  await again()
  await at.until(() => texts().includes('也没人听见'), 'the fourth')
})

test('what is found long after it was sent is marked as late', async () => {
  const clock = fakeClock(new Date('2026-11-23T02:00:00Z'))
  await open({ clock })
  at.feishu.deeds.says(at.li, at.group, '早上')
  await at.until(() => texts().length === 1, 'the first')
  at.feishu.deeds.says(at.li, at.group, '没人理', { isMissed: true })
  clock.advance(3 * 3_600_000)
  at.feishu.deeds.says(at.li, at.group, '刚才的', { isMissed: true })
  await again()
  await at.until(() => at.heard.length === 3, 'all three')
  const late = new Map(at.heard.flatMap((one) => (one.kind === 'text' ? [[one.text, one.late]] : [])))
  expect(Object.fromEntries(late)).toEqual({ 早上: undefined, 没人理: true, 刚才的: undefined })
})

test('a message that was recalled while nobody listened is recalled, once', async () => {
  await open()
  const { message } = at.feishu.deeds.uploads(at.li, at.group, '发错了.docx', Buffer.from('x'))
  await at.until(() => at.heard.length === 1, 'the file')
  at.feishu.deeds.recalls(at.li, message, { isMissed: true })
  await again()
  await at.until(() => at.heard.length === 2, 'the recall')
  expect(at.heard[1]).toMatchObject({ kind: 'recalled', messageRef: message.id, sender: { id: at.li.openId } })
})

test('a direct chat is read too, and without permission for histories the rest goes on', async () => {
  await open()
  const direct = await at.platform.direct(at.li.openId)
  if (!direct) throw new Error('no direct chat')
  await at.platform.post(direct, { view: { blocks: [{ kind: 'text', text: '您好' }] }, lang: 'zh-CN', key: 'k' })
  const [sent] = at.feishu.sent()
  const chat = sent && at.feishu.world.chats.get(sent.chat)
  if (!chat) throw new Error('nothing was sent')
  at.feishu.deeds.says(at.li, chat, '在吗')
  await at.until(() => texts().length === 1, 'the first')
  at.feishu.deeds.says(at.li, chat, '漏掉的私聊', { isMissed: true })
  await again()
  await at.until(() => texts().includes('漏掉的私聊'), 'the second')
  expect(at.heard[1]?.chat).toMatchObject({ id: at.li.openId, kind: 'direct' })
  at.feishu.world.scopes.history = false
  await again()
  at.feishu.deeds.says(at.li, at.group, '还好吗')
  await at.until(() => texts().includes('还好吗'), 'the third')
})

test('what was said while the bot was not in the group stays unread when it comes back', async () => {
  const clock = fakeClock(new Date('2026-11-23T02:00:00Z'))
  await open({ clock })
  at.feishu.deeds.says(at.li, at.group, '再见')
  await at.until(() => texts().length === 1, 'the first')
  await at.feishu.deeds.removesBot(at.li, at.group).settled
  clock.advance(3_600_000)
  at.feishu.deeds.says(at.li, at.group, '背着机器人说的')
  clock.advance(3_600_000)
  await at.feishu.deeds.invitesBot(at.li, at.group).settled
  at.feishu.deeds.says(at.li, at.group, '回来以后漏掉的', { isMissed: true })
  await again()
  await at.until(() => texts().includes('回来以后漏掉的'), 'the last')
  expect(texts()).toEqual(['再见', '回来以后漏掉的'])
})

test('500 missed messages are taken in within five seconds of the connection', async () => {
  await open()
  at.feishu.deeds.says(at.li, at.group, '开始')
  await at.until(() => texts().length === 1, 'the first')
  for (let n = 0; n < 500; n += 1) at.feishu.deeds.says(at.li, at.group, `漏 ${n}`, { isMissed: true })
  await again()
  const since = performance.now()
  await at.until(() => at.heard.length === 501, 'all of them')
  expect(performance.now() - since).toBeLessThan(5_000)
})
