import { expect, test } from 'vitest'
import { at, attacked, daysAgo, NIGHT, several } from './rig.ts'

const a = attacked()
const { night, people, old, fresh, flags, paid, write } = a

test('alternate accounts: young ones earn nothing, older idle ones in a burst are held', async () => {
  const [author = 0] = await people(['甲'], '数学')
  const readers = await people(several('真', 6), '语文')
  const works = await Promise.all(readers.map((reader) => old(reader)))
  for (const [index, reader] of readers.entries())
    await a.school.downloaded(works[(index + 1) % works.length] ?? 0, reader, daysAgo(4))
  const id = await old(author)
  const young = await people(several('新', 3), '数学', daysAgo(2))
  for (const [index, reader] of young.entries()) {
    const said = { author, type: 'lesson_plan', role: 'teacher' as const, joined_at: daysAgo(2).toISOString() }
    await write('resource.downloaded', `downloaded:${id}:${reader}`, reader, at(300 + index), said, id)
  }
  const idle = await people(several('号', 10), '数学', daysAgo(20))
  for (const [index, reader] of idle.entries()) await a.school.downloaded(id, reader, at(index / 2))
  await night()
  const [flag] = await flags('burst')
  expect(flag?.facts).toHaveLength(10)
  expect(flag?.until?.getTime()).toBe(NIGHT.getTime() + 48 * 3_600_000)
  expect(await paid(author, 'download.counted')).toBe(0)
})

test('few accounts that empty one author’s shelf within minutes are held for 48 hours, then paid, and stay in the queue', async () => {
  const [author = 0, friend = 0, second = 0] = await people(['甲', '乙', '丙'], '数学')
  await people(several('语', 8), '语文')
  const works = []
  for (let n = 0; n < 5; n += 1) works.push(await old(author))
  for (const [index, work] of works.entries()) {
    await a.school.downloaded(work, friend, at(index))
    await a.school.downloaded(work, second, at(index + 0.5))
  }
  await night()
  const [flag] = await flags('burst')
  expect(flag?.facts).toHaveLength(10)
  expect(await paid(author, 'download.counted')).toBe(0)
  await night(at(3 * 24 * 60, NIGHT))
  expect(await paid(author, 'download.counted')).toBeGreaterThan(0)
  expect((await flags('burst')).map((one) => one.status)).toEqual(['open'])
})

test('a file that goes round, taken by many people of many departments at once, is not held', async () => {
  const [author = 0] = await people(['甲'], '数学')
  const id = await old(author)
  let minute = 0
  for (const department of ['数学', '语文', '英语', '科学', '艺体']) {
    for (const reader of await people(several(department, 6), department)) {
      minute += 0.3
      await a.school.downloaded(id, reader, at(minute))
    }
  }
  await night()
  expect((await flags()).map((flag) => flag.signal)).toEqual([])
  expect(await paid(author, 'download.counted')).toBeGreaterThan(0)
})

test('a training where a whole department takes the new files at once is not held', async () => {
  const [author = 0] = await people(['甲'], '数学')
  const colleagues = await people(several('数', 9), '数学')
  await people(several('语', 9), '语文')
  const handouts = [await fresh(author, -30), await fresh(author, -30)]
  for (const [index, reader] of colleagues.entries())
    for (const handout of handouts) await a.school.downloaded(handout, reader, at(index / 3))
  await night()
  expect((await flags()).map((flag) => flag.signal)).toEqual([])
  expect(await paid(author, 'download.counted')).toBeGreaterThan(0)
})

test('a second night finds nothing new, and a night over nothing raises nothing', async () => {
  await night(at(-24 * 60, NIGHT))
  expect(await flags()).toEqual([])
  const [author = 0, friend = 0] = await people(['甲', '乙'], '数学')
  for (let n = 0; n < 9; n += 1) await a.school.downloaded(await old(author), friend, at(n / 2))
  await night()
  const before = await flags()
  await night(at(60, NIGHT))
  await night(at(24 * 60, NIGHT))
  expect((await flags()).map((flag) => [flag.id, flag.facts])).toEqual(before.map((flag) => [flag.id, flag.facts]))
})
