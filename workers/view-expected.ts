import { formatPoints } from '#db/ledger/amount.ts'
import type { Text } from '#kit/lang.ts'

/** What waits for the nightly run: how many downloads and reviews, and what they will give (厘) when that is known. */
export type ExpectedPoints =
  | { times: number; amount: number; byResource: ReadonlyMap<number, number> }
  | { times: number; amount: undefined }

/** 预计 +1.00（今晚入账）; undefined when nothing waits. */
export function expectedText(expected: ExpectedPoints | undefined): Text | undefined {
  if (!expected || expected.times === 0) return undefined
  const { times } = expected
  if (expected.amount === undefined) {
    return { zh: `${times} 次下载和评价今晚入账`, en: `${times} downloads and reviews are counted tonight` }
  }
  return amountText(expected.amount)
}

/** The same for one resource. */
export function expectedOfResource(expected: ExpectedPoints | undefined, resource: number): Text | undefined {
  const amount = expected?.amount === undefined ? undefined : expected.byResource.get(resource)
  return amount === undefined || amount === 0 ? undefined : amountText(amount)
}

/** On a receipt, where downloads wait for the night. */
export function nightText(resource: number): Text {
  return {
    zh: `有人下载或评价时，积分当晚入账，预计数看 /why ${resource}`,
    en: `Downloads and reviews are counted at night; /why ${resource} shows what to expect`,
  }
}

function amountText(amount: number): Text {
  const points = `${amount >= 0 ? '+' : ''}${formatPoints(amount)}`
  return { zh: `预计 ${points}（今晚入账）`, en: `Expected: ${points} (counted tonight)` }
}
