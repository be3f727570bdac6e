import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { SHARED_AT, searchSchool } from '#test/search-school.ts'
import { type ImportInto, importLine, importLines } from './import.ts'
import { searchResources } from './search.ts'

let test_: TestDatabase
let into: ImportInto

beforeAll(async () => {
  test_ = await freshDatabase()
  into = (await searchSchool(test_.db, 's', '李明华')).into
})
afterAll(() => test_.drop())

function search(text: string, page: { limit?: number; offset?: number } = {}) {
  const viewer = { schoolId: 's', memberId: undefined, role: 'teacher' as const, departmentId: undefined }
  return searchResources(test_.db, viewer, { text, limit: 10, offset: 0, now: SHARED_AT, ...page })
}

test('an import is findable, keeps its id, and is not doubled', async () => {
  const line = importLine.parse({
    id: 'r1',
    title: '六年级上册数学《百分数的意义》导学案.docx',
    subject: '数学',
    grade: 6,
    vol: '上',
    type: '学案',
    rating: 4.2,
    downloads: 12,
  })
  expect(await importLines(test_.db, into, [line, line])).toBe(1)
  expect(await importLines(test_.db, into, [line])).toBe(0)
  expect((await search('六上数学 百分数的意义')).hits[0]).toMatchObject({
    external_id: 'r1',
    title: '六年级上册数学《百分数的意义》导学案',
    format: 'docx',
    subject: 'math',
    grade: 6,
    volume: 'first',
    stage: 'primary',
    type: 'lesson_plan',
    rating_count: 5,
    rating_sum: 21,
    download_count: 12,
  })
})

test('a word of nearly every text and of no title is found all the same', async () => {
  await importLines(
    test_.db,
    into,
    Array.from({ length: 2500 }, (_, n) => importLine.parse({ id: `x${n}`, title: `编号${n}`, text: '我们一起观察' })),
  )
  const found = await search('观察', { limit: 5 })
  expect(found.hits).toHaveLength(5)
  expect(found.totalIsLowerBound).toBe(true)
  expect(found.hits[0]?.why).toEqual([{ field: 'body', words: ['观察'] }])
  const walked = await search('编号', { limit: 5, offset: 5 })
  expect(walked.hits).toHaveLength(5)
  expect(walked.totalIsLowerBound).toBe(true)
  expect((await search('编号 17')).hits[0]?.title).toBe('编号17')
})

test('a line may be written as other systems write it: numbers as strings, null for unknown, names or keys', async () => {
  const lines = [
    { id: 5, title: '古诗二首', text: null, subject: 'chinese', grade: '三年级', type: 'courseware', rating: null },
    { id: 'r6', title: '欧姆定律', subject: '物理', grade: '初三', vol: 'second', shared_at: null },
    { id: 'r7', title: '看图写话', subject: null, grade: '不详', type: '没有这种' },
  ].map((line) => importLine.parse(line))
  expect(await importLines(test_.db, into, lines)).toBe(3)
  const found = async (text: string) => (await search(text)).hits[0]
  expect(await found('古诗二首')).toMatchObject({ external_id: '5', subject: 'chinese', grade: 3, type: 'courseware' })
  expect(await found('欧姆定律')).toMatchObject({ subject: 'physics', grade: 9, stage: 'junior', volume: 'second' })
  expect(await found('看图写话')).toMatchObject({ grade: null, type: 'material' })
})
