import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mergeMembers } from '#db/rows/merge.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { type PointsSchool, pointsSchool } from '#test/points.ts'
import { postTx, reverseTx } from '../ledger/post.ts'
import { defaultPolicy } from '../policy/defaults.ts'
import { termAt } from '../policy/terms.ts'
import { BOARD_VISIBILITIES, type PointTx } from '../schema.ts'
import { board } from './board.ts'
import type { Period } from './periods.ts'
import { countWrongDistrict, countWrongTotals, rebuildCounts, rebuildDistrict, rebuildTotals } from './recount.ts'
import { closePeriods } from './roll.ts'

const ZONE = 'Asia/Shanghai'
const START = new Date('2026-08-24T00:00:00Z').getTime()
const DAY = 86_400_000
const PEOPLE = 6
let t: TestDatabase
let n = 0
beforeAll(async () => {
  t = await freshDatabase()
})
afterAll(() => t.drop())

type Step =
  | { do: 'post'; who: number; school: number; amount: number; back: number }
  | { do: 'reverse'; school: number; which: number }
  | { do: 'member'; who: number; school: number; change: 'left' | 'pupil' | 'department' | 'visibility'; to: number }
  | { do: 'pass'; days: number }
  | { do: 'close'; school: number }
  | { do: 'merge'; school: number; from: number; into: number }

const who = fc.nat({ max: PEOPLE - 1 })
const school = fc.nat({ max: 1 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('post' as const),
      who,
      school,
      amount: fc.constantFrom(100, 100, 100, 200, 300, 1_250, 75, -100),
      back: fc.constantFrom(0, 0, 0, 0, 7, 40, 100),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reverse' as const), school, which: fc.nat({ max: 99 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('member' as const),
      who,
      school,
      change: fc.constantFrom('left' as const, 'pupil' as const, 'department' as const, 'visibility' as const),
      to: fc.nat({ max: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), days: fc.constantFrom(1, 6, 7, 31, 160) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('close' as const), school }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('merge' as const), school, from: who, into: who }) },
)

type Place = { school: PointsSchool; people: number[]; departments: number[]; awards: PointTx[]; merged: Set<number> }

async function newPlace(): Promise<Place> {
  n += 1
  const made = await pointsSchool(t.db, `prop${n}`, ZONE)
  const people: number[] = []
  for (let index = 0; index < PEOPLE; index += 1) {
    people.push(
      await made.member(`人${index}`, { department: `组${index % 2}`, ...(index === 5 && { role: 'pupil' }) }),
    )
  }
  const departments = await t.db.selectFrom('department').select('id').where('school_id', '=', made.id).execute()
  return { school: made, people, departments: departments.map((row) => row.id), awards: [], merged: new Set() }
}

async function take(places: readonly Place[], one: Step, now: Date): Promise<Date> {
  if (one.do === 'pass') return new Date(now.getTime() + one.days * DAY)
  const place = places[one.school]
  if (!place) throw new Error('no such school')
  const id = place.school.id
  switch (one.do) {
    case 'post': {
      n += 1
      const at = new Date(now.getTime() - one.back * DAY)
      const posted = await t.db.transaction().execute((trx) =>
        postTx(trx, {
          ...{
            schoolId: id,
            rootKey: `p:${n}`,
            idemKey: `p:${n}`,
            rule: 'upload.accepted',
            policyVersion: '2026.09.0',
          },
          ...{ factId: n, memberId: place.people[one.who] ?? 0, actorId: undefined, resourceId: undefined },
          ...{ occurredAt: at, postedAt: now, countsAt: at, day: '2026-11-18', amount: one.amount, spendable: false },
          ...{ termId: termAt(defaultPolicy(), at, ZONE).id, trace: { zh: '', en: '' } },
        }),
      )
      if (posted) place.awards.push(posted)
      return now
    }
    case 'reverse': {
      const award = place.awards[one.which % Math.max(1, place.awards.length)]
      if (!award || place.merged.size > 0) return now
      const why = { factId: 1, occurredAt: now, postedAt: now, trace: { zh: '', en: '' } }
      await t.db.transaction().execute((trx) => reverseTx(trx, award, why))
      return now
    }
    case 'member': {
      const member = place.people[one.who] ?? 0
      if (place.merged.has(member)) return now
      const change = {
        left: { left_at: one.to % 2 === 0 ? now : null },
        pupil: { role: one.to % 2 === 0 ? ('pupil' as const) : ('teacher' as const) },
        department: { department_id: place.departments[one.to] ?? null },
        visibility: { board_visibility: BOARD_VISIBILITIES[one.to] ?? null },
      }[one.change]
      await t.db.updateTable('member').set(change).where('school_id', '=', id).where('id', '=', member).execute()
      return now
    }
    case 'close':
      await closePeriods(t.db, { id, time_zone: ZONE }, now)
      return now
    case 'merge': {
      const [from, into] = [place.people[one.from] ?? 0, place.people[one.into] ?? 0]
      const rows = await t.db
        .selectFrom('member')
        .select('id')
        .where('school_id', '=', id)
        .where('id', 'in', [from, into])
        .where('left_at', 'is', null)
        .execute()
      if (from === into || rows.length < 2) return now
      await t.db
        .transaction()
        .execute((trx) => mergeMembers(trx, { schoolId: id, from, into, by: undefined, how: 'admin', now }))
      place.merged.add(from)
      return now
    }
    default:
      return one satisfies never
  }
}

/** Places as somebody would count them who has only the list of totals. */
async function naive(place: Place, now: Date): Promise<Map<number, { points: number; rank: number | undefined }>> {
  const found = await board(t.db, { schoolId: place.school.id, subject: 'person', period: 'term', at: now })
  const rows = await t.db
    .selectFrom('member')
    .leftJoin('board_total as total', (join) =>
      join
        .onRef('total.school_id', '=', 'member.school_id')
        .onRef('total.member_id', '=', 'member.id')
        .on('total.metric', '=', 'points')
        .on('total.kind', '=', 'term')
        .on('total.period', '=', found.window.key),
    )
    .select(['member.id', 'member.role', 'member.left_at', 'member.board_visibility', 'total.points'])
    .where('member.school_id', '=', place.school.id)
    .execute()
  const listed = rows.filter((row) => !row.left_at && row.role !== 'pupil' && row.board_visibility !== 'hidden')
  return new Map(
    rows.map((row) => {
      const points = row.points ?? 0
      const isRanked = points > 0 && row.role !== 'pupil'
      return [
        row.id,
        { points, rank: isRanked ? 1 + listed.filter((other) => (other.points ?? 0) > points).length : undefined },
      ]
    }),
  )
}

test('whatever is posted, reversed, merged, closed and changed about members, histogram, sums and totals equal a recount', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      const places = [await newPlace(), await newPlace()]
      let now = new Date(START)
      for (const one of steps) now = await take(places, one, now)
      for (const place of places) {
        expect(await countWrongTotals(t.db, place.school.id)).toBe(0)
        const ranks = await naive(place, now)
        for (const id of place.people) {
          const { me } = await board(t.db, {
            schoolId: place.school.id,
            subject: 'person',
            period: 'term',
            at: now,
            viewer: id,
          })
          expect({ points: me?.points, rank: me?.rank }).toEqual(ranks.get(id))
        }
      }
      expect(await countWrongDistrict(t.db)).toBe(0)
    }),
    { numRuns: 10 },
  )
}, 120_000)

test('after damage a rebuild of the school and of the district sets everything right', async () => {
  const place = await newPlace()
  let now = new Date(START)
  for (let index = 0; index < 20; index += 1) {
    now = await take([place], { do: 'post', who: index % PEOPLE, school: 0, amount: 100 * (index % 3), back: 0 }, now)
    now = await take([place], { do: 'pass', days: 6 }, now)
  }
  await take([place], { do: 'close', school: 0 }, now)
  const { id } = place.school
  const lists = (kind: Period) =>
    t.db.selectFrom('board_list').select('id').where('school_id', 'in', [id, '']).where('kind', '=', kind)
  await t.db.deleteFrom('board_past').where('list', 'in', lists('week')).execute()
  await t.db.updateTable('board_count').set({ n: 3 }).where('list', 'in', lists('month')).execute()
  const all = t.db.selectFrom('board_list').select('id').where('school_id', 'in', [id, ''])
  await t.db.updateTable('board_group').set({ points: 1 }).where('list', 'in', all).execute()
  await t.db.updateTable('board_roster').set({ n: 99 }).where('school_id', '=', id).execute()
  expect(await countWrongTotals(t.db, id)).toBeGreaterThan(10)
  await t.db.transaction().execute((trx) => rebuildTotals(trx, id))
  expect(await countWrongTotals(t.db, id)).toBe(0)
  await t.db.transaction().execute((trx) => rebuildDistrict(trx))
  expect(await countWrongDistrict(t.db)).toBe(0)
  await t.db.transaction().execute((trx) => rebuildCounts(trx, id))
  expect([await countWrongTotals(t.db, id), await countWrongDistrict(t.db)]).toEqual([0, 0])
})

test('two schools that post, and members who hide at the same time, leave nothing wrong', async () => {
  const places = [await newPlace(), await newPlace()]
  const now = new Date(START)
  await Promise.all(
    Array.from({ length: 60 }, (_, index) => {
      const at = { who: index % 5, school: index % 2 }
      if (index % 6 === 5) return take(places, { do: 'member', ...at, change: 'visibility', to: index % 5 }, now)
      if (index % 15 === 7) return take(places, { do: 'close', school: index % 2 }, new Date(now.getTime() + 9 * DAY))
      return take(places, { do: 'post', ...at, amount: 100 + (index % 4) * 50, back: 0 }, now)
    }),
  )
  for (const place of places) expect(await countWrongTotals(t.db, place.school.id)).toBe(0)
  expect(await countWrongDistrict(t.db)).toBe(0)
})
