import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSchool, type Said, type TestSchool } from './school.ts'

/** Marks of made-up pupils, and a parent's number; the others of a class differ from list to list. */
function marks(list: number): string {
  const others = [...'刘黄周吴徐孙朱胡'].map((surname, at) => {
    const given = `${'子思浩梦嘉梓文若'[(list + at) % 8]}${'涵琪然瑶怡轩博溪'[(list * 3 + at) % 8]}`
    return [
      surname + given,
      60 + ((list * 17 + at * 7) % 40),
      60 + ((list * 29 + at * 11) % 40),
      15921945311 + list * 97 + at,
    ]
  })
  return ['姓名,语文,数学,家长电话', '陈雨欣,80,95,15921945310', ...others.map((cells) => cells.join(','))].join('\n')
}
let school: TestSchool
beforeAll(async () => {
  school = await openSchool()
})
afterAll(() => school.close())

const li = () => school.member('李老师')
const wang = () => school.member('王老师')
const chen = () => school.member('陈组长')
const one = (said: Said[]): Said => {
  const [first] = said
  if (!first) throw new Error('the bot said nothing')
  return first
}
let copies = 0
/** A new file each time, so that it is neither a duplicate of the last nor almost one. */
async function drop(where?: { chat: string }): Promise<{ said: Said[]; id: number }> {
  copies += 1
  const said = await li().uploads(`三2班期中成绩${copies}.csv`, `${marks(copies)}\n`, where)
  const id = said.find((each) => each.view.about?.resource !== undefined)?.view.about?.resource
  if (id === undefined) throw new Error('no receipt')
  return { said, id }
}
const row = (id: number) => school.db.selectFrom('resource').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const finds = async (who: ReturnType<typeof li>) => one(await who.says('/search 陈雨欣', { chat: who.direct })).text
const points = async (id: number) =>
  (await school.db.selectFrom('point_tx').select('amount').where('resource_id', '=', id).execute()).reduce(
    (sum, tx) => sum + tx.amount,
    0,
  )

test('marks of pupils are hidden; the group reads a kind sentence and nothing of what was found', async () => {
  const { said, id } = await drop()
  const inGroup = said.filter((each) => each.chat !== li().direct)
  expect(inGroup).toHaveLength(1)
  expect(one(inGroup).text).toContain('需要分享者确认')
  expect(one(inGroup).text).not.toMatch(/成绩或|手机|159|陈|名单/)
  expect(await row(id)).toMatchObject({ status: 'review', flags: ['personal_phone', 'pupil_list'] })
  expect(await finds(wang())).not.toContain('期中成绩')
})

test('its author sees masked samples in private, whoever else presses sees nothing', async () => {
  const { said, id } = await drop()
  const group = one(said.filter((each) => each.chat !== li().direct))
  const mine = one((await li().presses(group, '查看并确认')).filter((each) => each.chat === li().direct))
  expect(mine.text).toContain('159****5310')
  expect(mine.text).toContain('陈**')
  expect(mine.text).not.toMatch(/陈雨欣|15921945310/)
  const other = one(await wang().presses(group, '查看并确认'))
  expect(other.text).toContain('没有找到')
  expect(one(await wang().says(`/personal ${id} 没有`)).text).toContain('没有找到')
  expect((await row(id)).status).toBe('review')
})

test('"no personal data" makes it live with its points and an audit row; the undo takes both back, and again', async () => {
  const { id } = await drop()
  const card = one(await li().says(`/personal ${id}`, { chat: li().direct }))
  const done = one(await li().presses(card, /没有个人信息/))
  expect(done.text).toContain('已收录')
  expect((await row(id)).status).toBe('live')
  expect(await finds(wang())).toContain('期中成绩')
  const earned = await points(id)
  expect(earned).toBeGreaterThan(0)
  const decision = await school.db.selectFrom('privacy_decision').selectAll().where('resource_id', '=', id).execute()
  expect(decision).toMatchObject([{ choice: 'none', flags: ['personal_phone', 'pupil_list'], undone_at: null }])

  const again = one(await li().presses(done, '撤销'))
  expect(again.text).toContain('请确认个人信息')
  expect(await row(id)).toMatchObject({ status: 'review', flags: ['personal_phone', 'pupil_list'] })
  expect(await points(id)).toBe(0)
  one(await li().presses(again, /没有个人信息/))
  expect(await points(id)).toBe(earned)
  await li().says(`/withdraw ${id}`)
})

test('with consent a reviewer decides, and reads why and what the author said', async () => {
  const { id } = await drop()
  const done = one(await li().says(`/personal ${id} 同意`, { chat: li().direct }))
  expect(done.text).toContain('审核老师')
  const queue = one(await chen().says('/review', { chat: chen().direct }))
  expect(queue.text).toContain('学生名单或成绩')
  expect(queue.text).toContain('已征得')
  expect(queue.text).not.toMatch(/陈雨欣|15921945310/)
  one(await chen().says(`/review ${id} 通过`, { chat: chen().direct }))
  expect((await row(id)).status).toBe('live')
  await li().says(`/withdraw ${id}`)
})

test('"for my eyes only" is found by its author alone and earns nothing; the undo brings it back to the choice', async () => {
  const { id } = await drop()
  const done = one(await li().says(`/personal ${id} 自己看`, { chat: li().direct }))
  expect(done.text).toContain('只有您自己')
  expect(await row(id)).toMatchObject({ status: 'live', visibility: 'private' })
  expect(await finds(li())).toContain('期中成绩')
  expect(await finds(wang())).not.toContain('期中成绩')
  expect(await points(id)).toBe(0)
  one(await li().presses(done, '撤销'))
  expect(await row(id)).toMatchObject({ status: 'review', visibility: 'school' })
})

test('what a colleague keeps for their own eyes does not stop anybody else from sharing the same file', async () => {
  const { id } = await drop()
  const bytes = `${marks(copies)}\n`
  const before = one(await wang().uploads('成绩.csv', bytes))
  expect(before.text).toContain('已经在库里')
  await li().says(`/personal ${id} 自己看`, { chat: li().direct })
  const said = await wang().uploads('成绩.csv', bytes)
  const own = said.find((each) => each.view.about?.resource !== undefined)?.view.about?.resource ?? 0
  expect(own).not.toBe(id)
  expect(await row(own)).toMatchObject({ status: 'review', visibility: 'school' })
  expect(one(await li().uploads('成绩.csv', bytes)).text).toContain(`编号 ${id}`)
  await wang().says(`/withdraw ${own}`)
})

test('in a direct chat the receipt itself holds the choices', async () => {
  const { said, id } = await drop({ chat: li().direct })
  expect(one(said).text).toContain('159****5310')
  expect(one(await li().presses(one(said), /同意/)).text).toContain('审核老师')
  expect(one(await li().says(`/personal ${id} 没有`)).text).not.toContain('出错')
})

test('its title is its file name, never a heading that could be somebody’s name', async () => {
  const said = await li().uploads('学生.txt', `陈雨欣 13820571394\n刘子涵 15921945311 ${copies}`)
  const id = said.find((each) => each.view.about?.resource !== undefined)?.view.about?.resource ?? 0
  expect((await row(id)).title).toBe('学生')
})

test('a decision that was made cannot be made again', async () => {
  const { id } = await drop()
  await li().says(`/personal ${id} 没有`, { chat: li().direct })
  expect(one(await li().says(`/personal ${id} 自己看`, { chat: li().direct })).text).toContain('已经处理过')
})
