import { expect, test } from 'vitest'
import { defaultPolicy } from '../policy/defaults.ts'
import { termSpanAt, termSpanOf } from './span.ts'

const AT = new Date('2026-11-21T04:00:00Z')

test('a term is told alike each time, also after somebody changed the dates that they were given', () => {
  const policy = defaultPolicy()
  const first = termSpanAt(policy, AT, 'Asia/Shanghai')
  const said = JSON.stringify(first)
  for (const date of [first.from, first.to, first.publicityUntil, first.lockAt]) date.setTime(0)
  expect(JSON.stringify(termSpanAt(policy, AT, 'Asia/Shanghai'))).toBe(said)
})

test('a term of the same name has its own instants in another zone and under another calendar', () => {
  const policy = defaultPolicy()
  const here = termSpanAt(policy, AT, 'Asia/Shanghai')
  expect(termSpanAt(policy, AT, 'UTC').from.getTime() - here.from.getTime()).toBe(8 * 3_600_000)
  const [term] = policy.calendar.terms
  if (!term) throw new Error('the default has no calendar')
  const longer = { ...policy, calendar: { ...policy.calendar, terms: [{ ...term, lock_after_days: 99 }] } }
  const [before, after] = [termSpanOf(policy, term.id, 'UTC'), termSpanOf(longer, term.id, 'UTC')]
  expect(after?.to).toEqual(before?.to)
  expect(after?.lockAt).not.toEqual(before?.lockAt)
})
