import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Library, openLibrary, type Searched, type Shared } from '#test/library.ts'
import { RESOURCE_STATUSES, VISIBILITIES } from '../schema.ts'
import { indexResource, unindexResource } from './index-row.ts'
import { whyOf } from './search.ts'

let library: Library
const share = (title: string, more?: Shared) => library.share(title, more)
const search = (text: string, more?: Searched) => library.search(text, more)
const titles = (text: string, more?: Searched) => library.titles(text, more)
beforeAll(async () => {
  library = await openLibrary()
})
afterAll(() => library.close())

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

test('filters narrow, facets in the query do not', async () => {
  expect(await titles('光合作用', { filters: { type: 'exam' } })).toEqual(['光合作用 试卷'])
  expect(await titles('鸡兔同笼', { filters: { grade: 4, subject: 'math' } })).toEqual([
    '四年级下册数学《鸡兔同笼》教案',
  ])
  expect(await titles('鸡兔同笼', { filters: { memberId: library.people.pupil?.memberId ?? 0 } })).toEqual([])
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

test('a correction is found under its new words only, a withdrawn one not at all', async () => {
  const resource = await share('杠杆原理')
  const corrected = { ...resource, title: '琥珀', file_name: '琥珀.docx' }
  await library.db.transaction().execute((trx) => indexResource(trx, corrected, { authorName: '', body: '' }))
  expect((await search('杠杆原理')).total).toBe(0)
  expect((await search('琥珀')).hits.map((hit) => hit.id)).toEqual([resource.id])
  await library.db.transaction().execute((trx) => unindexResource(trx, 's', resource.id))
  expect((await search('琥珀')).total).toBe(0)
})

test('a search row that is not committed is not found', async () => {
  await share('元素周期律 学案')
  await library.db
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
  for (const name of Object.keys(library.people)) {
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
