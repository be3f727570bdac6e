import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { type SearchSchool, SHARED_AT, searchSchool } from '#test/search-school.ts'
import { searchResources } from './search.ts'

/** Says nothing, longer than a passage. */
const FILLER = '今天天气晴朗大家都去操场上看比赛然后各自回家吃饭休息第二天再接着讨论这件小事。'
let test_: TestDatabase
let school: SearchSchool

beforeAll(async () => {
  test_ = await freshDatabase()
  school = await searchSchool(test_.db)
  await school.add([
    { id: 'beside', title: '资料甲', text: '昨天下过雨。植物怎样喝水是个老问题，根会告诉人们。' },
    { id: 'apart', title: '资料乙', text: '昨天喝水。植物是个老问题，根怎样下过雨会告诉人们。' },
    { id: 'head', title: '水循环的观察记录与思考' },
    { id: 'tail', title: '观察记录与思考的水循环' },
    { id: 'sentence', title: '问答甲', text: `${FILLER}填错的可以修改,快递带着单号。${FILLER}${FILLER}` },
    { id: 'pieces', title: '问答乙', text: `单号。${FILLER}快递。${FILLER}修改单号。${FILLER}填错的快递。` },
    ...Array.from({ length: 30 }, (_, n) => ({ id: `many-${n}`, title: `磁铁 ${n}`, text: '磁铁的性质' })),
  ])
})
afterAll(() => test_.drop())

async function found(text: string, limit = 10, offset = 0) {
  const result = await searchResources(test_.db, school.viewer, { text, limit, offset, now: SHARED_AT })
  return { ...result, ids: result.hits.map((hit) => hit.external_id) }
}

test('of two texts with the same words, the one that has them side by side as typed comes first', async () => {
  expect((await found('植物怎样喝水呢')).ids).toEqual(['beside', 'apart'])
})

test('of two texts with the same words, the one that has them in one sentence comes first, in whatever order', async () => {
  expect((await found('快递单号填错了怎么修改')).ids.slice(0, 2)).toEqual(['sentence', 'pieces'])
})

test('of two titles with the same words, the one that begins with the topic comes first', async () => {
  expect((await found('水循环')).ids).toEqual(['head', 'tail'])
})

test('who comes first in the end changes nothing in the counts of facets', async () => {
  expect((await found('水循环')).facets.type).toEqual([{ key: 'material', count: 2 }])
})

test('pages of any size show each hit once, in one order, scores falling', async () => {
  const all = await found('磁铁', 30)
  expect(new Set(all.ids).size).toBe(30)
  for (const limit of [5, 7, 10, 12, 13]) {
    const pages: (string | null)[] = []
    for (let offset = 0; offset < 30; offset += limit) pages.push(...(await found('磁铁', limit, offset)).ids)
    expect(pages).toEqual(all.ids)
  }
  expect(all.hits.map((hit) => hit.score)).toEqual(all.hits.map((hit) => hit.score).sort((a, b) => b - a))
})

test('a page behind the last hit is empty and still says how many there are', async () => {
  const { ids, total } = await found('水循环', 5, 5)
  expect({ ids, total }).toEqual({ ids: [], total: 2 })
})
