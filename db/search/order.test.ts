import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Library, openLibrary, type Searched, type Shared } from '#test/library.ts'

let library: Library
const share = (title: string, more?: Shared) => library.share(title, more)
const search = (text: string, more?: Searched) => library.search(text, more)
const titles = (text: string, more?: Searched) => library.titles(text, more)
beforeAll(async () => {
  library = await openLibrary()
})
afterAll(() => library.close())

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

test('hits with all the words stand before hits with some', async () => {
  await share('岳阳楼记', { body: '范仲淹与滕子京的友谊' })
  await share('滕子京传略 滕子京 滕子京')
  const found = await search('范仲淹 滕子京')
  expect(found.hits.map((hit) => hit.title)).toEqual(['岳阳楼记', '滕子京传略 滕子京 滕子京'])
  expect(found).toMatchObject({ total: 2, strictTotal: 1, didWiden: true, totalIsLowerBound: false })
  expect((await search('滕子京')).didWiden).toBe(false)
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
