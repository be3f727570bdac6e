import { expect, test } from 'vitest'
import { balance } from '#db/ledger/read.ts'
import { at, attacked, daysAgo, several } from './rig.ts'

const a = attacked()
const { night, people, old, flags, paid, write, sound } = a

test('one unit cut in pieces: all but the first wait for a person; items of usual length do not', async () => {
  const [cutter = 0, honest = 0] = await people(['甲', '乙'], '数学')
  const accepted = async (author: number, pages: number, unit: string, minute: number) => {
    const id = await a.school.resource(author, { subject: 'math', grade: 3, unit })
    await write(
      'resource.accepted',
      `accepted:${id}`,
      author,
      at(minute),
      {
        author,
        type: 'lesson_plan',
        origin: 'original',
        scope: 'school',
        subject: 'math',
        grade: 3,
        unit,
        pages,
      },
      id,
    )
    return id
  }
  const first = await accepted(cutter, 1, '分数', 0)
  const pieces = [
    first,
    await accepted(cutter, 1, '分数', 5),
    await accepted(cutter, 1, '分数', 9),
    await accepted(cutter, 1, '分数', 12),
  ]
  for (let n = 0; n < 4; n += 1) await accepted(honest, 8, '小数', 20 + n)
  await night()
  const [flag, ...more] = await flags('splitting')
  expect(more).toEqual([])
  expect(flag).toMatchObject({ members: [cutter], facts: pieces.slice(1).map((id) => `accepted:${id}`) })
  expect(await paid(cutter, 'upload.accepted')).toBeLessThan(await paid(honest, 'upload.accepted'))
  await sound()
})

test('bounties that flow back, or go to one person again and again, wait; a single answer is paid', async () => {
  const [one = 0, other = 0, third = 0] = await people(['甲', '乙', '丙'], '数学')
  for (const who of [one, other, third])
    await write('points.opened', `opening:${who}`, who, daysAgo(40), { contribution: 0, spendable: 20_000 })
  let request = 0
  const answered = async (asker: number, answerer: number, minute: number) => {
    request += 1
    await write('request.posted', `request:${request}`, asker, at(minute), { request, bounty: 500 })
    await write('request.fulfilled', `fulfilled:${request}`, answerer, at(minute + 1), { request, asker, bounty: 500 })
    return `fulfilled:${request}`
  }
  const there = await answered(one, other, 0)
  const back = await answered(other, one, 10)
  await answered(one, third, 20)
  await night()
  const [flag, ...more] = await flags('bounty')
  expect(more).toEqual([])
  expect(flag?.facts.sort()).toEqual([there, back].sort())
  expect(await paid(other, 'request.fulfilled')).toBe(0)
  expect(await paid(third, 'request.fulfilled')).toBeGreaterThan(0)
  const { avail } = await balance(a.db, a.school.id, other)
  expect(avail).toBeLessThanOrEqual(20_000)
  await sound()
})

test('a reviewer who says yes to one author only is shown to administrators; nothing is held', async () => {
  const [reviewer = 0, friend = 0] = await people(['甲', '乙'], '数学')
  const others = await people(several('数', 12), '数学')
  const decide = async (author: number, decision: 'accepted' | 'refused', n: number) => {
    const id = await old(author)
    await write(
      'review.decided',
      `audited:${id}:1`,
      reviewer,
      daysAgo(10 - n / 5),
      { author, decision, since: daysAgo(11).toISOString() },
      id,
    )
  }
  for (let n = 0; n < 8; n += 1) await decide(friend, 'accepted', n)
  for (const [n, author] of others.entries()) await decide(author, n < 3 ? 'accepted' : 'refused', n)
  await night()
  const [flag] = await flags('favouritism')
  expect(flag).toMatchObject({ effect: 'note', members: [reviewer, friend], facts: [] })
})
