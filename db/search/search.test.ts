import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { RESOURCE_STATUSES, type Resource, type Role, VISIBILITIES } from '../schema.ts'
import type { Viewer } from '../sharing.ts'
import { indexResource, unindexResource } from './index-row.ts'
import { type SearchQuery, searchResources, whyOf } from './search.ts'

const NOW = new Date('2026-11-21T08:00:00Z')
let test_: TestDatabase
const departments = { math: 0, art: 0 }
const people: Record<string, Viewer> = {}

beforeAll(async () => {
  test_ = await freshDatabase()
  for (const id of ['s', 'other'])
    await test_.db
      .insertInto('school')
      .values({ id, name: id, name_en: id, locale: 'zh-CN', time_zone: 'Asia/Shanghai' })
      .execute()
  for (const name of ['math', 'art'] as const)
    departments[name] = (
      await test_.db
        .insertInto('department')
        .values({ school_id: 's', name, name_en: name })
        .returning('id')
        .executeTakeFirstOrThrow()
    ).id
  const roles: [string, string, Role, number | null][] = [
    ['author', 's', 'teacher', departments.math],
    ['colleague', 's', 'teacher', departments.math],
    ['teacher', 's', 'teacher', departments.art],
    ['head', 's', 'head', departments.art],
    ['admin', 's', 'admin', null],
    ['pupil', 's', 'pupil', departments.math],
    ['stranger', 'other', 'teacher', null],
  ]
  for (const [name, school, role, department] of roles) {
    const row = await test_.db
      .insertInto('member')
      .values({
        school_id: school,
        name: name === 'author' ? '李明华' : name,
        role,
        department_id: department,
        alias: null,
        locale: null,
        left_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    people[name] = { schoolId: school, memberId: row.id, role, departmentId: department ?? undefined }
  }
})
afterAll(() => test_.drop())

function person(name: string): Viewer {
  const viewer = people[name]
  if (!viewer) throw new Error(`no such person: ${name}`)
  return viewer
}

/** Shares a resource as the author does, search row included. */
async function share(title: string, more: Partial<Resource> & { body?: string; by?: string } = {}): Promise<Resource> {
  const { body = '', by = 'author', ...fields } = more
  const author = person(by)
  return test_.db.transaction().execute(async (trx) => {
    const resource = await trx
      .insertInto('resource')
      .values({
        school_id: author.schoolId,
        member_id: author.memberId ?? 0,
        file_name: `${title}.docx`,
        size: 1,
        format: 'docx',
        title,
        type: 'material',
        status: 'live',
        shared_at: NOW,
        ...fields,
        confidence: '{}',
      } as never)
      .returningAll()
      .executeTakeFirstOrThrow()
    await trx
      .insertInto('resource_text')
      .values({ school_id: resource.school_id, resource_id: resource.id, body })
      .execute()
    await indexResource(trx, resource, { authorName: '李明华', body })
    return resource
  })
}

function search(text: string, more: Partial<SearchQuery> & { as?: string } = {}) {
  const { as = 'teacher', ...query } = more
  return searchResources(test_.db, person(as), { text, limit: 10, offset: 0, now: NOW, ...query })
}

const titles = async (text: string, more: Partial<SearchQuery> & { as?: string } = {}) =>
  (await search(text, more)).hits.map((hit) => hit.title)

test('numerals, grade notations and scripts find each other', async () => {
  await share('三年级上册数学《鸡兔同笼》教案', { subject: 'math', grade: 3, volume: 'first', type: 'lesson_plan' })
  await share('四年级下册数学《鸡兔同笼》教案', { subject: 'math', grade: 4, volume: 'second', type: 'lesson_plan' })
  for (const text of [
    '3年级鸡兔同笼',
    '小三数学 鸡兔同笼',
    '三上数学鸡兔同笼',
    '三年級雞兔同籠教案',
    '鸡兔同笼 ３年级',
  ])
    expect((await titles(text))[0], text).toBe('三年级上册数学《鸡兔同笼》教案')
  expect(await titles('四年级鸡兔同笼')).toEqual(['四年级下册数学《鸡兔同笼》教案', '三年级上册数学《鸡兔同笼》教案'])
})

test('synonyms of a type raise it, and the chips say what was understood', async () => {
  await share('光合作用 演示文稿', { type: 'courseware' })
  await share('光合作用 试卷', { type: 'exam' })
  const found = await search('光合作用ppt')
  expect(found.hits.map((hit) => hit.title)).toEqual(['光合作用 演示文稿', '光合作用 试卷'])
  expect(found.chips).toEqual([
    { field: 'type', key: 'courseware', label: { zh: '课件', en: 'Courseware' }, typed: 'ppt' },
  ])
  expect(found.facets.type).toEqual([
    { key: 'courseware', count: 1 },
    { key: 'exam', count: 1 },
  ])
})

test('of one lesson, the kind of plan that was asked for stands first, even where another says more and is liked more', async () => {
  const plan = { subject: 'chinese', grade: 4, type: 'lesson_plan' }
  const body = '提问策略：读的时候边读边提问，尝试解决问题。'
  await share('《提问策略》说课稿', { ...plan, body, rating_count: 5, rating_sum: 25, download_count: 90 })
  await share('《提问策略》教学设计', { ...plan, body, rating_count: 5, rating_sum: 25, download_count: 90 })
  await share('部编版小学语文4年级下册第二单元《提问策略》学习任务单', {
    ...plan,
    body: '姓名 班级',
    rating_count: 5,
    rating_sum: 16,
  })
  const first = async (text: string) => (await titles(text))[0]
  expect(await first('四年级 提问策略 学案')).toBe('部编版小学语文4年级下册第二单元《提问策略》学习任务单')
  expect(await first('四年级 提问策略 说课')).toBe('《提问策略》说课稿')
  expect(await first('四年级 提问策略 教案')).toBe('《提问策略》教学设计')
})

test('filters narrow, facets in the query do not', async () => {
  expect(await titles('光合作用', { filters: { type: 'exam' } })).toEqual(['光合作用 试卷'])
  expect(await titles('鸡兔同笼', { filters: { grade: 4, subject: 'math' } })).toEqual([
    '四年级下册数学《鸡兔同笼》教案',
  ])
  expect(await titles('鸡兔同笼', { filters: { memberId: person('pupil').memberId } })).toEqual([])
})

test('hits with all the words stand before hits with some', async () => {
  await share('岳阳楼记', { body: '范仲淹与滕子京的友谊' })
  await share('滕子京传略 滕子京 滕子京')
  const found = await search('范仲淹 滕子京')
  expect(found.hits.map((hit) => hit.title)).toEqual(['岳阳楼记', '滕子京传略 滕子京 滕子京'])
  expect(found).toMatchObject({ total: 2, strictTotal: 1, didWiden: true, totalIsLowerBound: false })
  expect((await search('滕子京')).didWiden).toBe(false)
})

test('a slip of one character still finds the title', async () => {
  await share('牛顿第一定律 摩擦力实验')
  expect((await titles('魔擦力'))[0]).toBe('牛顿第一定律 摩擦力实验')
})

test('an excluded word keeps a hit away', async () => {
  await share('勾股定理练习')
  await share('勾股定理练习 答案')
  expect(await titles('勾股定理 -答案')).toEqual(['勾股定理练习'])
})

test('a resource is found by the author and by its text, and says why', async () => {
  await share('期中复习', { type: 'review_plan', keywords: ['向量'], body: '本单元学习空间坐标系的建立与应用。' })
  const [hit] = (await search('空间坐标系 复习')).hits
  expect(hit?.title).toBe('期中复习')
  expect(hit?.why).toEqual([
    { field: 'title', words: ['复习'] },
    { field: 'type', words: ['review_plan'] },
    { field: 'body', words: ['空间', '坐标系'] },
  ])
  expect(whyOf({ why: hit?.why ?? [] }, 'zh-CN')).toBe('题目含“复习”，类型为复习方案，正文含“空间”“坐标系”')
  expect(whyOf({ why: hit?.why ?? [] }, 'en')).toBe('title has "复习"; type: Review plan; text has "空间", "坐标系"')
  expect(hit?.snippet.filter((part) => part.hit).map((part) => part.text)).toEqual(['空间', '坐标系'])
  expect(hit?.authorName).toBe('李明华')
  expect((await titles('李明华 向量'))[0]).toBe('期中复习')
})

test('stars and downloads decide between equal titles', async () => {
  await share('元素周期律 学案')
  const liked = await share('元素周期律 学案', { rating_count: 10, rating_sum: 50, download_count: 200 })
  expect((await search('元素周期律')).hits[0]?.id).toBe(liked.id)
})

test('newer stands before older when all else is equal', async () => {
  const old = await share('二次函数 图像', { shared_at: new Date('2020-01-01T00:00:00Z') })
  const young = await share('二次函数 图像')
  expect((await search('二次函数')).hits.map((hit) => hit.id)).toEqual([young.id, old.id])
})

test('a correction is found under its new words only, a withdrawn one not at all', async () => {
  const resource = await share('杠杆原理')
  const corrected = { ...resource, title: '琥珀', file_name: '琥珀.docx' }
  await test_.db.transaction().execute((trx) => indexResource(trx, corrected, { authorName: '', body: '' }))
  expect((await search('杠杆原理')).total).toBe(0)
  expect((await search('琥珀')).hits.map((hit) => hit.id)).toEqual([resource.id])
  await test_.db.transaction().execute((trx) => unindexResource(trx, 's', resource.id))
  expect((await search('琥珀')).total).toBe(0)
})

test('a search row that is not committed is not found', async () => {
  await test_.db
    .transaction()
    .execute(async (trx) => {
      const resource = await trx
        .selectFrom('resource')
        .selectAll()
        .where('title', '=', '元素周期律 学案')
        .executeTakeFirstOrThrow()
      await indexResource(trx, { ...resource, title: '海市蜃楼' }, { authorName: '', body: '' })
      expect((await search('海市蜃楼')).total).toBe(0)
      throw new Error('rolled back')
    })
    .catch((error: unknown) => expect(String(error)).toContain('rolled back'))
  expect((await search('海市蜃楼')).total).toBe(0)
})

test('who sees what: every role, visibility and status', async () => {
  for (const status of RESOURCE_STATUSES)
    for (const visibility of VISIBILITIES) await share(`密卷 ${status} ${visibility}`, { status, visibility })
  await share('密卷 elsewhere', { by: 'stranger' })
  const seen: Record<string, string[]> = {}
  for (const name of Object.keys(people)) {
    const found = await search('密卷', { as: name, limit: 100 })
    seen[name] = found.hits.map((hit) => hit.title.slice(3)).sort()
    expect(found.total, name).toBe(found.hits.length)
    const listed = await search('', { as: name, limit: 100 })
    expect(listed.hits.map((hit) => hit.title).filter((title) => title.startsWith('密卷 ')).length, name).toBe(
      found.total,
    )
  }
  const shared = ['live group', 'live public', 'live school']
  expect(seen).toEqual({
    author: ['live department', 'live group', 'live private', 'live public', 'live school'],
    colleague: ['live department', ...shared],
    teacher: shared,
    head: shared,
    admin: shared,
    pupil: shared,
    stranger: ['elsewhere'],
  })
})

test('pages neither overlap nor lack', async () => {
  for (let n = 0; n < 45; n += 1) await share(`圆的周长 ${n % 3 === 0 ? '练习' : '教案'}`)
  const pages = await Promise.all([0, 20, 40, 60].map((offset) => search('圆的周长', { limit: 20, offset })))
  expect(pages.map((page) => page.hits.length)).toEqual([20, 20, 5, 0])
  expect(pages.map((page) => page.total)).toEqual([45, 45, 45, 45])
  expect(new Set(pages.flatMap((page) => page.hits.map((hit) => hit.id))).size).toBe(45)
})

test('an empty query lists the newest first', async () => {
  const newest = await share('刚刚上传', { shared_at: new Date('2026-11-21T07:59:00Z') })
  const before = await share('明天的资料', { shared_at: new Date('2026-11-22T00:00:00Z') })
  const found = await search('  ', { limit: 2 })
  expect(found.hits.map((hit) => hit.id)).toEqual([before.id, expect.any(Number)])
  expect(found.hits[0]?.why).toEqual([])
  expect(found.total).toBeGreaterThan(40)
  expect((await search('', { limit: 100 })).hits.map((hit) => hit.id)).toContain(newest.id)
})

test('whatever is typed gets an answer', async () => {
  for (const text of [
    "'",
    "\\';--",
    ':*&|!()<->',
    '\u202e',
    '😀',
    '的',
    '第',
    '-',
    '"',
    '%_',
    'zzzzqqq',
    'a'.repeat(20_000),
  ])
    expect((await search(text)).hits).toEqual([])
})

test('of two lessons with the words of the topic, the one about that very topic stands before one that is liked more', async () => {
  const plan = { subject: 'music', grade: 2, type: 'lesson_plan' }
  for (const song of ['采蘑菇', '种玉米', '母鸡叫咯咯', '过新年']) await share(`二年级音乐《${song}》说课稿`, plan)
  await share('人教版二年级音乐上册《小小雨点》说课稿', plan)
  const liked = { rating_count: 20, rating_sum: 100, download_count: 2_000 }
  await share('二年级音乐《小小雨点落下来》说课稿', { ...plan, ...liked })
  expect((await titles('二年级 小小雨点 说课'))[0]).toBe('人教版二年级音乐上册《小小雨点》说课稿')
})

test('an edition raises what is of it, whoever says it in the file name or not, hides nothing, and has a chip', async () => {
  const lesson = { subject: 'physics', grade: 8, type: 'courseware' }
  await share('浮力（人教版）', { ...lesson, edition: '人教版' })
  await share('浮力', { ...lesson, edition: '沪科版' })
  const found = await search('沪科版 浮力')
  expect(found.hits.map((hit) => hit.title)).toEqual(['浮力', '浮力（人教版）'])
  expect(found.chips).toEqual([
    { field: 'edition', key: '沪科', label: { zh: '沪科版', en: '沪科 edition' }, typed: '沪科版' },
  ])
})
