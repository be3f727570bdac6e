import { afterAll, beforeAll, expect, test } from 'vitest'
import { UserFacingError } from '#kit/errors.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { policyAt } from './at.ts'
import { defaultPolicy, defaultPolicyText, practicePolicyText } from './defaults.ts'
import { parsePolicy } from './parse.ts'
import { ensurePolicy, publishPolicy } from './publish.ts'
import { halfYearOf, termAt, termLabel } from './terms.ts'

let t: TestDatabase
beforeAll(async () => {
  t = await freshDatabase()
})
afterAll(() => t.drop())

async function school(id: string): Promise<void> {
  await t.db
    .insertInto('school')
    .values({ id, name: id, name_en: id, locale: 'zh-CN', time_zone: 'Asia/Shanghai' })
    .execute()
}

function refusal(change: (yaml: string) => string): UserFacingError {
  const text = change(defaultPolicyText())
  expect(text).not.toBe(defaultPolicyText())
  try {
    parsePolicy(text)
  } catch (error) {
    if (error instanceof UserFacingError) return error
    throw error
  }
  throw new Error('the policy was accepted')
}

test('the shipped default is a sound policy', () => {
  expect(defaultPolicy().type_base.courseware).toBe(10)
  expect(defaultPolicy().rules['download.counted'].account_min_age_days).toBe(7)
})

test('the practice default lets points flow at once and differs in nothing else', () => {
  const practice = parsePolicy(practicePolicyText())
  expect(practice.rules['download.counted'].account_min_age_days).toBe(0)
  const rules = { ...practice.rules, 'download.counted': defaultPolicy().rules['download.counted'] }
  expect({ ...practice, rules }).toEqual(defaultPolicy())
})

test.each([
  ['one approver', 'approved_by: [project-default, school]', 'approved_by: [school, school]', '两位不同的审批人'],
  ['a gap between terms', 'start: 2027-02-01', 'start: 2027-02-03', '结束的第二天开始'],
  ['a term that ends before it starts', 'end: 2027-01-31', 'end: 2026-01-31', '结束早于开始'],
  ['tiers that do not ascend', '[30, 0.5]', '[5, 0.5]', '必须递增'],
  ['tiers without an open end', '[null, 0.05]', '[200, 0.05]', '最后一档必须是 null'],
  ['an official title', '春晖', '骨干教师', '骨干教师'],
  ['the bottom of the board', 'show_bottom: false', 'show_bottom: true', '从不展示末位'],
  ['a mirror of no rule', 'review.useful]', 'review.usefull]', '没有的规则'],
  ['a misspelt key', 'gap_bonus:', 'gap_bonuss:', 'gap_bonuss'],
  ['a date that is none', '2026-09-01T00:00:00+08:00', '2026年9月1日', 'effective_from'],
  ['a negative number', 'courseware: 10', 'courseware: -10', 'type_base.courseware'],
  ['broken YAML', 'minor_units: 100', 'minor_units: [100', '不是正确的 YAML'],
])('a policy with %s is refused with a sentence in both languages', (_, from, to, words) => {
  const error = refusal((yaml) => yaml.replace(from, to))
  expect(error.code).toBe('policy_invalid')
  expect(error.sentence.zh).toContain(words)
  expect(error.sentence.en).not.toMatch(/[\u4e00-\u9fff]{4}.*not published/)
  expect(error.sentence.en.length).toBeGreaterThan(30)
})

test('all problems are named at once', () => {
  const error = refusal((yaml) =>
    yaml.replace('show_bottom: false', 'show_bottom: true').replace('春晖', '特级').replace('[30, 0.5]', '[5, 0.5]'),
  )
  expect(error.sentence.zh).toContain('3 处')
})

test('a fact follows the version in force when it occurred', async () => {
  await school('versions')
  const second = defaultPolicyText()
    .replace('2026.09.0', '2026.12.0')
    .replace('2026-09-01T00:00:00+08:00', '2026-12-01T00:00:00+08:00')
    .replace('courseware: 10', 'courseware: 12')
  await t.db.transaction().execute(async (trx) => {
    await publishPolicy(trx, 'versions', defaultPolicyText())
    await publishPolicy(trx, 'versions', second)
    await publishPolicy(trx, 'versions', second)
  })
  const versionAt = async (at: string) => (await policyAt(t.db, 'versions', new Date(at))).version
  expect(await versionAt('2020-01-01T00:00:00Z')).toBe('2026.09.0')
  expect(await versionAt('2026-11-30T15:59:59.999Z')).toBe('2026.09.0')
  expect(await versionAt('2026-11-30T16:00:00Z')).toBe('2026.12.0')
  expect(await versionAt('2031-01-01T00:00:00Z')).toBe('2026.12.0')
})

test('a school without a policy follows the shipped default', async () => {
  await school('bare')
  expect(await policyAt(t.db, 'bare', new Date('2029-01-01T00:00:00Z'))).toEqual(defaultPolicy())
})

test('a school that has a policy keeps it when the shipped default changes', async () => {
  await school('kept')
  const ensure = (yaml: string) => t.db.transaction().execute((trx) => ensurePolicy(trx, 'kept', yaml))
  await Promise.all([ensure(defaultPolicyText()), ensure(defaultPolicyText())])
  await ensure(defaultPolicyText().replace('courseware: 10', 'courseware: 11'))
  expect((await policyAt(t.db, 'kept', new Date('2026-11-01T00:00:00Z'))).type_base.courseware).toBe(10)
})

test('a published version cannot be changed, begin in the past, or bring another zone', async () => {
  await school('strict')
  const publish = (yaml: string) => t.db.transaction().execute((trx) => publishPolicy(trx, 'strict', yaml))
  await publish(defaultPolicyText())
  await expect(publish(defaultPolicyText().replace('courseware: 10', 'courseware: 11'))).rejects.toThrow(
    'policy_version_taken',
  )
  const next = defaultPolicyText().replace('2026.09.0', '2026.10.0')
  await expect(publish(next)).rejects.toThrow('effective_from')
  await expect(
    publish(next.replace('2026-09-01T', '2027-09-01T').replace('minor_units', 'timezone: UTC\nminor_units')),
  ).rejects.toThrow('timezone')
  await expect(
    publish(next.replace('2026-09-01T', '2027-09-01T').replace('minor_units', 'school: other\nminor_units')),
  ).rejects.toThrow('not yours')
})

test('a term is found for every instant, also long after the calendar ends', () => {
  const term = (at: string) => termAt(defaultPolicy(), new Date(at), 'Asia/Shanghai').id
  expect(term('2026-08-31T15:59:59Z')).toBe('2026-spring')
  expect(term('2026-08-31T16:00:00Z')).toBe('2026-autumn')
  expect(term('2027-01-31T15:59:59Z')).toBe('2026-autumn')
  expect(term('2027-01-31T16:00:00Z')).toBe('2027-spring')
  expect(term('2035-10-01T00:00:00Z')).toBe('2035-autumn')
  expect(halfYearOf('2036-01-31')).toEqual({ id: '2035-autumn', start: '2035-09-01', end: '2036-01-31' })
  expect(termLabel('2026-autumn')).toEqual({ zh: '2026年秋季学期', en: 'Autumn term 2026' })
})
