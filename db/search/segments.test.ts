import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { type SearchSchool, SHARED_AT, searchSchool } from '#test/search-school.ts'
import { emptyColumns } from './columns.ts'
import { forgetGone } from './gone.ts'
import { keyOf } from './hash.ts'
import { importLine, importLines } from './import.ts'
import { indexResource, unindexResource } from './index-row.ts'
import { mergeSegments } from './merge-segments.ts'
import { PostingWriter } from './postings.ts'
import { reindexNoted } from './reindex.ts'
import { searchResources } from './search.ts'
import { SegmentWriter } from './segment-write.ts'
import { tidySchool, tidySearch } from './tidy.ts'

let database: TestDatabase
let school: SearchSchool

beforeAll(async () => {
  database = await freshDatabase()
  school = await searchSchool(database.db, 's', '李明华')
})
afterAll(() => database.drop())

let made = 0
async function add(titles: readonly string[], text = ''): Promise<void> {
  await school.add(titles.map((title) => ({ id: `r${made++}`, title, text })))
}

const search = (text: string, limit = 100) =>
  searchResources(database.db, school.viewer, { text, limit, offset: 0, now: SHARED_AT })
const titles = async (text: string) => (await search(text)).hits.map((hit) => hit.title)
const segments = async () =>
  (await database.db.selectFrom('search_segment').select(['level', 'docs']).orderBy('docs').execute()).map(
    ({ level, docs }) => `${level}:${docs}`,
  )
const waiting = async () =>
  (
    await database.db
      .selectFrom('search_delta')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirst()
  )?.n
const seal = () => tidySchool(database.db, 's', 1)
const byTitle = (title: string) =>
  database.db.selectFrom('resource').selectAll().where('title', '=', title).executeTakeFirstOrThrow()

test('what is sealed is found as before, with the same scores, beside what is not', async () => {
  await add(['勾股定理 教案', '勾股定理 练习', '浮力 课件'], '直角三角形的两条边')
  const before = await search('勾股定理')
  expect(await seal()).toBe(3)
  expect([await segments(), await waiting()]).toEqual([['0:3'], 0])
  const after = await search('勾股定理')
  expect(after.hits.map((hit) => [hit.id, hit.score])).toEqual(before.hits.map((hit) => [hit.id, hit.score]))
  await add(['勾股定理 说课稿'])
  expect((await titles('勾股定理')).sort()).toEqual(['勾股定理 教案', '勾股定理 练习', '勾股定理 说课稿'].sort())
})

test('a sealed resource that is corrected is found under its new words only', async () => {
  const resource = await byTitle('浮力 课件')
  const corrected = { ...resource, title: '压强', file_name: '压强.pptx' }
  await database.db
    .updateTable('resource')
    .set({ title: '压强', file_name: '压强.pptx' })
    .where('id', '=', resource.id)
    .execute()
  await database.db.transaction().execute((trx) => indexResource(trx, corrected, { authorName: '李明华', body: '' }))
  for (const sealed of [false, true]) {
    if (sealed) await seal()
    expect(await titles('浮力')).toEqual([])
    expect(await titles('压强')).toEqual(['压强'])
  }
})

test('a sealed resource that is withdrawn is gone at once, and back when it is restored', async () => {
  const resource = await byTitle('勾股定理 练习')
  await database.db.transaction().execute((trx) => unindexResource(trx, 's', resource.id))
  expect(await titles('勾股定理 练习')).not.toContain('勾股定理 练习')
  await database.db.transaction().execute((trx) => indexResource(trx, resource, { authorName: '李明华', body: '' }))
  expect(await titles('勾股定理 练习')).toContain('勾股定理 练习')
  await seal()
  expect(await titles('勾股定理 练习')).toContain('勾股定理 练习')
})

test('four segments of a size become one, without what is gone, and nobody notices', async () => {
  for (let n = 0; n < 2 || (await segments()).length < 3; n += 1) {
    await add([`电磁感应 ${n}`, `磁场 ${n}`], `第${n}次实验的记录`)
    await seal()
  }
  const resource = await byTitle('电磁感应 0')
  await database.db.transaction().execute((trx) => unindexResource(trx, 's', resource.id))
  const before = await search('电磁感应')
  await add(['交流电'])
  await seal()
  expect(await segments()).toHaveLength(1)
  const after = await search('电磁感应')
  expect(after.hits.map((hit) => hit.id)).toEqual(before.hits.map((hit) => hit.id))
  expect(await titles('电磁感应 0')).not.toContain('电磁感应 0')
  const docs = Number((await segments())[0]?.split(':')[1])
  const { rows } = await sql<{ live: number }>`
select count(*)::int as live from resource where status = 'live' and title <> '电磁感应 0'`.execute(database.db)
  expect(docs).toBe(rows[0]?.live)
})

test('many segments of several sizes become one, five of them stay', async () => {
  let next = 1
  const merged = () => database.db.transaction().execute((trx) => mergeSegments(trx, 'many'))
  const write = (docs: number) =>
    database.db.transaction().execute(async (trx) => {
      const [columns, postings, writer] = [emptyColumns(docs), new PostingWriter(), new SegmentWriter(trx, 'many')]
      postings.begin()
      for (let doc = 0; doc < docs; doc += 1, next += 1) {
        columns.ids[doc] = next
        columns.seqs[doc] = next
        postings.add(doc, 8)
      }
      writer.add(keyOf('磁场'), docs, postings.end())
      await writer.end(columns, { title: docs, body: docs })
    })
  for (const docs of [4_000, 20, 4_000, 20, 4_000]) await write(docs)
  expect(await merged()).toBe(0)
  await write(20)
  expect(await merged()).toBe(12_060)
  expect(await merged()).toBe(0)
})

test('a question that reads while segments are merged is answered', async () => {
  const work = (async () => {
    for (let n = 0; n < 12; n += 1) {
      await add([`光的折射 ${n}`])
      await seal()
    }
  })()
  let asked = 0
  let done = false
  void work.then(() => {
    done = true
  })
  while (!done) {
    const found = await search('磁场')
    expect(found.hits.length).toBeGreaterThan(2)
    asked += 1
  }
  await work
  expect(asked).toBeGreaterThan(0)
  expect(await titles('光的折射')).toHaveLength(12)
})

test('what is committed later than its number says is found from its commit on', async () => {
  const numbered = Promise.withResolvers<void>()
  const commit = Promise.withResolvers<void>()
  const late = database.db.transaction().execute(async (trx) => {
    await importLines(trx, school.into, [importLine.parse({ id: 'late', title: '潜望镜 甲' })])
    numbered.resolve()
    await commit.promise
  })
  await numbered.promise
  await add(['潜望镜 乙'])
  expect(await titles('潜望镜')).toEqual(['潜望镜 乙'])
  commit.resolve()
  await late
  expect((await titles('潜望镜')).sort()).toEqual(['潜望镜 乙', '潜望镜 甲'].sort())
  await seal()
  expect((await titles('潜望镜')).sort()).toEqual(['潜望镜 乙', '潜望镜 甲'].sort())
})

test('titles are found by pinyin, by blurred sounds and by initials', async () => {
  await add(['三年级数学《平均数》教案', '三年级数学《平行线》教案'])
  for (const text of ['pingjunshu jiaoan', 'pinjunsu', 'ping jun shu', 'pjsja'])
    expect((await titles(text))[0], text).toBe('三年级数学《平均数》教案')
})

test('two processes that tidy at the same time leave one index', async () => {
  await add(Array.from({ length: 30 }, (_, n) => `凸透镜成像 ${n}`))
  await Promise.all(Array.from({ length: 4 }, () => tidySearch(database.db, 1)))
  expect(await waiting()).toBe(0)
  expect(await titles('凸透镜成像')).toHaveLength(30)
})

test('what is gone for good is forgotten', async () => {
  const count = async () =>
    (
      await database.db
        .selectFrom('search_gone')
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .executeTakeFirst()
    )?.n
  expect(await count()).toBeGreaterThan(0)
  const before = await titles('勾股定理')
  await database.db.transaction().execute((trx) => forgetGone(trx, 's', 0))
  expect(await count()).toBeLessThan(3)
  expect(await titles('勾股定理')).toEqual(before)
  expect(await titles('浮力')).toEqual([])
})

test('what a migration noted is read anew', async () => {
  await sql`delete from search_segment`.execute(database.db)
  await sql`insert into search_todo (school_id, resource_id) select school_id, id from resource where title like '凸透镜%'`.execute(
    database.db,
  )
  expect(await titles('凸透镜成像')).toEqual([])
  expect(await reindexNoted(database.db)).toBe(30)
  expect(await titles('凸透镜成像')).toHaveLength(30)
})
