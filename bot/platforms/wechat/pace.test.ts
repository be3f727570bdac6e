import { expect, test } from 'vitest'
import { openPace, PAUSE_MS, type Urgency } from './pace.ts'

const PACE = { minIntervalMs: 3_000, perMinute: 15, perRoomHour: 60, perDay: 400 }

/** A clock in the test's hands; chance is always in the middle. */
function world(pace = PACE) {
  let at = Date.parse('2026-11-21T08:00:00Z')
  let timers: { at: number; then: () => void }[] = []
  const turns = openPace(
    pace,
    () => at,
    () => 0.5,
    (ms, then) => {
      const timer = { at: at + ms, then }
      timers.push(timer)
      return () => {
        timers = timers.filter((one) => one !== timer)
      }
    },
  )
  const said: { chat: string; at: number }[] = []
  const start = at
  return {
    turns,
    said,
    ask(chat: string, urgency: Urgency = 'answer', isFile = false) {
      return turns.turn({ chat, urgency, isFile }).then(
        () => void said.push({ chat, at: at - start }),
        (error: { afterMs: number }) => error.afterMs,
      )
    },
    async pass(ms: number) {
      const end = at + ms
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve))
        const next = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        timers = timers.filter((timer) => timer !== next)
        at = Math.max(at, next.at)
        next.then()
      }
      at = end
    },
  }
}

test('messages keep their distance, files a longer one', async () => {
  const { ask, pass, said } = world()
  void ask('a')
  void ask('b')
  await pass(6_000)
  void ask('c', 'answer', true)
  await pass(6_000)
  void ask('d')
  await pass(8_000)
  expect(said.map((one) => one.at)).toEqual([0, 4_000, 8_000, 14_500])
})

test('an answer goes before a receipt, and both before a board', async () => {
  const { ask, pass, said } = world()
  void ask('first')
  void ask('board', 'board')
  void ask('receipt', 'news')
  void ask('answer', 'answer')
  await pass(7_900)
  expect(said.map((one) => one.chat)).toEqual(['first', 'answer'])
})

test('who would wait for long is told when to come back', async () => {
  const { ask, pass, said } = world({ ...PACE, minIntervalMs: 0, perMinute: 3 })
  for (const chat of ['a', 'b', 'c']) void ask(chat)
  await pass(10_000)
  expect(said).toHaveLength(3)
  expect(await ask('d')).toBe(50_000)
})

test('one room at its limit holds up no other', async () => {
  const { ask, pass, said } = world({ ...PACE, minIntervalMs: 0, perRoomHour: 2 })
  for (const chat of ['a', 'a', 'a', 'b']) void ask(chat)
  await pass(100)
  expect(said.map((one) => one.chat)).toEqual(['a', 'a', 'b'])
})

test('the day’s limit counts what was said before the start', async () => {
  const { ask, turns } = world({ ...PACE, perDay: 2 })
  const at = new Date('2026-11-21T02:00:00Z')
  turns.remember([
    { chatId: 'a', at },
    { chatId: 'b', at },
  ])
  expect(await ask('c')).toBe(18 * 3_600_000)
})

test('after a complaint of WeChat’s nothing is said for half an hour', async () => {
  const { ask, pass, turns, said } = world()
  void ask('a')
  const waiting = ask('b')
  turns.pause()
  expect(await waiting).toBe(PAUSE_MS)
  expect(await ask('c')).toBe(PAUSE_MS)
  await pass(PAUSE_MS)
  void ask('d')
  await pass(1)
  expect(said.map((one) => one.chat)).toEqual(['a', 'd'])
})

test('boards of different rooms are half a minute apart', async () => {
  const { ask, pass, said } = world()
  void ask('a', 'board')
  await pass(10_000)
  expect(await ask('b', 'board')).toBe(20_000)
  expect(said).toHaveLength(1)
})

test('news of one room keep twenty seconds, so that what comes in between can be merged; answers do not wait', async () => {
  const { turns, ask, pass, said } = world()
  await ask('a', 'news')
  await pass(5_000)
  await expect(turns.turn({ chat: 'a', urgency: 'news', isFile: false })).rejects.toMatchObject({ afterMs: 15_000 })
  await ask('b', 'news')
  await pass(5_000)
  await ask('a', 'answer')
  await pass(5_000)
  await turns.turn({ chat: 'a', urgency: 'news', isFile: false, isMore: true })
  await pass(5_000)
  await ask('a', 'news')
  expect(said.map(({ chat, at }) => [chat, at])).toEqual([
    ['a', 0],
    ['b', 5_000],
    ['a', 10_000],
  ])
})

test('what was not said after all does not count', async () => {
  const { turns } = world({ ...PACE, minIntervalMs: 0, perMinute: 1 })
  const turn = () => turns.turn({ chat: 'a', urgency: 'answer', isFile: false })
  const takeBack = await turn()
  await expect(turn()).rejects.toThrow('keeps its pace')
  takeBack()
  await turn()
})

test('a pause that was written down holds after a start; an old one does not', async () => {
  const { turns, ask } = world()
  turns.pause(Date.parse('2026-11-21T07:59:00Z'))
  await ask('a')
  turns.pause(Date.parse('2026-11-21T08:10:00Z'))
  expect(await ask('b')).toBe(600_000)
})
