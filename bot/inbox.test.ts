import { expect, test } from 'vitest'
import type { IntakeKey } from '#db/rows/intake.ts'
import { silentLog } from '#kit/log.ts'
import type { Bot } from './app.ts'
import type { Outcome } from './handle.ts'
import { openInbox } from './inbox.ts'

const bot = { log: silentLog } as unknown as Bot
const key = (chatId: number, id: number): IntakeKey => ({ schoolId: 's', chatId, id })

/** A desk whose every event ends when the test says so. */
function desk() {
  const under: { key: IntakeKey; end(how: Outcome | Error): void }[] = []
  let wakers: (() => void)[] = []
  const inbox = openInbox(bot, (one) => {
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
    under.push({ key: one, end: (how) => (how instanceof Error ? reject(how) : resolve(how)) })
    for (const wake of wakers) wake()
    wakers = []
    return promise
  })
  const end = async (id: number, how: Outcome | Error = { is: 'done', said: undefined }) => {
    const at = under.findIndex((one) => one.key.id === id)
    under.splice(at, 1)[0]?.end(how)
    await new Promise((resolve) => setImmediate(resolve))
  }
  /** Resolves when an event is at the desk. */
  const arrives = async (id: number) => {
    while (!under.some((one) => one.key.id === id)) await new Promise<void>((resolve) => wakers.push(resolve))
  }
  return { inbox, end, arrives, now: () => under.map((one) => one.key.id) }
}

test('events of one chat are handled one after another, those of others meanwhile', async () => {
  const { inbox, end, now } = desk()
  for (const [chat, id] of [
    [1, 1],
    [1, 2],
    [1, 3],
    [2, 4],
  ] as const)
    void inbox.take(key(chat, id))
  expect(now()).toEqual([1, 4])
  await end(4)
  expect(now()).toEqual([1])
  await end(1)
  expect(now()).toEqual([2])
  await end(2)
  await end(3)
  expect(now()).toEqual([])
  await inbox.stop()
})

test('a busy chat leaves room for others, and the next in line is the longest waiting', async () => {
  const { inbox, end, now } = desk()
  for (let chat = 1; chat <= 8; chat += 1) for (const n of [0, 100]) void inbox.take(key(chat, chat + n))
  expect(now()).toEqual([1, 2, 3, 4, 5, 6])
  await end(1)
  expect(now()).toEqual([2, 3, 4, 5, 6, 7])
  await end(2)
  expect(now().at(-1)).toBe(8)
  await end(3)
  expect(now().at(-1)).toBe(101)
  void inbox.stop()
})

test('an event that fails does not hold up its chat, and may be taken again', async () => {
  const { inbox, end, now } = desk()
  const failed = inbox.take(key(1, 1))
  void inbox.take(key(1, 2))
  await end(1, new Error('trouble'))
  expect(await failed).toBeUndefined()
  expect(now()).toEqual([2])
  await end(2)
  void inbox.take(key(1, 1))
  expect(now()).toEqual([1])
  await end(1)
  await inbox.idle()
  await inbox.stop()
})

test('a chat in which another process is at work comes again by itself, in order, and holds up nobody', async () => {
  const { inbox, end, arrives, now } = desk()
  void inbox.take(key(1, 1))
  void inbox.take(key(1, 2))
  await end(1, { is: 'busy' })
  void inbox.take(key(2, 3))
  expect(now()).toEqual([3])
  await arrives(1)
  expect(now()).toEqual([3, 1])
  await end(1)
  expect(now()).toEqual([3, 2])
  await end(3)
  await end(2, { is: 'busy' })
  const idle = inbox.idle()
  await arrives(2)
  await end(2)
  await idle
  await inbox.stop()
})
