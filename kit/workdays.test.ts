import { expect, test } from 'vitest'
import { addWorkdays, daysBetween, isWorkday, workdaysBetween } from './workdays.ts'

const off = {
  holidays: ['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'],
  makeup_days: ['2026-10-10'],
}

test('weekends and holidays are no working days, a worked weekend day is one', () => {
  expect(
    ['2026-09-30', '2026-10-01', '2026-10-08', '2026-10-10', '2026-10-11'].map((day) => isWorkday(day, off)),
  ).toEqual([true, false, true, true, false])
})

test('working days are counted past holidays, over month and leap day', () => {
  expect(addWorkdays('2026-09-30', 3, off)).toBe('2026-10-10')
  expect(addWorkdays('2026-10-03', 0, off)).toBe('2026-10-08')
  expect(workdaysBetween('2026-09-30', '2026-10-10', off)).toBe(3)
  expect(workdaysBetween('2026-10-10', '2026-09-30', off)).toBe(0)
  expect(addWorkdays('2028-02-28', 1, off)).toBe('2028-02-29')
  expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2)
})
