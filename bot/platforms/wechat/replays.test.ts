import { expect, test } from 'vitest'
import type { MessageInterface } from 'wechaty/impls'
import { openReplays } from './replays.ts'

const message = (text: string, at: number, who = '李老师') =>
  ({
    date: () => new Date(at),
    room: () => ({ payload: { topic: '备课组' } }),
    talker: () => ({ name: () => who }),
    type: () => 7,
    text: () => text,
  }) as unknown as MessageInterface

const FIRST = new Date(1_000_000)
const SECOND = new Date(2_000_000)

test('what a later login shows again under other ids is known, as often as it was said', () => {
  const replays = openReplays(false)
  const before = [message('早', 1_500_000), message('早', 1_500_000), message('好', 1_600_000)]
  expect(before.map((one) => replays.isReplay(one, FIRST))).toEqual([false, false, false])
  expect(before.map((one) => replays.isReplay(one, SECOND))).toEqual([true, true, true])
  expect(replays.isReplay(message('早', 1_500_000), SECOND)).toBe(false)
})

test('what is said after the login, or by somebody else, is no replay', () => {
  const replays = openReplays(false)
  replays.isReplay(message('早', 1_500_000), FIRST)
  expect(replays.isReplay(message('早', 1_500_000, '王老师'), SECOND)).toBe(false)
  expect(replays.isReplay(message('早', 2_500_000), SECOND)).toBe(false)
})

test('with ids that stay the ids decide', () => {
  const replays = openReplays(true)
  replays.isReplay(message('早', 1_500_000), FIRST)
  expect(replays.isReplay(message('早', 1_500_000), SECOND)).toBe(false)
})
