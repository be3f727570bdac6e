import { afterAll, beforeAll, expect, test } from 'vitest'
import { policyAt } from '#db/policy/at.ts'
import { practicePolicyText } from '#db/policy/defaults.ts'
import { saveReport } from '#db/policy/drafts.ts'
import { policies } from '#workers/policy/night.ts'
import { openSchool, type Said, type TestSchool } from './school.ts'

let school: TestSchool
beforeAll(async () => {
  school = await openSchool()
  await school.db.updateTable('member').set({ role: 'admin' }).where('name', '=', '陈组长').execute()
})
afterAll(() => school.close())

const zhao = () => school.member('赵主任')
const chen = () => school.member('陈组长')
const wang = () => school.member('王老师')
const one = (said: Said[]): Said => {
  const [first] = said
  if (!first) throw new Error('the bot said nothing')
  return first
}
const version = (more: (yaml: string) => string, from = '2026-12-10', name = '2026.12.0') =>
  more(practicePolicyText().replace('2026.09.0', name).replace('2026-09-01T00:00:00+08:00', `${from}T00:00:00+08:00`))

test('an administrator’s .yaml file becomes a draft, tells what it changes, and is not catalogued', async () => {
  const said = one(
    await zhao().uploads(
      '规则.yaml',
      version((yaml) => yaml.replace('courseware: 10', 'courseware: 12')),
      {
        chat: zhao().direct,
      },
    ),
  )
  expect(said.text).toContain('规则草案 1（2026.12.0）')
  expect(said.text).toContain('课件 10 → 12')
  expect(said.text).toContain('1 处，其中调低 0 处')
  expect(await school.db.selectFrom('resource').select('id').execute()).toEqual([])
})

test('a file with mistakes names them all, and there is no draft', async () => {
  const said = one(
    await zhao().uploads(
      '坏规则.yml',
      version(
        (yaml) => yaml.replace('show_bottom: false', 'show_bottom: true').replace('春晖', '骨干教师'),
        '2026-12-20',
        '2026.12.5',
      ),
      { chat: zhao().direct },
    ),
  )
  expect(said.text).toContain('2 处需要修改')
  expect(said.text).toContain('骨干教师')
  expect(one(await zhao().says('/policy')).text).not.toContain('2026.12.5')
})

test('a teacher’s file of rules is a file like any other', async () => {
  const said = one(
    await wang().uploads(
      'rules.yaml',
      version((yaml) => yaml),
      { chat: wang().direct },
    ),
  )
  expect(said.text).not.toContain('草案')
})

test('nothing is approved that was not tried out, nobody approves alone, the second yes publishes', async () => {
  expect(one(await zhao().says('/policy 批准 1')).text).toContain('还没有模拟')
  const report = {
    since: '2026-09-01T00:00:00Z',
    until: '2026-11-23T00:00:00Z',
    facts: 1,
    members: [{ member: 1, name: '李老师', before: 800, after: 1000, spendableBefore: 800, spendableAfter: 1000 }],
    gain: 1,
    lose: 0,
    same: 0,
    quota: { owing: 4, metBefore: 0, metAfter: 0 },
    liability: { before: 800, after: 1000 },
  }
  await school.db.transaction().execute((trx) => saveReport(trx, 'sample', 1, report, school.clock.now()))
  expect(one(await zhao().says('/policy 批准 1')).text).toContain('还要另外 1 位')
  expect(one(await zhao().says('/policy 批准 1')).text).toContain('之前已经批准过')
  expect((await policyAt(school.db, 'sample', new Date('2026-12-11T00:00:00Z'))).version).toBe('2026.09.0')
  const shown = one(await chen().says('/policy 1'))
  expect(shown.text).toContain('1/2（赵主任）')
  expect(one(await chen().presses(shown, '看模拟')).text).toContain('8.00 → 10.00（+2.00）')
  expect(one(await chen().presses(shown, '批准')).text).toContain('已批准')
  const next = await policyAt(school.db, 'sample', new Date('2026-12-11T00:00:00Z'))
  expect(next).toMatchObject({ version: '2026.12.0', type_base: { courseware: 12 } })
  expect(next.approved_by).toHaveLength(2)
  expect(one(await chen().says('/policy 撤回 1')).text).toContain('已经发布')
})

test('/rules shows the version in force and the next with what changes; reading is noted once', async () => {
  const said = one(await wang().says('/rules', { chat: wang().direct }))
  expect(said.text).toContain('积分规则（2026.09.0）')
  expect(said.text).toContain('下一版 2026.12.0')
  expect(said.text).toContain('课件 10 → 12')
  expect(one(await wang().presses(said, '我已阅读')).text).toContain('已记下')
  expect(one(await wang().says('/rules 已读', { chat: wang().direct })).text).toContain('之前已经确认')
  expect(one(await wang().says('/rules 任务', { chat: wang().direct })).text).toContain('每学期 2 件原创')
  const boards = one(await wang().says('/rules 榜', { chat: wang().direct })).text
  expect(boards).toContain('同分并列（1-2-2-4）')
  expect(boards).toContain('播种 0、萌芽 30')
  const index = one(await wang().says('/rules 校际', { chat: wang().direct })).text
  expect(index).toContain('A ≥ 75，B ≥ 50')
  const use = one(await wang().says('/rules 下载', { chat: wang().direct })).text
  expect(use).toContain('第 11–30 人每人 0.5')
  expect(use).toContain('Q = 1 + 0.4 ×（B − m）')
  expect(one(await zhao().says('/policy')).text).toContain('1 人确认阅读')
})

test('what is worth less needs its notice, what is worth more does not', async () => {
  const lower = one(await zhao().says('/policy 改 type_base.lesson_plan 5 2026-12-11'))
  expect(lower.text).toContain('规则草案')
  school.clock.to(new Date('2026-12-09T02:00:00Z'))
  const soon = one(await zhao().says('/policy 改 rules.upload.accepted.per_day_full 3 2026-12-12'))
  expect(soon.text).toContain('提前 7 天')
  expect(soon.text).toContain('2026-12-16')
  expect(one(await zhao().says('/policy 改 type_base.video 16 2026-12-12')).text).toContain('视频')
  expect(one(await zhao().says('/policy 改 type_base.nothing 16')).text).toContain('没有 type_base.nothing')
})

test.each([
  ['课件 14', '课件 12 → 14'],
  ['PPT=14', '课件 12 → 14'],
  ['填补空白系数 1.6', '填补空白系数 1.5 → 1.6'],
])('a value is changed by the name that people give it: %s', async (words, change) => {
  expect(one(await zhao().says(`/policy 改 ${words} 2026-12-20`)).text).toContain(change)
})

test('what has no name in the rules is answered with how to say it', async () => {
  expect(one(await zhao().says('/policy 改 点心 12')).text).toContain('/policy 改 课件 12')
})

test('a draft is withdrawn, and only administrators come near', async () => {
  const list = one(await zhao().says('/policy'))
  const id = /草案 (\d+)（2026\.12\.1/.exec(list.text)?.[1]
  expect(one(await zhao().says(`/policy 撤回 ${id}`)).text).toContain('现行规则不变')
  expect(one(await wang().says('/policy')).text).toContain('只有管理员')
  expect(one(await wang().says('/simulate')).text).toContain('只有管理员')
})

test('points for the past need two yeses, a notice to those concerned and its days; then one fact each, once', async () => {
  expect(one(await zhao().says('/policy 追溯 1')).text).toContain('要写明原因')
  const said = one(await zhao().says('/policy 追溯 1 期初少算', { chat: zhao().direct }))
  expect(said.text).toContain('1 人，贡献分合计 2.00')
  expect(one(await zhao().presses(said, '批准追溯')).text).toContain('还要另一位管理员')
  const row = await school.db.selectFrom('school').selectAll().executeTakeFirstOrThrow()
  const night = (at: string) => {
    school.clock.to(new Date(at))
    return policies.run(school.db, row, school.clock.now())
  }
  const facts = () =>
    school.db.selectFrom('fact').select(['key', 'payload']).where('kind', '=', 'points.adjusted').execute()
  await night('2027-01-20T02:00:00Z')
  expect(await facts()).toEqual([])
  expect(one(await chen().says('/policy 批准追溯 1')).text).toContain('已批准')
  await night('2027-01-21T02:00:00Z')
  expect(await facts()).toEqual([])
  await school.db.updateTable('message').set({ next_at: school.clock.now() }).where('status', '=', 'waiting').execute()
  const told = await school.db.selectFrom('message').select('view').where('key', '=', 'retro-1:1').execute()
  expect(JSON.stringify(told)).toContain('期初少算')
  await night('2027-01-29T02:00:00Z')
  await night('2027-01-30T02:00:00Z')
  expect(await facts()).toMatchObject([
    { key: 'adjusted:retro-1:1', payload: { contribution: 200, spendable: 200, ticket: 'retro-1' } },
  ])
  expect(one(await zhao().says('/policy 撤回追溯 1')).text).toContain('已经入账')
})
