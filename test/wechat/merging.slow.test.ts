import { afterAll, beforeAll, expect, test } from 'vitest'
import { runningClock } from '../feishu/room.ts'
import { openSchool, type TestSchool, until } from '../school.ts'
import { lessonPlan } from '../stories.ts'
import { wechatRoom } from './room.ts'
import type { Person, Room, WechatWorld } from './world.ts'

/** The whole program on WeChat with the pace of a real account. */
const PACED = { WECHAT_MIN_INTERVAL_MS: '3000', WECHAT_MAX_PER_MINUTE: '15', WECHAT_MAX_PER_ROOM_HOUR: '60' }
const clock = runningClock(new Date('2026-11-23T02:00:00Z'))
let world: WechatWorld
let school: TestSchool
let group: Room
let li: Person
let wang: Person

beforeAll(async () => {
  const room = wechatRoom(
    'mock',
    (one) => {
      world = one
    },
    PACED,
  )
  school = await openSchool({ room, clock })
  const [found] = [...world.rooms.values()]
  if (!found) throw new Error('no room')
  group = found
  li = personOf('李老师')
  wang = personOf('王老师')
})
afterAll(() => school.close())

function personOf(name: string): Person {
  const found = [...world.people.values()].find((one) => one.name === name)
  if (!found) throw new Error(`nobody is called ${name}`)
  return found
}

/** Receipts that wait to be said. */
const waiting = async () =>
  (
    await school.db
      .selectFrom('message')
      .select('id')
      .where('key', 'like', 'receipt:%')
      .where('status', '=', 'waiting')
      .execute()
  ).length
const texts = () => world.sent.flatMap(({ text }) => text ?? [])
/** Resolves once so many texts were said; pictures go with summaries. */
const said = (many: number) => world.until((sent) => sent.filter(({ text }) => text).length === many)

test('twelve files at once: the first is answered at once, the others by one text and one picture, with who earned what', async () => {
  for (let n = 1; n <= 12; n += 1) {
    const bytes = await lessonPlan(`第${n}课`, [`第 ${n} 份，${'独有的话'.repeat(n)}`])
    world.uploads(n % 3 === 0 ? wang : li, group.id, `三年级数学上册《分数》第${n}课教案.docx`, bytes)
  }
  await said(1)
  await until(async () => (await waiting()) === 11, 'eleven receipts do not wait')
  clock.advance(21_000)
  await said(2)
  await until(async () => (await waiting()) === 0, 'receipts still wait')
  const [first = '', summary = ''] = texts()
  expect(first).toContain('已收录')
  expect(summary).toMatch(/^【收到 11 份文件】\n已收录 11 份。\n李老师 \+\d+\.\d\d，王老师 \+\d+\.\d\d\n/)
  expect(summary.match(/^· 三年级数学上册《分数》第\d+课教案/gmu)).toHaveLength(11)
  expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(1_800)
  expect(texts()).toHaveLength(2)
  expect(world.sent.filter(({ file }) => file)).toHaveLength(1)
})

test('an answer goes past receipts that wait for the pace', async () => {
  clock.advance(60_000)
  const before = texts().length
  world.uploads(li, group.id, '四年级语文上册《观潮》教案.docx', await lessonPlan('观潮'))
  await said(before + 1)
  world.uploads(li, group.id, '四年级语文上册《走月亮》教案.docx', await lessonPlan('走月亮'))
  await until(async () => {
    const row = await school.db
      .selectFrom('message')
      .select('status')
      .where('key', 'like', 'receipt:%')
      .orderBy('id', 'desc')
      .executeTakeFirst()
    const { n } = await school.db
      .selectFrom('message')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('key', 'like', 'receipt:%')
      .executeTakeFirstOrThrow()
    return n === 14 && row?.status === 'waiting' && (await waiting()) === 1
  }, 'no receipt waits')
  clock.advance(6_000)
  world.says(wang, group.id, '/search 观潮')
  await said(before + 2)
  expect(texts().at(-1)).toMatch(/^@王老师 【「观潮」】/)
  expect(await waiting()).toBe(1)
  clock.advance(21_000)
  await said(before + 3)
  expect(texts().at(-1)).toContain('走月亮')
})
