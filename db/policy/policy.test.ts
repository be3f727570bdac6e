import { afterAll, beforeAll, expect, test } from 'vitest'
import { UserFacingError } from '#kit/errors.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { policyAt } from './at.ts'
import { defaultPolicy, defaultPolicyText, practicePolicyText } from './defaults.ts'
import { labelOfPath } from './labels.ts'
import { parsePolicy, readPolicy } from './parse.ts'
import { checkPolicy, ensurePolicy, publishPolicy } from './publish.ts'
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
  expect(practice.rules['download.counted']).toMatchObject({ account_min_age_days: 0, settle: 'at_once' })
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
  ['a mirror of no rule', 'panel.done,\n', 'panel.dome,\n', '没有的规则'],
  ['a misspelt key', 'gap_bonus:', 'gap_bonuss:', 'gap_bonuss'],
  ['a date that is none', '2026-09-01T00:00:00+08:00', '2026年9月1日', 'effective_from'],
  ['a negative number', 'courseware: 10', 'courseware: -10', 'type_base.courseware'],
  ['the same approver in other letters', '[project-default, school]', '[school, "School "]', '两位不同的审批人'],
  ['an official title in English', 'en: Shade', 'en: Senior Teacher', 'Senior Teacher'],
  ['a first level above zero', '[0, { zh: 播种', '[5, { zh: 播种', '必须从 0 分开始'],
  ['a name that stands twice', 'gap_bonus: 1.5', 'gap_bonus: 1.5\ngap_bonus: 2', '写了两次'],
  ['a tab', '  terms:', '\tterms:', '不能用制表符'],
  [
    'a word for a number',
    'courseware: 10',
    'courseware: ten',
    '第 32 行 type_base.courseware（课件）：应写数字，如 10',
  ],
  ['an instant without its zone', '00:00:00+08:00', '00:00:00', '写法如 2026-12-10T00:00:00+08:00'],
  ['a day that does not exist', 'end: 2027-01-31', 'end: 2027-02-30', '要写一个存在的日期'],
  ['an unknown reminder', 'week12, T-14', 'week12, T+14', '写法如 week4、T-14'],
  [
    'an unknown stretch of stock',
    'count: 30, per: term',
    'count: 30, per: decade',
    '只能是 week、month、term、year 之一',
  ],
  ['a rule that does not exist', 'upload.first_ever: {', 'upload.frist_ever: {', '不认识 upload.frist_ever'],
  ['a missing section', 'gap_bonus: 1.5', '', '没有写，请补上：数字'],
  ['a type that is a slip', 'courseware: 10', 'cousreware: 10', '是不是 courseware'],
  ['weights of the index that are no whole', 'influence: 0.3 }', 'influence: 0.4 }', '三项权重合计应为 1'],
  ['tiers upside down', 'a_from: 75', 'a_from: 45', '必须大于 b_from'],
  ['too small a part free of tiers', 'untiered_share: 0.3', 'untiered_share: 0.1', '至少三成不看等级'],
  ['too heavy a tier', 'wait: 20, tier: 15', 'wait: 15, tier: 20', '不能超过合计的 15%'],
  ['weights of the queue that are no whole', 'purpose: 40', 'purpose: 50', '合计应为 100，现在是 110'],
  ['bands upside down', 'bands: [0.1, 0.25, 0.5]', 'bands: [0.5, 0.25]', '必须从小到大'],
  ['broken YAML', 'minor_units: 100', 'minor_units: [100', '看不懂：规则是 YAML 文件'],
])('a policy with %s is refused with a sentence in both languages', (_, from, to, words) => {
  const error = refusal((yaml) => yaml.replace(from, to))
  expect(error.code).toBe('policy_invalid')
  expect(error.sentence.zh).toContain(words)
  expect(error.sentence.en).not.toMatch(/[\u4e00-\u9fff]{4}.*not published/)
  expect(error.sentence.en.length).toBeGreaterThan(30)
})

test('what a file says wrongly is never told in the words of a program', () => {
  for (const [from, to] of [
    ['courseware: 10', 'courseware: ten'],
    ['version: 2026.09.0', 'version: 3'],
    ['{ zh: 成荫, en: Shade }', '{ en: Shade }'],
    ['ties: joint_1224', 'ties: dense'],
    ['levels:\n', 'levels: 3\nlevels_of_old:\n'],
  ] as const) {
    const { sentence } = refusal((yaml) => yaml.replace(from, to))
    expect(sentence.zh).not.toMatch(/无效|期望|实际接收|string|regex|正则/)
    expect(sentence.en).not.toMatch(/invalid|expected|received|regex|pattern/i)
  }
})

test('a file that builds on a district says so once, and not that everything is missing', () => {
  const { problems } = readPolicy(
    'schema: incentive-policy/1\nextends: yz@2026.09.0\nversion: 2026.12.0\ntype_base: { courseware: 12 }\n',
  )
  expect(problems.map((one) => one.zh)).toEqual([expect.stringContaining('请用 --school 指明学校')])
})

test('all problems are named at once', () => {
  const error = refusal((yaml) =>
    yaml.replace('show_bottom: false', 'show_bottom: true').replace('春晖', '特级').replace('[30, 0.5]', '[5, 0.5]'),
  )
  expect(error.sentence.zh).toContain('3 处')
})

test.each([
  ['[project-default, school]', '[school, School]'],
  ['show_bottom: false', 'show_bottom: true'],
  ['clamp: [0.5, 1.5]', 'clamp: [1.5, 0.5]'],
  ['春晖', '特级教师'],
  ['link: 2', 'linkk: 2'],
  ['name: { zh: 观摩或培训名额', 'name: { zh: 超市卡'],
  ['start: 2027-02-01', 'start: 2027-02-03'],
  ['[30, 0.5]', '[5, 0.5]'],
  ['number: 0.3', 'number: 0.9'],
])('numbers that do not fit together are told with their line: %s', (from, to) => {
  const text = defaultPolicyText().replace(from, to)
  const { problems } = readPolicy(text)
  expect(problems).toHaveLength(1)
  const line = Number(/^第 (\d+) 行 /.exec(problems[0]?.zh ?? '')?.[1])
  expect(problems[0]?.en).toMatch(new RegExp(`^line ${line}, `))
  // The line itself, or the first one of a value that is written over several.
  const lines = text.split('\n')
  const wrong = lines.findIndex((one) => one.includes(to))
  expect(wrong - (line - 1)).toBeGreaterThanOrEqual(0)
  expect(wrong - (line - 1)).toBeLessThan(6)
})

test('a version that would begin too early names the one that is in its way, with the line', async () => {
  await school('early')
  const [second, third] = ['2026.12.0', '2026.12.1'].map((version, n) =>
    defaultPolicyText()
      .replace('2026.09.0', version)
      .replace('2026-09-01T00:00:00+08:00', `2026-12-${20 - n * 5}T00:00:00+08:00`),
  )
  await t.db.transaction().execute(async (trx) => {
    await publishPolicy(trx, 'early', defaultPolicyText())
    await publishPolicy(trx, 'early', second ?? '')
  })
  const { problems } = await checkPolicy(t.db, 'early', third ?? '')
  expect(problems.map((one) => one.zh)).toEqual([
    expect.stringMatching(/^第 \d+ 行 effective_from 必须晚于已发布的 2026\.12\.0，它从 2026-12-20 起生效$/),
  ])
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

test.each([
  ['a letter', '各位老师：\n本学期的积分规则见下。\n- 第一：教案: 8 分: 是\n\t- 第二'],
  ['a table', '教案,8\n课件,10\n'],
  ['nothing', ''],
  ['a broken file', 'version: [1\nb: }\nc: "\nd: ]\n'],
])('what is no policy at all is said once, with the line: %s', (_, text) => {
  const { policy, problems } = readPolicy(text)
  expect(policy).toBeUndefined()
  expect(problems).toHaveLength(1)
  expect(problems[0]?.zh).toMatch(/^第 \d+ 行看不懂/)
  expect(problems[0]?.en).toMatch(/^line \d+ can not be read/)
})

test('every value that a rule, a quota or the catalogue may change has a name in words', () => {
  const paths: string[] = []
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) paths.push(path)
    else if (Array.isArray(value)) for (const one of value.filter((each) => typeof each === 'object')) walk(one, path)
    else for (const [key, one] of Object.entries(value)) walk(one, `${path}.${key}`)
  }
  const policy = defaultPolicy()
  for (const part of [
    'rules',
    'quota',
    'spendable',
    'settlement',
    'approval',
    'board',
    'calendar',
    'redemption',
  ] as const)
    walk(policy[part], part)
  const nameless = paths.filter((path) => /[a-z]_?[a-z]/.test(labelOfPath(path.replace(/\.(zh|en)$/, '')).zh))
  expect(nameless).toEqual([])
})
