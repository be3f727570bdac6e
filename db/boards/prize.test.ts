import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { giveContribution } from '#test/give-points.ts'
import { pointsSchool } from '#test/points.ts'
import { board } from './board.ts'
import { decide, type Merits, prizePlaces } from './prize.ts'

const AT = new Date('2026-11-18T02:00:00Z')
let t: TestDatabase
beforeAll(async () => {
  t = await freshDatabase()
})
afterAll(() => t.drop())

const merits = (memberId: number, quality: number, beneficiaries: number, elsewhere: number): Merits => ({
  memberId,
  quality,
  beneficiaries,
  elsewhere,
})
const said = (group: Merits[], rank = 2) =>
  decide(group, rank).map((one) => `${one.place} ${one.members.join('+')}${one.why ? ` ${one.why.zh}` : ''}`)

test('quality decides first, then beneficiaries, then those of other schools; then the prize is shared', () => {
  expect(said([merits(1, 4.1, 9, 9), merits(2, 4.25, 0, 0)])).toEqual([
    '2 2 积分相同，按积分加权的平均质量更高（4.25 对 4.10）',
    '3 1',
  ])
  expect(said([merits(1, 3.6, 1, 1), merits(2, 3.6, 6, 0)])).toEqual([
    '2 2 积分相同，受益的人更多（6 人对 1 人）',
    '3 1',
  ])
  expect(said([merits(1, 3.6, 6, 0), merits(2, 3.6, 6, 2)])).toEqual([
    '2 2 积分和受益人数相同，外校受益的人更多（2 人对 0 人）',
    '3 1',
  ])
  expect(said([merits(1, 3.6, 6, 2), merits(2, 3.6, 6, 2), merits(3, 3.6, 5, 2)], 1)).toEqual([
    '1 1+2 积分、质量和受益人数都相同，奖项由几位共享',
    '3 3',
  ])
  expect(said([merits(1, 0, 0, 0)])).toEqual(['2 1'])
})

test('of two with the same points the one whose lecture more people attended has the prize, as §3.8 says', async () => {
  const school = await pointsSchool(t.db, 'prize')
  const [wang, li, zhao, asker] = await Promise.all(['王', '李', '赵', '问'].map((name) => school.member(name)))
  const ids = [wang, li, zhao, asker].map((id) => id ?? 0)
  for (const [index, amount] of [3312, 1900, 1900].entries()) {
    await giveContribution(t.db, school.id, ids[index] ?? 0, amount, AT)
  }
  const fact = (key: string, kind: string, actor: number, payload: object) =>
    t.db
      .insertInto('fact')
      .values({ school_id: school.id, key, kind, actor_id: actor, occurred_at: AT, payload: JSON.stringify(payload) })
      .execute()
  await fact('lecture:1', 'lecture.hosted', ids[2] ?? 0, { event: 1 })
  for (const [index, id] of [ids[0], ids[3]].entries()) {
    await fact(`attended:1:${index}`, 'lecture.attended', id ?? 0, { event: 1 })
  }
  await fact('fulfilled:1', 'request.fulfilled', ids[1] ?? 0, { request: 1, asker: ids[2], bounty: 0 })
  const { rows, window } = await board(t.db, { schoolId: school.id, subject: 'person', period: 'week', at: AT })
  const places = await prizePlaces(t.db, { schoolId: school.id, window, places: 2, now: AT }, rows)
  expect(places.map((one) => ({ place: one.place, members: one.members, why: one.why?.zh }))).toEqual([
    { place: 1, members: [ids[0]], why: undefined },
    { place: 2, members: [ids[2]], why: '积分相同，受益的人更多（2 人对 1 人）' },
  ])
})
