import { afterAll, beforeAll, expect, test } from 'vitest'
import { suggest } from '#db/discover/suggest.ts'
import { forgetSearchers, logSearch } from '#db/search-log/log.ts'
import { searchReport } from '#db/search-log/report.ts'
import { openSchool, type Said, type TestSchool } from './school.ts'
import { lessonPlan } from './stories.ts'

let school: TestSchool
const ids = new Map<string, number>()
beforeAll(async () => {
  school = await openSchool()
  for (const topic of ['周长', '面积', '分数']) {
    const name = `三年级数学上册《${topic}》教案.docx`
    const [receipt] = await li().uploads(name, await lessonPlan(topic))
    ids.set(topic, receipt?.view.about?.resource ?? 0)
    school.clock.advance(61_000)
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
const logged = () =>
  school.db
    .selectFrom('search_log')
    .innerJoin('member', 'member.id', 'search_log.member_id')
    .select(['search_log.query', 'member.name', 'search_log.taken_id', 'search_log.total'])
    .orderBy('search_log.id')
    .execute()

test('a download soon after a search is known as its answer', async () => {
  await wang().says('/search 周长 教案')
  await wang().says(`/download ${ids.get('周长')}`)
  expect(await logged()).toMatchObject([{ query: '周长 教案', name: '王老师', taken_id: ids.get('周长') }])
})

test('who opts out is not kept, not even for what they searched before', async () => {
  await wang().presses(one(await wang().says('/privacy')), '关闭')
  await wang().says('/search 面积')
  expect(await logged()).toEqual([])
  const rows = await school.db.selectFrom('search_log').select('query').orderBy('id').execute()
  expect(rows.map(({ query }) => query)).toEqual(['周长 教案', '面积'])
})

test('who searched is forgotten after 30 days, what was searched is not', async () => {
  await zhao().says('/search 毕业典礼主持稿')
  expect(await logged()).toHaveLength(1)
  expect(await forgetSearchers(school.db, 'sample', new Date(school.clock.now().getTime() + 31 * 86_400_000))).toBe(1)
  expect(await logged()).toEqual([])
})

test('the report names queries in vain and, when two people found them, the words that work', async () => {
  for (const person of [li(), zhao()]) {
    await person.says('/search 毕业典礼主持稿')
    await person.says('/search 分数')
  }
  const at = school.clock.now()
  const place = { id: 'sample', time_zone: 'Asia/Shanghai' }
  const report = await searchReport(school.db, place, new Date(at.getTime() - 86_400_000), 10)
  expect(report.withoutResult[0]).toMatchObject({ query: '毕业典礼主持稿', searches: 3 })
  expect(report.synonyms).toEqual([{ from: '毕业典礼主持稿', to: '分数', people: 2 }])
  expect(report.weeks).toMatchObject([{ empty: 3 }])
})

test('/similar shows others of the same kind, never itself', async () => {
  const text = one(await wang().says(`/similar ${ids.get('周长')}`)).text
  expect(text).toContain('面积')
  expect(text.split('\n').slice(1).join('\n')).not.toContain(`#${ids.get('周长')}`)
  expect(one(await wang().says('/similar 999999')).text).toContain('999999')
})

test('/recommend gives a reason, leaves out what one has, and can be turned off and on', async () => {
  const said = one(await wang().says('/recommend'))
  expect(said.chat).toBe(wang().direct)
  expect(said.text).toContain('您常用的数学')
  expect(said.text).toContain('面积')
  expect(said.text).not.toContain(`#${ids.get('周长')}`)
  const less = one(await wang().presses(said, '不需要'))
  expect(less.text).not.toEqual(said.text)
  const off = one(await wang().says('/recommend 关'))
  expect(off.text).toContain('已关闭')
  expect(one(await wang().says('/recommend')).text).toContain('已关闭')
  expect(one(await wang().presses(off, '重新打开')).text).toContain('可能对您有用')
})

test('nobody is recommended a colleague’s private file', async () => {
  await school.db.updateTable('resource').set({ visibility: 'private' }).where('title', 'like', '%面积%').execute()
  expect(one(await wang().says('/recommend')).text).not.toContain('面积')
})

test('/new shows this week in my subjects, and everything on request', async () => {
  const said = one(await wang().says('/new'))
  expect(said.text).toContain('最近一周：数学')
  expect(one(await wang().presses(said, '全部学科')).text).toContain('分数')
})

test('/new 数学 shows that subject, and says when it has nothing', async () => {
  expect(one(await wang().says('/new 數學')).text).toContain('最近一周：数学')
  expect(one(await wang().says('/new 地理')).text).toContain('地理还没有新资源')
})

test('a query is suggested once three people searched it, a title to who may see it', async () => {
  const viewer = { schoolId: 'sample', memberId: 1, role: 'teacher' as const, departmentId: undefined }
  const texts = async () =>
    (await suggest(school.db, viewer, '分数', { limit: 6, now: school.clock.now() })).map(({ text }) => text)
  expect((await texts()).some((text) => text.includes('《分数》教案'))).toBe(true)
  expect(await texts()).not.toContain('分数 应用题')
  for (const member of [11, 12, 13]) {
    await school.db.transaction().execute((trx) =>
      logSearch(trx, {
        ...{ schoolId: 'sample', memberId: member, at: school.clock.now(), query: '分数 应用题', total: 3, shown: [] },
      }),
    )
  }
  expect(await texts()).toContain('分数 应用题')
})

test.each(['fenshu', 'fen shu', 'fens', 'fenshuyi', 'fs', '/'])(
  'what is being typed in pinyin or initials is heard: %s',
  async (typed) => {
    const viewer = { schoolId: 'sample', memberId: 1, role: 'teacher' as const, departmentId: undefined }
    const found = await suggest(school.db, viewer, typed, { limit: 6, now: school.clock.now() })
    expect(found.some(({ text }) => text === '分数 应用题')).toBe(typed !== '/')
    if (typed.startsWith('fenshu')) expect(found.some(({ text }) => text.includes('《分数》教案'))).toBe(true)
  },
)

test('a reason of /recommend no longer names what was withdrawn', async () => {
  await school.db.deleteFrom('recommend_hidden').execute()
  for (const name of ['张老师', '陈组长', '赵主任'])
    for (const topic of ['周长', '分数']) await school.member(name).says(`/download ${ids.get(topic)}`)
  const said = async () => one(await wang().says('/recommend')).text
  expect(await said()).toMatch(/取过.*周长.*有 3 位也取了它/)
  await school.db.updateTable('resource').set({ status: 'withdrawn' }).where('title', 'like', '%周长%').execute()
  expect(await said()).not.toContain('周长')
})
