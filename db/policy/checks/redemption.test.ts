import { expect, test } from 'vitest'
import { defaultPolicy } from '../defaults.ts'
import type { Policy } from '../schema.ts'
import { redemptionProblems } from './redemption.ts'

const [first] = defaultPolicy().redemption.items
if (!first) throw new Error('the default has no items')
const problems = (item: Partial<Policy['redemption']['items'][number]>, more: Partial<Policy['redemption']> = {}) => {
  const policy = defaultPolicy()
  return redemptionProblems({
    ...policy,
    redemption: { ...policy.redemption, ...more, items: [{ ...first, ...item }] },
  })
}

test('the shipped catalogue is sound', () => {
  expect(redemptionProblems(defaultPolicy())).toEqual([])
})

test('cash and what is as good as cash is refused, by either name', () => {
  for (const zh of ['现金 20 元', '微信红包', '话费充值', '超市购物卡', '京东卡', '代金券']) {
    expect(problems({ name: { zh, en: 'A thing' } }), zh).toHaveLength(1)
  }
  for (const en of ['Cash', 'A gift card', 'Phone top-up']) {
    expect(problems({ name: { zh: '物品', en } }), en).toHaveLength(1)
  }
  expect(problems({ name: { zh: '优先预约券', en: 'Booking voucher' } })).toEqual([])
})

test('nothing above the limit, and what is dear is not approved by itself', () => {
  expect(problems({ value_yuan: 51, approval: 'admin' })).toHaveLength(1)
  expect(problems({ value_yuan: 31, approval: 'auto' })).toHaveLength(1)
  expect(problems({ value_yuan: 31, approval: 'admin' })).toEqual([])
  expect(problems({}, { auto_release_days: 5 })).toHaveLength(1)
})
