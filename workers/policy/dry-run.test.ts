import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultPolicyText, practicePolicyText } from '#db/policy/defaults.ts'
import { publishPolicy } from '#db/policy/publish.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { type PointsSchool, pointsSchool } from '#test/points.ts'
import { settleSchool } from '../points/settle.ts'
import { dryRun } from './dry-run.ts'

let t: TestDatabase
let school: PointsSchool
const people: Record<string, number> = {}
const NOW = new Date('2026-11-30T04:00:00Z')
beforeAll(async () => {
  t = await freshDatabase()
  school = await pointsSchool(t.db, 's')
  await t.db.transaction().execute((trx) => publishPolicy(trx, 's', practicePolicyText()))
  for (const name of ['li', 'wang', 'zhao']) people[name] = await school.member(name)
  const plan = await school.resource(people.li ?? 0, { type: 'lesson_plan', sharedAt: '2026-11-02T02:00:00Z' })
  const slides = await school.resource(people.wang ?? 0, { type: 'courseware', sharedAt: '2026-11-03T02:00:00Z' })
  await school.accepted(plan, '2026-11-02T02:00:00Z')
  await school.accepted(slides, '2026-11-03T02:00:00Z')
  await school.downloaded(slides, people.li ?? 0, '2026-11-10T02:00:00Z')
  await settleSchool(t.db, 's', NOW)
})
afterAll(() => t.drop())

const state = async () => ({
  txs: await t.db.selectFrom('point_tx').select(['seq', 'hash']).orderBy('seq').execute(),
  facts: await t.db.selectFrom('fact').select(['id', 'status']).orderBy('id').execute(),
  policies: await t.db.selectFrom('policy').select('version').execute(),
  totals: await t.db
    .selectFrom('board_total')
    .selectAll()
    .orderBy('member_id')
    .orderBy('kind')
    .orderBy('metric')
    .execute(),
})

test('a draft that changes nothing changes nobody’s points; the present is untouched', async () => {
  const before = await state()
  const found = await dryRun(t.db, { schoolId: 's', source: practicePolicyText(), now: NOW })
  expect(found).toMatchObject({ facts: 3, gain: 0, lose: 0, same: 2, term: '2026-autumn' })
  expect(found.members.every((one) => one.before > 0 && one.before === one.after)).toBe(true)
  expect(before.txs.length).toBeGreaterThan(3)
  expect(await state()).toEqual(before)
})

test('who gains and who loses is told by the rules of the draft, also twice', async () => {
  const source = practicePolicyText()
    .replace('lesson_plan: 8', 'lesson_plan: 9')
    .replace('courseware: 10', 'courseware: 6')
  const progress: [number, number][] = []
  const run = () =>
    dryRun(t.db, { schoolId: 's', source, now: NOW, since: '2026-autumn', onProgress: (...at) => progress.push(at) })
  const found = await run()
  const of = (name: string) => found.members.find((one) => one.member === people[name])
  expect(of('li')).toMatchObject({ after: (of('li')?.before ?? 0) + 100 })
  expect(of('wang')?.after).toBeLessThan(of('wang')?.before ?? 0)
  expect(found).toMatchObject({ gain: 1, lose: 1 })
  expect(found.liability.after).toBeLessThan(found.liability.before)
  expect(progress.at(-1)).toEqual([6, 6])
  expect(await run()).toEqual(found)
})

test('a stretch begins where it is asked to; an unknown term is named', async () => {
  const source = defaultPolicyText().replace('lesson_plan: 8', 'lesson_plan: 9')
  const late = await dryRun(t.db, { schoolId: 's', source, now: NOW, since: '2026-11-20' })
  expect(late.members.every((one) => one.after === one.before)).toBe(true)
  await expect(dryRun(t.db, { schoolId: 's', source, now: NOW, since: 'never' })).rejects.toThrow('no_term')
  for (const since of ['2026-13-45', '2026-02-30', '2027-spring', '2026-12-24'])
    await expect(dryRun(t.db, { schoolId: 's', source, now: NOW, since })).rejects.toThrow('no_term')
})
