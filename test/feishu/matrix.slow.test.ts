import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openSchool, type TestSchool, until, waitingRows } from '../school.ts'
import { lessonPlan } from '../stories.ts'
import { DEEDS, type DeedKind, FAULTS, type FaultRow } from './fault-rows.ts'
import { buttonsOf } from './read-card.ts'
import { feishuRoom, runningClock } from './room.ts'
import type { FeishuStandIn } from './stand-in.ts'
import type { Chat, Message, User } from './world.ts'

/** Long enough for a half-open line to be noticed and for a hung call to be given up. In milliseconds. */
const PATIENCE_MS = 60_000
/**
 * Pings each second, so that a silent line is noticed within a test; redelivery comes after seconds, not minutes. Three
 * seconds for an answer are the platform's own: a press is answered within 2.4.
 */
const TROUBLED = { hasLimits: false, ackMs: 3_000, redeliverMs: [1_500, 3_000, 5_000, 10_000, 20_000], pingSeconds: 1 }

type Scene = {
  school: TestSchool
  feishu: FeishuStandIn
  li: User
  group: Chat
  /** A receipt with a 下载 button. */
  receipt: Message
}

/** Each deed has a school of its own, and the three go on at the same time: a bad day is mostly waiting. */
describe.concurrent.each(DEEDS)('a %s is taken in once and answered once', (deed) => {
  let scene: Scene
  beforeAll(async () => {
    scene = await openScene()
  })
  afterAll(() => scene?.school.close())
  afterEach(() => scene.feishu.faults.clear())

  for (const [turn, row] of FAULTS.filter(({ only }) => only?.includes(deed) ?? true).entries()) {
    test(row.name, { concurrent: false, timeout: PATIENCE_MS * 2 }, () =>
      deed === 'click' ? click(scene, row) : message(scene, row, deed, turn),
    )
  }
})

async function openScene(): Promise<Scene> {
  const stands: FeishuStandIn[] = []
  const school = await openSchool({
    room: feishuRoom(TROUBLED, (stand) => stands.push(stand)),
    // The rows carry the database's time: a clock of another day would make every second try an hour late.
    clock: runningClock(new Date()),
  })
  const [feishu] = stands
  const li = [...(feishu?.world.users.values() ?? [])].find((one) => one.name === '李老师')
  const group = [...(feishu?.world.chats.values() ?? [])].find((one) => one.name === '备课组')
  if (!feishu || !li || !group) throw new Error('the room is empty')
  const [said] = await school.member('王老师').uploads('矩阵 教案.docx', await lessonPlan('矩阵', ['准备']))
  const receipt = [...feishu.world.messages.values()].find((one) => one.seq === said?.id)
  if (!receipt) throw new Error('no receipt')
  return { school, feishu, li, group, receipt }
}

async function message(
  { school, feishu, li, group }: Scene,
  row: FaultRow,
  deed: Exclude<DeedKind, 'click'>,
  turn: number,
): Promise<void> {
  await feishu.gateway.connected()
  // Files of one minute share a card; here each has its own.
  if (deed === 'file') school.clock.advance(61_000)
  const before = await counts(school)
  const bytes = await lessonPlan(`第 ${turn} 课`, [`内容 ${turn * 7919} ${row.name}`])
  row.begin(feishu)
  const how = { isMissed: row.missed ?? false }
  const { message } =
    deed === 'text'
      ? feishu.deeds.says(li, group, '/help', how)
      : feishu.deeds.uploads(li, group, `第${turn}课.docx`, bytes, how)
  if (row.missed) feishu.gateway.drop()
  const answers = () => feishu.sent(group.id).filter((one) => one.replyTo === message.id)
  await until(async () => answers().length > 0, `an answer to ${message.id}`, PATIENCE_MS)
  row.end?.(feishu)
  await school.settle()
  expect(answers()).toHaveLength(1)
  const after = await counts(school)
  const files = deed === 'file' ? 1 : 0
  expect(after).toEqual({
    resources: before.resources + files,
    awards: before.awards + files,
    intakes: before.intakes + 1,
  })
}

async function click({ school, feishu, li, group, receipt }: Scene, row: FaultRow): Promise<void> {
  await feishu.gateway.connected()
  const button = buttonsOf(receipt.content).find((one) => one.label === '下载')
  const handed = () => feishu.sent(group.id).filter((one) => one.type === 'file').length
  const before = handed()
  row.begin(feishu)
  let presses = 0
  for (;;) {
    presses += 1
    const pressed = await feishu.deeds.presses(li, receipt, { value: button?.value })
    if (pressed.kind === 'answered') break
    expect(row.losesClicks, `${pressed.code} ${pressed.why}`).toBe(true)
    await feishu.gateway.connected()
  }
  await until(
    async () => handed() > before,
    async () => JSON.stringify(await waitingRows(school.db)),
    PATIENCE_MS,
  )
  row.end?.(feishu)
  await school.settle()
  // A press whose acknowledgement was lost was still a press: the file may come once for each, never more.
  expect(handed() - before).toBeLessThanOrEqual(presses)
}

async function counts(school: TestSchool) {
  const count = async (table: 'resource' | 'intake') =>
    (
      await school.db
        .selectFrom(table)
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow()
    ).n
  const awards = await school.db
    .selectFrom('point_tx')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('rule', '=', 'upload.accepted')
    .executeTakeFirstOrThrow()
  return { resources: await count('resource'), awards: awards.n, intakes: await count('intake') }
}
