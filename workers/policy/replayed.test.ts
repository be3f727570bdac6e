import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { practicePolicyText } from '#db/policy/defaults.ts'
import { publishPolicy } from '#db/policy/publish.ts'
import type { FactKind, FactPayload } from '#db/rows/fact-payloads.ts'
import { insertFact } from '#db/rows/facts.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { type PointsSchool, pointsSchool } from '#test/points.ts'
import { settleNight } from '../points/night.ts'
import { settleSchool } from '../points/settle.ts'
import { dryRun } from './dry-run.ts'

let t: TestDatabase
let school: PointsSchool
let people: number[]
let plan: number
const at = (day: number, hour: number) => new Date(Date.UTC(2026, 10, day, hour))
const NOW = at(30, 4)
const settled = (when: Date) => settleSchool(t.db, school.id, when)

/** A lesson plan that is shared, looked at and found to be copied within a morning; a term of others. */
beforeAll(async () => {
  t = await freshDatabase()
  school = await pointsSchool(t.db, 's')
  await t.db
    .transaction()
    .execute((trx) => publishPolicy(trx, 's', practicePolicyText().replace('settle: at_once', 'settle: nightly')))
  people = []
  for (let index = 0; index < 5; index += 1) people.push(await school.member(`人${index}`))
  const [copier = 0, honest = 0, ...judges] = people
  const slides = await school.resource(honest, { type: 'courseware', sharedAt: at(2, 1).toISOString() })
  await school.accepted(slides, at(2, 1))
  await settled(at(2, 2))
  for (const by of judges) await school.downloaded(slides, by, at(2, 6))
  for (const by of judges) await school.rated(slides, by, at(2, 7))
  await settleNight(t.db, school.id, at(2, 18))
  plan = await school.resource(copier, { type: 'lesson_plan', sharedAt: at(10, 1).toISOString() })
  await school.accepted(plan, at(10, 1))
  await settled(at(10, 1))
  await say('flag.raised', 'flag:7', at(10, 2), {
    flag: 7,
    signal: 'burst',
    facts: [`accepted:${plan}`],
  })
  await settled(at(10, 2))
  await say('case.decided', 'case:1', at(10, 3), {
    case: 1,
    ruling: 'plagiarism',
    member: copier,
    approvals: judges.slice(0, 2),
  })
  await settled(at(10, 3))
  await say('flag.decided', 'flag-decided:7', at(10, 4), { flag: 7, outcome: 'cleared' })
  await settled(at(10, 4))
  for (let day = 10; day < 27; day += 1) await settleNight(t.db, school.id, at(day, 18))
})
afterAll(() => t.drop())

async function say<K extends FactKind>(kind: K, key: string, occurredAt: Date, payload: FactPayload<K>): Promise<void> {
  const fact = { schoolId: school.id, key, kind, occurredAt, resourceId: plan, payload }
  await t.db.transaction().execute((trx) => insertFact(trx, fact))
}

const tried = (source: string, more: { onProgress?: (done: number, total: number) => void } = {}) =>
  dryRun(t.db, { schoolId: school.id, source, now: NOW, since: '2026-11-01', ...more })

test('what was shared and found to be copied on one day is taken back and punished in both columns', async () => {
  const source = practicePolicyText().replace('penalty.plagiarism: { first: 1', 'penalty.plagiarism: { first: 2')
  const found = await tried(source)
  expect(found.members.find((one) => one.member === people[0])).toMatchObject({ before: -1300, after: -2600 })
})

test('what the rules in force gave is what the ledger says', async () => {
  const { rows } = await sql<{ member: number; before: number; spendableBefore: number }>`
    select member_id as member, sum(amount)::int as before, (select coalesce(sum(entry.amount), 0)::int
      from point_entry entry where entry.book = 'S' and entry.account like 'member:' || member_id || ':%') as "spendableBefore"
    from point_tx group by member_id`.execute(t.db)
  expect(rows.length).toBeGreaterThan(3)
  const found = await tried(practicePolicyText())
  for (const row of rows) expect(found.members.find((one) => one.member === row.member)).toMatchObject(row)
})

test('what waits for the night is counted as this night will count it; progress ends where it should', async () => {
  const slides = await school.resource(people[1] ?? 0, { type: 'courseware', sharedAt: at(29, 1).toISOString() })
  const before = await tried(practicePolicyText())
  await school.accepted(slides, at(29, 1))
  await school.downloaded(slides, people[2] ?? 0, at(29, 2))
  const seen: [number, number][] = []
  const found = await tried(practicePolicyText(), { onProgress: (...step) => seen.push(step) })
  const of = (report: typeof found) => report.members.find((one) => one.member === people[1])
  expect(found.facts).toBe(before.facts + 2)
  expect(of(found)?.before).toBeGreaterThan(of(before)?.before ?? 0)
  expect(of(found)?.after).toBe(of(found)?.before)
  expect(seen.at(-1)).toEqual([2 * found.facts, 2 * found.facts])
  expect(seen.every(([done], index) => done >= (seen[index - 1]?.[0] ?? 0))).toBe(true)
})

test('a draft changes nothing from before it begins, also of a school that never published a version', async () => {
  const young = await pointsSchool(t.db, 'n')
  const author = await young.member('新老师')
  await young.accepted(await young.resource(author, { sharedAt: at(2, 1).toISOString() }), at(2, 1))
  await settleSchool(t.db, young.id, at(2, 1))
  const source = practicePolicyText().replace('lesson_plan: 8', 'lesson_plan: 20')
  const [one] = (await dryRun(t.db, { schoolId: young.id, source, now: NOW, since: '2026-11-20' })).members
  expect(one).toMatchObject({ before: 0, after: 0, spendableBefore: 1300, spendableAfter: 1300 })
})
