import { expect, test } from 'vitest'
import { lectureWords, startOf, timeFrom } from './lecture-words.ts'

test('a date in figures is the day of a lecture, never its place', () => {
  for (const day of ['11-25', '11/25', '11.25', '2026-11-25', '11月25日', '明天', '大后天', '下周三', 'tomorrow']) {
    expect(lectureWords(`单元整体教学 ${day} 15:30 校 报告厅`), day).toEqual({
      op: 'announce',
      title: '单元整体教学',
      when: `${day} 15:30`,
      level: 'school',
      place: '报告厅',
    })
  }
  expect(timeFrom('11-25 15:30')).toEqual({ hour: 15, minute: 30 })
})

test('a title with a word of time in it stays a title', () => {
  expect(lectureWords('周长与面积 明天 下午3点')).toEqual({ op: 'announce', title: '周长与面积', when: '明天 下午3点' })
})

test('the time may be said before the day', () => {
  expect(lectureWords('单元整体教学 15:30 11-25')).toEqual({
    op: 'announce',
    title: '单元整体教学',
    when: '15:30 11-25',
  })
  expect(startOf('15:30 11-25', '2026-11-22')).toEqual({ day: '2026-11-25', hour: 15, minute: 30 })
  expect(startOf('15:30', '2026-11-22')).toEqual({ day: '2026-11-22', hour: 15, minute: 30 })
})
