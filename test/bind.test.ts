import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyLedger } from '#db/ledger/verify.ts'
import { openSchool, type Said, type TestSchool } from './school.ts'
import { lessonPlan } from './stories.ts'

let school: TestSchool
beforeAll(async () => {
  school = await openSchool()
})
afterAll(() => school.close())

const li = () => school.member('李老师')
const wang = () => school.member('王老师')
const zhang = () => school.member('张老师')
const zhao = () => school.member('赵主任')
const one = (said: Said[]): Said => {
  const [first] = said
  if (!first) throw new Error('the bot said nothing')
  return first
}
const codeIn = (said: Said): string => {
  const code = /\/bind (\d{6})/.exec(said.text)?.[1]
  if (!code) throw new Error(`no code in: ${said.text}`)
  return code
}
const memberId = async (name: string): Promise<number> => {
  const row = await school.db.selectFrom('member').select('id').where('name', '=', name).executeTakeFirstOrThrow()
  return row.id
}
const accounts = async (id: number): Promise<string[]> => {
  const rows = await school.db.selectFrom('account').select('external_id').where('member_id', '=', id).execute()
  return rows.map((row) => row.external_id).sort()
}
const pending = (id: number) =>
  school.db
    .updateTable('member')
    .set({ pending_since: school.clock.now(), board_visibility: 'hidden' })
    .where('id', '=', id)
    .execute()

test('a code is shown in private only, and a wrong, a used and an old one read the same', async () => {
  const issued = one(await li().says('/bind'))
  expect(issued.chat).toBe(li().direct)
  const wrong = codeIn(issued) === '123456' ? '654321' : '123456'
  const answer = one(await wang().says(`/bind ${wrong}`)).text
  expect(answer).toContain('验证码不对，或已过期、已用过')
  const again = codeIn(one(await li().says('/bind', { chat: li().direct })))
  expect(one(await wang().says(`/bind ${codeIn(issued)}`)).text).toBe(answer)
  school.clock.advance(10 * 60_000)
  expect(one(await wang().says(`/bind ${again}`)).text).toBe(answer)
  expect(one(await li().says(`/bind ${codeIn(one(await li().says('/bind')))}`)).text).toContain('就是在这里取的')
})

test('after five wrong codes there is a pause, also for the right one', async () => {
  school.clock.advance(11 * 60_000)
  const code = codeIn(one(await li().says('/bind')))
  const wrong = ['111111', '222222', '333333', '444444', '555555', '666666'].filter((each) => each !== code)
  for (const each of wrong.slice(0, 5)) expect(one(await wang().says(`/bind ${each}`)).text).toContain('验证码不对')
  expect(one(await wang().says(`/bind ${code}`)).text).toContain('试得太多了')
  school.clock.advance(11 * 60_000)
})

test('only administrators issue codes for others, and nobody else learns who is a member', async () => {
  const known = one(await li().says('/bind 王老师')).text
  const unknown = one(await li().says('/bind 没有这个人')).text
  expect(known).toBe(unknown)
  expect(one(await zhao().says('/bind 没有这个人', { chat: zhao().direct })).text).toContain('没有叫')
  expect(one(await zhao().says('/bind 王老师', { chat: zhao().direct })).text).toContain('王老师的绑定验证码')
  expect(one(await li().says('/merge 李老师 王老师')).text).toContain('只有管理员')
})

test('who was not recognised keeps their points, off the boards, until a code says who they are', async () => {
  const [id, real] = [await memberId('张老师'), await memberId('李老师')]
  await pending(id)
  const receipt = one(await zhang().uploads('四年级数学《平行与垂直》教案.docx', await lessonPlan('平行与垂直')))
  expect(receipt.text).toContain('/bind')
  expect(receipt.text).toMatch(/\+\d/)
  expect(one(await wang().says('/top')).text).not.toContain('张老师')
  const code = codeIn(one(await li().says('/bind', { chat: li().direct })))
  const done = one(await zhang().says(`／ｂｉｎｄ　${code.slice(0, 3)} ${code.slice(3)}`))
  expect(done.text).toContain('您是李老师')
  expect(done.text).toContain('1 份资源')
  expect(await accounts(real)).toEqual(['li', 'zhang'])
  const board = one(await wang().says('/top')).text
  expect(board.match(/李老师/g)).toHaveLength(1)
  expect(board).not.toContain('张老师')
  // From now on they are one: their own file is their own.
  const [resource] = await school.db.selectFrom('resource').select(['id', 'member_id']).execute()
  expect(resource?.member_id).toBe(real)
  expect(one(await zhang().says(`/rate ${resource?.id} 5`)).text).toContain('自己的资源')
  expect(one(await wang().says('/search 李老师')).text).toContain('平行与垂直')
  expect(await verifyLedger(school.db)).toMatchObject({ ok: true })
  // And an administrator takes it back.
  const undo = /\/merge undo (\d+)/.exec(done.text)?.[1]
  expect(one(await zhao().says(`/merge undo ${undo}`, { chat: zhao().direct })).text).toContain('又是两个人')
  expect(await accounts(real)).toEqual(['li'])
  expect(one(await zhao().says('/merge', { chat: zhao().direct })).text).toContain(`张老师 #${id}`)
})

test('somebody new says so and is on the boards', async () => {
  const id = await memberId('张老师')
  expect(one(await zhang().says('/bind 新成员')).text).toContain('是新成员')
  const row = await school.db.selectFrom('member').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  expect(row).toMatchObject({ pending_since: null, board_visibility: null })
  expect(one(await zhang().says('/bind new')).text).toContain('不用绑定')
})

test('an administrator merges two, is asked first, and can undo it', async () => {
  const asked = one(await zhao().says('/merge 张老师 王老师', { chat: zhao().direct }))
  expect(asked.text).toContain('合并两个账号')
  expect(await accounts(await memberId('王老师'))).toEqual(['wang'])
  const done = one(await zhao().presses(asked, '合并'))
  expect(done.text).toContain('张老师已并入王老师')
  expect(await accounts(await memberId('王老师'))).toEqual(['wang', 'zhang'])
  expect(one(await zhao().says('/merge 张老师 王老师', { chat: zhao().direct })).text).toContain('没有叫「张老师」')
  const back = one(await zhao().presses(done, '撤销合并'))
  expect(back.text).toContain('又是两个人')
  expect(await accounts(await memberId('王老师'))).toEqual(['wang'])
})

test('in English too', async () => {
  await zhang().says('/language en', { chat: zhang().direct })
  expect(one(await zhang().says('/bind', { chat: zhang().direct })).text).toContain('Your code')
  expect(one(await zhang().says('/bind 000001', { chat: zhang().direct })).text).toMatch(/wrong, has expired/)
})
