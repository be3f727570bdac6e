import { expect, test } from 'vitest'
import { RetryLater } from '#kit/errors.ts'
import { openLimits } from './limits.ts'

/** Time that moves only by waiting. */
function rig() {
  let at = 1_000
  const limits = openLimits({
    monotonic: () => at,
    wait: async (ms) => {
      at += ms
    },
  })
  return { limits, now: () => at, advance: (ms: number) => (at += ms) }
}

/** The most calls in any stretch of `span` milliseconds. */
function most(times: readonly number[], span: number): number {
  return Math.max(...times.map((start) => times.filter((time) => time >= start && time < start + span).length))
}

test('a chat gets at most five messages in any second', async () => {
  const { limits, now } = rig()
  const times: number[] = []
  for (let index = 0; index < 23; index += 1) {
    await limits.take(index % 2 ? 'send' : 'reply', 'oc_1')
    times.push(now())
  }
  expect(most(times, 1_000)).toBe(5)
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBe(4_200)
})

test('an API gets at most 50 calls in any second and 1,000 in any minute, and no fewer', async () => {
  const { limits, now, advance } = rig()
  const times: number[] = []
  for (let index = 0; index < 2_100; index += 1) {
    for (;;) {
      try {
        await limits.take('send', `oc_${index}`)
        break
      } catch (error) {
        if (!(error instanceof RetryLater)) throw error
        advance(error.afterMs)
      }
    }
    times.push(now())
  }
  expect(most(times, 1_000)).toBe(50)
  const minute = times.map((start) => times.filter((time) => time >= start && time < start + 60_000).length)
  expect(Math.max(...minute)).toBe(1_000)
  expect(times.findIndex((time) => time >= 1_000 + 60_000)).toBe(1_000)
})

test('other chats and other calls do not wait for a busy chat', async () => {
  const { limits, now } = rig()
  for (let index = 0; index < 5; index += 1) await limits.take('send', 'oc_1')
  await limits.take('send', 'oc_2')
  await limits.take('react')
  expect(now()).toBe(1_000)
})

test('what the platform asks to wait is waited, a long wait goes back to the outbox', async () => {
  const { limits, now } = rig()
  limits.pause('send', 3_000)
  await limits.take('send')
  expect(now()).toBe(4_000)
  limits.pause({ place: 'oc_1' }, 30_000)
  await expect(limits.take('send', 'oc_1')).rejects.toMatchObject({ name: 'RetryLater', afterMs: 30_000 })
  await limits.take('send', 'oc_2')
  expect(now()).toBe(4_000)
})

test('processes of one app share its limits', async () => {
  const { limits, now } = rig()
  limits.shareAmong(2)
  const times: number[] = []
  for (let index = 0; index < 6; index += 1) {
    await limits.take('send', 'oc_1')
    times.push(now())
  }
  expect(most(times, 1_000)).toBe(2)
})

test('several processes count a chat’s messages together: one of them alone may use all five', async () => {
  const { limits, asked, now } = together(2)
  for (let index = 0; index < 5; index += 1) await limits.take('send', 'oc_1')
  expect(now()).toBe(1_000)
  expect(asked).toEqual(Array.from({ length: 5 }, () => 'place:oc_1 5'))
})

test('what another process was told to wait, and what it used up, is waited here too', async () => {
  const { limits, now, answers } = together(2)
  answers.push(300, 200)
  await limits.take('send', 'oc_1')
  expect(now()).toBe(1_500)
})

test('a pause is told to the others; alone, nobody is asked', async () => {
  const two = together(2)
  two.limits.pause({ place: 'oc_1' }, 700)
  two.limits.pause('send', 900)
  expect(two.asked).toEqual(['pause place:oc_1 700', 'pause api:send 900'])
  const one = together(1)
  await one.limits.take('send', 'oc_1')
  expect(one.asked).toEqual([])
})

test('without the database each process keeps to its own part of a chat', async () => {
  const { limits, now, fail } = together(2)
  fail()
  for (let index = 0; index < 4; index += 1) await limits.take('send', 'oc_1')
  // The first call met the failure; after it two a second are its part.
  expect(now()).toBe(1_000 + 1_050)
})

/** Limits of one of several processes, with what they count together in the test's hands. */
function together(processes: number) {
  let at = 1_000
  let broken = false
  const asked: string[] = []
  const answers: number[] = []
  const limits = openLimits({
    monotonic: () => at,
    wait: async (ms) => {
      at += ms
    },
    common: {
      take: async (place, limit) => {
        if (broken) throw new Error('no database')
        asked.push(`${place} ${limit}`)
        return answers.shift() ?? 0
      },
      pause: async (place, forMs) => void asked.push(`pause ${place} ${forMs}`),
      paused: async () => {
        if (broken) throw new Error('no database')
        return 0
      },
    },
  })
  limits.shareAmong(processes)
  return { limits, asked, answers, now: () => at, fail: () => (broken = true) }
}
