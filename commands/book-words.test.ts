import { expect, test } from 'vitest'
import { bookWords, dayFrom, lessonsFrom } from './book-words.ts'

/** A Monday. */
const TODAY = '2026-11-23'

test('days are understood as people write them', () => {
  const days: Record<string, string> = {
    明天: '2026-11-24',
    后天: '2026-11-25',
    大后天: '2026-11-26',
    周三: '2026-11-25',
    周一: '2026-11-30',
    下周三: '2026-12-02',
    下下周五: '2026-12-11',
    星期天: '2026-11-29',
    '12月4日': '2026-12-04',
    '12-04': '2026-12-04',
    '1月5日': '2027-01-05',
    '2027-02-28': '2027-02-28',
    tomorrow: '2026-11-24',
  }
  for (const [words, day] of Object.entries(days)) expect(dayFrom(words, TODAY), words).toBe(day)
  for (const words of ['2月30日', '改天', '']) expect(dayFrom(words, TODAY), words).toBeUndefined()
})

test('lessons are one or a stretch', () => {
  for (const words of ['3-4', '第3-4节', '3到4节', '3、4节', '第3节到第4节']) {
    expect(lessonsFrom(words), words).toEqual({ first: 3, last: 4 })
  }
  expect(lessonsFrom('第3节')).toEqual({ first: 3, last: 3 })
  expect(lessonsFrom('下午')).toBeUndefined()
})

test('a booking in one line: thing, day, lessons, what for', () => {
  expect(bookWords('3 明天 3-4 公开课')).toMatchObject({
    op: 'book',
    id: '3',
    day: '明天',
    lessons: '3-4',
    purpose: 'lesson',
  })
  expect(bookWords('#3 12月4日 第2节 数学教研')).toMatchObject({
    day: '12月4日',
    lessons: '第2节',
    purpose: 'research',
  })
  expect(bookWords('3 下周三')).toMatchObject({ op: 'pick', day: '下周三' })
  expect(bookWords('3')).toEqual({ op: 'pick', id: '3' })
  expect(bookWords('取消 7')).toEqual({ op: 'cancel', booking: '7' })
  expect(bookWords('报告厅 明天')).toBeUndefined()
})
