import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { type PointsSchool, pointsSchool } from '#test/points.ts'
import { settleNight } from '#workers/points/night.ts'
import { rebuildLedger } from '#workers/points/rebuild.ts'
import { clearFlag, stateAbout, uphold } from '../fairplay/decide.ts'
import { findFlag, listAskedOf } from '../fairplay/flags.ts'
import { explain, statement } from '../ledger/read.ts'
import { insertFact } from './facts.ts'
import { mergeMembers } from './merge.ts'
import { unmergeMembers } from './unmerge.ts'

const now = new Date('2026-11-23T02:00:00Z')
let t: TestDatabase
beforeAll(async () => {
  t = await freshDatabase()
})
afterAll(() => t.drop())

const merge = (school: PointsSchool, from: number, into: number) =>
  t.db
    .transaction()
    .execute((trx) => mergeMembers(trx, { schoolId: school.id, from, into, by: undefined, how: 'admin', now }))
const unmerge = (school: PointsSchool, id: number) =>
  t.db.transaction().execute((trx) => unmergeMembers(trx, { schoolId: school.id, id, now }))

async function returned(school: PointsSchool, loan: number, borrower: number, lender: number): Promise<void> {
  const payload = { loan, lender, on_time: true, intact: true, cross_school: false }
  const fact = { schoolId: school.id, key: `returned:${loan}`, kind: 'loan.returned' as const, actorId: borrower }
  await t.db.transaction().execute((trx) => insertFact(trx, { ...fact, occurredAt: now, payload }))
}

test('a loan between two who are one person counts for neither side, and both again when they are not', async () => {
  const school = await pointsSchool(t.db, 'loans')
  const [from, into, other] = [await school.member('王'), await school.member('王老师'), await school.member('李')]
  await returned(school, 1, from, into)
  await returned(school, 2, into, from)
  await returned(school, 3, from, other)
  await settleNight(t.db, school.id, now)
  const has = async (who: number) =>
    (await statement(t.db, school.id, who, { limit: 50 })).reduce((sum, line) => sum + line.amount, 0)
  const before = [await has(from), await has(into), await has(other)]
  expect(before).toEqual([100 + 200 + 100, 200 + 100, 200])
  const { id, moved } = await merge(school, from, into)
  expect([await has(from), await has(into), await has(other)]).toEqual([0, 100, 200])
  expect(moved).toMatchObject({ lost: 600, points: 100 })
  const lines = await statement(t.db, school.id, into, { limit: 50 })
  const taken = lines.find((line) => line.trace.zh === '账号合并：借给自己的不计分')
  expect((await explain(t.db, school.id, { seq: taken?.reverses ?? 0 })).length).toBeGreaterThan(1)
  await unmerge(school, id)
  expect([await has(from), await has(into), await has(other)]).toEqual(before)
  expect((await rebuildLedger(t.db, school.id)).differs).toBeUndefined()
})

test('a flag names who somebody is by now: they can answer, the second word is another’s, and an undo names both', async () => {
  const school = await pointsSchool(t.db, 'flags')
  const [from, into, other] = [await school.member('王'), await school.member('王老师'), await school.member('李')]
  const [head, headToo] = [await school.member('陈', { role: 'head' }), await school.member('陈老师', { role: 'head' })]
  const raise = (subject: string, members: number[], more: Record<string, unknown> = {}) =>
    t.db
      .insertInto('fair_flag')
      .values({
        school_id: school.id,
        signal: 'ring',
        subject,
        effect: 'hold',
        status: 'asked',
        members,
        facts: [],
        due_at: now,
        asked_at: now,
        raised_at: now,
        ...more,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
  const ring = await raise(`ring:${from}-${other}`, [from, other], {
    statements: JSON.stringify({ [from]: '一起备课' }),
    status: 'proposed',
    decided_by: [headToo],
    proposed_by: headToo,
  })
  const both = await raise(`ring:${from}-${into}-${other}`, [other, into, from])
  const flag = async (id: number) => {
    const row = await findFlag(t.db, school.id, id)
    if (!row) throw new Error('the flag went away')
    return row
  }
  const before = [await flag(ring.id), await flag(both.id)]
  const one = await merge(school, from, into)
  const two = await merge(school, headToo, head)
  expect(await flag(ring.id)).toMatchObject({
    subject: `ring:${into}-${other}`,
    members: [into, other],
    statements: { [into]: '一起备课' },
    decided_by: [head],
    proposed_by: head,
  })
  // Another open flag has this subject already.
  expect(await flag(both.id)).toMatchObject({ subject: `ring:${from}-${into}-${other}`, members: [other, into] })
  expect((await listAskedOf(t.db, school.id, into)).map((row) => row.id)).toEqual([ring.id, both.id])
  await t.db.transaction().execute(async (trx) => {
    const by = { schoolId: school.id, by: head, now }
    expect(await uphold(trx, { ...by, id: ring.id })).toEqual({ is: 'same_person' })
    expect(await stateAbout(trx, { ...by, id: both.id, by: into, text: '同一教研组' })).toBeDefined()
  })
  await unmerge(school, two.id)
  await unmerge(school, one.id)
  expect(await flag(ring.id)).toEqual(before[0])
  expect(await flag(both.id)).toEqual({ ...before[1], statements: { [into]: '同一教研组' } })
  const cleared = await t.db
    .transaction()
    .execute((trx) => clearFlag(trx, { schoolId: school.id, id: ring.id, by: head, now }))
  expect(cleared?.status).toBe('cleared')
})

test('the share of a co-author who became somebody else before it was settled is the one’s they are now', async () => {
  const school = await pointsSchool(t.db, 'shares')
  const [author, from, into] = [await school.member('李'), await school.member('王'), await school.member('王老师')]
  const item = await school.resource(author)
  const worth = { author, type: 'courseware', origin: 'original' as const, scope: 'school' as const }
  const payload = { ...worth, co_authors: [{ member: from, share: 0.25 }] }
  const at = new Date('2026-11-16T02:00:00Z')
  const said = { schoolId: school.id, key: `accepted:${item}`, kind: 'resource.accepted' as const, resourceId: item }
  await t.db.transaction().execute((trx) => insertFact(trx, { ...said, actorId: author, occurredAt: at, payload }))
  await merge(school, from, into)
  for (let nth = 0; nth < 5; nth += 1) await school.rated(item, await school.member(`读${nth}`), at, 0)
  await settleNight(t.db, school.id, at)
  await settleNight(t.db, school.id, now)
  const of = async (who: number) =>
    (await statement(t.db, school.id, who, { limit: 9, without: ['vest'] })).map((line) => [line.rule, line.amount])
  expect(await of(from)).toEqual([])
  // B = (5 × 3.6 + 5 × 5) / 10 = 4.3, Q = 1.28: 2.80 of quality, a quarter of it and of 10.00.
  expect(await of(into)).toEqual([
    ['quality.bonus', 70],
    ['upload.accepted', 250],
  ])
})
