import { afterAll, beforeAll, expect, test } from 'vitest'
import { balance } from '#db/ledger/read.ts'
import { verifyLedger } from '#db/ledger/verify.ts'
import { find, openSchool, type Said, type TestSchool } from './school.ts'
import { lessonPlan } from './stories.ts'

let school: TestSchool
beforeAll(async () => {
  school = await openSchool()
  // A second administrator and a second head, so that appeals find people who did not decide before.
  await school.db
    .updateTable('member')
    .set({ role: 'admin' })
    .where('school_id', '=', 'sample')
    .where('name', '=', '张老师')
    .execute()
})
afterAll(() => school.close())

const li = () => school.member('李老师')
const wang = () => school.member('王老师')
const zhang = () => school.member('张老师')
const chen = () => school.member('陈组长')
const zhao = () => school.member('赵主任')
const caseOf = (said: Said[]): number => Number(/案卷 (\d+)/.exec(find(said, '案卷').text)?.[1])

async function shared(name: string, topic: string): Promise<number> {
  const [receipt] = await li().uploads(name, await lessonPlan(topic, [`${topic}的练习与反思，逐题讲评。`]))
  const id = receipt?.view.about?.resource
  if (id === undefined) throw new Error(`no receipt: ${receipt?.text}`)
  return id
}
async function contribution(name: string): Promise<number> {
  const member = await school.db.selectFrom('member').select('id').where('name', '=', name).executeTakeFirstOrThrow()
  return (await balance(school.db, 'sample', member.id)).contrib
}
const statusOf = async (id: number) =>
  (await school.db.selectFrom('resource').select('status').where('id', '=', id).executeTakeFirstOrThrow()).status
const factsOf = async (id: number) =>
  (
    await school.db.selectFrom('fact').select(['kind', 'payload']).where('resource_id', '=', id).orderBy('id').execute()
  ).map((fact) => fact.kind)

test('a takedown claim with a named right holder hides at once, tells the author without a verdict, and can be shown again', async () => {
  const id = await shared('三年级数学上册《周长》教案.docx', '周长')
  const said = await wang().says(`/report ${id} 版权 权利人：某某出版社 整章照抄`)
  const answer = find(said, '已收到')
  expect(answer.chat).toBe(wang().direct)
  expect(answer.text).toContain('暂不展示')
  expect(await statusOf(id)).toBe('frozen')
  const told = find(said, '这不是结论')
  expect(told.chat).toBe(li().direct)
  expect(told.text).not.toContain('王老师')
  expect(await factsOf(id)).toContain('flag.raised')
  expect((await wang().says('/search 周长'))[0]?.text).not.toContain(`#${id}`)
  const number = caseOf(said)
  const shown = await zhao().says(`/cases ${number} 恢复`)
  find(shown, '已恢复展示')
  expect(await statusOf(id)).toBe('live')
})

test('plagiarism: the teacher is asked, two people decide, the notice gives reasons, an appeal restores everything', async () => {
  const id = await shared('四年级数学上册《角的度量》教案.docx', '角的度量')
  const before = await contribution('李老师')
  const filed = await wang().says(`/report ${id} 抄袭 和某网站的一样`)
  const number = caseOf(filed)
  find(filed, '已收到')
  // Heads and administrators hear of it; the author does not, yet.
  expect(filed.some((one) => one.chat === li().direct)).toBe(false)
  expect((await li().says(`/cases ${number}`))[0]?.text).toContain('没有找到案卷')
  find(await zhao().says(`/cases ${number} 定 抄袭 逐字相同`), '还没有请老师说明')
  const asked = await zhao().says(`/cases ${number} 征求 请说明来源`)
  const request = find(asked, '想请您说明一下')
  expect(request.chat).toBe(li().direct)
  find(await zhao().says(`/cases ${number} 定 抄袭 逐字相同`), '之后才能认定')
  await li().presses(request, '提交说明', { text: '参考了教参' })
  find(await zhao().says(`/cases ${number} 定 抄袭 逐字相同`), '还需要 1 位')
  expect(await statusOf(id)).toBe('live')
  find(await zhao().says(`/cases ${number} 确认`), '要由另一位')
  find(await li().says(`/cases ${number} 确认`), '没有找到案卷')
  const decided = await chen().says(`/cases ${number} 确认`)
  find(decided, '已决定')
  const notice = find(decided, '逐字相同')
  expect(find(decided, '核实结果').chat).toBe(li().direct)
  expect(notice.text).not.toContain('王老师')
  expect(await statusOf(id)).toBe('withdrawn')
  expect(await factsOf(id)).toContain('case.decided')
  find(await li().says(`/restore ${id}`), '不能直接恢复')
  // Full review: the next upload waits for somebody.
  const next = await li().uploads('五年级数学上册《小数除法》教案.docx', await lessonPlan('小数除法'))
  expect(next[0]?.text).toContain('等待审核')

  const appealed = await li().says(`/appeal 案卷${number} 有写作过程为证`)
  const appealCase = caseOf(appealed)
  find(await li().says(`/appeal 案卷${number} 再来一次`), '正在复核')
  find(await zhao().says(`/cases ${appealCase} 定 成立 有底稿`), '与您有关')
  await zhang().says(`/cases ${appealCase} 定 成立 有底稿`)
  await school.db
    .updateTable('member')
    .set({ role: 'head' })
    .where('school_id', '=', 'sample')
    .where('name', '=', '小明')
    .execute()
  const restored = await school.member('小明').says(`/cases ${appealCase} 确认`)
  find(restored, '申诉成立')
  expect(await statusOf(id)).toBe('live')
  expect(await contribution('李老师')).toBe(before)
  expect(await factsOf(id)).toContain('case.overturned')
  expect(await verifyLedger(school.db, 'sample')).toMatchObject({ problems: [], ok: true })
})

test('a report can be taken back while nobody has acted, and joins an open one instead of opening another', async () => {
  const id = await shared('二年级语文上册《小蝌蚪找妈妈》教案.docx', '小蝌蚪找妈妈')
  const first = await wang().says(`/report ${id} 错误 生字有误`)
  const joined = await chen().says(`/report ${id} 错误 拼音也有误`)
  expect(caseOf(joined)).toBe(caseOf(first))
  find(await wang().presses(find(first, '已收到'), '撤销'), '不能撤销了')
  const other = await wang().says(`/report ${id} 版权 好像有版权`)
  find(await wang().presses(find(other, '已收到'), '撤销'), '已撤销')
  find(await li().says(`/report ${id} 错误 x`), '这是您自己的资源')
})

test('an unfounded report that nobody was asked about is closed without a word to the author, and nobody says otherwise', async () => {
  const id = await shared('六年级数学上册《比》教案.docx', '比的意义')
  const number = caseOf(await wang().says(`/report ${id} 抄袭 好像见过`))
  const closed = await zhao().says(`/cases ${number} 定 不成立 是原创`)
  expect(find(closed, '已决定').text).toContain('没有打扰过当事人')
  expect(closed.some((one) => one.chat === li().direct)).toBe(false)
})

test('an appeal that waits for its second person was never “asked”; who objects tells the first one where it stands', async () => {
  const { id: seq } = await school.db
    .selectFrom('point_tx')
    .select('seq as id')
    .where('school_id', '=', 'sample')
    .where('rule', '=', 'upload.accepted')
    .orderBy('seq')
    .executeTakeFirstOrThrow()
  const number = caseOf(await li().says(`/appeal #${seq} 算少了`))
  find(await zhao().says(`/cases ${number} 定 更正 +1 漏算`), '还需要 1 位')
  const seen = (await li().says(`/cases ${number}`))[0]?.text
  expect(seen).toContain('申诉 · 待处理')
  expect(seen).not.toContain('征求')
  const objected = await zhang().says(`/cases ${number} 不同意`)
  const told = find(objected, '请在')
  expect(told.chat).toBe(zhao().direct)
  expect(told.text).toContain('待处理')
  find(await zhao().says(`/cases ${number} 定 解释 按规则计算`), '已决定')
})

test('an error in the content: recalled by one person, corrected by its author within the days, then as before', async () => {
  const id = await shared('六年级数学上册《圆》教案.docx', '圆的认识')
  const number = caseOf(await wang().says(`/report ${id} 错误 面积公式写错`))
  const recalled = await zhao().says(`/cases ${number} 定 有误 面积公式写错`)
  find(recalled, '已决定')
  // One person recalled it: the notice does not speak of two.
  expect(find(recalled, '核实结果').text).toContain('由与此无关的老师决定')
  expect(await statusOf(id)).toBe('frozen')
  find(await li().says(`/cases ${number} 改正`), '请写改正后的新编号')
  const fresh = await li().uploads(
    '六年级数学上册《圆》教案 改正.docx',
    await lessonPlan('圆的认识', ['面积公式已改正。']),
  )
  const successor = fresh[0]?.view.about?.resource
  await school.db
    .updateTable('resource')
    .set({ status: 'live', accepted_at: school.clock.now() })
    .where('id', '=', successor ?? 0)
    .execute()
  find(await li().says(`/cases ${number} 改正 ${successor}`), '积分照旧')
  expect(await factsOf(id)).toContain('resource.fixed')
  const row = await school.db
    .selectFrom('resource')
    .select(['status', 'superseded_by'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  expect(row).toEqual({ status: 'live', superseded_by: successor })
})

test('an entry of one’s own is appealed in private: explained by one, corrected by two, once', async () => {
  const id = await shared('一年级数学上册《10以内的加法》教案.docx', '10以内的加法')
  await zhao().says(`/review ${id} 通过`)
  const tx = await school.db
    .selectFrom('point_tx')
    .selectAll()
    .where('resource_id', '=', id)
    .where('rule', '=', 'upload.accepted')
    .executeTakeFirstOrThrow()
  find(await wang().says(`/appeal #${tx.seq} 这是我的`), '您没有第')
  const filed = await li().says(`/appeal #${tx.seq} 应按公开计`)
  const number = caseOf(filed)
  find(await zhao().says(`/cases ${number} 定 更正 3 可用 3 应按公开范围计`), '还需要 1 位')
  const decided = await zhang().says(`/cases ${number} 确认`)
  expect(find(decided, '+3.00').text).toContain('更正积分')
  const adjusted = await school.db
    .selectFrom('fact')
    .select('payload')
    .where('kind', '=', 'points.adjusted')
    .executeTakeFirstOrThrow()
  expect(adjusted.payload).toMatchObject({ contribution: 300, spendable: 300 })
  find(await li().says(`/appeal #${tx.seq} 再申诉`), '已经答复过了')
})

test('a duplicate of a colleague’s is credited to the original, and whoever reported it is thanked by the rules', async () => {
  const original = await shared('五年级数学下册《长方体》教案.docx', '长方体的认识')
  await zhao().says(`/review ${original} 通过`)
  const [receipt] = await zhang().uploads(
    '五下 长方体 复习.docx',
    await lessonPlan('长方体复习', ['另一份，但照搬了大半。']),
  )
  const copy = receipt?.view.about?.resource ?? 0
  const number = caseOf(await wang().says(`/report ${copy} 重复 ${original} 大半相同`))
  const asked = find(await zhao().says(`/cases ${number} 征求`), '想请您说明一下')
  await zhang().presses(asked, '提交说明', { text: '没注意到' })
  find(await zhao().says(`/cases ${number} 定 重复 大半相同`), '还需要 1 位')
  const decided = await chen().says(`/cases ${number} 确认`)
  find(decided, '归原作')
  expect(await statusOf(copy)).toBe('withdrawn')
  const facts = await school.db
    .selectFrom('fact')
    .select(['kind', 'actor_id', 'payload'])
    .where('resource_id', '=', copy)
    .where('kind', 'in', ['case.decided', 'duplicate.reported'])
    .orderBy('id')
    .execute()
  expect(facts[0]?.payload).toMatchObject({ ruling: 'duplicate_other', original })
  expect(facts[1]?.actor_id).not.toBeNull()
  expect(await verifyLedger(school.db, 'sample')).toMatchObject({ problems: [], ok: true })
})

test('a review that was wrong is decided by two others; the file waits again and the reviewer’s decision is overturned', async () => {
  await zhao().says('/settings 审核方式 全部')
  const id = await shared('三年级语文下册《燕子》教案.docx', '燕子')
  await chen().says(`/review ${id} 退回 格式不对`)
  await zhao().says('/settings 审核方式 检查')
  const number = caseOf(await li().says(`/report ${id} 审核 格式按模板写的`))
  find(await chen().says(`/cases ${number} 征求`), '没有找到')
  const asked = find(await zhao().says(`/cases ${number} 征求`), '想请您说明一下')
  expect(asked.chat).toBe(chen().direct)
  await chen().presses(asked, '提交说明', { text: '我看错了' })
  await zhao().says(`/cases ${number} 定 审核有误 按模板写的`)
  find(await zhang().says(`/cases ${number} 确认`), '重新审核')
  expect(await statusOf(id)).toBe('review')
})

test('pupils and colleagues never see a case that is not theirs; help is there in both languages', async () => {
  find(await wang().says('/cases 1 确认'), '没有找到案卷')
  find(await wang().says('/help report'), '用法：/report')
  expect(find(await wang().says('/appeal'), /笔|记录/).chat).toBe(wang().direct)
})
