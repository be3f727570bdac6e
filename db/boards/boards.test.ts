import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { type PointsSchool, pointsSchool } from '#test/points.ts'
import { postTx } from '../ledger/post.ts'
import { defaultPolicy } from '../policy/defaults.ts'
import { termAt } from '../policy/terms.ts'
import { board } from './board.ts'
import { rankGroups, shrunken } from './groups.ts'
import { PERIODS, windowAt } from './periods.ts'
import { countWrongTotals, rebuildTotals } from './totals.ts'

const AT = new Date('2026-11-18T02:00:00Z')
let t: TestDatabase
let n = 0
beforeAll(async () => {
  t = await freshDatabase()
})
afterAll(() => t.drop())

async function newSchool(zone?: string): Promise<PointsSchool> {
  n += 1
  return pointsSchool(t.db, `b${n}`, zone)
}

/** Gives points as a rule would: 厘 at an instant. */
async function give(school: PointsSchool, memberId: number, amount: number, at: Date = AT): Promise<void> {
  n += 1
  await t.db.transaction().execute((trx) =>
    postTx(trx, {
      schoolId: school.id,
      rootKey: `give:${n}`,
      idemKey: `give:${n}`,
      rule: 'upload.accepted',
      policyVersion: '2026.09.0',
      factId: n,
      memberId,
      actorId: undefined,
      resourceId: undefined,
      occurredAt: at,
      postedAt: at,
      countsAt: at,
      day: '2026-11-18',
      termId: termAt(defaultPolicy(), at, 'Asia/Shanghai').id,
      amount,
      spendable: false,
      trace: { zh: '', en: '' },
    }),
  )
}

async function set(school: PointsSchool, id: number, change: Record<string, unknown>): Promise<void> {
  await t.db.updateTable('member').set(change).where('school_id', '=', school.id).where('id', '=', id).execute()
}

const people = (school: PointsSchool, viewer?: number, limit = 10) =>
  board(t.db, { schoolId: school.id, subject: 'person', period: 'week', at: AT, viewer, limit })
const shown = (rows: { rank: number; name: { zh: string } }[]) => rows.map((row) => `${row.rank} ${row.name.zh}`)

test('ties share a rank and the next one is skipped: 1, 2, 2, 4', async () => {
  const school = await newSchool()
  const [wang, li, zhao, chen, none] = await Promise.all(
    ['王', '李', '赵', '陈', '无'].map((name) => school.member(name)),
  )
  for (const [who, amount] of [
    [wang, 3312],
    [li, 1900],
    [zhao, 1900],
    [chen, 400],
  ] as const) {
    await give(school, who ?? 0, amount)
  }
  const result = await people(school, none)
  expect(shown(result.rows)).toEqual(expect.arrayContaining(['1 王', '2 李', '2 赵', '4 陈']))
  expect(result.rows).toHaveLength(4)
  expect(result.contributors).toBe(4)
  expect(result.me).toEqual({ points: 0, rank: undefined, neighbours: [], gapToNext: undefined })
  expect(result.window).toMatchObject({ key: '2026-W47', label: { zh: '11月16日–11月22日', en: 'Nov 16 – Nov 22' } })
})

test('the private place shows two neighbours each way with joint ranks and the gap to the next total', async () => {
  const school = await newSchool()
  const points = [900, 800, 800, 800, 700, 600, 600, 500, 400]
  const ids: number[] = []
  for (const [index, amount] of points.entries()) {
    const id = await school.member(`人${index}`)
    ids.push(id)
    await give(school, id, amount)
  }
  const place = async (index: number) => (await people(school, ids[index])).me
  expect(await place(4)).toMatchObject({ rank: 5, points: 700, gapToNext: 100 })
  expect(shown((await place(4))?.neighbours ?? [])).toEqual(['2 人2', '2 人3', '5 人4', '6 人5', '6 人6'])
  expect(shown((await place(0))?.neighbours ?? [])).toEqual(['1 人0', '2 人1', '2 人2'])
  expect((await place(0))?.gapToNext).toBeUndefined()
  expect(shown((await place(2))?.neighbours ?? [])).toEqual(['1 人0', '2 人1', '2 人2', '2 人3', '5 人4'])
  expect(shown((await place(7))?.neighbours ?? [])).toEqual(['6 人5', '6 人6', '8 人7', '9 人8'])
  expect((await people(school, ids[4])).rows.filter((row) => row.mine).map((row) => row.name.zh)).toEqual(['人4'])
})

test('names follow the chosen visibility, and who is hidden is absent in public but has a private place', async () => {
  const school = await newSchool()
  const [real, alias, nameless, anonymous, hidden] = await Promise.all(
    ['实', '花', '无花名', '匿', '隐'].map((name) => school.member(name)),
  )
  for (const [index, who] of [real, alias, nameless, anonymous, hidden].entries()) {
    await give(school, who ?? 0, 500 - index)
  }
  await give(school, hidden ?? 0, 1000)
  await set(school, alias ?? 0, { board_visibility: 'alias', alias: '小桥流水' })
  await set(school, nameless ?? 0, { board_visibility: 'alias' })
  await set(school, anonymous ?? 0, { board_visibility: 'anonymous' })
  await set(school, hidden ?? 0, { board_visibility: 'hidden' })
  const result = await people(school, hidden)
  expect(shown(result.rows)).toEqual(['1 实', '2 小桥流水', '3 匿名老师', '4 匿名老师'])
  expect(result.contributors).toBe(5)
  expect(result.me).toMatchObject({ rank: 1, points: 1496 })
  expect(shown(result.me?.neighbours ?? [])).toEqual(['1 隐', '1 实', '2 小桥流水'])
  expect(shown((await people(school, real)).me?.neighbours ?? [])).toEqual(['1 实', '2 小桥流水', '3 匿名老师'])
})

test('pupils and people who left are on no board, and a pupil has no rank', async () => {
  const school = await newSchool()
  const [teacher, pupil, gone] = [
    await school.member('老师'),
    await school.member('小明', { role: 'pupil' }),
    await school.member('走了'),
  ]
  for (const who of [teacher, pupil, gone]) await give(school, who, 500)
  await set(school, gone, { left_at: AT })
  const result = await people(school, pupil)
  expect(shown(result.rows)).toEqual(['1 老师'])
  expect(result.contributors).toBe(2)
  expect(result.me).toMatchObject({ points: 500, rank: undefined, neighbours: [] })
})

test('nobody is shown at the bottom: totals of nought or less are left out, and ties at the last rank are kept', async () => {
  const school = await newSchool()
  for (const amount of [300, 200, 200, 200, 100, -50]) await give(school, await school.member(`${amount}`), amount)
  expect(shown((await people(school, undefined, 2)).rows)).toEqual(['1 300', '2 200', '2 200', '2 200'])
  expect((await people(school)).rows).toHaveLength(5)
})

test('departments are ranked by shrunken points per head, as §3.8 computes', async () => {
  const school = await newSchool()
  const groups = [
    { name: '一中数学', roster: 5, points: [3312] },
    { name: '一中语文', roster: 6, points: [1900] },
    { name: '二中数学', roster: 4, points: [1900] },
    { name: '二中实验', roster: 2, points: [400] },
  ]
  for (const group of groups) {
    for (let index = 0; index < group.roster; index += 1) {
      const id = await school.member(`${group.name}${index}`, { department: group.name })
      const points = group.points[index]
      if (points !== undefined) await give(school, id, points)
    }
  }
  await school.member('空', { department: '空组' })
  const empty = await t.db.selectFrom('member').select('id').where('name', '=', '空').executeTakeFirstOrThrow()
  await set(school, empty.id, { left_at: AT })
  const pupil = await school.member('小明', { role: 'pupil', department: '二中实验' })
  await give(school, pupil, 9000)
  const { rows } = await board(t.db, { schoolId: school.id, subject: 'department', period: 'term', at: AT })
  expect(rows.map((row) => `${row.rank} ${row.name.zh} ${row.points} ${row.note?.zh}`)).toEqual([
    '1 一中数学 580 参与率 20%',
    '2 二中数学 461 参与率 25%',
    '3 一中语文 358 参与率 17%',
    '4 二中实验 345 参与率 50%',
  ])
})

test('groups with the same figure share a rank, and a group in which nobody earned is not shown', () => {
  const group = (id: number, points: number, roster = 4) => ({
    id,
    name: `g${id}`,
    name_en: null,
    points,
    roster,
    earners: points > 0 ? 1 : 0,
  })
  expect(rankGroups([group(1, 800), group(2, 800), group(3, 400), group(4, 0)], 3, 10).map((row) => row.rank)).toEqual([
    1, 1, 3,
  ])
  expect(shrunken([], 3)).toEqual([])
})

test('schools stand beside each other per head, the smaller one not above its effort', async () => {
  const [one, two] = [await newSchool(), await newSchool()]
  for (let index = 0; index < 3; index += 1) await give(one, await one.member(`a${index}`), 1000)
  await give(two, await two.member('b'), 1000)
  const { rows } = await board(t.db, { schoolId: one.id, subject: 'school', period: 'week', at: AT })
  const names = rows.map((row) => row.name.zh)
  expect(names).toEqual(expect.arrayContaining([one.id, two.id]))
  expect(rows.find((row) => row.name.zh === one.id)?.note).toEqual({ zh: '参与率 100%', en: '100 % took part' })
})

test('the week ends on Sunday 23:59:59 in the school, whatever the zone of the server', async () => {
  const school = await newSchool()
  const [sunday, monday] = [await school.member('周日'), await school.member('周一')]
  await give(school, sunday, 100, new Date('2026-11-22T15:59:59.999Z'))
  await give(school, monday, 100, new Date('2026-11-22T16:00:00.000Z'))
  const weekOf = async (at: string) =>
    shown((await board(t.db, { schoolId: school.id, subject: 'person', period: 'week', at: new Date(at) })).rows)
  expect(await weekOf('2026-11-22T15:59:59.999Z')).toEqual(['1 周日'])
  expect(await weekOf('2026-11-22T16:00:00Z')).toEqual(['1 周一'])
})

test('the windows of the code and of the database agree at every instant in every zone', async () => {
  const zones = ['Asia/Shanghai', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'UTC']
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.date({ min: new Date('2019-12-20'), max: new Date('2033-01-10'), noInvalidDate: true }), {
        minLength: 40,
        maxLength: 40,
      }),
      fc.constantFrom(...zones),
      async (instants, zone) => {
        const edges = ['2026-11-01T05:30:00Z', '2027-03-14T07:00:00Z', '2020-12-31T23:59:59Z', '2028-02-29T16:00:00Z']
        for (const at of [...instants, ...edges.map((edge) => new Date(edge))]) {
          const ours = PERIODS.map((kind) => [kind, windowAt(kind, at, zone, defaultPolicy()).key])
          const term = windowAt('term', at, zone, defaultPolicy()).key
          const { rows } = await t.pool.query('select kind, period from point_periods($1, $2, $3)', [at, zone, term])
          expect(rows.map((row) => [row.kind, row.period])).toEqual(ours)
        }
      },
    ),
    { numRuns: 6 },
  )
})

test('windows are half-open, follow each other without a gap, and contain their instant, through clock changes', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...PERIODS),
      fc.date({ min: new Date('2019-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
      fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Europe/Berlin'),
      (kind, at, zone) => {
        const window = windowAt(kind, at, zone, defaultPolicy())
        expect(window.from <= at && at < window.to).toBe(true)
        const next = windowAt(kind, window.to, zone, defaultPolicy())
        expect(next.from).toEqual(window.to)
        expect(next.key).not.toBe(window.key)
      },
    ),
    { numRuns: 300 },
  )
})

test('totals kept while posting equal a recount, and a rebuild restores them after damage', async () => {
  const school = await newSchool()
  const ids = [await school.member('甲'), await school.member('乙')]
  for (let index = 0; index < 30; index += 1) {
    await give(school, ids[index % 2] ?? 0, 100 + index, new Date(AT.getTime() + index * 5 * 86_400_000))
  }
  expect(await countWrongTotals(t.db, school.id)).toBe(0)
  await t.db.updateTable('point_total').set({ points: 1 }).where('school_id', '=', school.id).execute()
  expect(await countWrongTotals(t.db, school.id)).toBeGreaterThan(10)
  const before = await t.db.transaction().execute((trx) => rebuildTotals(trx, school.id))
  expect(before).toBeGreaterThan(10)
  expect(await countWrongTotals(t.db, school.id)).toBe(0)
})

test('labels of windows read well in both languages', () => {
  const label = (kind: (typeof PERIODS)[number]) => windowAt(kind, AT, 'Asia/Shanghai', defaultPolicy()).label
  expect(label('month')).toEqual({ zh: '2026年11月', en: 'November 2026' })
  expect(label('term')).toEqual({ zh: '2026年秋季学期', en: 'Autumn term 2026' })
  expect(label('year')).toEqual({ zh: '2026-2027学年', en: 'School year 2026-2027' })
})
