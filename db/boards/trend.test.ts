import { afterAll, beforeAll, expect, test } from 'vitest'
import { postTx, reverseTx } from '#db/ledger/post.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { pointsSchool } from '#test/points.ts'
import { weeksOfMember } from './trend.ts'

const ZONE = 'Asia/Shanghai'
const WORDS = { zh: '教案 8 = 8.00', en: 'Lesson plan 8 = 8.00' }
let t: TestDatabase
beforeAll(async () => {
  t = await freshDatabase()
})
afterAll(() => t.drop())

test('a member’s weeks begin on Monday in the school’s zone, weeks without points are 0, a reversal counts in its award’s', async () => {
  const school = await pointsSchool(t.db, 'weeks')
  const [wang, li] = [await school.member('王'), await school.member('李')]
  const award = (member: number, key: string, amount: number, at: string) =>
    t.db.transaction().execute((trx) =>
      postTx(trx, {
        ...{ schoolId: school.id, rootKey: key, idemKey: key, rule: 'upload.accepted', policyVersion: '2026.09.0' },
        ...{ factId: 1, memberId: member, actorId: undefined, resourceId: undefined, termId: '2026-autumn', amount },
        ...{ occurredAt: new Date(at), postedAt: new Date(at), countsAt: new Date(at), day: at.slice(0, 10) },
        ...{ spendable: true, trace: WORDS },
      }),
    )
  // Sunday 23:59 and Monday 00:01 in Shanghai.
  await award(wang, 'a', 800, '2026-11-15T15:59:00Z')
  await award(wang, 'b', 500, '2026-11-15T16:01:00Z')
  await award(wang, 'c', 300, '2026-11-20T02:00:00Z')
  await award(li, 'd', 900, '2026-11-20T02:00:00Z')
  await award(wang, 'old', 100, '2026-10-25T15:59:00Z')
  const taken = await award(wang, 'e', 700, '2026-11-03T02:00:00Z')
  if (!taken) throw new Error('nothing was posted')
  const later = { occurredAt: new Date('2026-11-21T02:00:00Z'), postedAt: new Date('2026-11-21T02:00:00Z') }
  await t.db.transaction().execute((trx) => reverseTx(trx, taken, { factId: 2, ...later, trace: WORDS }))
  const at = new Date('2026-11-22T04:00:00Z')
  expect(await weeksOfMember(t.db, { schoolId: school.id, at, zone: ZONE, weeks: 4 }, wang)).toEqual([
    { day: '2026-10-26', amount: 0 },
    { day: '2026-11-02', amount: 0 },
    { day: '2026-11-09', amount: 800 },
    { day: '2026-11-16', amount: 800 },
  ])
})
