import { afterAll, beforeAll, expect, test } from 'vitest'
import { outlierOf, scoreOf, spreadOf } from '#db/review/score.ts'
import { remindReviews } from '#workers/review/remind.ts'
import { openSchool, type Said, type TestSchool } from './school.ts'
import { lessonPlan } from './stories.ts'

let school: TestSchool
let id: number
beforeAll(async () => {
  school = await openSchool()
  const [first] = await li().uploads('三年级数学上册《周长》教案.docx', await lessonPlan('周长'))
  id = first?.view.about?.resource ?? 0
})
afterAll(() => school.close())

const li = () => school.member('李老师')
const wang = () => school.member('王老师')
const zhang = () => school.member('张老师')
const chen = () => school.member('陈组长')
const zhao = () => school.member('赵主任')
const text = (said: Said[]) => said.map((post) => post.text).join('\n')

test('a panel is blind, has three judges who did not make the work, and a wide spread calls a fourth', async () => {
  expect(text(await li().says(`/panel 开 ${id}`))).toContain('由管理员组织')
  const opened = await zhao().says(`/panel 开 ${id}`)
  expect(text(opened)).toContain('3 位评委')
  expect(text(await zhao().says(`/panel 开 ${id}`))).toContain('已有一场评审')
  const judges = await school.db
    .selectFrom('panel_judge')
    .innerJoin('member', 'member.id', 'panel_judge.member_id')
    .select(['member.name', 'panel_judge.panel_id'])
    .orderBy('member.name')
    .execute()
  expect(judges.map((judge) => judge.name).sort()).toEqual(['张老师', '王老师', '赵主任'].sort())
  const panel = judges[0]?.panel_id
  const asked = opened.find((post) => post.chat === wang().direct)
  expect(asked?.text).toContain('请您评审')
  expect(text(opened.filter((post) => post.chat !== zhao().direct))).not.toContain('李老师')
  expect(text(await li().says(`/panel ${panel}`))).toContain('您不是它的评委')
  expect(text(await wang().says(`/panel ${panel} 文件`))).toContain('周长')
  expect(text(await wang().says(`/panel ${panel} 5 5 5`))).toContain('请按顺序给 4 项')
  expect(text(await wang().says(`/panel ${panel} 5 5 5 6`))).toContain('请按顺序给 4 项')
  const form = (await wang().says(`/panel ${panel}`))[0]
  if (!form) throw new Error('no form')
  const done = await wang().presses(form, '提交评分', { s0: '5', s1: '5', s2: '5', s3: '5' })
  expect(text(done)).toContain('评分已收到')
  expect(text(await wang().says(`/panel ${panel} 1 1 1 1`))).toContain('已经打过分')
  await zhang().says(`/panel ${panel} 4 5 5 5`)
  const third = await zhao().says(`/panel ${panel} 2 2 2 2 太简单`)
  expect(third.find((post) => post.chat === chen().direct)?.text).toContain('请您评审')
  expect(text(await zhao().says(`/panel ${panel}`))).not.toContain('100')
  const fourth = await chen().says(`/panel ${panel} 5 4 5 5`)
  expect(text(fourth)).toContain('评分已收到')
  // 100, 94, 40, 94: the 40 is left out.
  const result = text(await zhao().says(`/panel ${panel}`))
  expect(result).toContain('得分：96 / 100')
  expect(result).toContain('未计入')
  const facts = await school.db.selectFrom('fact').selectAll().where('kind', 'like', 'panel.%').orderBy('id').execute()
  expect(facts.map((fact) => fact.kind)).toEqual([...Array(4).fill('panel.scored'), 'panel.concluded'])
  expect(facts.at(-1)).toMatchObject({ resource_id: id, payload: { panel, score: 96 } })
})

test('a judge who declines is replaced', async () => {
  await zhao().says(`/panel 开 ${id}`)
  const list = (await wang().says('/panel'))[0]
  const panel = Number(/(\d+) · /.exec(list?.text ?? '')?.[1])
  const said = await wang().says(`/panel ${panel} 回避 我教过他`)
  expect(text(said)).toContain('已回避')
  expect(said.find((post) => post.chat === chen().direct)?.text).toContain('请您评审')
  const nearlyDue = new Date(school.clock.now().getTime() + 6 * 86_400_000 + 3_600_000)
  expect(await remindReviews(school.db, nearlyDue)).toHaveLength(3)
  expect(await remindReviews(school.db, nearlyDue)).toEqual([])
  await school.app.queues.ring('row.sweep', {})
  await school.settle()
  expect(text(await school.said(zhang().direct))).toContain('明天到期，请打分')
  expect(text(await zhao().says(`/panel ${panel} 取消`))).toContain('已取消')
  expect(text(await chen().says(`/panel ${panel} 5 5 5 5`))).toContain('已经结束')
})

test('scores are weighed by the rubric; the one furthest from the middle is left out, unless two are', () => {
  const rubric = [
    { id: 'a', weight: 70 },
    { id: 'b', weight: 30 },
  ]
  expect(scoreOf(rubric, 5, { a: 5, b: 1 })).toBe(76)
  expect(spreadOf([76, 40, 90])).toBe(50)
  expect(outlierOf([80, 82, 40, 84].map((total, judge) => ({ judge, total })))).toBe(2)
  expect(outlierOf([60, 80, 80, 100].map((total, judge) => ({ judge, total })))).toBeUndefined()
})
