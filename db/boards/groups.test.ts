import { expect, test } from 'vitest'
import { boardsOf, manySchools } from '#test/many-schools.ts'
import type { PointsSchool } from '#test/points.ts'
import { board } from './board.ts'
import { rankGroups, shrunken } from './groups.ts'

const AT = new Date('2026-11-18T02:00:00Z')
const t = manySchools('b')
const { give, set } = boardsOf(t, AT)

test('departments are ranked by shrunken points per head, as §3.8 computes', async () => {
  const school = await t.newSchool()
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
  const [one, two] = [await t.newSchool(), await t.newSchool()]
  for (let index = 0; index < 3; index += 1) await give(one, await one.member(`a${index}`), 1000)
  await give(two, await two.member('b'), 1000)
  const { rows } = await board(t.db, { schoolId: one.id, subject: 'school', period: 'week', at: AT })
  const names = rows.map((row) => row.name.zh)
  expect(names).toEqual(expect.arrayContaining([one.id, two.id]))
  expect(rows.find((row) => row.name.zh === one.id)?.note).toEqual({ zh: '参与率 100%', en: '100 % took part' })
})

test('a short board of groups is the beginning of a long one, however many groups there are', async () => {
  const one = await t.newSchool()
  for (const [group, points] of [600, 100, 900, 300, 500, 800].entries()) {
    for (let index = 0; index <= group; index += 1) {
      await give(one, await one.member(`${group}.${index}`, { department: `组${group}` }), points)
    }
  }
  for (const query of [
    { subject: 'department', scope: 'school' },
    { subject: 'department', scope: 'district' },
    { subject: 'school' },
  ] as const) {
    const ask = async (limit: number) =>
      (await board(t.db, { ...query, schoolId: one.id, period: 'year', at: AT, limit })).rows
    const all = await ask(500)
    expect(all.length).toBeGreaterThan(1)
    expect(await ask(2)).toEqual(all.filter(({ rank }) => rank <= 2).slice(0, 4))
  }
})

test('once there is a school index, schools stand by it alone, as it was in the window', async () => {
  const [one, two] = [await t.newSchool(), await t.newSchool()]
  await give(two, await two.member('a'), 9000)
  const keep = (school: PointsSchool, at: string, points: number) =>
    t.pool.query(
      `insert into school_index (school_id, day, at, term_id, inputs, score, points, tier, digest)
      values ($1, $2::timestamptz::date, $2, '2027-spring', '{}', '{}', $3, 'B', '')`,
      [school.id, at, points],
    )
  await keep(one, '2027-03-01T00:00:00Z', 70.41)
  await keep(two, '2027-03-01T00:00:00Z', 87.4)
  await keep(one, '2027-03-08T00:00:00Z', 90)
  const indexed = async (at: string) => {
    const found = await board(t.db, { schoolId: one.id, subject: 'school', period: 'week', at: new Date(at) })
    return { isIndex: found.isIndex, rows: found.rows.map((row) => `${row.rank} ${row.name.zh} ${row.points}`) }
  }
  expect(await indexed('2027-03-02T00:00:00Z')).toEqual({
    isIndex: true,
    rows: [`1 ${two.id} 8740`, `2 ${one.id} 7041`],
  })
  expect((await indexed('2027-03-09T00:00:00Z')).rows).toEqual([`1 ${one.id} 9000`, `2 ${two.id} 8740`])
})
