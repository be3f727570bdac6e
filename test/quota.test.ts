import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSchool, type Said, type TestSchool } from './school.ts'
import { lessonPlan } from './stories.ts'

let school: TestSchool
const ids: number[] = []
beforeAll(async () => {
  school = await openSchool()
  for (const name of ['春晓', '静夜思']) {
    const [receipt] = await li().uploads(`三年级语文上册《${name}》教案.docx`, await lessonPlan(name))
    ids.push(receipt?.view.about?.resource ?? 0)
  }
})
afterAll(() => school.close())

const li = () => school.member('李老师')
const wang = () => school.member('王老师')
const zhao = () => school.member('赵主任')
const one = (said: Said[]): Said => {
  const [first] = said
  if (!first) throw new Error('the bot said nothing')
  return first
}
const setOrigin = (id: number, origin: 'adapted' | 'original') =>
  school.db.updateTable('resource').set({ origin }).where('id', '=', id).execute()

test('accepted originals count at once; progress is told in private', async () => {
  const said = one(await li().says('/quota'))
  expect(said.chat).toBe(li().direct)
  expect(said.text).toContain('已达标：原创 2/2 件')
  expect(one(await wang().says('任务', { chat: wang().direct })).text).toMatch(/0\/2 件，还差 2 件，离学期结束 \d+ 天/)
})

test('a group sees the rate and nobody’s name', async () => {
  const said = one(await wang().says('/quota 达标率'))
  expect(said.text).toContain('达标率：25%')
  expect(said.text).not.toContain('李老师')
  expect(one(await zhao().says('/quota')).text).toContain('达标率：25%')
})

test('what was withdrawn in time no longer counts, and one tap brings it back', async () => {
  await li().says(`/withdraw ${ids[0]}`)
  const short = one(await li().says('/quota'))
  expect(short.text).toContain('1/2 件，还差 1 件')
  const list = one(await li().presses(short, '从我的群文件里选一份'))
  expect(list.text).toContain('已撤回')
  await li().presses(list, '恢复')
  expect(one(await li().says('/quota')).text).toContain('2/2')
})

test('one’s word that a file is one’s own is kept with its hash, counts, and can be taken back', async () => {
  const id = ids[1] ?? 0
  await setOrigin(id, 'adapted')
  await school.db.transaction().execute(async (trx) => {
    const { noteCorrection } = await import('#db/rows/accept.ts')
    const row = await trx.selectFrom('resource').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    await noteCorrection(trx, row, { by: row.member_id, now: school.clock.now() })
  })
  const list = one(await li().says('/quota 选', { chat: li().direct }))
  expect(list.text).toContain('标为改编或转载')
  const said = one(await li().presses(list, '声明原创'))
  expect(said.text).toContain('已声明为原创')
  expect(said.text).toContain('本学期 2/2 件')
  const kept = await school.db.selectFrom('origin_declaration').selectAll().execute()
  expect(kept).toMatchObject([{ resource_id: id, origin: 'original', origin_before: 'adapted' }])
  expect(kept[0]?.sha256).toMatch(/^[0-9a-f]{64}$/)
  expect(one(await li().presses(said, '改回去')).text).toContain('本学期 1/2 件')
  expect(one(await li().says(`/quota 原创 ${id}`)).text).toContain('2/2')
  expect(one(await wang().says(`/quota 原创 ${id}`)).text).toContain('不是您分享的')
})

test('an exemption has a reason, is on record, and ends', async () => {
  expect(one(await zhao().says('/quota 免 王老师')).text).toContain('写明原因')
  expect(one(await zhao().says('/quota 免 小明 病假')).text).toContain('没有任务，不用免')
  const said = one(await zhao().says('/quota 免 王老师 产假 9月起'))
  expect(said.text).toContain('免任务（产假）')
  expect(one(await wang().says('/quota')).text).toContain('免任务（产假）')
  expect(one(await zhao().says('/quota')).text).toContain('达标率：33%')
  expect(one(await zhao().says('/quota 免任务')).text).toContain('9月起')
  expect(one(await wang().says('/quota 免 李老师 病假')).text).toContain('由管理员设定')
  await zhao().presses(said, '撤销')
  expect(one(await wang().says('/quota')).text).toContain('0/2')
  expect(one(await zhao().says('/quota 免任务')).text).toContain('已恢复')
})

test('who joins in mid-term owes a part, by days', async () => {
  const member = school.db.updateTable('member').where('name', '=', '张老师')
  await school.db.updateTable('school').set({ created_at: '2026-08-01T00:00:00Z' }).execute()
  await member.set({ created_at: '2026-11-20T00:00:00Z' }).execute()
  expect(one(await school.member('张老师').says('/quota')).text).toContain('折算为 1 件')
  await member.set({ created_at: '2026-09-10T00:00:00Z' }).execute()
  expect(one(await school.member('张老师').says('/quota')).text).toContain('0/2')
})

test('an excellent lesson counts once it is complete and somebody else approved it', async () => {
  expect(one(await wang().says('/lessons')).text).toContain('优秀课例 0/8')
  expect(one(await li().says('/lessons 认领 1')).text).toContain('请写上课题')
  expect(one(await li().says('/lessons 认领 1 春晓')).text).toContain('缺 教案')
  expect(one(await li().says('/lessons 认领')).text).toContain('请写上是第几个课例')
  expect(one(await li().says('/lessons attach 1')).text).toContain('请写上要交的资源编号')
  expect(one(await li().says('/lessons attach 1 9999')).text).toContain('编号 9999 不能作为')
  expect(one(await wang().says('/lessons 认领 1 静夜思')).text).toContain('已由李老师认领')
  expect(one(await wang().says(`/lessons 1 #${ids[0]}`)).text).toContain('只有认领人')
  expect(one(await li().says(`/lessons attach 1 ${ids[0]}`)).text).toContain('1/4 份')
  expect(one(await zhao().says('/lessons 审定 1')).text).toContain('资料还不齐')
  const owner = await school.db.selectFrom('member').select('id').where('name', '=', '李老师').executeTakeFirstOrThrow()
  for (const type of ['courseware', 'video', 'reflection']) {
    const row = await school.db
      .insertInto('resource')
      .values({
        school_id: 'sample',
        member_id: owner.id,
        file_name: `${type}.x`,
        size: 1,
        format: 'x',
        title: type,
        type,
        status: 'live',
        shared_at: school.clock.now(),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await li().says(`/lessons 1 #${row.id}`)
  }
  expect(one(await li().says('/lessons 审定 1')).text).toContain('由管理员审定')
  const approved = one(await zhao().says('/lessons 审定 1', { chat: zhao().direct }))
  expect(approved.text).toContain('计入学校任务')
  expect(one(await wang().says('/lessons')).text).toContain('优秀课例 1/8')
  expect(one(await li().says('/lessons 放弃 1')).text).toContain('已审定，不能再改')
  await li().says(`/withdraw ${ids[0]}`)
  expect(one(await wang().says('/lessons')).text).toContain('优秀课例 0/8')
  expect(one(await zhao().presses(approved, '撤销审定')).text).toContain('已撤销审定')
  expect(one(await li().says('/lessons 放弃 1')).text).toContain('仍在库里')
})

test('what is taken back late says that its points stay, and they do', async () => {
  const [receipt] = await zhao().uploads('四年级语文上册《观潮》教案.docx', await lessonPlan('观潮'))
  const id = receipt?.view.about?.resource ?? 0
  const lifetime = async () => /累计积分：([\d.]+)/.exec(one(await zhao().says('/me')).text)?.[1]
  const before = await lifetime()
  school.clock.advance(31 * 86_400_000)
  expect(one(await zhao().says(`/withdraw ${id}`)).text).toContain('收录已满 30 天，已得的积分保留')
  expect(await lifetime()).toBe(before)
})
