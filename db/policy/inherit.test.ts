import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { policyAt } from './at.ts'
import { defaultPolicy, defaultPolicyText } from './defaults.ts'
import { isLower, policyDiff } from './diff.ts'
import { policyJsonSchema } from './json-schema.ts'
import { readPolicy } from './parse.ts'
import { checkPolicy, publishDistrictPolicy, publishPolicy } from './publish.ts'

let t: TestDatabase
beforeAll(async () => {
  t = await freshDatabase()
  await t.db
    .insertInto('school')
    .values(
      ['yz-no1', 'yz-no2'].map((id) => ({ id, name: id, name_en: id, locale: 'zh-CN', time_zone: 'Asia/Shanghai' })),
    )
    .execute()
  await t.db.transaction().execute((trx) => publishDistrictPolicy(trx, 'yz-group', defaultPolicyText(), NOW))
})
afterAll(() => t.drop())

const NOW = new Date('2026-08-20T00:00:00Z')
/** The policy of the model as a school of another project wrote it: it knows none of the later sections. */
const PLAIN = `
schema: incentive-policy/1
school: yz-no1
version: 2026.09.0
effective_from: 2026-09-01T00:00:00+08:00
approved_by: [principal-01, dean-02]
timezone: Asia/Shanghai
week_starts: monday
calendar:
  terms:
    - {id: 2026-autumn, start: 2026-09-01, end: 2027-01-31, publicity_days: 7, lock_after_days: 14}
minor_units: 100
type_base: {material: 3, lesson_plan: 8, courseware: 10}
origin: {original: 1.0, adapted: 0.6, licensed_repost: 0.2}
scope: {school: 1.0, group: 1.2, district: 1.5}
gap_bonus: 1.5
rules:
  upload.accepted: {per_day_full: 5, per_day_half: 10, term_soft_cap_items: 20, after_cap_factor: 0.5}
  quality.bonus: {prior_weight: 5, prior_mean_default: 3.6, prior_mean_range: [3.0, 4.2], slope: 0.4, clamp: [0.5, 1.5], min_ratings: 5, settle: weekly, floor_total: 0}
  download.counted: {tiers: [[10, 1.0], [30, 0.5], [null, 0.05]], type_factor_clip: [0.5, 2.0], cross_school: 1.5, student_weight: 0.5, author_daily_cap: 20, pair_weekly_cap: 5, downloader_daily_awarding: 30, account_min_age_days: 7}
  penalty.plagiarism: {first: 1.0, repeat: 2.0, cap: 30, approvals: 2}
spendable: {mirror: [upload.accepted, download.counted], vest_days: 7, expire_after_terms: 2, allow_negative: true}
quota: {teacher_originals_per_term: 2, school_excellent_lessons_per_term: 8, remind_at: [week4, T-14]}
levels: [[0, 播种], [30, 萌芽]]
board: {default_visibility: real_name, allow: [real_name, alias, anonymous, hidden], public_top_n: 10, neighbours: 2, show_bottom: false, ties: joint_1224, group_shrink_k: 3}
`
/** Only what a school of the district may decide. */
const school = (more: string) => `
schema: incentive-policy/1
extends: yz-group@2026.09.0
version: 2026.09.1
effective_from: 2026-09-01T00:00:00+08:00
approved_by: [a, b]
${more}`

test('a policy that knows only the model’s sections is accepted for the school of that id, and for no other', async () => {
  expect((await checkPolicy(t.db, 'yz-no1', PLAIN, NOW)).problems).toEqual([])
  expect((await checkPolicy(t.db, 'yz-no2', PLAIN, NOW)).problems[0]?.zh).toContain('不是本校')
})

test.each([
  ['UTC', (yaml: string) => yaml.replace('timezone: Asia/Shanghai', 'timezone: UTC'), 'timezone 必须是学校的时区'],
  [
    'a zone that is none',
    (yaml: string) => yaml.replace('timezone: Asia/Shanghai', 'timezone: Mars'),
    '没有 Mars 这个时区',
  ],
  ['one approver', (yaml: string) => yaml.replace('[principal-01, dean-02]', '[principal-01]'), '两位不同的审批人'],
  ['the same approver twice', (yaml: string) => yaml.replace('dean-02', 'principal-01'), '两位不同的审批人'],
  ['an official title', (yaml: string) => yaml.replace('萌芽', '骨干教师'), '骨干教师'],
  ['the bottom shown', (yaml: string) => yaml.replace('show_bottom: false', 'show_bottom: true'), '从不展示末位'],
  [
    'a lock before the publicity ends',
    (yaml: string) => yaml.replace('lock_after_days: 14', 'lock_after_days: 5'),
    '公示结束后才能锁定',
  ],
  [
    'a cap that cannot be reached',
    (yaml: string) => yaml.replace('pair_weekly_cap: 5', 'pair_weekly_cap: 500'),
    '永远用不到',
  ],
  ['a range the wrong way round', (yaml: string) => yaml.replace('[3.0, 4.2]', '[4.2, 3.0]'), '下限大于上限'],
  ['another week', (yaml: string) => yaml.replace('week_starts: monday', 'week_starts: sunday'), 'week_starts'],
  [
    'one approval for plagiarism',
    (yaml: string) => yaml.replace('cap: 30, approvals: 2', 'cap: 30, approvals: 1'),
    'approvals',
  ],
])('a policy with %s is refused with a sentence', async (_, change, words) => {
  expect(change(PLAIN)).not.toBe(PLAIN)
  const { problems } = await checkPolicy(t.db, 'yz-no1', change(PLAIN), NOW)
  expect(problems.map((one) => one.zh).join('；')).toContain(words)
  expect(problems.every((one) => one.en.length > 10)).toBe(true)
})

test('a school of a district inherits everything, and changes what it may', async () => {
  const own = school(
    'type_base: { courseware: 12 }\nrules:\n  download.counted: { author_daily_cap: 15 }\nquota: { teacher_originals_per_term: 3 }',
  )
  await t.db.transaction().execute((trx) => publishPolicy(trx, 'yz-no2', own))
  const inForce = await policyAt(t.db, 'yz-no2', new Date('2026-10-01T00:00:00Z'))
  expect(inForce.version).toBe('2026.09.1')
  expect(inForce.type_base).toEqual({ ...defaultPolicy().type_base, courseware: 12 })
  expect(inForce.rules['download.counted']).toEqual({
    ...defaultPolicy().rules['download.counted'],
    author_daily_cap: 15,
  })
  expect(inForce.quota.teacher_originals_per_term).toBe(3)
  expect(inForce.quota.school_excellent_lessons_per_term).toBe(8)
})

test.each([
  ['a base by more than half', 'type_base: { courseware: 16 }', '5–15'],
  ['a type that the district does not have', 'type_base: { poem: 3 }', '学校不能新增'],
  ['a cap upwards', 'rules:\n  download.counted: { author_daily_cap: 25 }', '学校只能调低'],
  ['a factor', 'origin: { adapted: 0.9 }', 'origin.adapted 由区级规则统一规定'],
  ['a slope', 'rules:\n  quality.bonus: { slope: 0.5 }', 'rules.quality.bonus.slope 由区级规则统一规定'],
  ['the levels', 'levels: [[0, 甲], [10, 乙]]', 'levels 由区级规则统一规定'],
  ['how many approve', 'approval: { approvers: 3 }', 'approval.approvers 由区级规则统一规定'],
])('a school of a district may not change %s', async (_, more, words) => {
  const { problems } = await checkPolicy(t.db, 'yz-no1', school(more), NOW)
  expect(problems).toHaveLength(1)
  expect(problems[0]?.zh).toContain(words)
  // With the line of the school's own file, and no raw data.
  expect(problems[0]?.zh).toMatch(/^第 [789] 行 /)
  expect(problems[0]?.zh).not.toMatch(/[[{"]/)
})

test('each forbidden key has a sentence of its own; a district that does not exist is named', async () => {
  const two = school('gap_bonus: 2\norigin: { adapted: 0.9 }')
  expect((await checkPolicy(t.db, 'yz-no1', two, NOW)).problems).toHaveLength(2)
  const lost = school('').replace('yz-group@2026.09.0', 'elsewhere')
  expect((await checkPolicy(t.db, 'yz-no1', lost, NOW)).problems[0]?.zh).toContain('没有找到区级规则 elsewhere')
  const later = school('').replace('yz-group@2026.09.0', 'yz-group@2030.01.0')
  expect((await checkPolicy(t.db, 'yz-no1', later, NOW)).problems[0]?.zh).toContain('现有：yz-group@2026.09.0（')
  expect(readPolicy(school('')).problems.length).toBeGreaterThan(0)
})

test('what is worth less is told from what is worth more', () => {
  const changed = (from: string, to: string) => {
    const text = defaultPolicyText().replace(from, to)
    expect(text).not.toBe(defaultPolicyText())
    const { policy } = readPolicy(text)
    if (!policy) throw new Error('not a policy')
    return policyDiff(defaultPolicy(), policy)
  }
  expect(isLower(changed('courseware: 10', 'courseware: 12'))).toBe(false)
  expect(isLower(changed('courseware: 10', 'courseware: 9'))).toBe(true)
  expect(isLower(changed('author_daily_cap: 20', 'author_daily_cap: 19'))).toBe(true)
  expect(isLower(changed('vest_days: 7', 'vest_days: 8'))).toBe(true)
  expect(isLower(changed('vest_days: 7', 'vest_days: 6'))).toBe(false)
  expect(isLower(changed('teacher_originals_per_term: 2', 'teacher_originals_per_term: 3'))).toBe(true)
  expect(isLower(changed('min_chars: 20', 'min_chars: 30'))).toBe(true)
  expect(isLower(changed('[30, 0.5]', '[30, 0.4]'))).toBe(true)
  expect(isLower(changed('  panel.done: { points: 5 }\n', ''))).toBe(true)
  expect(isLower(changed('link: 2,', 'link: 2, poem: 3,'))).toBe(false)
  expect(isLower(changed('public_top_n: 10', 'public_top_n: 5'))).toBe(false)
})

test('the published JSON schema is the one that the code checks', async () => {
  await expect(`${JSON.stringify(policyJsonSchema(), null, 2)}\n`).toMatchFileSnapshot('../../docs/policy.schema.json')
})
