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
