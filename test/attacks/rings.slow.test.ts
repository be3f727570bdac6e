import { expect, test } from 'vitest'
import { clearFlag } from '#db/fairplay/decide.ts'
import { at, attacked, daysAgo, NIGHT, several } from './rig.ts'

const a = attacked()
const { night, people, old, flags, paid, sharing, sound } = a

test('a ring of four across departments is held; once cleared it is paid', async () => {
  const ring = [
    ...(await people(['甲', '乙'], '数学')),
    ...(await people(['丙'], '语文')),
    ...(await people(['丁'], '英语')),
  ]
  const others = [...(await people(several('数', 4), '数学')), ...(await people(several('语', 4), '语文'))]
  await people(several('英', 4), '英语')
  let minute = 0
  for (const author of ring) {
    for (let n = 0; n < 3; n += 1) {
      const id = await old(author)
      for (const reader of ring) {
        minute += 37
        if (reader !== author) await a.school.downloaded(id, reader, daysAgo(8 - (minute % 700) / 100))
      }
    }
  }
  for (const [index, reader] of others.entries())
    await a.school.downloaded(await old(others[(index + 1) % others.length] ?? 0), reader, daysAgo(3))
  await night()
  const [flag, ...more] = await flags('ring')
  expect(more).toEqual([])
  expect(flag?.members.sort((a, b) => a - b)).toEqual([...ring].sort((a, b) => a - b))
  expect(flag?.facts).toHaveLength(36)
  for (const one of ring) expect(await paid(one, 'download.counted')).toBe(0)
  expect(await paid(others[1] ?? 0, 'download.counted')).toBeGreaterThan(0)
  await sound()

  await a.db
    .transaction()
    .execute((trx) => clearFlag(trx, { schoolId: a.school.id, id: flag?.id ?? 0, by: others[0] ?? 0, now: NIGHT }))
  await night(at(24 * 60, NIGHT))
  for (const one of ring) expect(await paid(one, 'download.counted')).toBeGreaterThan(0)
  expect(await flags('ring')).toHaveLength(1)
  await sound()
})

test('a busy department that shares everything with everybody is no ring and no pair', async () => {
  const maths = await people(several('数', 7), '数学')
  const chinese = await people(several('语', 5), '语文')
  let minute = 0
  for (const [group, rounds] of [
    [maths, 2],
    [chinese, 1],
  ] as const) {
    for (const author of group) {
      for (let n = 0; n < rounds; n += 1) {
        const id = await old(author)
        for (const reader of group) {
          minute += 41
          if (reader !== author) await a.school.downloaded(id, reader, daysAgo(9 - (minute % 800) / 100))
        }
      }
    }
  }
  await night()
  expect((await flags()).map((flag) => flag.signal)).toEqual([])
  for (const one of maths) expect(await paid(one, 'download.counted')).toBeGreaterThan(0)
})

test('three who keep to themselves inside a department are held, unless they have always worked so', async () => {
  const maths = await people(several('数', 9), '数学')
  const trio = maths.slice(0, 3)
  await sharing(trio, 4, 2)
  for (const reader of await people(several('语', 6), '语文'))
    await a.school.downloaded(await old(reader), maths[5] ?? 0, daysAgo(3))
  await night()
  expect((await flags('ring')).map((flag) => flag.members)).toEqual([trio])

  await a.moveTo('other')
  const others = await people(several('数', 9), '数学')
  const team = others.slice(0, 3)
  for (const days of [40, 60, 80]) await sharing(team, 2, days)
  await sharing(team, 4, 2)
  await night()
  expect(await flags('ring')).toEqual([])
})

test('a small school in which everybody uses everybody’s is no ring', async () => {
  await sharing(
    [
      ...(await people(['甲', '乙'], '数学')),
      ...(await people(['丙', '丁'], '语文')),
      ...(await people(['戊'], '英语')),
    ],
    3,
    2,
  )
  await night()
  expect((await flags()).map((flag) => flag.signal)).toEqual([])
})

test('two people who take only each other’s are shown to a person, and their ratings of each other weigh half', async () => {
  const [one = 0, other = 0] = [...(await people(['甲'], '数学')), ...(await people(['乙'], '语文'))]
  const rest = await people(several('英', 5), '英语')
  for (let n = 0; n < 6; n += 1) {
    await a.school.downloaded(await old(one), other, daysAgo(12 - n))
    await a.school.downloaded(await old(other), one, daysAgo(12 - n))
  }
  const rated = await old(one)
  await a.school.downloaded(rated, other, daysAgo(5))
  await a.school.rated(rated, other, daysAgo(4))
  for (const reader of rest) await a.school.downloaded(rated, reader, daysAgo(2 + (reader % 3)))
  await night()
  const [flag] = await flags('pair')
  expect(flag).toMatchObject({ effect: 'half', members: [one, other].sort((a, b) => a - b) })
  expect(flag?.facts).toEqual([`rated:${rated}:${other}:1`])
  expect(await paid(one, 'download.counted')).toBeGreaterThan(0)
})
