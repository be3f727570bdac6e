import { afterAll, beforeAll, expect, test } from 'vitest'
import { policyAt } from '#db/policy/at.ts'
import type { Member } from '#db/schema.ts'
import { book } from '#db/things/bookings.ts'
import { creditOf } from '#db/things/credit.ts'
import { findThing } from '#db/things/things.ts'
import { all, find, openSchool, type TestSchool } from './school.ts'

const DAY_MS = 86_400_000

let school: TestSchool
let members: Member[]
beforeAll(async () => {
  school = await openSchool()
  members = await school.db.selectFrom('member').selectAll().orderBy('id').execute()
})
afterAll(() => school.close())

const li = () => school.member('李老师')
const wang = () => school.member('王老师')
const zhang = () => school.member('张老师')
const zhao = () => school.member('赵主任')
const memberOf = (name: string): Member => {
  const found = members.find((one) => one.name === name)
  if (!found) throw new Error(name)
  return found
}
async function register(words: string): Promise<number> {
  const said = all(await zhao().says(`/item ${words}`))
  const id = /编号 (\d+)/.exec(said)?.[1]
  if (id === undefined) throw new Error(said)
  return Number(id)
}
const credit = async (name: string) => {
  const policy = await policyAt(school.db, 'sample', school.clock.now())
  const today = school.clock.now().toISOString().slice(0, 10)
  return (await creditOf(school.db, { schoolId: 'sample', memberId: memberOf(name).id }, policy, today)).points
}

test('a thing is borrowed, brought back and confirmed; both earn points, and it can be lent again', async () => {
  const id = await register('设备 显微镜 实验室')
  const said = await li().says(`/borrow ${id}`)
  expect(all(said)).toContain('请在 2026-12-07 前还')
  expect(find(said, '李老师借走了').chat).toBe(zhao().direct)
  expect(all(await wang().says(`/borrow ${id}`))).toContain('借出去了')
  const back = await li().says(`/return ${id}`)
  const asked = find(back, '请看一下是否完好')
  expect(asked.chat).toBe(zhao().direct)
  const done = await zhao().presses(asked, '完好')
  expect(all(done)).toContain('按时、完好')
  const fact = await school.db
    .selectFrom('fact')
    .selectAll()
    .where('kind', '=', 'loan.returned')
    .executeTakeFirstOrThrow()
  expect(fact.payload).toMatchObject({ on_time: true, intact: true, cross_school: false })
  expect(all(await zhao().presses(asked, '完好'))).toContain('没有改动')
  find(await wang().says(`/borrow ${id}`), '请在')
  await wang().says(`/return ${id}`)
})

test('a thing is renewed once, and not when it is booked by somebody else', async () => {
  const id = await register('图书 课标解读')
  await wang().says(`/borrow ${id}`)
  expect(all(await wang().says(`/renew ${id}`))).toContain('已续借')
  expect(all(await wang().says(`/renew ${id}`))).toContain('最多续借 1 次')
  const other = await register('设备 投影仪')
  await wang().says(`/borrow ${other}`)
  find(await li().says(`/book ${other} 12月9日 2`), '已预约')
  expect(all(await wang().says(`/renew ${other}`))).toContain('2026-12-09 有人预约')
  expect(all(await li().says(`/renew ${other}`))).toContain('您没有借编号')
})

test('who is late loses credit each day after the grace, is reminded, and can not borrow until it is back', async () => {
  const id = await register('设备 天平')
  const second = await register('设备 量筒')
  await zhang().says(`/borrow ${id}`)
  school.clock.to(new Date('2026-12-04T02:00:00Z'))
  await school.tick()
  school.clock.to(new Date('2026-12-10T02:00:00Z'))
  await school.tick()
  const said = all(await school.said(zhang().direct))
  expect(said).toContain('天平')
  expect(said).toContain('逾期')
  expect(await credit('张老师')).toBe(96)
  expect(all(await zhang().says(`/borrow ${second}`))).toContain('逾期未还')
  const asked = find(await zhang().says(`/return ${id}`), '请看一下是否完好')
  expect(all(await zhao().presses(asked, '完好'))).toContain('逾期')
  find(await zhang().says(`/borrow ${second}`), '请在')
  expect(await credit('张老师')).toBe(96)
})

test('damage that was not reported costs credit, reported damage does not and blocks the thing', async () => {
  const id = await register('设备 酒精灯')
  await li().says(`/borrow ${id}`)
  const asked = find(await li().says(`/return ${id}`), '请看一下是否完好')
  const before = await credit('李老师')
  await zhao().presses(asked, '有损坏')
  expect(await credit('李老师')).toBe(before - 20)
  await zhang().says(`/borrow ${id}`)
  const reported = await zhang().says(`/repair ${id} 灯芯断了`)
  expect(find(reported, '张老师报修').chat).toBe(zhao().direct)
  const again = find(await zhang().says(`/return ${id}`), '请看一下是否完好')
  const had = await credit('张老师')
  await zhao().presses(again, '有损坏')
  expect(await credit('张老师')).toBe(had)
  expect(all(await li().says(`/borrow ${id}`))).toContain('正在维修')
  await zhao().presses(find(reported, '张老师报修'), '已修好')
  find(await li().says(`/borrow ${id}`), '请在')
})

test('who has little credit must be agreed to', async () => {
  const id = await register('设备 天文望远镜')
  await school.db
    .insertInto('borrow_credit')
    .values({
      school_id: 'sample',
      member_id: memberOf('陈组长').id,
      key: 'test',
      change: -50,
      reason: 'overdue',
      at: school.clock.now(),
    })
    .execute()
  const chen = school.member('陈组长')
  const said = await chen.says(`/borrow ${id}`)
  expect(all(said)).toContain('同意后告诉您')
  const lent = await zhao().presses(find(said, '陈组长想借'), '借出')
  expect(find(lent, '可以借').chat).toBe(chen.direct)
})

test('a place is booked from tomorrow on, at the pick and at the booking, and freed by a cancellation', async () => {
  const id = await register('场地 录播教室 三楼')
  expect(all(await li().says(`/book ${id} 今天 3`))).toContain('最早可以预约 2026-12-11')
  expect(all(await li().says(`/book ${id} 今天`))).toContain('最早可以预约')
  expect(all(await li().says(`/book ${id} 12月12日 3`))).toContain('不是工作日')
  expect(all(await li().says(`/book ${id} 明天 3-9`))).toContain('第 1 到第 8 节')
  const booked = find(await li().says(`/book ${id} 明天 3-4 公开课`), '已预约')
  expect(booked.text).toContain('12月11日第 3–4 节')
  const taken = find(await wang().says(`/book ${id} 明天 4`), '没有约上')
  find(await wang().presses(taken, '排队等候'), '已排队')
  const freed = await li().presses(booked, '取消预约')
  expect(find(freed, '排到您了').chat).toBe(wang().direct)
  expect(all(await li().says(`/book ${id} 明天`))).toContain('空闲：第 1、2、3、5、6、7、8 节')
})

test('a keeper’s yes is asked for where they want it, and not given any more on the day itself', async () => {
  const id = await register('场地 报告厅')
  await zhao().says(`/item ${id} 需审批`)
  const asked = await li().says(`/book ${id} 明天 1`)
  const late = find(asked, '李老师想用')
  school.clock.advance(DAY_MS)
  expect(all(await zhao().presses(late, '同意'))).toContain('最早可以预约')
  const again = await li().says(`/book ${id} 下周一 1`)
  expect(find(await zhao().presses(find(again, '李老师想用'), '同意'), '可以使用').chat).toBe(li().direct)
})

test('twenty people who book the same lesson at once: exactly one gets it', async () => {
  const id = await register('场地 舞蹈教室')
  const thing = await findThing(school.db, 'sample', id)
  if (!thing) throw new Error('no thing')
  const now = school.clock.now()
  const wanted = { day: '2026-12-15', first: 2, last: 3, purpose: 'lesson' as const }
  const people = await school.db
    .insertInto('member')
    .values(Array.from({ length: 20 }, (_, n) => ({ school_id: 'sample', name: `同事${n}`, role: 'teacher' as const })))
    .returningAll()
    .execute()
  const outcomes = await Promise.all(
    people.map((member) => school.db.transaction().execute((trx) => book(trx, { thing, member, wanted, now }))),
  )
  expect(outcomes.filter((one) => one.is === 'confirmed')).toHaveLength(1)
  expect(outcomes.filter((one) => one.is === 'taken')).toHaveLength(19)
  const slots = await school.db.selectFrom('booking_slot').select('lesson').where('thing_id', '=', id).execute()
  expect(slots.map((slot) => slot.lesson).sort()).toEqual([2, 3])
})

test('a pupil borrows nothing here', async () => {
  expect(all(await school.member('小明').says('/borrow'))).toContain('只有')
})
