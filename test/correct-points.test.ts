import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSchool, type Said, type TestSchool } from './school.ts'
import { lessonPlan } from './stories.ts'

let school: TestSchool
let id = 0
beforeAll(async () => {
  school = await openSchool()
  const [receipt] = await li().uploads('三年级语文上册《春晓》教案.docx', await lessonPlan('春晓'))
  id = receipt?.view.about?.resource ?? 0
})
afterAll(() => school.close())

const li = () => school.member('李老师')
const one = (said: Said[]): Said => {
  const [first] = said
  if (!first) throw new Error('the bot said nothing')
  return first
}
/** Every posting for the upload, in order: what kind, how much. */
const posted = async () => {
  const rows = await school.db
    .selectFrom('point_tx')
    .select(['kind', 'amount'])
    .where('resource_id', '=', id)
    .where('rule', '=', 'upload.accepted')
    .orderBy('seq')
    .execute()
  return rows.map(({ kind, amount }) => `${kind} ${amount}`)
}
const facts = () =>
  school.db.selectFrom('fact').select('payload').where('kind', '=', 'resource.corrected').orderBy('id').execute()

test('points follow a corrected type, and its undo brings them back', async () => {
  const [first = ''] = await posted()
  const plan = Number(first.split(' ')[1])
  const said = one(await li().says(`/correct ${id} 课件`))
  expect(said.text).toContain('积分按更正后的信息重新计算')
  const now = await posted()
  const slides = Number(now[2]?.split(' ')[1])
  expect(slides).toBeGreaterThan(0)
  expect(slides).not.toBe(plan)
  expect(now).toEqual([`award ${plan}`, `reversal ${-plan}`, `award ${slides}`])
  await li().presses(said, '改回去')
  expect(await posted()).toEqual([...now, `reversal ${-slides}`, `award ${plan}`])
  expect(await facts()).toMatchObject([{ payload: { type: 'courseware' } }, { payload: { type: 'lesson_plan' } }])
})

test('a type that earns nothing takes everything back, and the undo gives it again', async () => {
  const before = await posted()
  const award = before.at(-1) ?? ''
  await school.member('赵主任').says('/taxonomy 加 类型 通知单')
  const said = one(await li().says(`/correct ${id} 通知单`))
  const during = await posted()
  expect(during.length).toBeGreaterThan(before.length)
  await li().presses(said, '改回去')
  const rows = await posted()
  expect(rows.at(-1)).toBe(award)
  const total = rows.reduce((sum, row) => sum + Number(row.split(' ')[1]), 0)
  expect(total).toBe(Number(award.split(' ')[1]))
})

test('a new title changes nothing in the ledger', async () => {
  const before = await posted()
  const said = one(await li().says(`/correct ${id} 标题=春晓第一课时`))
  expect(said.text).not.toContain('重新计算')
  expect(await posted()).toEqual(before)
  expect(await facts()).toHaveLength(4)
})

test('a download says who took it: somebody the school knows, or not yet', async () => {
  const downloads = async () =>
    (
      await school.db
        .selectFrom('fact')
        .select('payload')
        .where('kind', '=', 'resource.downloaded')
        .orderBy('id')
        .execute()
    ).map(({ payload }) => payload)
  await school.member('王老师').says(`/download ${id}`)
  expect(await downloads()).toMatchObject([{ bound: true }])
  await school.db
    .updateTable('member')
    .set({ pending_since: school.clock.now() })
    .where('name', '=', '张老师')
    .execute()
  await school.member('张老师').says(`/download ${id}`)
  expect(await downloads()).toMatchObject([{ bound: true }, { bound: false }])
})

test('the unit is corrected in words and in the form, and its undo brings it back', async () => {
  const unit = async () =>
    (await school.db.selectFrom('resource').select('unit').where('id', '=', id).executeTakeFirstOrThrow()).unit
  const before = await unit()
  const said = one(await li().says(`/correct ${id} 三年级 单元=古诗三首`))
  expect(said.text).toContain('→ 古诗三首')
  expect(await unit()).toBe('古诗三首')
  expect((await facts()).at(-1)).toMatchObject({ payload: { unit: '古诗三首' } })
  expect(one(await li().says(`/correct ${id}`)).text).toContain('单元')
  await li().presses(said, '改回去')
  expect(await unit()).toBe(before)
})
