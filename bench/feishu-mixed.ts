import { setTimeout as pause } from 'node:timers/promises'
import type { Message } from '#test/feishu/world.ts'
import { docxOf } from './docx.ts'
import { openRig, type Rig } from './feishu.ts'

/** What a day of a busy school holds: mostly commands, a tenth questions for files, a twentieth files. */
const SEARCHES = 0.1
const FILES = 0.05
const TOPICS = ['分数', '小数', '面积', '周长', '方程', '角的度量', '统计', '古诗', '阅读', '作文'] as const

/** Resident memory, in MB, at a number of messages. */
export type Point = { messages: number; mb: number }

/**
 * Memory of `gongxiang start` over `count` mixed messages at a rate that leaves the workers time. Answers a point each
 * tenth, the last one when everything was answered, and how many messages nobody answered.
 */
export async function runMixed(
  { count, perSecond }: { count: number; perSecond: number },
  say: (line: string) => void,
): Promise<{ points: Point[]; unanswered: number }> {
  const rig = await openRig()
  try {
    const points: Point[] = []
    const answered = new Set<string>()
    rig.feishu.onSent((message) => message.replyTo && answered.add(message.replyTo))
    const asked: Message[] = []
    const began = performance.now()
    const look = async () => {
      const point = { messages: asked.length, mb: await rig.memoryMb() }
      points.push(point)
      say(`${point.mb} MB after ${point.messages} messages, ${answered.size} answered`)
    }
    for (let n = 0; n < count; n += 1) {
      const due = began + (n * 1_000) / perSecond
      if (due > performance.now()) await pause(due - performance.now())
      asked.push(await act(rig, n))
      if ((n + 1) % Math.ceil(count / 10) === 0) await look()
    }
    // A file may stand on a summary card, which answers one of them; its mark says that it is done.
    const isDone = (one: Message) => answered.has(one.id) || one.reactions.some((sign) => sign.emoji === 'DONE')
    const late = performance.now() + 300_000
    while (!asked.every(isDone) && performance.now() < late) await pause(500)
    await look()
    return { points, unanswered: asked.filter((one) => !isDone(one)).length }
  } finally {
    await rig.close()
  }
}

async function act(rig: Rig, n: number): Promise<Message> {
  const [user, chat] = [rig.people[n % rig.people.length], rig.chats[n % rig.chats.length]]
  if (!user || !chat) throw new Error('nobody is there')
  const topic = TOPICS[(n * 7) % TOPICS.length] ?? ''
  const dice = ((n * 37) % 100) / 100
  if (dice < FILES) {
    const bytes = Buffer.from(await docxOf(topic, 0, 100_000 + n))
    return rig.feishu.deeds.uploads(user, chat, `三年级数学上册 ${topic} 第${n}课教案.docx`, bytes).message
  }
  const text = dice < FILES + SEARCHES ? `/search ${topic} 教案` : '/help'
  return rig.feishu.deeds.says(user, chat, text).message
}
