import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { RetryLater } from '#kit/errors.ts'
import { type BurstRig, openBurstRig } from '#test/burst-rig.ts'
import { PlatformRefusal } from './platform.ts'

let at: BurstRig
beforeAll(async () => {
  at = await openBurstRig()
})
afterAll(() => at.drop())
beforeEach(() => at.begin())

/** Sends what waits, long enough after the files came. */
async function later(): Promise<void> {
  at.clockTo(70_000)
  await at.drain()
}

test('twelve files at once are one card that counts and lists them, and each file gets its mark', async () => {
  for (let index = 0; index < 12; index += 1) {
    await at.receipt(index * 300, `第 ${index + 1} 份`, index === 7 ? 'bad' : 'good')
    at.clockTo(index * 300 + 500)
    await at.drain()
  }
  const [card, ...others] = await at.shown()
  expect(others).toEqual([])
  expect(card).toContain('收到 12 份文件\n已收录 11 份，没有收录 1 份。')
  for (let number = 1; number <= 12; number += 1) expect(card).toContain(`第 ${number} 份`)
  expect(await at.statuses()).toEqual(['sent', ...Array.from({ length: 11 }, () => 'superseded')])
  expect(await at.marks()).toEqual(Array.from({ length: 12 }, (_, index) => (index === 7 ? 'refused' : 'done')))
})

test('files that one person sends one after the other, each after its receipt, share a card from the third on', async () => {
  for (let index = 0; index < 12; index += 1) {
    await at.receipt(index * 4_000, `第 ${index + 1} 份`)
    at.clockTo(index * 4_000 + 1_000)
    await at.drain()
  }
  const cards = await at.shown()
  expect(cards).toHaveLength(2)
  expect(cards[1]).toContain('收到 11 份文件')
})

test('in such a row a refused file is told of by itself', async () => {
  for (let index = 0; index < 5; index += 1) {
    await at.receipt(index * 4_000, `第 ${index + 1} 份`, index === 3 ? 'bad' : 'good')
    at.clockTo(index * 4_000 + 1_000)
    await at.drain()
  }
  const cards = await at.shown()
  expect(cards[1]).toContain('收到 2 份文件')
  expect(cards[2]).toContain('第 4 份')
  expect(cards.slice(0, 2).join('\n')).not.toContain('第 4 份')
})

test('files with an answer between them, or from two people in turn, have their own receipts', async () => {
  for (const [index, person] of ['li', 'wang', 'li', 'li', 'wang', 'li'].entries()) {
    await at.receipt(index * 4_000, `第 ${index + 1} 份`, 'good', person)
    at.clockTo(index * 4_000 + 1_000)
    await at.drain()
  }
  expect(await at.shown()).toHaveLength(6)
  await at.asks(25_000)
  await at.receipt(26_000, '第 7 份')
  at.clockTo(27_000)
  await at.drain()
  expect(await at.shown()).toHaveLength(7)
})

test('receipts that waited together are merged by one change of the first one’s card', async () => {
  for (let index = 0; index < 5; index += 1) await at.receipt(index * 1_000, `第 ${index + 1} 份`)
  await later()
  expect(await at.shown()).toHaveLength(1)
  expect((await at.shown())[0]).toContain('收到 5 份文件')
})

test('a single file has its own receipt, and a file of the next minute its own', async () => {
  await at.receipt(0, '早上一份')
  await at.receipt(61_000, '后来一份')
  await later()
  const cards = await at.shown()
  expect(cards).toHaveLength(2)
  expect(cards.join('\n')).not.toContain('份文件')
})

test('a platform that takes bursts shows a receipt for each file', async () => {
  for (let index = 0; index < 3; index += 1) await at.receipt(index, `第 ${index + 1} 份`)
  await at.drain(true)
  expect(await at.shown()).toHaveLength(3)
})

test('other answers between the receipts keep their place and their words', async () => {
  await at.receipt(0, '一')
  await at.say('搜索结果')
  await at.receipt(2_000, '二')
  await later()
  const cards = await at.shown()
  expect(cards).toHaveLength(2)
  expect(cards[0]).toContain('收到 2 份文件')
  expect(cards[1]).toBe('搜索结果')
})

test('after twenty files a new card begins', async () => {
  for (let index = 0; index < 25; index += 1) await at.receipt(index * 100, `第 ${index + 1} 份`)
  await later()
  const cards = await at.shown()
  expect(cards.map((card) => card.split('\n')[0])).toEqual(['收到 20 份文件', '收到 5 份文件'])
})

test('a crash between the change of the card and its row repeats the change and adds nothing', async () => {
  await at.receipt(0, '一')
  await later()
  await at.receipt(1_000, '二')
  const lost = new RetryLater('the answer was lost', 0)
  at.meets(lost)
  await at.drain()
  await at.drain()
  const [card, ...others] = await at.shown()
  expect(others).toEqual([])
  expect(card).toContain('收到 2 份文件')
  expect(await at.statuses()).toEqual(['sent', 'superseded'])
})

test('when the card can not be changed any more the receipt is posted by itself', async () => {
  await at.receipt(0, '一')
  await later()
  await at.receipt(1_000, '二')
  at.meets(new PlatformRefusal('230031', 'too old'))
  await at.drain()
  expect(await at.shown()).toHaveLength(2)
  expect(await at.statuses()).toEqual(['sent', 'sent'])
})

test('an answer to a press on a card that can not be changed is posted; a summary is never replaced', async () => {
  const first = await at.receipt(0, '一')
  await later()
  at.meets(new PlatformRefusal('230031', 'too old'))
  await at.press(first, '卡片太旧')
  await at.drain()
  expect(await at.shown()).toHaveLength(2)
  await at.receipt(1_000, '二')
  await at.drain()
  await at.press(first, '已撤回')
  await at.drain()
  const cards = await at.shown()
  expect(cards[0]).toContain('收到 2 份文件')
  expect(cards.slice(1)).toEqual(['卡片太旧', '已撤回'])
})
