import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSchool, type Said, type TestSchool } from './school.ts'
import { lessonPlan } from './stories.ts'

let school: TestSchool
const ids: number[] = []
beforeAll(async () => {
  school = await openSchool()
  for (const topic of ['周长', '面积']) {
    const [first] = await li().uploads(`三年级数学上册《${topic}》教案.docx`, await lessonPlan(topic))
    ids.push(first?.view.about?.resource ?? 0)
  }
})
afterAll(() => school.close())

const li = () => school.member('李老师')
const wang = () => school.member('王老师')
const zhang = () => school.member('张老师')
const chen = () => school.member('陈组长')
const zhao = () => school.member('赵主任')
const text = (said: Said[]) => said.map((post) => post.text).join('\n')
const idOf = async (name: string) =>
  (await school.db.selectFrom('member').select('id').where('name', '=', name).executeTakeFirstOrThrow()).id

test('a case is nominated, judged blind, public for five working days, and awarded by a second person', async () => {
  expect(text(await li().says('/select 新建 校级 1 优秀案例'))).toContain('由管理员来做')
  expect(text(await zhao().says('/select 新建 校级 1 优秀案例'))).toContain('已开始')
  const { id } = await school.db.selectFrom('selection').select('id').executeTakeFirstOrThrow()
  expect(text(await wang().says(`/select ${id} 推荐 ${ids[0]}`))).toContain('推荐理由')
  expect(text(await wang().says(`/select ${id} 推荐 ${ids[0]} 例题很好`))).toContain('序号 1')
  expect(text(await zhang().says(`/select ${id} 推荐 ${ids[0]} 也推荐`))).toContain('已经被推荐过')
  expect(text(await wang().says(`/select ${id} 推荐 99999 不存在的`))).toContain('没有找到编号')
  await wang().says(`/select ${id} 推荐 ${ids[1]} 也不错`)
  expect(text(await zhao().says(`/select ${id} 选 1`))).toContain('请先评审')
  expect(text(await zhao().says(`/select ${id} 评审`))).toContain('已为 2 份推荐组织评审')
  expect(text(await zhao().says(`/select ${id} 评审`))).toBe(
    '没有需要新开的评审。有 2 份正在评审（/panel），结束后如果还没有得分，请再组织一次。\n[查看]',
  )
  const judges = await school.db
    .selectFrom('panel_judge')
    .innerJoin('member', 'member.id', 'panel_judge.member_id')
    .select(['panel_judge.panel_id', 'member.name'])
    .orderBy('panel_id')
    .execute()
  // Neither the author nor who nominated it.
  expect(new Set(judges.map((judge) => judge.name))).toEqual(new Set(['张老师', '赵主任', '陈组长']))
  for (const judge of judges) await school.member(judge.name).says(`/panel ${judge.panel_id} 5 5 5 4`)
  expect(text(await zhao().says(`/select ${id} 选 1 2`))).toContain('名额是 1 个')
  expect(text(await zhao().says(`/select ${id}`))).toContain('评审 97 分')
  await zhao().says(`/select ${id} 选 1`)
  expect(text(await zhao().says(`/select ${id} 公示`))).toContain('到 2026-11-30 为止')
  const inGroup = (await li().says(`/select ${id}`))[0]
  expect(inGroup?.chat).toBe('beike')
  expect(inGroup?.text).toContain('周长')
  expect(inGroup?.text).not.toContain('97')
  const objected = await zhang().says(`/select ${id} 异议 1 和教材重复`)
  expect(text(objected)).toContain('异议已收到')
  const objection = (await school.db.selectFrom('objection').select('id').executeTakeFirstOrThrow()).id
  expect(text(await chen().says(`/select ${id} 公布`))).toContain('公示到')
  school.clock.to(new Date('2026-12-01T02:00:00Z'))
  expect(text(await zhang().says(`/select ${id} 异议 1 太晚了`))).toContain('现在不能做这一步')
  expect(text(await chen().says(`/select ${id} 公布`))).toContain('1 条异议没有裁定')
  const decided = await zhao().says(`/select ${id} 裁定 ${objection} 不成立 与教材不同`)
  expect(text(decided)).toContain('您对评选「优秀案例」的异议已裁定：不成立')
  expect(text(await zhao().says(`/select ${id} 公布`))).toContain('另一位管理员或组长')
  const awarded = await chen().says(`/select ${id} 公布`)
  expect(text(awarded)).toContain('1 个奖项')
  expect(awarded.find((post) => post.chat === li().direct)?.text).toContain('祝贺您：校级优秀案例《')
  const [fact] = await school.db.selectFrom('fact').selectAll().where('kind', '=', 'case.selected').execute()
  expect(fact).toMatchObject({
    key: `selected:${id}:${ids[0]}`,
    payload: { author: await idOf('李老师'), level: 'school' },
  })
  expect(text(await li().says('/certificate'))).toContain('校级优秀案例：《')
  expect(text(await chen().says(`/select ${id} 公布`))).toContain('现在不能做这一步')
})

test('the yearly list is computed again to the same, who missed the quota is not on it, and nobody else sees it', async () => {
  expect(text(await li().says('/award 年度'))).toContain('由管理员来做')
  const first = text(await zhao().says('/award 年度'))
  expect(first).toContain('李老师')
  expect(first).toContain('综合 32.5%')
  const [wangs] = await wang().uploads('四年级语文上册《观潮》教案.docx', await lessonPlan('观潮'))
  expect(wangs?.text).toContain('已收录')
  // One original is not enough: the quota is two.
  const second = text(await zhao().says('/award 年度'))
  expect(second).toBe(first)
  const { id } = await school.db
    .selectFrom('selection')
    .select('id')
    .where('kind', '=', 'annual')
    .executeTakeFirstOrThrow()
  expect(text(await li().says(`/select ${id}`))).toContain('没有评选')
  expect(text(await li().says('/award'))).toContain('现在没有评选')
})

test('pupils are nominated by teachers, without points or places, and never named to a group', async () => {
  expect(text(await wang().says('/award 学生 提名 小明 整理了错题集'))).toContain('已提名 小明')
  expect(text(await zhang().says('/award 学生 提名 小明 很努力'))).toContain('已经被提名')
  const list = await zhao().says('/award 学生')
  expect(list[0]?.chat).toBe(zhao().direct)
  expect(list[0]?.text).toContain('小明')
  expect(text(await li().says('/award 学生'))).not.toContain('小明')
  expect(text(await school.member('小明').says('/award'))).toContain('只有')
  expect(await school.db.selectFrom('fact').select('id').where('kind', '=', 'case.selected').execute()).toHaveLength(1)
})

test('a team is joined by consent, has an award of its own, and its lead fetches the certificate', async () => {
  expect(text(await li().says('/team 新建 工作室 数学名师工作室'))).toContain('您是负责人')
  const { id: team } = await school.db.selectFrom('team').select('id').executeTakeFirstOrThrow()
  expect(text(await wang().says(`/team ${team} 邀请 张老师`))).toContain('只有团队负责人')
  const invited = await li().says(`/team ${team} 邀请 王老师`)
  await li().says(`/team ${team} 邀请 张老师`)
  expect(text(await zhang().says(`/team ${team} 不加入`))).toContain('已谢绝')
  expect(text(await zhang().says(`/team ${team} 加入`))).toContain('没有等您回复的邀请')
  const question = invited.find((post) => post.chat === wang().direct)
  if (!question) throw new Error('nobody was asked')
  expect(text(await li().says('/team'))).toContain('1 人')
  expect(text(await wang().presses(question, '加入'))).toContain('您已加入')
  expect(text(await li().says('/team'))).toContain('2 人')
  await zhao().says('/award 团队')
  const { id } = await school.db
    .selectFrom('selection')
    .select('id')
    .where('kind', '=', 'team')
    .executeTakeFirstOrThrow()
  await zhao().says(`/select ${id} 选 1`)
  await zhao().says(`/select ${id} 公示`)
  school.clock.to(new Date('2026-12-10T02:00:00Z'))
  const done = await chen().says(`/select ${id} 公布`)
  expect(
    done
      .filter((post) => post.text.includes('祝贺您'))
      .map((post) => post.chat)
      .sort(),
  ).toEqual([li().direct, wang().direct].sort())
  expect(text(await li().says('/certificate'))).toContain('优秀共享团队')
  expect(text(await wang().says(`/team ${team} 退出`))).toContain('已不在')
})

test('a department is commended; its head fetches the certificate; revoked, it says so', async () => {
  expect(text(await zhao().says('/honour 火星教研组 先进集体'))).toContain('没有叫「火星教研组」')
  const given = (await zhao().says('/honour 数学教研组 共享先进集体'))[0]
  expect(given?.text).toContain('已授予「数学教研组」')
  expect(text(await chen().says('/certificate'))).toContain('共享先进集体')
  expect(text(await wang().says('/certificate'))).not.toContain('共享先进集体')
  if (!given) throw new Error('no answer')
  expect(text(await zhao().presses(given, '撤销'))).toContain('已撤销「共享先进集体」')
  expect(text(await chen().says('/certificate'))).not.toContain('共享先进集体')
})
