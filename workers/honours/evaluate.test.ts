import { expect, test } from 'vitest'
import { badgesOf } from '#db/honours/badges.ts'
import { findCertificate, issueCertificate } from '#db/honours/certificates.ts'
import { announcedBadges } from '#db/honours/digest.ts'
import { levelOf } from '#db/honours/levels.ts'
import { defaultPolicy } from '#db/policy/defaults.ts'
import type { FactKind } from '#db/rows/fact-payloads.ts'
import { insertFact } from '#db/rows/facts.ts'
import { manySchools } from '#test/many-schools.ts'
import type { PointsSchool } from '#test/points.ts'
import { settleSchool } from '../points/settle.ts'
import { evaluateHonours } from './evaluate.ts'

const NOW = new Date('2026-11-20T18:30:00Z')
const t = manySchools('h')
const look = (school: PointsSchool, everybody = false, now = NOW) =>
  evaluateHonours(t.db, { id: school.id, time_zone: 'Asia/Shanghai' }, now, everybody)
const badges = async (school: PointsSchool, member: number) =>
  (await badgesOf(t.db, school.id, member, '2026-11-21')).map((award) => award.badge).sort()
const joined = new Date('2026-01-01T00:00:00Z')
let facts = 0
async function fact(school: PointsSchool, kind: FactKind, actor: number, payload: object, resource?: number) {
  facts += 1
  const given = {
    schoolId: school.id,
    key: `t:${facts}`,
    kind,
    actorId: actor,
    occurredAt: new Date('2026-11-18T02:00:00Z'),
  }
  await t.db
    .transaction()
    .execute((trx) =>
      insertFact(trx, { ...given, ...(resource !== undefined && { resourceId: resource }), payload: payload as never }),
    )
  return `t:${facts}`
}

test('a first share and five empty units earn their badges; taking one back in time loses what it completed, restoring brings it back', async () => {
  const school = await t.newSchool()
  const [wang, li] = [await school.member('王'), await school.member('李')]
  const first = await school.resource(li, { subject: 'math', grade: 3, unit: '一' })
  await school.accepted(first, '2026-11-10T02:00:00Z')
  const mine: number[] = []
  for (const [index, unit] of ['一', '二', '三', '四', '五', '六'].entries()) {
    const id = await school.resource(wang, { subject: 'math', grade: 3, unit })
    await school.accepted(id, `2026-11-1${index + 1}T02:00:00Z`)
    mine.push(id)
  }
  expect(await look(school)).toMatchObject({ gained: 4 })
  expect(await badges(school, wang)).toEqual(['first_share', 'gap_filler', 'term_goal'])
  expect(await badges(school, li)).toEqual(['first_share'])
  expect(await look(school)).toMatchObject({ gained: 0, lost: 0 })
  expect(await look(school, true)).toMatchObject({ gained: 0, lost: 0 })
  await school.withdrawn(mine[5] ?? 0, '2026-11-19T02:00:00Z')
  expect(await look(school)).toMatchObject({ lost: 1 })
  expect(await badges(school, wang)).toEqual(['first_share', 'term_goal'])
  await school.restored(mine[5] ?? 0, '2026-11-19T03:00:00Z')
  expect(await look(school)).toMatchObject({ gained: 1 })
  expect(await badges(school, wang)).toContain('gap_filler')
})

test('a hundred different people are a hundred; oneself, newcomers, what is held and what was struck out are not', async () => {
  const school = await t.newSchool()
  const wang = await school.member('王')
  const id = await school.resource(wang)
  await school.accepted(id, '2026-11-10T02:00:00Z')
  const take = async (who: number, joinedAt = joined) =>
    fact(school, 'resource.downloaded', who, { author: wang, joined_at: joinedAt.toISOString() }, id)
  const keys: string[] = []
  for (let index = 0; index < 99; index += 1) keys.push(await take(await school.member(`人${index}`)))
  await take(wang)
  await take(await school.member('新人'), new Date('2026-11-17T00:00:00Z'))
  await look(school)
  expect(await badges(school, wang)).toEqual(['first_share'])
  await take(await school.member('第一百人'))
  await look(school)
  expect(await badges(school, wang)).toEqual(['crowd_favourite', 'first_share'])
  await fact(school, 'flag.raised', wang, { flag: 1, signal: 'ring', facts: keys.slice(0, 5) })
  await fact(school, 'flag.decided', wang, { flag: 1, outcome: 'upheld' })
  await look(school)
  expect(await badges(school, wang)).toEqual(['first_share'])
})

test('plagiarism takes the badges of the item; an appeal that is upheld brings them back', async () => {
  const school = await t.newSchool()
  const wang = await school.member('王')
  const id = await school.resource(wang)
  await school.accepted(id, '2026-11-10T02:00:00Z')
  await look(school)
  await fact(school, 'case.decided', wang, { case: 7, ruling: 'plagiarism', member: wang, approvals: [1, 2] }, id)
  await look(school)
  expect(await badges(school, wang)).toEqual([])
  await fact(school, 'case.overturned', wang, { case: 7 }, id)
  await look(school)
  expect(await badges(school, wang)).toEqual(['first_share'])
})

test('twenty reviews with none overturned are a sharp eye; one in twenty overturned is not below 5%', async () => {
  const school = await t.newSchool()
  const [zhao, wang] = [await school.member('赵'), await school.member('王')]
  const keys: string[] = []
  for (let index = 0; index < 20; index += 1) {
    const id = await school.resource(wang)
    keys.push(
      await fact(
        school,
        'review.decided',
        zhao,
        { author: wang, decision: 'accepted', since: '2026-11-17T02:00:00Z' },
        id,
      ),
    )
  }
  await look(school)
  expect(await badges(school, zhao)).toEqual(['sharp_eye'])
  await fact(school, 'review.overturned', zhao, { of: keys[3] })
  await look(school)
  expect(await badges(school, zhao)).toEqual([])
})

test('loans, lectures, requests and co-authored work count as the policy says', async () => {
  const school = await t.newSchool()
  const [wang, li] = [await school.member('王'), await school.member('李')]
  for (let index = 0; index < 10; index += 1) {
    const loan = { loan: index, lender: li, on_time: true, intact: index > 0, cross_school: false }
    await fact(school, 'loan.returned', wang, loan)
    await fact(school, 'request.fulfilled', wang, { request: index, asker: li, bounty: 0 })
  }
  for (const level of ['school', 'cross_school', 'district', 'cross_school']) {
    await fact(school, 'lecture.hosted', wang, { event: 1, level, checked_in: 6, materials: true })
  }
  for (let index = 0; index < 5; index += 1) {
    const payload = {
      author: wang,
      co_authors: [{ member: li, share: 0.4 }],
      type: 'exam',
      origin: 'adapted',
      scope: 'school',
    }
    await fact(school, 'resource.accepted', wang, payload, await school.resource(wang))
  }
  await look(school)
  expect(await badges(school, wang)).toEqual(['co_creator', 'first_share', 'helping_hand', 'messenger'])
  expect(await badges(school, li)).toEqual(['co_creator', 'first_share'])
  await fact(school, 'loan.returned', wang, { loan: 11, lender: li, on_time: true, intact: true, cross_school: false })
  await look(school)
  expect(await badges(school, wang)).toContain('punctual')
})

test('a badge of a term expires with the next term; the level is the highest that the points reach', async () => {
  const school = await t.newSchool()
  const wang = await school.member('王')
  for (const unit of ['一', '二']) {
    await school.accepted(await school.resource(wang, { subject: 'math', grade: 3, unit }), '2026-11-10T02:00:00Z')
  }
  await look(school)
  const [award] = (await badgesOf(t.db, school.id, wang, '2026-11-21')).filter((one) => one.badge === 'term_goal')
  expect(award).toMatchObject({ period: '2026-autumn', expires_on: '2027-08-31' })
  expect((await badgesOf(t.db, school.id, wang, '2027-09-01')).map((one) => one.badge)).toEqual(['first_share'])
  const policy = defaultPolicy()
  expect([0, 2999, 3000, 250000].map((contrib) => levelOf(policy, contrib).name)).toEqual([
    { zh: '播种', en: 'Seed' },
    { zh: '播种', en: 'Seed' },
    { zh: '萌芽', en: 'Sprout' },
    { zh: '星火', en: 'Spark' },
  ])
  // A policy from before there were two names: the default's English, where the Chinese is the default's.
  const old: typeof policy = {
    ...policy,
    levels: [
      [0, '播种'],
      [30, '小苗'],
    ],
  }
  expect([0, 3000].map((contrib) => levelOf(old, contrib).name.en)).toEqual(['Seed', '小苗'])
})

test('only who asked to be announced has a line for groups, under the name that boards show', async () => {
  const school = await t.newSchool()
  const people = await Promise.all(['张', '王', '李'].map((name) => school.member(name)))
  for (const id of people) await school.accepted(await school.resource(id), '2026-11-18T02:00:00Z')
  await look(school)
  const span = { from: new Date('2026-11-14T00:00:00Z'), to: new Date('2026-11-21T00:00:00Z') }
  const said = async () => (await announcedBadges(t.db, school.id, defaultPolicy(), span)).map((one) => one.name)
  expect(await said()).toEqual([])
  for (const id of people) {
    const choice = { school_id: school.id, member_id: id, announce: true, changed_at: NOW }
    await t.db.insertInto('honour_choice').values(choice).execute()
  }
  await t.db
    .updateTable('member')
    .set({ board_visibility: 'hidden' })
    .where('id', '=', people[1] ?? 0)
    .execute()
  await t.db
    .updateTable('member')
    .set({ board_visibility: 'alias', alias: '青山' })
    .where('id', '=', people[2] ?? 0)
    .execute()
  expect(await said()).toEqual(['张', '青山'])
})

test('an honour for a work falls with the case against it, and so does its certificate', async () => {
  const school = await t.newSchool()
  const wang = await school.member('王')
  const id = await school.resource(wang)
  await school.accepted(id, '2026-11-10T02:00:00Z')
  const honour = await t.db
    .insertInto('honour')
    .values({
      school_id: school.id,
      kind: 'case',
      member_id: wang,
      title_zh: '校级优秀案例',
      title_en: 'Good case',
      resource_id: id,
      given_by: wang,
      given_at: NOW,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const issued = await t.db.transaction().execute((trx) =>
    issueCertificate(trx, {
      school_id: school.id,
      member_id: wang,
      honour_id: honour.id,
      badge: null,
      period: null,
      name: '王',
      title_zh: '校级优秀案例',
      title_en: 'Good case',
      body_zh: '',
      body_en: '',
      issuer: '校',
      issued_on: '2026-11-20',
      issued_at: NOW,
    }),
  )
  await look(school)
  expect((await findCertificate(t.db, issued.number))?.revoked_at).toBeNull()
  await fact(school, 'case.decided', wang, { case: 9, ruling: 'plagiarism', member: wang, approvals: [1, 2] }, id)
  await look(school)
  expect((await findCertificate(t.db, issued.number))?.revoked_at).toEqual(NOW)
})

test('who reaches a level by the ledger rises once', async () => {
  const school = await t.newSchool()
  const wang = await school.member('王')
  await school.accepted(await school.resource(wang, { type: 'excellent_lesson' }), '2026-11-18T02:00:00Z')
  await settleSchool(t.db, school.id, NOW)
  expect(await look(school)).toMatchObject({ risen: 1 })
  expect(await look(school, true)).toMatchObject({ risen: 0 })
  const level = await t.db
    .selectFrom('member_level')
    .select('level_from')
    .where('member_id', '=', wang)
    .executeTakeFirst()
  expect(level).toEqual({ level_from: 30 })
})
