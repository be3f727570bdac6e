import { shiftDay } from '#kit/workdays.ts'

const PURPOSES: readonly [RegExp, string][] = [
  [/教研|备课|评课|research/i, 'research'],
  [/活动|社团|比赛|会议|activity/i, 'activity'],
  [/上课|公开课|课|lesson|class/i, 'lesson'],
]
const WEEKDAYS = '一二三四五六日'

/** `明天`, `后天`, `周三`, `下周三`, `12月4日`, `12-04`, `2026-12-04`; undefined when it names no day. Today is `today`. */
export function dayFrom(words: string, today: string): string | undefined {
  const whole = /(\d{4})-(\d{1,2})-(\d{1,2})/.exec(words)
  if (whole) return valid(Number(whole[1]), Number(whole[2]), Number(whole[3]))
  const date = /(\d{1,2})\s*(?:月|[-/.](?=\d))\s*(\d{1,2})\s*[日号]?/.exec(words)
  if (date) {
    const [month, day] = [Number(date[1]), Number(date[2])]
    const year = Number(today.slice(0, 4))
    const here = valid(year, month, day)
    return here !== undefined && here < today ? valid(year + 1, month, day) : here
  }
  if (/大后天/.test(words)) return shiftDay(today, 3)
  if (/后天/.test(words)) return shiftDay(today, 2)
  if (/明[天日]|tomorrow/i.test(words)) return shiftDay(today, 1)
  if (/今[天日]|today/i.test(words)) return today
  const weekday = /(下下|下|这|本)?(?:周|星期|礼拜)([一二三四五六日天])/.exec(words)
  if (!weekday?.[2]) return undefined
  const target = WEEKDAYS.indexOf(weekday[2] === '天' ? '日' : weekday[2])
  const current = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7
  const weeks = weekday[1] === '下下' ? 2 : weekday[1] === '下' ? 1 : 0
  const at = shiftDay(today, target - current + 7 * weeks)
  return weekday[1] === undefined && at <= today ? shiftDay(at, 7) : at
}

/** `3-4`, `第3节`, `3、4节`; what is left of the words when the day is taken out. */
export function lessonsFrom(words: string): { first: number; last: number } | undefined {
  const two = /第?\s*(\d{1,2})\s*(?:节)?\s*(?:-|–|—|~|到|至|、|,|和)\s*第?\s*(\d{1,2})\s*节?/.exec(words)
  if (two) return { first: Number(two[1]), last: Number(two[2]) }
  const one = /第?\s*(\d{1,2})\s*节?/.exec(words)
  return one ? { first: Number(one[1]), last: Number(one[1]) } : undefined
}

/** Words after `/book` as arguments; the day stays as it was said, because only the place knows its calendar. */
export function bookWords(rest: string): Record<string, string | undefined> | undefined {
  const text = rest.normalize('NFKC').trim()
  if (text === '') return {}
  const ending = /^(?:取消|cancel)\s*#?(\d{1,10})$/i.exec(text)?.[1]
  if (ending) return { op: 'cancel', booking: ending }
  const match = /^#?(\d{1,10})号?(?:\s+([\s\S]+))?$/.exec(text)
  if (!match?.[1]) return undefined
  const said = match[2] ?? ''
  if (said === '') return { op: 'pick', id: match[1] }
  const day = DAY.exec(said)?.[0]
  if (day === undefined) return undefined
  const left = said.replace(day, ' ')
  const lessons = LESSONS.exec(left)?.[0].trim()
  if (lessons === undefined) return { op: 'pick', id: match[1], day }
  const note = left.replace(lessons, ' ').trim()
  const purpose = PURPOSES.find(([pattern]) => pattern.test(note))?.[1] ?? 'lesson'
  return { op: 'book', id: match[1], day, lessons, purpose, ...(note !== '' && { note }) }
}

const DAY =
  /\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\s*月\s*\d{1,2}\s*[日号]?|\d{1,2}[-/.]\d{2}(?!\d)(?!\s*节)|大后天|[明后今][天日]|tomorrow|today|(?:下下|下|这|本)?(?:周|星期|礼拜)[一二三四五六日天]/i
const LESSONS = /第?\s*\d{1,2}\s*节?(?:\s*(?:-|–|—|~|到|至|、|,|和)\s*第?\s*\d{1,2}\s*节?)?/

function valid(year: number, month: number, day: number): string | undefined {
  const at = new Date(Date.UTC(year, month - 1, day))
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at.toISOString().slice(0, 10) : undefined
}
