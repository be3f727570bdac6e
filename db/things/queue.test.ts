import { expect, test } from 'vitest'
import { defaultPolicy } from '../policy/defaults.ts'
import { pickNext, queueScore, type Waiting } from './queue.ts'

const policy = defaultPolicy()
const activityOfA = { purpose: 'activity', waitedDays: 1, tier: 1, ownRatio: 0.9, credit: 95 } as const
const lessonOfC = { purpose: 'lesson', waitedDays: 3, tier: 0, ownRatio: 0.2, credit: 100 } as const
const waits = (id: number, more: Partial<Waiting> = {}): Waiting => ({ id, ownSchool: false, ...lessonOfC, ...more })

test('need beats rank: the two examples of the model', () => {
  expect(queueScore(activityOfA, policy)).toBe(40.9)
  expect(queueScore(lessonOfC, policy)).toBe(70.6)
})

test('lessons of the school that owns the thing come first', () => {
  const own = waits(2, { ownSchool: true, waitedDays: 0, credit: 10, ownRatio: 1 })
  expect(pickNext([waits(1), own], policy, { external: 0, untiered: 0 })).toEqual({ id: 2, untiered: false })
})

test('at least the floor’s share of a window is given without regard to tiers', () => {
  const rich = waits(1, { tier: 1, waitedDays: 0 })
  const poor = waits(2, { tier: 0, waitedDays: 2 })
  const picks: (boolean | undefined)[] = []
  let [external, untiered] = [0, 0]
  for (let pick = 0; pick < 10; pick += 1) {
    const next = pickNext([rich, poor], policy, { external, untiered })
    picks.push(next?.untiered)
    expect(next?.id).toBe(next?.untiered ? 2 : 1)
    external += 1
    if (next?.untiered) untiered += 1
  }
  expect(untiered / external).toBeGreaterThanOrEqual(policy.tiers.untiered_share)
  expect(picks.filter((one) => one === false).length).toBeGreaterThan(0)
})

test('who asked first wins among equals', () => {
  expect(pickNext([waits(9), waits(4)], policy, { external: 5, untiered: 5 })?.id).toBe(4)
})
