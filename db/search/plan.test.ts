import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import { expect, test } from 'vitest'
import type { Database } from '../schema.ts'
import { type Plan, planOf } from './plan.ts'
import { parseQuery } from './query.ts'
import { newestPage, rankedPage } from './select.ts'
import type { Frequency, Statistics } from './statistics.ts'

/** 100,000 resources; lexemes not named are in none. */
function among(known: Record<string, number | Frequency>): Statistics {
  return {
    total: 100_000,
    of(lexeme) {
      const found = known[lexeme] ?? 0
      return typeof found === 'number' ? { words: found, head: found } : found
    },
  }
}

const plan = (text: string, known: Record<string, number | Frequency>) => planOf(parseQuery(text), among(known))
const weight = (of: Plan, lexeme: string) => of.terms.find((term) => term.lexeme === lexeme)?.weight ?? 0

const FACETS = { 'g:3': 8000, 'p:primary': 50_000, 's:math': 25_000, 't:lesson_plan': 20_000, 'y:plan': 7000 }

test('words that all exist are asked for together, then the telling ones', () => {
  expect(plan('勾股定理 折叠', { 勾股定理: 100, 折叠: 150 })).toMatchObject({
    mode: 'index',
    all: "'勾股定理' & '折叠'",
    some: "'勾股定理' | '折叠'",
  })
  expect(plan('勾股定理 折叠', { 勾股定理: 300, 折叠: 900 })).toMatchObject({ some: "'勾股定理'" })
})

test('a rare word weighs more than a common one, a part less than its word', () => {
  const found = plan('平行四边形 学习', { 平行四边形: 300, 平行: 320, 学习: 30_000 })
  expect(weight(found, '平行四边形')).toBeGreaterThan(weight(found, '学习'))
  expect(weight(found, '平行四边形')).toBeGreaterThan(weight(found, '平行'))
})

test('facets beside a topic raise hits and choose none', () => {
  const found = plan('三年级 数学 勾股定理 教案', { ...FACETS, 勾股定理: 300 })
  expect(found).toMatchObject({ all: "'勾股定理'", some: "'勾股定理'" })
  for (const facet of Object.keys(FACETS)) expect(weight(found, facet)).toBeGreaterThan(0)
})

test('a word that no resource has is looked for by pairs of its characters', () => {
  expect(plan('魔擦力', { '#擦': 400, '#力': 900 })).toMatchObject({
    mode: 'index',
    all: undefined,
    some: expect.stringContaining("('#擦' & '#力')"),
  })
})

test('common facets alone walk the best resources, rare ones use the index', () => {
  expect(plan('数学 教案', FACETS)).toMatchObject({ mode: 'walk', all: "'t:lesson_plan' & 's:math'", limit: 150 })
  expect(plan('三年级数学教案', FACETS)).toMatchObject({ mode: 'index', all: expect.stringContaining("'g:3'") })
})

test('words that are common in bodies but not in titles are looked for in titles', () => {
  const found = plan('问题 学生', { 问题: { words: 60_000, head: 500 }, 学生: { words: 40_000, head: 300 } })
  expect(found).toMatchObject({ mode: 'head', all: "'问题' & '学生'" })
})

test('nothing known is nothing to do', () => {
  expect(plan('zzzz', {}).mode).not.toBe('walk')
  expect(plan('的', {}).mode).toBe('nothing')
})

test('candidates stay bounded however many common words are typed', () => {
  const words = '学习 学生 问题 老师 方法 内容 知识 课堂'.split(' ')
  const known = Object.fromEntries(words.map((word, n) => [word, 1500 + n * 100]))
  const found = plan(words.join(' '), known)
  expect(found.mode === 'index' ? found.some : '').toBe("'学习'")
})

test('the statements are as reviewed', async () => {
  const db = new Kysely<Database>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (handle) => new PostgresIntrospector(handle),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
  const viewer = { schoolId: 's', memberId: 7, role: 'teacher' as const, departmentId: 3 }
  const page = { limit: 10, offset: 0, now: new Date('2026-11-21T00:00:00Z') }
  const text = (made: ReturnType<typeof rankedPage>) =>
    `${db.selectFrom(made.as('page')).selectAll('page').compile().sql}\n`
  const index = planOf(parseQuery('勾股定理'), among({ 勾股定理: 300 }))
  const walk = planOf(parseQuery('数学'), among(FACETS))
  const sql = [
    '-- index',
    text(rankedPage(viewer, index, { subject: 'math' }, page)),
    '-- walk',
    text(rankedPage(viewer, walk, {}, page)),
    '-- newest',
    text(newestPage(viewer, { grade: 3 }, page)),
  ]
  await expect(sql.join('\n')).toMatchFileSnapshot('./statements.sql')
})
