import { expect, test } from 'vitest'
import { clearFlag } from '#db/fairplay/decide.ts'
import { settleNight } from '#workers/points/night.ts'
import { at, attacked, daysAgo, NIGHT, several } from './rig.ts'

const a = attacked()
const { night, people, old, flags, write } = a

test('rating bombs, from either side, do not count until a person has looked; honest ratings do', async () => {
  const [author = 0] = await people(['甲'], '数学')
  const honest = await people(several('真', 7), '语文')
  const bombers = await people(several('炸', 2), '英语')
  const id = await old(author)
  for (const [index, reader] of [...honest, ...bombers].entries())
    await a.school.downloaded(id, reader, daysAgo(6 - index / 4))
  const stars = async (reader: number, n: number, when: Date) =>
    write(
      'resource.rated',
      `rated:${id}:${reader}:1`,
      reader,
      when,
      { author, stars: n, comment_chars: 0, had_download: true, rater: 'teacher' },
      id,
    )
  for (const [index, reader] of honest.entries()) await stars(reader, index === 0 ? 4 : 5, daysAgo(2 - index / 10))
  for (const [index, reader] of bombers.entries()) await stars(reader, 1, at(index))
  await night()
  const [flag] = await flags('rating_bomb')
  expect(flag?.facts).toEqual(bombers.map((reader) => `rated:${id}:${reader}:1`))
  const held = await a.db
    .selectFrom('fact')
    .select('key')
    .where('school_id', '=', a.school.id)
    .where('status', '=', 'held')
    .orderBy('id')
    .execute()
  expect(held.map((fact) => fact.key)).toEqual(flag?.facts)
})

test('ratings without use weigh nothing, and once several come a person is asked; cleared they count', async () => {
  const [author = 0] = await people(['甲'], '数学')
  const fans = await people(several('粉', 3), '数学')
  const id = await old(author)
  for (const [index, reader] of fans.entries())
    await write(
      'resource.rated',
      `rated:${id}:${reader}:1`,
      reader,
      at(index * 60),
      { author, stars: 5, comment_chars: 0, had_download: false },
      id,
    )
  await night()
  const counted = async () => {
    const state = a.db.selectFrom('quality_state').select('ratings').where('resource_id', '=', id)
    return (await state.where('school_id', '=', a.school.id).executeTakeFirst())?.ratings
  }
  const [flag] = await flags('rating_bomb')
  expect(flag?.facts).toHaveLength(3)
  expect(await counted()).toBe(0)
  const by = (await people(['审'], '语文'))[0] ?? 0
  await a.db
    .transaction()
    .execute((trx) => clearFlag(trx, { schoolId: a.school.id, id: flag?.id ?? 0, by, now: NIGHT }))
  await settleNight(a.db, a.school.id, NIGHT)
  expect(await counted()).toBe(3)
})

test('one rating without use asks nobody, weighs nothing', async () => {
  const [author = 0] = await people(['甲'], '数学')
  const [reader = 0] = await people(['乙'], '数学')
  const id = await old(author)
  const said = { author, stars: 5, comment_chars: 0, had_download: false }
  await write('resource.rated', `rated:${id}:${reader}:1`, reader, at(0), said, id)
  await night()
  expect(await flags('rating_bomb')).toEqual([])
  const { ratings, weights } = await a.db
    .selectFrom('quality_state')
    .select(['ratings', 'weights'])
    .where('school_id', '=', a.school.id)
    .where('resource_id', '=', id)
    .executeTakeFirstOrThrow()
  expect({ ratings, weights }).toEqual({ ratings: 0, weights: 0 })
})
