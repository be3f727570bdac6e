import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Member, Role } from '#db/schema.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { type PointsSchool, pointsSchool } from '#test/points.ts'
import { appealHindrance } from './appeal.ts'
import { confirm, object, propose } from './decide.ts'
import { findCase, mustBeReviewed, standingCase } from './file.ts'
import { concernedBy, demandJudge } from './judges.ts'
import { openAppeal, openReport } from './open.ts'
import { ask, show, state } from './steps.ts'
import type { CaseFile, ReportKind } from './tables.ts'

let t: TestDatabase
let school: PointsSchool
let [author, reader, admin, second, third, fourth] = [0, 0, 0, 0, 0, 0]
const NOW = new Date('2026-11-19T02:00:00Z')
const later = (days: number) => new Date(NOW.getTime() + days * 86_400_000)

beforeAll(async () => {
  t = await freshDatabase()
  school = await pointsSchool(t.db, 'cases')
  author = await school.member('甲')
  reader = await school.member('乙')
  admin = await school.member('丙', { role: 'admin' })
  second = await school.member('丁', { role: 'head' })
  third = await school.member('戊', { role: 'admin' })
  fourth = await school.member('己', { role: 'head' })
})
afterAll(() => t.drop())

async function live(by = author, blob?: string): Promise<number> {
  const id = await school.resource(by, blob === undefined ? {} : { blob })
  await school.accepted(id, later(-3))
  await t.db
    .updateTable('resource')
    .set({ accepted_at: later(-3) })
    .where('id', '=', id)
    .execute()
  return id
}
async function reported(id: number, kind: ReportKind, by = reader, now = NOW): Promise<CaseFile> {
  const resource = await t.db.selectFrom('resource').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const { file } = await t.db
    .transaction()
    .execute((trx) => openReport(trx, { schoolId: school.id, kind, resource, by, reason: 'r', now }))
  return file
}
const step = (id: number, by: number, now = NOW) => ({ schoolId: school.id, id, by, now })
async function heard(id: number, now = NOW): Promise<void> {
  await t.db.transaction().execute((trx) => ask(trx, step(id, admin, now)))
  await t.db.transaction().execute((trx) => state(trx, { ...step(id, author, now), text: 's' }))
}
const proposed = (id: number, by: number, ruling: 'plagiarism' | 'unfounded' | 'recall' | 'granted', now = NOW) =>
  t.db.transaction().execute((trx) => propose(trx, { ...step(id, by, now), ruling, proposal: { reason: 'x' } }))
const member = (id: number, role: Role): Pick<Member, 'id' | 'role'> => ({ id, role })
const kinds = async (id: number) =>
  (await t.db.selectFrom('fact').select('kind').where('resource_id', '=', id).orderBy('id').execute()).map(
    (f) => f.kind,
  )

test('two who confirm in the same instant decide once', async () => {
  const id = await live()
  const file = await reported(id, 'plagiarism')
  await heard(file.id)
  expect((await proposed(file.id, admin, 'plagiarism')).is).toBe('proposed')
  const both = await Promise.all(
    [second, third].map((by) => t.db.transaction().execute((trx) => confirm(trx, step(file.id, by)))),
  )
  expect(both.map((one) => one.is).sort()).toEqual(['decided', 'moved'])
  expect((await kinds(id)).filter((kind) => kind === 'case.decided')).toHaveLength(1)
})

test('plagiarism found a second time says so in its fact', async () => {
  const id = await live()
  const file = await reported(id, 'plagiarism')
  await heard(file.id)
  await proposed(file.id, admin, 'plagiarism')
  await t.db.transaction().execute((trx) => confirm(trx, step(file.id, second)))
  const fact = await t.db
    .selectFrom('fact')
    .select('payload')
    .where('key', '=', `case:${file.id}`)
    .executeTakeFirstOrThrow()
  expect(fact.payload).toMatchObject({ ruling: 'plagiarism', member: author, repeat: true, approvals: [admin, second] })
})

test('nobody decides who reported, wrote, shares the work, or decided before; who does not know of it is told nothing', async () => {
  const shared = await school.member('庚', { role: 'head' })
  const id = await school.resource(author)
  await t.db
    .insertInto('fact')
    .values({
      school_id: school.id,
      key: `accepted:${id}`,
      kind: 'resource.accepted',
      actor_id: author,
      resource_id: id,
      occurred_at: later(-3),
      payload: JSON.stringify({
        author,
        co_authors: [{ member: shared, share: 0.5 }],
        type: 'lesson_plan',
        origin: 'original',
        scope: 'school',
      }),
    })
    .execute()
  const file = await reported(id, 'plagiarism', fourth)
  const concerned = await concernedBy(t.db, file)
  for (const one of [author, shared, fourth]) expect(concerned.has(one)).toBe(true)
  await expect(demandJudge(t.db, file, member(shared, 'head'))).rejects.toThrow('no_case')
  await expect(demandJudge(t.db, file, member(fourth, 'head'))).rejects.toThrow('concerned')
  await expect(demandJudge(t.db, file, member(reader, 'teacher'))).rejects.toThrow('no_case')
  await demandJudge(t.db, file, member(admin, 'admin'))
})

test('who objects sends it back; what is unfounded brings back what was hidden and frees what was held', async () => {
  const id = await live()
  const resource = await t.db.selectFrom('resource').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const { file, hidden } = await t.db.transaction().execute((trx) =>
    openReport(trx, {
      schoolId: school.id,
      kind: 'copyright',
      resource,
      by: reader,
      reason: 'r',
      holder: 'h',
      now: NOW,
    }),
  )
  expect(hidden).toBe(true)
  expect((await standingCase(t.db, school.id, id))?.id).toBe(file.id)
  await heard(file.id)
  await proposed(file.id, admin, 'plagiarism')
  const back = await t.db.transaction().execute((trx) => object(trx, step(file.id, second)))
  expect(back).toMatchObject({ state: 'asked', ruling: null, approvals: [] })
  expect((await proposed(file.id, second, 'unfounded')).is).toBe('decided')
  const row = await t.db.selectFrom('resource').select('status').where('id', '=', id).executeTakeFirstOrThrow()
  expect(row.status).toBe('live')
  expect(await kinds(id)).toEqual(['resource.accepted', 'flag.raised', 'flag.decided'])
  expect(await standingCase(t.db, school.id, id)).toBeUndefined()
  expect(await t.db.transaction().execute((trx) => show(trx, step(file.id, admin)))).toBeUndefined()
})

test('an appeal has its days, is judged by others, once; upheld, the full review ends with it', async () => {
  const other = await school.member('辛')
  const id = await live(other, 'b'.repeat(64))
  const file = await reported(id, 'plagiarism')
  await t.db.transaction().execute((trx) => ask(trx, step(file.id, admin)))
  expect((await proposed(file.id, admin, 'plagiarism')).is).toBe('unheard')
  expect((await proposed(file.id, admin, 'plagiarism', later(4))).is).toBe('proposed')
  await t.db.transaction().execute((trx) => confirm(trx, step(file.id, second, later(4))))
  const decided = await findCase(t.db, school.id, file.id)
  if (!decided) throw new Error('no case')
  const what = { member: other, blob: null, text: undefined }
  expect(await mustBeReviewed(t.db, school.id, { ...what, now: later(20) })).toBe(true)
  expect(await mustBeReviewed(t.db, school.id, { ...what, member: reader, blob: 'b'.repeat(64), now: later(99) })).toBe(
    true,
  )
  expect(await appealHindrance(t.db, decided, later(12))).toEqual({ is: 'late' })
  expect(await appealHindrance(t.db, decided, later(5))).toBeUndefined()
  const appeal = await t.db
    .transaction()
    .execute((trx) =>
      openAppeal(trx, { schoolId: school.id, member: other, reason: 'r', ofCase: decided, now: later(5) }),
    )
  expect((await appealHindrance(t.db, decided, later(5)))?.is).toBe('open')
  const concerned = await concernedBy(t.db, appeal)
  expect([admin, second].every((judge) => concerned.has(judge))).toBe(true)
  await proposed(appeal.id, third, 'granted', later(6))
  await t.db.transaction().execute((trx) => confirm(trx, step(appeal.id, fourth, later(6))))
  expect((await findCase(t.db, school.id, file.id))?.state).toBe('overturned')
  expect(await mustBeReviewed(t.db, school.id, { ...what, now: later(7) })).toBe(false)
  expect(await kinds(id)).toContain('case.overturned')
})
