import { afterAll, beforeAll, expect, test } from 'vitest'
import { spendable } from '#db/ledger/spend-now.ts'
import { verifyLedger } from '#db/ledger/verify.ts'
import { givePoints } from './give-points.ts'
import { openSchool, type Said, type TestSchool } from './school.ts'

let school: TestSchool
const ids = new Map<string, number>()
beforeAll(async () => {
  school = await openSchool()
  const members = await school.db.selectFrom('member').select(['id', 'name']).execute()
  for (const { id, name } of members) ids.set(name, id)
  for (const name of ['李老师', '王老师', '张老师', '陈组长']) await givePoints(school.db, 'sample', idOf(name), 20_000)
})
afterAll(() => school.close())

const li = () => school.member('李老师')
const wang = () => school.member('王老师')
const chen = () => school.member('陈组长')
const zhao = () => school.member('赵主任')
const idOf = (name: string) => ids.get(name) ?? 0
const has = (name: string) => spendable(school.db, 'sample', idOf(name))
const all = (said: Said[]) => said.map((one) => one.text).join('\n')
const find = (said: Said[], words: string): Said => {
  const found = said.find((one) => one.text.includes(words))
  if (!found) throw new Error(`nobody said ${words}: ${all(said)}`)
  return found
}

test('the catalogue is shown in private, with what one can afford, and fits the words of WeChat', async () => {
  const list = find(await li().says('/兑换'), '积分兑换')
  expect(list.chat).toBe(li().direct)
  expect(list.text).toContain('可用积分：200.00')
  expect(list.text).toContain('1. 打印额度 50 页')
  expect(list.text).toContain('6. 教研组共筹')
})

test('what needs nobody’s yes is spent at once after it was confirmed', async () => {
  const asked = find(await li().says('/redeem 1'), '打印额度 50 页')
  expect(await has('李老师')).toBe(20_000)
  const done = find(await li().presses(asked, '确认兑换'), '已兑换')
  expect(done.text).toContain('扣除 15.00 分')
  expect(await has('李老师')).toBe(18_500)
  expect(all(await li().presses(done, '我已收到'))).toContain('已完成')
  find(await li().says('/redeem 打印'), '打印额度')
})

test('a limit for one person is kept, and says when', async () => {
  const asked = find(await li().says('/redeem 1'), '打印额度')
  await li().presses(asked, '确认兑换')
  expect(all(await li().says('/redeem 1'))).toContain('每人每月最多 2 份')
})

test('what needs approval is held, approved by one who may, and delivered', async () => {
  const before = await has('王老师')
  const asked = find(await wang().says('/redeem 教育图书'), '教育图书')
  const said = await wang().presses(asked, '确认兑换')
  expect(all(said)).toContain('40.00 分已冻结')
  expect(await has('王老师')).toBe(before - 4_000)
  const told = find(said, '请您审批')
  expect(told.chat).toBe(zhao().direct)
  const approved = await zhao().presses(told, '通过')
  expect(find(approved, '已通过，等待发放').chat).toBe(wang().direct)
  expect(all(await zhao().presses(told, '通过'))).toContain('没有改动')
  expect(all(await zhao().says('/redeem 待办', { chat: zhao().direct }))).toContain('教育图书')
  const done = await zhao().presses(find(approved, '请安排发放'), '已发放')
  expect(find(done, '已完成').text).toContain('教育图书')
  expect(await has('王老师')).toBe(before - 4_000)
})

test('a question that is answered with no had set nothing aside', async () => {
  const before = await has('王老师')
  const asked = find(await wang().says('/redeem 教育图书'), '教育图书')
  expect(all(await wang().presses(asked, '不换了'))).toContain('没有动用积分')
  expect(await has('王老师')).toBe(before)
})

test('a pending one can be cancelled, a refused one comes back with its reason, never twice', async () => {
  const before = await has('王老师')
  const asked = find(await wang().says('/redeem 教育图书'), '教育图书')
  const pending = await wang().presses(asked, '确认兑换')
  const own = find(pending, '已冻结')
  expect(all(await wang().presses(own, '取消兑换'))).toContain('已退回')
  expect(await has('王老师')).toBe(before)
  expect(all(await zhao().presses(find(pending, '请您审批'), '通过'))).toContain('没有改动')

  const again = await wang().presses(find(await wang().says('/redeem 教育图书'), '教育图书'), '确认兑换')
  const form = find(await zhao().presses(find(again, '请您审批'), '不通过'), '理由')
  const refused = await zhao().presses(form, '不通过', { reason: '本月书款用完' })
  expect(find(refused, '没有通过：本月书款用完').chat).toBe(wang().direct)
  expect(await has('王老师')).toBe(before)
})

test('above 30 yuan two different people say yes, the head first', async () => {
  const before = await has('李老师')
  const asked = find(await li().says('/redeem 观摩'), '观摩或培训名额')
  const said = await li().presses(asked, '确认兑换')
  expect(said.filter((one) => one.text.includes('请您审批')).map((one) => one.chat)).toEqual([chen().direct])
  expect(all(await zhao().says('/redeem 通过 99999'))).toContain('没有找到')
  const first = await chen().presses(find(said, '请您审批'), '通过')
  expect(all(first)).toContain('还需要管理员审批')
  expect(all(await chen().presses(find(said, '请您审批'), '通过'))).toContain('还需要另一位审批人')
  const second = await zhao().presses(find(first, '请您审批'), '通过')
  expect(all(second)).toContain('已通过')
  expect(await has('李老师')).toBe(before - 8_000)
})

test('who has not enough hears it at once, and again when it is gone by the confirmation', async () => {
  const before = await has('张老师')
  await givePoints(school.db, 'sample', idOf('张老师'), 1_000 - before)
  const poor = all(await school.member('张老师').says('/redeem 打印'))
  expect(poor).toContain('可用积分不够：需要 15.00，您现在有 10.00')
  await givePoints(school.db, 'sample', idOf('张老师'), 1_000)
  const asked = find(await school.member('张老师').says('/redeem 打印'), '确认后立即扣除')
  await givePoints(school.db, 'sample', idOf('张老师'), -2_500)
  expect(all(await school.member('张老师').presses(asked, '确认兑换'))).toContain('可用积分是 -5.00')
  expect(all(await school.member('张老师').says('/redeem 打印'))).toContain('可用积分是 -5.00')
  await givePoints(school.db, 'sample', idOf('张老师'), before + 500)
})

test('a teacher decides nothing, a pupil redeems nothing', async () => {
  expect(all(await wang().says('/redeem 待办'))).toContain('由教研组长和管理员审批')
  expect(all(await school.member('小明').says('/redeem'))).toContain('只有')
})

test('an administrator switches an item off and on again', async () => {
  const off = find(await zhao().says('/redeem 关闭 教育图书'), '已暂停')
  expect(all(await wang().says('/redeem 教育图书'))).toContain('暂停兑换')
  await zhao().presses(off, '恢复')
  find(await wang().says('/redeem 教育图书'), '冻结')
})

test('a department collects together; givers can go back until it is complete', async () => {
  const [liHas, chenHas] = [await has('李老师'), await has('陈组长')]
  expect(all(await li().says('/redeem 教研组共筹 出 50'))).toContain('已筹 50.00/300.00')
  const gave = await chen().says('/redeem 6 出 120')
  expect(all(gave)).toContain('已筹 170.00/300.00')
  const shown = find(await li().says('/redeem 6'), '已筹')
  expect(shown.text).toContain('参加人数：2')
  expect(shown.text).not.toContain('陈组长')
  expect(all(await li().presses(shown, '退出并取回'))).toContain('50.00 分')
  expect(await has('李老师')).toBe(liHas)
  expect(await has('陈组长')).toBe(chenHas - 12_000)
  const { id } = await school.db
    .selectFrom('redemption')
    .select('id')
    .where('pooled', '=', true)
    .executeTakeFirstOrThrow()
  expect(all(await wang().says(`/redeem 退出 ${id}`))).toContain('没有找到')
  await chen().says(`/redeem 退出 ${id}`)
  expect(await has('陈组长')).toBe(chenHas)
})

test('a collection is found by what it is, a bare number gives, and who ends it tells the others', async () => {
  const [liHas, chenHas] = [await has('李老师'), await has('陈组长')]
  expect(all(await li().says('/redeem pool'))).toContain('已筹：0.00/300.00')
  const began = all(await li().says('/redeem pool 20'))
  expect(began).toContain('已筹 20.00/300.00')
  const id = /（#(\d+)）/.exec(began)?.[1] ?? ''
  expect(all(await chen().says('/redeem 共筹 30'))).toContain('已筹 50.00/300.00')
  expect(all(await li().says('/redeem 我的'))).toContain(`#${id} 教研组共筹\n300.00 · 筹集中`)
  const said = await li().says(`/redeem 取消 ${id}`)
  expect(all(said)).toContain('各人出的积分已退回')
  expect(find(said, '已付的积分退回').chat).toBe(chen().direct)
  expect([await has('李老师'), await has('陈组长')]).toEqual([liHas, chenHas])
})

test('a collection that was refused gives everybody what they gave, and says no price', async () => {
  for (const name of ['李老师', '陈组长']) await givePoints(school.db, 'sample', idOf(name), 15_000)
  const before = await has('李老师')
  const id = /（#(\d+)）/.exec(all(await li().says('/redeem 教研组共筹 出 150')))?.[1] ?? ''
  expect(all(await chen().says('/redeem 教研组共筹 出 150'))).toContain('已筹满，等待审批')
  const todo = all(await zhao().says('/redeem 待办', { chat: zhao().direct }))
  expect(todo).toContain('数学教研组 · 300.00')
  const told = find(await zhao().says(`/redeem 不通过 ${id} 本学期预算用完`), '没有通过')
  expect(told.text).toContain('各人出的积分已退回')
  expect(told.text).not.toContain('300.00 分')
  expect(await has('李老师')).toBe(before)
})

test('a deed without its number asks for it', async () => {
  expect(all(await li().says('/redeem 取消'))).toContain('请写上兑换编号')
})

test('what nobody decides is brought before the administrators, and goes back after the policy’s days', async () => {
  const before = await has('陈组长')
  const asked = find(await chen().says('/redeem 教育图书'), '教育图书')
  await chen().presses(asked, '确认兑换')
  expect(await has('陈组长')).toBe(before - 4_000)
  school.clock.to(new Date('2026-11-27T08:00:00Z'))
  await school.tick()
  expect(all(await school.said(zhao().direct))).not.toContain('已超过处理期限')
  school.clock.to(new Date('2026-12-01T02:00:00Z'))
  await school.tick()
  await school.tick()
  const told = (await school.said(zhao().direct)).filter((one) => one.text.includes('陈组长的兑换'))
  expect(told).toHaveLength(1)
  school.clock.to(new Date('2026-12-15T02:00:00Z'))
  await school.tick()
  expect(await has('陈组长')).toBe(before)
  expect(all(await school.said(chen().direct))).toContain('已付的积分退回')
})

test('the books balance and the chain holds after all of it', async () => {
  const report = await verifyLedger(school.db, 'sample')
  expect(report.problems).toEqual([])
})
