import { expect, test } from 'vitest'
import { boardsOf, manySchools } from '#test/many-schools.ts'
import type { PointsSchool } from '#test/points.ts'
import { board } from './board.ts'
import { countWrongDistrict, countWrongTotals, rebuildTotals } from './recount.ts'
import { addToTotals } from './totals.ts'

const AT = new Date('2026-11-18T02:00:00Z')
const t = manySchools('b')
const { give, set } = boardsOf(t, AT)

const people = (school: PointsSchool, viewer?: number, limit = 10) =>
  board(t.db, { schoolId: school.id, subject: 'person', period: 'week', at: AT, viewer, limit })
const shown = (rows: { rank: number; name: { zh: string } }[]) => rows.map((row) => `${row.rank} ${row.name.zh}`)

test('ties share a rank and the next one is skipped: 1, 2, 2, 4', async () => {
  const school = await t.newSchool()
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
  const school = await t.newSchool()
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
  const school = await t.newSchool()
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

test('where everybody is hidden the board is empty, and each has a place of their own', async () => {
  const school = await t.newSchool()
  const ids: number[] = []
  for (let index = 0; index < 40; index += 1) {
    const id = await school.member(`隐${index}`)
    await give(school, id, 1_000 - index)
    await set(school, id, { board_visibility: 'hidden' })
    ids.push(id)
  }
  const found = await people(school, ids[20])
  expect(found).toMatchObject({ rows: [], contributors: 40, me: { points: 980, rank: 1, gapToNext: undefined } })
  expect(shown(found.me?.neighbours ?? [])).toEqual(['1 隐20'])
})

test('however many are hidden above and beside, the board and the place are full', async () => {
  const school = await t.newSchool()
  const low = await school.member('低')
  await give(school, low, 100)
  await give(school, await school.member('高'), 900)
  await give(school, await school.member('次'), 800)
  const { rows } = await t.pool.query(
    `insert into member (school_id, name, role, board_visibility)
    select $1, '隐' || n, 'teacher', 'hidden' from generate_series(1, 40) n returning id`,
    [school.id],
  )
  await t.db.transaction().execute(async (trx) => {
    await addToTotals(
      trx,
      school.id,
      rows.map(({ id }) => ({ member_id: id, counts_at: AT, term_id: '2026-autumn', amount: 500 })),
    )
  })
  const result = await people(school, low)
  expect(shown(result.rows)).toEqual(['1 高', '2 次', '3 低'])
  expect(result.contributors).toBe(43)
  expect(shown(result.me?.neighbours ?? [])).toEqual(['1 高', '2 次', '3 低'])
})

test('pupils and people who left are on no board, and a pupil has no rank', async () => {
  const school = await t.newSchool()
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
  const school = await t.newSchool()
  for (const amount of [300, 200, 200, 200, 100, -50]) await give(school, await school.member(`${amount}`), amount)
  expect(shown((await people(school, undefined, 2)).rows)).toEqual(['1 300', '2 200', '2 200', '2 200'])
  expect((await people(school)).rows).toHaveLength(5)
})

test('the week ends on Sunday 23:59:59 in the school, whatever the zone of the server', async () => {
  const school = await t.newSchool()
  const [sunday, monday] = [await school.member('周日'), await school.member('周一')]
  await give(school, sunday, 100, new Date('2026-11-22T15:59:59.999Z'))
  await give(school, monday, 100, new Date('2026-11-22T16:00:00.000Z'))
  const weekOf = async (at: string) =>
    shown((await board(t.db, { schoolId: school.id, subject: 'person', period: 'week', at: new Date(at) })).rows)
  expect(await weekOf('2026-11-22T15:59:59.999Z')).toEqual(['1 周日'])
  expect(await weekOf('2026-11-22T16:00:00Z')).toEqual(['1 周一'])
})

test('totals kept while posting equal a recount, and a rebuild restores them after damage', async () => {
  const school = await t.newSchool()
  const ids = [await school.member('甲'), await school.member('乙')]
  for (let index = 0; index < 30; index += 1) {
    await give(school, ids[index % 2] ?? 0, 100 + index, new Date(AT.getTime() + index * 5 * 86_400_000))
  }
  expect(await countWrongTotals(t.db, school.id)).toBe(0)
  const lists = t.db.selectFrom('board_list').select('id').where('school_id', '=', school.id)
  await t.db.updateTable('board_live').set({ points: 1 }).where('list', 'in', lists).execute()
  expect(await countWrongTotals(t.db, school.id)).toBeGreaterThan(10)
  const before = await t.db.transaction().execute((trx) => rebuildTotals(trx, school.id))
  expect(before).toBeGreaterThan(10)
  expect(await countWrongTotals(t.db, school.id)).toBe(0)
  expect(await countWrongDistrict(t.db)).toBe(0)
})
