import { expect, test } from 'vitest'
import { balance, explain, statement } from '#db/ledger/read.ts'
import { verifyLedger } from '#db/ledger/verify.ts'
import { practicePolicyText } from '#db/policy/defaults.ts'
import { publishPolicy } from '#db/policy/publish.ts'
import { mergeMembers } from '#db/rows/merge.ts'
import { ledgerOf, manySchools } from '#test/many-schools.ts'
import { settleNight } from './night.ts'
import { rebuildLedger } from './rebuild.ts'
import { pointsOf } from './receipt.ts'
import { settleNow } from './settle.ts'

const NOW = new Date('2027-01-20T00:00:00Z')
const t = manySchools('s')
const { settle, contrib, traces } = ledgerOf(t, NOW)

test('an accepted item earns its formula and the first share its bonus, in both books', async () => {
  const school = await t.newSchool()
  const li = await school.member('李')
  const plan = await school.resource(li, { subject: 'math', grade: 3, unit: '分数的初步认识' })
  await school.accepted(plan, '2026-11-16T02:00:00Z')
  expect(await settle(school)).toEqual({ settled: 1 })
  expect(await traces(school, plan)).toEqual([
    '教案 8 × 原创 1.0 × 本校 1.0 × 空白单元 1.5 = 12.00',
    '首次分享 5 = 5.00',
  ])
  const [line] = await explain(t.db, school.id, { resource: plan })
  expect(line?.trace.en).toBe('Lesson plan 8 × original 1.0 × school 1.0 × empty unit 1.5 = 12.00')
  expect(await balance(t.db, school.id, li)).toMatchObject({ contrib: 1700, pending: 1700 })
  expect(await pointsOf(t.db, school.id, plan)).toEqual({
    amount: '17.00',
    trace: {
      zh: '教案 8 × 原创 1.0 × 本校 1.0 × 空白单元 1.5 = 12.00；首次分享 5 = 5.00',
      en: 'Lesson plan 8 × original 1.0 × school 1.0 × empty unit 1.5 = 12.00; First share ever 5 = 5.00',
    },
  })
})

test('origin and scope multiply, and the second item of a cell has no bonus', async () => {
  const school = await t.newSchool()
  const wang = await school.member('王')
  const cell = { subject: 'math', grade: 3, unit: '倍' }
  const first = await school.resource(wang, { ...cell, type: 'courseware', scope: 'group' })
  const second = await school.resource(wang, { ...cell, type: 'courseware', origin: 'adapted', scope: 'district' })
  const vague = await school.resource(wang, { subject: 'math', grade: 3 })
  await school.accepted(first, '2026-11-16T02:00:00Z')
  await school.accepted(second, '2026-11-16T03:00:00Z')
  await school.accepted(vague, '2026-11-16T04:00:00Z')
  await settle(school)
  expect(await traces(school, first)).toContain('课件 10 × 原创 1.0 × 集团 1.2 × 空白单元 1.5 = 18.00')
  expect(await traces(school, second)).toEqual(['课件 10 × 改编 0.6 × 公开 1.5 = 9.00'])
  expect(await traces(school, vague)).toEqual(['教案 8 × 原创 1.0 × 本校 1.0 = 8.00'])
})

test('five items of a submission day earn in full, five half, then none, however late the reviewer is', async () => {
  const school = await t.newSchool()
  const wang = await school.member('王')
  for (let item = 0; item < 12; item += 1) {
    const sharedAt = item < 11 ? '2026-11-16T15:59:59Z' : '2026-11-16T16:00:00Z'
    const resource = await school.resource(wang, { type: 'courseware', sharedAt })
    await school.accepted(resource, `2026-11-${17 + item}T02:00:00Z`)
  }
  await settle(school)
  const uploads = (await statement(t.db, school.id, wang, { limit: 50 })).filter(
    (line) => line.rule === 'upload.accepted',
  )
  expect(uploads.map((line) => line.amount).reverse()).toEqual([...Array(5).fill(1000), ...Array(5).fill(500), 0, 1000])
  expect(uploads[1]?.trace.zh).toBe('当天已有 10 件计分，本件不计 = 0.00')
  expect(await pointsOf(t.db, school.id, uploads[1]?.resourceId ?? 0)).toEqual({ none: uploads[1]?.trace })
})

test('after twenty items in a term the next ones earn half', async () => {
  const school = await t.newSchool()
  const wang = await school.member('王')
  for (let item = 0; item < 22; item += 1) {
    const at = `2026-10-${String(item + 1).padStart(2, '0')}T02:00:00Z`
    await school.accepted(await school.resource(wang, { sharedAt: at }), at)
  }
  const spring = await school.resource(wang, { sharedAt: '2027-02-01T00:00:00Z' })
  await school.accepted(spring, '2027-02-01T00:00:00Z')
  await settle(school)
  const [last, ...before] = (await statement(t.db, school.id, wang, { limit: 50 })).filter(
    (line) => line.rule === 'upload.accepted',
  )
  expect(last?.amount).toBe(800)
  expect(before.slice(0, 3).map((line) => line.amount)).toEqual([400, 400, 800])
  expect(before[0]?.trace.zh).toBe('教案 8 × 原创 1.0 × 本校 1.0 × 本学期第 22 件 0.5 = 4.00')
})

test('downloads count once per other person, less with every tier, as §3.3 computes', async () => {
  const school = await t.newSchool()
  const wang = await school.member('王')
  const slides = await school.resource(wang, { type: 'courseware' })
  await school.accepted(slides, '2026-09-01T00:00:00Z')
  await settle(school)
  const earned: Record<number, number> = {}
  const start = Date.parse('2026-09-01T04:00:00Z')
  for (let person = 1; person <= 104; person += 1) {
    const colleague = await school.member(`同事${person}`)
    await school.downloaded(slides, colleague, new Date(start + Math.floor(person / 10) * 86_400_000 + person * 1000))
    if ([10, 30, 100, 104].includes(person)) {
      await settle(school)
      earned[person] = (await contrib(school, wang)) - 1500
    }
  }
  expect(earned).toEqual({ 10: 1000, 30: 2000, 100: 3400, 104: 3420 })
  await school.downloaded(slides, wang, '2026-10-01T00:00:00Z')
  await settle(school)
  expect(await contrib(school, wang)).toBe(1500 + 3420)
  expect((await traces(school, slides)).at(-1)).toBe('第 104 位下载者 0.05 × 课件 1.0 = 0.05')
})

test('a pupil counts half, a link at the lower clip, a fresh account not at all', async () => {
  const school = await t.newSchool()
  const wang = await school.member('王')
  const at = '2026-11-16T02:00:00Z'
  const pupil = await school.member('小明', { role: 'pupil' })
  const fresh = await school.member('新老师', { joinedAt: new Date('2026-11-09T02:00:01Z') })
  const week = await school.member('上周来的', { joinedAt: new Date('2026-11-09T02:00:00Z') })
  const link = await school.resource(wang, { type: 'link' })
  const lesson = await school.resource(wang, { type: 'excellent_lesson' })
  await school.accepted(link, at)
  await school.accepted(lesson, at)
  await settle(school)
  for (const who of [pupil, fresh, week]) {
    await school.downloaded(link, who, at)
    await school.downloaded(lesson, who, at)
  }
  await settle(school)
  expect((await traces(school, link)).slice(2)).toEqual([
    '第 1 位下载者 1.0 × 链接 0.5 × 学生 0.5 = 0.25',
    '第 2 位下载者 1.0 × 链接 0.5 = 0.50',
  ])
  expect((await traces(school, lesson)).slice(1)).toEqual([
    '第 1 位下载者 1.0 × 优秀课例 2.0 × 学生 0.5 = 1.00',
    '第 2 位下载者 1.0 × 优秀课例 2.0 = 2.00',
  ])
})

test('where an account needs no age, one whose row was stamped by a clock ahead counts as well', async () => {
  const school = await t.newSchool()
  await t.db.transaction().execute((trx) => publishPolicy(trx, school.id, practicePolicyText()))
  const wang = await school.member('王')
  const at = '2026-11-16T02:00:00Z'
  const comer = await school.member('刚来的', { joinedAt: new Date('2026-11-16T02:00:03Z') })
  const lesson = await school.resource(wang, { type: 'lesson_plan' })
  await school.accepted(lesson, at)
  await school.downloaded(lesson, comer, at)
  await settle(school)
  expect((await traces(school, lesson)).at(-1)).toBe('第 1 位下载者 1.0 × 教案 0.8 = 0.80')
})

test('the caps of an author day, a pair week and a downloader day hold and say so', async () => {
  const school = await t.newSchool()
  const wang = await school.member('王')
  const reader = await school.member('读')
  const resources: number[] = []
  for (let item = 0; item < 7; item += 1) {
    const resource = await school.resource(wang, { sharedAt: `2026-10-0${item + 1}T00:00:00Z` })
    await school.accepted(resource, `2026-10-0${item + 1}T00:00:00Z`)
    resources.push(resource)
  }
  // Monday to Sunday of one week in Shanghai, then the first second of the next.
  const times = [0, 1, 2, 3, 4].map((hour) => `2026-11-${16 + hour}T01:00:00Z`)
  times.push('2026-11-22T15:59:59Z', '2026-11-22T16:00:00Z')
  for (const [index, resource] of resources.entries()) {
    await school.downloaded(resource, reader, times[index] ?? '')
  }
  const [popular = 0] = resources
  for (let person = 0; person < 21; person += 1) {
    await school.downloaded(popular, await school.member(`同事${person}`), `2026-12-01T0${person % 10}:00:00Z`)
  }
  await settle(school)
  const capped = (await statement(t.db, school.id, wang, { limit: 100 })).filter((line) => line.amount === 0)
  expect(capped.map((line) => line.trace.zh).sort()).toEqual([
    '同一位同事本周已计 5 次 = 0.00',
    '您当天已有 20 次下载计分 = 0.00',
  ])
})

test('whoever was two members has one cap: what both did in a week counts together', async () => {
  const school = await t.newSchool()
  const wang = await school.member('王')
  const [from, into] = [await school.member('读一'), await school.member('读二')]
  const resources: number[] = []
  for (let item = 0; item < 6; item += 1) {
    const at = `2026-10-0${item + 1}T00:00:00Z`
    const resource = await school.resource(wang, { sharedAt: at })
    await school.accepted(resource, at)
    resources.push(resource)
  }
  const [last = 0, ...five] = resources
  for (const [index, resource] of five.entries()) {
    await school.downloaded(resource, index < 3 ? from : into, `2026-11-1${6 + (index % 3)}T01:00:00Z`)
  }
  await settle(school)
  const now = new Date('2026-11-19T01:00:00Z')
  const merge = { schoolId: school.id, from, into, by: undefined, how: 'admin', now } as const
  await t.db.transaction().execute((trx) => mergeMembers(trx, merge))
  await school.downloaded(last, into, '2026-11-20T01:00:00Z')
  await settle(school)
  const [latest] = await statement(t.db, school.id, wang, { limit: 1 })
  expect(latest?.trace.zh).toBe('同一位同事本周已计 5 次 = 0.00')
})

test('a useful review earns once, after a download, with twenty characters, five a day', async () => {
  const school = await t.newSchool()
  const wang = await school.member('王')
  const li = await school.member('李')
  const at = '2026-11-16T02:00:00Z'
  const resources: number[] = []
  for (let item = 0; item < 7; item += 1) {
    const resource = await school.resource(wang)
    await school.accepted(resource, at)
    resources.push(resource)
  }
  const [first = 0] = resources
  await school.rated(first, li, at, 0)
  await school.rated(first, li, at, 20)
  await school.rated(first, li, at, 25)
  await school.rated(first, wang, at, 25)
  for (const resource of resources.slice(1)) await school.rated(resource, li, at)
  await settle(school)
  expect(await contrib(school, li)).toBe(500)
  const again = resources[6] ?? 0
  expect((await traces(school, again)).at(-1)).toBe('当天已有 5 条评价计分 = 0.00')
  await school.rated(again, li, '2026-11-17T02:00:00Z')
  await settle(school)
  expect(await contrib(school, li)).toBe(600)
})

test('a fact settled in its own transaction answers the same when it is asked again', async () => {
  const school = await t.newSchool()
  const wang = await school.member('王')
  const fact = await school.accepted(await school.resource(wang), '2026-11-16T02:00:00Z')
  const once = () => t.db.transaction().execute((trx) => settleNow(trx, fact, NOW))
  const [first, second] = [await once(), await once()]
  expect(first.map((tx) => tx.amount)).toEqual([800, 500])
  expect(second).toEqual(first)
  expect(await settle(school)).toEqual({ settled: 0 })
})

test('workers that settle at the same time post each award once', async () => {
  const school = await t.newSchool()
  const wang = await school.member('王')
  for (let item = 0; item < 30; item += 1) {
    const at = `2026-11-${String(item + 1).padStart(2, '0')}T02:00:00Z`
    await school.accepted(await school.resource(wang, { sharedAt: at }), at)
  }
  const done = await Promise.all(Array.from({ length: 4 }, () => settle(school)))
  expect(done.reduce((sum, { settled }) => sum + settled, 0)).toBe(30)
  expect(await contrib(school, wang)).toBe(20 * 800 + 10 * 400 + 500)
  expect(await verifyLedger(t.db, school.id)).toMatchObject({ ok: true, txs: 31 })
})

test('a fact that can not be read is named and holds nobody up', async () => {
  const school = await t.newSchool()
  const wang = await school.member('王')
  const plan = await school.resource(wang)
  await t.db
    .insertInto('fact')
    .values({
      school_id: school.id,
      key: 'broken',
      kind: 'resource.accepted',
      actor_id: wang,
      resource_id: plan,
      occurred_at: '2026-11-01T00:00:00Z',
      payload: JSON.stringify({ author: '王' }),
    })
    .execute()
  await school.accepted(plan, '2026-11-16T02:00:00Z')
  await expect(settle(school)).rejects.toThrow(/1 facts of school .*\(author/)
  expect(await contrib(school, wang)).toBe(1300)
})

test('the rating that counts is the last that was given, however late an earlier one is settled', async () => {
  const school = await t.newSchool()
  const [wang, li] = [await school.member('王'), await school.member('李')]
  const plan = await school.resource(wang)
  await school.accepted(plan, '2026-11-16T02:00:00Z')
  const counted = async (day: number, stars: number) => {
    await school.rated(plan, li, `2026-11-${day}T02:00:00Z`, 0, stars)
    await settle(school)
    const state = t.db.selectFrom('quality_state').select(['ratings', 'weighted_stars as stars'])
    return state.where('school_id', '=', school.id).where('resource_id', '=', plan).executeTakeFirstOrThrow()
  }
  expect(await counted(20, 3)).toEqual({ ratings: 1, stars: 30_000 })
  expect(await counted(18, 5), 'an earlier one').toEqual({ ratings: 1, stars: 30_000 })
  expect(await counted(17, 0), 'taken back before').toEqual({ ratings: 1, stars: 30_000 })
  expect(await counted(22, 0), 'taken back since').toEqual({ ratings: 0, stars: 0 })
  expect(await counted(21, 4), 'before it was taken back').toEqual({ ratings: 0, stars: 0 })
  expect(await counted(23, 4), 'given again').toEqual({ ratings: 1, stars: 40_000 })
})

test('facts that arrive while nights and workers settle are all there in the end, and the facts give the same ledger', async () => {
  const school = await t.newSchool()
  const [wang, li] = [await school.member('王'), await school.member('李')]
  const items = await Promise.all(
    Array.from({ length: 12 }, (_, item) => school.resource(wang, { sharedAt: `2026-11-${10 + item}T01:00:00Z` })),
  )
  const arrive = async (item: number, nth: number) => {
    const at = `2026-11-${10 + nth}T02:00:00Z`
    await school.accepted(item, at)
    await school.downloaded(item, li, new Date(Date.parse(at) + 60_000))
    if (nth % 4 === 0) await school.withdrawn(item, new Date(Date.parse(at) + 120_000))
  }
  const nights = Array.from({ length: 6 }, (_, nth) => new Date(Date.UTC(2026, 11, 1 + nth)))
  await Promise.all([
    ...items.map(arrive),
    ...nights.map((night) => settleNight(t.db, school.id, night)),
    settle(school),
  ])
  await settleNight(t.db, school.id, NOW)
  // Nine stand, first share once; a download of a plan is 0.80, and no week has more than five of this pair.
  expect(await contrib(school, wang)).toBe(9 * 800 + 500 + 9 * 80)
  expect(await verifyLedger(t.db, school.id)).toMatchObject({ ok: true, problems: [] })
  expect((await rebuildLedger(t.db, school.id)).differs).toBeUndefined()
})
