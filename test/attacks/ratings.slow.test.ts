import { expect, test } from 'vitest'
import { at, attacked, daysAgo, several } from './rig.ts'

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

test('ratings without use, once several come, wait as well', async () => {
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
  expect((await flags('rating_bomb'))[0]?.facts).toHaveLength(3)
})
