import { expect, test } from 'vitest'
import { explain } from '#db/ledger/read.ts'
import { verifyLedger } from '#db/ledger/verify.ts'
import { playDeeds } from '#test/history.ts'
import { ledgerOf, manySchools } from '#test/many-schools.ts'
import { rebuildLedger } from './rebuild.ts'

const NOW = new Date('2027-01-20T00:00:00Z')
const t = manySchools('s')
const { settle, contrib, traces } = ledgerOf(t, NOW)

test('what the author takes back within thirty days loses everything, and a restore brings it back', async () => {
  const school = await t.newSchool()
  const [wang, li] = [await school.member('王'), await school.member('李')]
  const plan = await school.resource(wang)
  await school.accepted(plan, '2026-11-16T02:00:00Z')
  await school.downloaded(plan, li, '2026-11-16T03:00:00Z')
  await school.rated(plan, li, '2026-11-16T04:00:00Z')
  await settle(school)
  expect([await contrib(school, wang), await contrib(school, li)]).toEqual([1380, 100])
  for (let round = 0; round < 3; round += 1) {
    await school.withdrawn(plan, `2026-11-${17 + round}T02:00:00Z`)
    await settle(school)
    expect([await contrib(school, wang), await contrib(school, li)]).toEqual([0, 0])
    await school.restored(plan, `2026-11-${17 + round}T03:00:00Z`)
    await settle(school)
    expect([await contrib(school, wang), await contrib(school, li)]).toEqual([1380, 100])
  }
  const keys = await t.db.selectFrom('point_tx').select('idem_key').where('school_id', '=', school.id).execute()
  expect(keys.map((row) => row.idem_key)).toEqual(
    expect.arrayContaining([`up:${plan}`, `rev:up:${plan}`, `up:${plan}:2`]),
  )
  expect((await traces(school, plan)).at(-1)).toBe('有用的评价 1 = 1.00（已恢复）')
  expect(await verifyLedger(t.db, school.id)).toMatchObject({ ok: true, txs: 4 * 7, problems: [] })
})

test.each([
  ['author', '2026-12-16T02:00:00.000Z', 0],
  ['author', '2026-12-16T02:00:00.001Z', 1300],
  ['recalled', '2026-11-16T02:01:00Z', 0],
  ['admin', '2027-01-10T00:00:00Z', 0],
] as const)('withdrawn by %s at %s leaves %i', async (why, at, left) => {
  const school = await t.newSchool()
  const wang = await school.member('王')
  const plan = await school.resource(wang)
  await school.accepted(plan, '2026-11-16T02:00:00Z')
  await settle(school)
  await school.withdrawn(plan, at, why)
  await settle(school)
  expect(await contrib(school, wang)).toBe(left)
})

test('a recall that overtakes the acceptance still leaves nothing, and a restore gives it all', async () => {
  const school = await t.newSchool()
  const wang = await school.member('王')
  const plan = await school.resource(wang)
  const accepted = await school.accepted(plan, '2026-11-16T02:00:05Z')
  await school.withdrawn(plan, '2026-11-16T02:00:01Z', 'recalled')
  await settle(school)
  expect(accepted.status).toBe('waiting')
  expect(await contrib(school, wang)).toBe(0)
  await school.restored(plan, '2026-11-16T03:00:00Z')
  await settle(school)
  expect(await contrib(school, wang)).toBe(1300)
})

test('the same bytes are not rewarded twice: not to who took them back, not to a second person', async () => {
  const school = await t.newSchool()
  const [wang, li] = [await school.member('王'), await school.member('李')]
  const first = await school.resource(wang, { blob: 'aa' })
  await school.accepted(first, '2026-11-16T02:00:00Z')
  await school.withdrawn(first, '2026-11-16T03:00:00Z')
  const again = await school.resource(wang, { blob: 'aa' })
  await school.accepted(again, '2026-11-16T04:00:00Z')
  await settle(school)
  expect(await contrib(school, wang)).toBe(0)
  expect((await traces(school, again))[0]).toBe(`同样的内容已计过分（编号 ${first}） = 0.00`)
  const hers = await school.resource(li, { blob: 'aa' })
  await school.accepted(hers, '2026-11-16T05:00:00Z')
  const mine = await school.resource(li, { blob: 'bb' })
  await school.accepted(mine, '2026-11-16T06:00:00Z')
  const copy = await school.resource(wang, { blob: 'bb' })
  await school.accepted(copy, '2026-11-16T07:00:00Z')
  await settle(school)
  expect(await contrib(school, li)).toBe(800 + 500 + 800)
  expect(await contrib(school, wang)).toBe(0)
})

test('the first-share bonus goes to the next item when the first is taken back, and exists once', async () => {
  const school = await t.newSchool()
  const wang = await school.member('王')
  const [one, two] = [await school.resource(wang, { blob: '1' }), await school.resource(wang, { blob: '2' })]
  await school.accepted(one, '2026-11-16T02:00:00Z')
  await school.withdrawn(one, '2026-11-16T03:00:00Z')
  await school.accepted(two, '2026-11-16T04:00:00Z')
  await school.restored(one, '2026-11-16T05:00:00Z')
  await settle(school)
  expect(await contrib(school, wang)).toBe(800 + 800 + 500)
})

test('a near copy is no first share: the bonus waits for what is the person’s own', async () => {
  const school = await t.newSchool()
  const [wang, li, zhao] = [await school.member('王'), await school.member('李'), await school.member('赵')]
  const of = await school.resource(wang, { blob: '1' })
  const like = (alike: number) => ({ like: { of, work: of, own: false, alike } })
  const near = await school.resource(li, { blob: '2', ...like(0.9) })
  const own = await school.resource(li, { blob: '3' })
  const adapted = await school.resource(zhao, { blob: '4', ...like(0.6) })
  await school.accepted(of, '2026-11-16T02:00:00Z')
  await school.accepted(near, '2026-11-16T03:00:00Z')
  await settle(school)
  expect(await contrib(school, li)).toBe(0)
  await school.accepted(adapted, '2026-11-16T04:00:00Z')
  await school.accepted(own, '2026-11-16T05:00:00Z')
  await settle(school)
  expect(await contrib(school, li)).toBe(800 + 500)
  expect(await contrib(school, zhao)).toBe(480 + 500)
  expect((await rebuildLedger(t.db, school.id)).differs).toBeUndefined()
})

test('a withdrawal that arrives late leaves the first-share bonus with the earliest item that stands', async () => {
  const school = await t.newSchool()
  const wang = await school.member('王')
  const [one, two, three] = await Promise.all([1, 2, 3].map((nth) => school.resource(wang, { blob: `${nth}` })))
  if (one === undefined || two === undefined || three === undefined) throw new Error('three resources')
  await school.accepted(three, '2026-11-18T02:00:00Z')
  await school.accepted(one, '2026-11-16T02:00:00Z')
  await school.accepted(two, '2026-11-17T02:00:00Z')
  await settle(school)
  const bonus = () =>
    Promise.all(
      [one, two, three].map(async (resource) => {
        const lines = await explain(t.db, school.id, { resource })
        return lines.filter(
          (line) => line.rule === 'upload.first_ever' && line.kind === 'award' && line.reversedBy === undefined,
        ).length
      }),
    )
  expect(await bonus()).toEqual([1, 0, 0])
  await school.withdrawn(one, '2026-11-16T03:00:00Z')
  await settle(school)
  expect([await contrib(school, wang), await bonus()]).toEqual([2 * 800 + 500, [0, 1, 0]])
  await school.withdrawn(two, '2026-11-18T03:00:00Z')
  await school.restored(one, '2026-11-18T04:00:00Z')
  await settle(school)
  expect([await contrib(school, wang), await bonus()]).toEqual([2 * 800 + 500, [0, 0, 1]])
  await school.withdrawn(one, '2026-11-18T05:00:00Z')
  await school.withdrawn(three, '2026-11-18T06:00:00Z')
  await settle(school)
  expect(await contrib(school, wang)).toBe(0)
  await school.restored(one, '2026-11-18T07:00:00Z')
  await settle(school)
  expect([await contrib(school, wang), await bonus()]).toEqual([800 + 500, [1, 0, 0]])
  expect(await verifyLedger(t.db, school.id)).toMatchObject({ ok: true, problems: [] })
  expect((await rebuildLedger(t.db, school.id)).differs).toBeUndefined()
})

test('a review of what is withdrawn earns nothing, also when a case has closed it, until it is restored', async () => {
  const life = [
    { at: '2026-09-01 10:00', share: 'R1', by: '王', type: '课件' },
    { at: '2026-09-01 11:00', withdraw: 'R1' },
    { at: '2026-09-01 12:00', case: 'C1', ruling: 'duplicate_other', resource: 'R1' },
    { at: '2026-09-02 10:00', rate: 'R1', by: ['李'], stars: 4, chars: 84 },
    { at: '2026-09-04 10:00', overturn: 'C1' },
  ]
  const gone = await playDeeds(t.db, ['王', '李'], life)
  expect([gone.c('王'), gone.c('李')]).toEqual([0, 0])
  const again = await playDeeds(t.db, ['王', '李'], [...life, { at: '2026-09-05 10:00', restore: 'R1' }])
  expect([again.c('王'), again.c('李')]).toEqual([1000, 100])
})
