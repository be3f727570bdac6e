import { dayFrom } from './book-words.ts'

const LEVELS: readonly [RegExp, string][] = [
  [/^(?:区|区级|全区|district)$/i, 'district'],
  [/^(?:跨校|集团|cross)$/i, 'cross_school'],
  [/^(?:校|校内|本校|school)$/i, 'school'],
]
const TIME = /(\d{1,2})\s*[:：点]\s*(\d{2})?\s*(?:分)?/

/** Words after `/lecture` as arguments. */
export function lectureWords(rest: string): Record<string, string | undefined> | undefined {
  const text = rest.normalize('NFKC').trim()
  if (text === '') return {}
  const code = /^(?:签到|check-?in)?\s*(\d{6})$/i.exec(text)?.[1]
  if (code) return { op: 'checkin', code }
  const withId = /^#?(\d{1,10})号?(?:\s+([\s\S]+))?$/.exec(text)
  if (withId?.[1]) return numbered(withId[1], withId[2]?.trim() ?? '')
  const words = text.split(/\s+/)
  const level = words.map((word) => LEVELS.find(([pattern]) => pattern.test(word))?.[1]).find((found) => found)
  const time = TIME.exec(text)
  if (!time) return undefined
  const when = words.filter((word) => DAY.test(word) || TIME.test(word))
  const left = words.filter((word) => !when.includes(word) && !LEVELS.some(([pattern]) => pattern.test(word)))
  const [title, ...place] = left
  if (title === undefined) return undefined
  return {
    op: 'announce',
    title,
    when: when.join(' '),
    ...(level && { level }),
    ...(place.length > 0 && { place: place.join(' ') }),
  }
}

/** The wall-clock time in words such as `明天 15:30` or `下午3点`. */
export function timeFrom(words: string): { hour: number; minute: number } | undefined {
  const match = TIME.exec(words.replace(/\d{4}-\d{1,2}-\d{1,2}/, ' '))
  if (!match?.[1]) return undefined
  const hour = Number(match[1]) + (/下午|晚上/.test(words) && Number(match[1]) < 12 ? 12 : 0)
  const minute = Number(match[2] ?? 0)
  return hour < 24 && minute < 60 ? { hour, minute } : undefined
}

/** The day and time in words, in either order; without a day it is today. */
export function startOf(words: string, today: string): { day: string; hour: number; minute: number } | undefined {
  const clock = timeFrom(words)
  return clock && { day: dayFrom(words.replace(TIME, ' '), today) ?? today, ...clock }
}

const DAY =
  /\d{4}-\d{1,2}-\d{1,2}|^\d{1,2}[-/.]\d{1,2}(?![-\d])|\d{1,2}月\d{1,2}|^[明后今大][天日后]|^(?:下下|下|这|本)?(?:周|星期|礼拜)[一二三四五六日天]|tomorrow|today|^(?:上午|下午|晚上)/i

function numbered(id: string, rest: string): Record<string, string | undefined> | undefined {
  if (rest === '') return { op: 'show', id }
  if (/^(?:签到|签到码|code|check-?in)$/i.test(rest)) return { op: 'code', id }
  if (/^(?:结束|关闭|close|end)$/i.test(rest)) return { op: 'close', id }
  if (/^(?:取消|cancel)$/i.test(rest)) return { op: 'cancel', id }
  const material = /^(?:(去掉|移除|remove)\s*)?(?:资料|材料|material)?\s*#?(\d{1,10})$/i.exec(rest)
  return material?.[2] ? { op: material[1] ? 'detach' : 'attach', id, resource: material[2] } : undefined
}
