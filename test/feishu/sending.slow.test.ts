import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSchool, type TestSchool } from '../school.ts'
import { lessonPlan } from '../stories.ts'
import { wordsOf } from './read-card.ts'
import { feishuRoom, runningClock } from './room.ts'
import type { FeishuStandIn } from './stand-in.ts'
import type { Chat, User } from './world.ts'

/** The whole bot against a platform that counts: nothing is asked for too often, and a pile of files is one card. */
let school: TestSchool
let feishu: FeishuStandIn
let li: User
let group: Chat
beforeAll(async () => {
  const clock = runningClock(new Date('2026-11-23T02:00:00Z'))
  school = await openSchool({ clock, room: feishuRoom({}, (given) => (feishu = given)) })
  const person = [...feishu.world.users.values()].find((user) => user.name === '李老师')
  const chat = [...feishu.world.chats.values()].find((one) => one.name === '备课组')
  if (!person || !chat) throw new Error('the room is empty')
  li = person
  group = chat
})
afterAll(() => school.close())

const refused = () => feishu.calls.filter((call) => call.code === 230020 || call.code === 99991400)

test('twelve files at once: one card, twelve marks, no call too many', async () => {
  const plans = await Promise.all(
    Array.from({ length: 12 }, (_, index) => lessonPlan(`第 ${index + 1} 课 识字`, [`编号 ${index * 7919}`])),
  )
  for (const [index, plan] of plans.entries()) {
    feishu.deeds.uploads(li, group, `一年级语文上册 第${index + 1}课 识字 教案.docx`, plan)
  }
  await school.settle()
  const sent = feishu.sent()
  expect(sent).toHaveLength(1)
  const words = wordsOf('interactive', sent[0]?.content ?? '')
  expect(words).toContain('收到 12 份文件')
  expect(words).toContain('已收录 12 份')
  const marks = () =>
    [...feishu.world.messages.values()].filter((one) => !one.byBot).map((one) => one.reactions.map((two) => two.emoji))
  await feishu.until(() => marks().every((emoji) => emoji.join() === 'DONE'), 'every file is marked once')
  expect(marks()).toHaveLength(12)
  expect(refused()).toEqual([])
})

test('eleven questions at once in one group are each answered once, five a second at most', async () => {
  const before = feishu.sent().length
  // Asked on the platform itself: a member of the school looks at the outbox while the others’ answers are under way.
  const questions = Array.from({ length: 11 }, () => feishu.deeds.says(li, group, '/help').message.id)
  await school.settle()
  const answers = feishu.sent().slice(before)
  expect(answers).toHaveLength(11)
  expect(feishu.limits.peaks().place).toBeLessThanOrEqual(5)
  expect(refused()).toEqual([])
  expect(answers.map((one) => one.replyTo).sort()).toEqual(questions.sort())
})
