import fc from 'fast-check'
import { expect, test } from 'vitest'
import { schoolSettings } from '#db/settings.ts'
import { quietEnd } from '#kit/quiet.ts'
import { latestWeeklySlot } from './slot.ts'

const settings = schoolSettings.parse({})
const slotAt = (now: string, zone = 'Asia/Shanghai', change: Record<string, unknown> = {}) => {
  const slot = latestWeeklySlot(schoolSettings.parse(change), zone, new Date(now))
  return slot && `${slot.period} ${slot.at.toISOString()} ${slot.from.toISOString()}`
}

test('the default slot begins on Friday at 16:30 in the school', () => {
  expect(slotAt('2026-11-20T08:29:59.999Z')).toBe('2026-W46 2026-11-13T08:30:00.000Z 2026-11-13T08:30:00.000Z')
  expect(slotAt('2026-11-20T08:30:00.000Z')).toBe('2026-W47 2026-11-20T08:30:00.000Z 2026-11-20T08:30:00.000Z')
  expect(slotAt('2026-11-22T15:59:59.999Z')).toMatch(/^2026-W47/)
})

test('a slot inside the quiet hours waits for their end, also into the next week', () => {
  const late = { board_weekday: 7, board_time: '22:00' }
  expect(slotAt('2026-11-22T22:59:59Z', 'Asia/Shanghai', late)).toMatch(/^2026-W46/)
  expect(slotAt('2026-11-22T23:00:00Z', 'Asia/Shanghai', late)).toBe(
    '2026-W47 2026-11-22T14:00:00.000Z 2026-11-22T23:00:00.000Z',
  )
  const early = { board_weekday: 1, board_time: '06:30' }
  expect(slotAt('2026-11-16T00:00:00Z', 'Asia/Shanghai', early)).toContain('2026-11-15T23:00:00.000Z')
})

test('quiet hours run over midnight, may lie within a day, and equal times mean none', () => {
  const end = (at: string, hours = settings) => quietEnd(hours, 'Asia/Shanghai', new Date(at))?.toISOString()
  expect(end('2026-11-20T13:29:59Z')).toBeUndefined()
  expect(end('2026-11-20T13:30:00Z')).toBe('2026-11-20T23:00:00.000Z')
  expect(end('2026-11-20T22:59:59Z')).toBe('2026-11-20T23:00:00.000Z')
  expect(end('2026-11-20T23:00:00Z')).toBeUndefined()
  const noon = schoolSettings.parse({ quiet_from: '12:00', quiet_to: '14:00' })
  expect(end('2026-11-20T05:00:00Z', noon)).toBe('2026-11-20T06:00:00.000Z')
  expect(end('2026-11-20T05:00:00Z', schoolSettings.parse({ quiet_from: '00:00', quiet_to: '00:00' }))).toBeUndefined()
})

test('when the clock changes, the wall time is kept, a skipped time comes later, a doubled hour counts once', () => {
  const zone = 'America/New_York'
  expect(slotAt('2026-10-31T00:00:00Z', zone)).toContain('2026-10-30T20:30:00.000Z')
  expect(slotAt('2026-11-07T00:00:00Z', zone)).toContain('2026-11-06T21:30:00.000Z')
  const sunday = { board_weekday: 7, quiet_from: '00:00', quiet_to: '00:00' }
  expect(slotAt('2026-03-08T12:00:00Z', zone, { ...sunday, board_time: '02:30' })).toContain('2026-03-08T07:30:00.000Z')
  const doubled = { ...sunday, board_time: '01:30' }
  expect(slotAt('2026-11-01T05:30:00Z', zone, doubled)).toBe(
    '2026-W44 2026-11-01T05:30:00.000Z 2026-11-01T05:30:00.000Z',
  )
  expect(slotAt('2026-11-01T06:30:00Z', zone, doubled)).toBe(
    '2026-W44 2026-11-01T05:30:00.000Z 2026-11-01T05:30:00.000Z',
  )
})

test('as time goes on, slots never go back, and each week has exactly one', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 0, max: 23 }),
      fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe'),
      fc.date({ min: new Date('2025-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
      (weekday, hour, zone, start) => {
        const given = schoolSettings.parse({
          board_weekday: weekday,
          board_time: `${String(hour).padStart(2, '0')}:15`,
        })
        const periods: string[] = []
        for (let hours = 0; hours < 24 * 35; hours += 3) {
          const slot = latestWeeklySlot(given, zone, new Date(start.getTime() + hours * 3_600_000))
          if (slot && periods.at(-1) !== slot.period) periods.push(slot.period)
        }
        expect(new Set(periods).size).toBe(periods.length)
        expect(periods.length === 5 || periods.length === 6).toBe(true)
      },
    ),
    { numRuns: 20 },
  )
})
