import { expect, test } from 'vitest'
import { manySchools } from '#test/many-schools.ts'
import type { PointsSchool } from '#test/points.ts'
import { board } from './board.ts'
import { refreshMeasures } from './measures.ts'
import { countWrongDistrict, countWrongTotals } from './recount.ts'
import type { Metric } from './tables.ts'

const AT = new Date('2026-11-18T02:00:00Z')
const t = manySchools('m')

async function download(school: PointsSchool, resource: number, by: number, at: Date | string = AT): Promise<void> {
  await t.db
    .insertInto('download')
    .values({ school_id: school.id, resource_id: resource, member_id: by, first_at: at, last_at: at })
    .execute()
  await count(school, resource)
}

async function rate(school: PointsSchool, resource: number, by: number, stars: number): Promise<void> {
  const row = { school_id: school.id, resource_id: resource, member_id: by, stars, created_at: AT, updated_at: AT }
  await t.db.insertInto('rating').values(row).execute()
  await count(school, resource)
}

/** The counts that a resource shows, as the rows of the house keep them. */
async function count(school: PointsSchool, resource: number): Promise<void> {
  await t.pool.query(
    `update resource r set
      download_count = (select count(*) from download where school_id = r.school_id and resource_id = r.id),
      rating_count = (select count(*) from rating where school_id = r.school_id and resource_id = r.id),
      rating_sum = (select coalesce(sum(stars), 0) from rating where school_id = r.school_id and resource_id = r.id)
    where school_id = $1 and id = $2`,
    [school.id, resource],
  )
}

async function shown(school: PointsSchool, metric: Metric, subject: 'person' | 'department' = 'person') {
  await refreshMeasures(t.db, AT)
  const { rows, contributors } = await board(t.db, { schoolId: school.id, subject, period: 'week', at: AT, metric })
  expect([await countWrongTotals(t.db, school.id), await countWrongDistrict(t.db)]).toEqual([0, 0])
  return { rows: rows.map((row) => `${row.rank} ${row.name.zh} ${row.points}`), contributors }
}

const several = (school: PointsSchool, count: number) =>
  Promise.all(Array.from({ length: count }, (_, index) => school.member(`同事${index}`)))

test('beneficiaries are different people: several files, a second download and oneself count nobody twice', async () => {
  const school = await t.newSchool()
  const [wang, li] = [await school.member('王'), await school.member('李')]
  const [one, two, three] = [await school.resource(wang), await school.resource(wang), await school.resource(li)]
  const [a = 0, b = 0] = await several(school, 2)
  for (const [resource, by] of [
    [one, a],
    [two, a],
    [one, b],
    [one, wang],
    [three, a],
  ] as const) {
    await download(school, resource, by)
  }
  await download(school, three, b, '2026-11-10T02:00:00Z')
  expect(await shown(school, 'beneficiaries')).toEqual({ rows: ['1 王 2', '2 李 1'], contributors: 2 })
})

test('what is taken back soon has no beneficiaries any more, what was taken back late keeps them', async () => {
  const school = await t.newSchool()
  const wang = await school.member('王')
  const [soon, late] = [await school.resource(wang), await school.resource(wang)]
  const [a = 0, b = 0, c = 0] = await several(school, 3)
  await download(school, soon, a)
  await download(school, late, b)
  await download(school, late, c)
  expect((await shown(school, 'beneficiaries')).rows).toEqual(['1 王 3'])
  const withdraw = (id: number, accepted: string) =>
    t.db
      .updateTable('resource')
      .set({ status: 'withdrawn', accepted_at: accepted, withdrawn_at: AT })
      .where('school_id', '=', school.id)
      .where('id', '=', id)
      .execute()
  await withdraw(soon, '2026-11-10T00:00:00Z')
  await withdraw(late, '2026-10-01T00:00:00Z')
  expect((await shown(school, 'beneficiaries')).rows).toEqual(['1 王 2'])
})

test('quality is the mean of one’s items with five ratings or more, drawn to the school’s mean', async () => {
  const school = await t.newSchool()
  const [wang, li] = [await school.member('王'), await school.member('李')]
  const [one, two, few] = [await school.resource(wang), await school.resource(li), await school.resource(li)]
  const raters = await several(school, 5)
  for (const [index, by] of raters.entries()) {
    await rate(school, one, by, 5)
    await rate(school, two, by, index === 0 ? 4 : 3)
  }
  await rate(school, few, raters[0] ?? 0, 5)
  // The mean of the ratings is 46/11 = 4.18…: (5m + 25)/10 and (5m + 16)/10.
  const rows = (await shown(school, 'quality')).rows
  expect(rows).toEqual(['1 王 459', '2 李 369'])
})

test('weights of raters count once the settlement has weighed them', async () => {
  const school = await t.newSchool()
  const wang = await school.member('王')
  const one = await school.resource(wang)
  for (const by of await several(school, 5)) await rate(school, one, by, 5)
  await t.db
    .insertInto('quality_state')
    .values({ school_id: school.id, resource_id: one, ratings: 5, weights: 120_000, weighted_stars: 510_000 })
    .execute()
  // m = 4.2, the top of the range: (5·4.2 + 51) / (5 + 12) = 4.235…
  expect((await shown(school, 'quality')).rows).toEqual(['1 王 424'])
})

test('who attended a lecture and whose request was answered are beneficiaries, whichever was known first', async () => {
  const school = await t.newSchool()
  const host = await school.member('赵')
  const [a = 0, b = 0, c = 0] = await several(school, 3)
  const fact = (key: string, kind: string, actor: number, payload: object) =>
    t.db
      .insertInto('fact')
      .values({
        school_id: school.id,
        key,
        kind,
        actor_id: actor,
        occurred_at: AT,
        payload: JSON.stringify(payload),
      })
      .execute()
  await fact('attended:1:a', 'lecture.attended', a, { event: 1 })
  await fact('lecture:1', 'lecture.hosted', host, { event: 1 })
  await fact('attended:1:b', 'lecture.attended', b, { event: 1 })
  await fact('attended:1:host', 'lecture.attended', host, { event: 1 })
  await fact('fulfilled:1', 'request.fulfilled', host, { request: 1, asker: c, bounty: 0 })
  await fact('fulfilled:2', 'request.fulfilled', host, { request: 2, asker: a, bounty: 0 })
  expect((await shown(school, 'beneficiaries')).rows).toEqual(['1 赵 3'])
})

test('departments are compared by beneficiaries per head, and by the quality of those who were rated', async () => {
  const school = await t.newSchool()
  const [wang, li] = [
    await school.member('王', { department: '数学组' }),
    await school.member('李', { department: '语文组' }),
  ]
  await school.member('陈', { department: '语文组' })
  const [one, two] = [await school.resource(wang), await school.resource(li)]
  for (const by of await several(school, 5)) {
    await download(school, one, by)
    await download(school, two, by)
    await rate(school, one, by, 4)
    await rate(school, two, by, 4)
  }
  // μ = 10/3: (5 + 3μ)/(1 + 3) = 3.75, (5 + 3μ)/(2 + 3) = 3; in hundredths.
  expect((await shown(school, 'beneficiaries', 'department')).rows).toEqual(['1 数学组 375', '2 语文组 300'])
  expect((await shown(school, 'quality', 'department')).rows).toEqual(['1 数学组 400', '1 语文组 400'])
})
