import { DateTime } from 'luxon'
import { expect, test } from 'vitest'
import { dayOf, dayText, isoWeekOf, minuteOf, spanOf } from './zone.ts'

const HOUR = 3_600_000

// Clocks change at midnight in Havana and Beirut, by half an hour on Lord Howe; Samoa left a day out in 2011.
test.each([
  ['Asia/Shanghai', '2026-12-28'],
  ['America/Havana', '2026-10-30'],
  ['Asia/Beirut', '2026-03-27'],
  ['Australia/Lord_Howe', '2026-04-03'],
  ['Pacific/Apia', '2011-12-28'],
  ['UTC', '2028-02-27'],
])('days, weeks and months in %s are the calendar’s at every instant, whichever was asked for first', (zone, from) => {
  const start = Date.parse(`${from}T00:00:00Z`)
  const instants = Array.from({ length: 4 * 24 * 2 }, (_, half) => start + (half * HOUR) / 2)
  for (const order of [instants, instants.map((at) => at + 1).reverse()]) {
    expect(order.map((ms) => answers(new Date(ms), zone))).toEqual(order.map((ms) => calendar(ms, zone)))
  }
})

const KINDS = ['day', 'week', 'month'] as const

function answers(at: Date, zone: string) {
  return [dayOf(at, zone), isoWeekOf(at, zone), ...KINDS.map((kind) => spanOf(kind, at, zone))]
}

function calendar(ms: number, zone: string) {
  const local = DateTime.fromMillis(ms, { zone })
  const spans = KINDS.map((kind) => {
    const from = local.startOf(kind)
    return { from: from.toJSDate(), to: from.plus({ [kind]: 1 }).toJSDate() }
  })
  return [local.toFormat('yyyy-MM-dd'), local.toFormat("kkkk-'W'WW"), ...spans]
}

test('a span that somebody changed is whole for the next who asks', () => {
  const at = new Date('2026-11-16T02:00:00Z')
  spanOf('week', at, 'Asia/Shanghai').from.setTime(0)
  expect(spanOf('week', at, 'Asia/Shanghai').from).toEqual(new Date('2026-11-15T16:00:00Z'))
})

test('a day is read as people say it, with its year when that is another one; a minute stands in tables', () => {
  expect(dayText('2026-11-06', '2026-12-01')).toEqual({ zh: '11月6日', en: 'Nov 6' })
  expect(dayText('2026-11-06', '2027-01-01')).toEqual({ zh: '2026年11月6日', en: 'Nov 6, 2026' })
  expect(minuteOf(new Date('2026-08-31T16:00:00Z'), 'Asia/Shanghai')).toBe('2026-09-01 00:00')
})
