import { type Finding, found } from './evidence.ts'
import { numeral } from './plain.ts'
import { remembered } from './remembered.ts'

const NUMBER = '[一二三四五上中下]|[1-5]|i{1,3}'

/** 必修一, 必修第二册, 必修(上), 必修①, 选择性必修2, 选必三: senior secondary volumes. */
const REQUIRED = new RegExp(
  `(选择性?必修|选必|必修)(?:课程|教材)?[\\s·•:_-]*[(]?\\s*(?:模块|第)?\\s*(${NUMBER})(?!(?:课(?![后时本程件外])|章|节|单元|讲))\\s*[)]?\\s*(?:[册部分])?`,
  'gu',
)
const OUTLINE = /(?:中外历史|(?<![\p{L}])(?:历史)?)纲要\s*[》]?\s*[(]?\s*([上下])(?=$|[^\p{L}]|第|册)/gu
/** 三年级上, 高一(下), 语文上: a grade may be followed by anything but 上课, 下棋…; a subject only by a boundary or a word of lessons. */
const SUBJECTS =
  '语文|数学|英语|物理|化学|生物|生物学|历史|地理|科学|音乐|美术|体育|艺术|法治|道法|科技|技术|政治|劳动|健康'
function half(word: string): RegExp {
  return new RegExp(
    `(?<=年级|初[一二三]|高[一二三]|\\d年)[\\s·]*(?:[(]\\s*${word}\\s*[)]|${word}(?![课网棋午雪周台好去来学楼次线山交岗班前面半个海]|册|学期))|` +
      `(?<=${SUBJECTS})[\\s·]*(?:[(]\\s*${word}\\s*[)]|${word}(?=$|[^\\p{L}]|期[中末]|单元|第|复习|全册|课件|教案|教学|试|测|${SUBJECTS}|unit))`,
    'gu',
  )
}

const NAMED: readonly { pattern: RegExp; value: string; confidence: number }[] = [
  { pattern: /全一册/gu, value: 'whole', confidence: 0.95 },
  { pattern: /上[、,和与及/+]?下(?:全)?册|上册[、,和与及/+]\s*下册|上下学期/gu, value: 'whole', confidence: 0.97 },
  { pattern: /上[半]?册|(?<!第)[(]上册[)]/gu, value: 'first', confidence: 0.95 },
  { pattern: /下[半]?册/gu, value: 'second', confidence: 0.95 },
  {
    pattern: /(?<!上)上(?:个)?学期|第一学期|第1学期|学期[(]上[)]|上半学期|上期(?=期|$|末|中)/gu,
    value: 'first',
    confidence: 0.93,
  },
  {
    pattern: /下(?:个)?学期|第二学期|第2学期|学期[(]下[)]|下半学期|下期(?=期|$|末|中)/gu,
    value: 'second',
    confidence: 0.93,
  },
  { pattern: half('上'), value: 'first', confidence: 0.92 },
  { pattern: half('下'), value: 'second', confidence: 0.92 },
  {
    pattern:
      /\b(?:volume|vol\.?|semester|term|book)[\s_-]*(?:2|two|b|ii)\b|\b(?:second|2nd)[\s_-]+(?:semester|term)\b/gu,
    value: 'second',
    confidence: 0.85,
  },
  { pattern: /(?:20\d{2}|(?<!\d)\d{2})\s*年?\s*秋(?:季|期)?|秋季学?期?|秋学期/gu, value: 'first', confidence: 0.8 },
  {
    pattern: /(?:20\d{2}|(?<!\d)\d{2})\s*年?\s*春(?:季|期)?(?![节天风游秋运晚])|春季学期|春学期/gu,
    value: 'second',
    confidence: 0.8,
  },
  { pattern: /全册|整册/gu, value: 'whole', confidence: 0.6 },
]

/** A senior volume names the grade it is usually taught in; that grade is a guess (0.65), the volume is not. */
export type Volume = { volume: string; stage?: string; grade?: number }

/** Every reading of a volume in `text` (as `plain` gives it), surest first. 必修 and 选择性必修 come before 上 and 下. */
export const volumesIn = remembered((text: string): readonly Finding<Volume>[] => {
  const senior: Finding<Volume>[] = []
  for (const match of text.matchAll(REQUIRED)) {
    const value = seniorVolume(match[1]?.startsWith('选') ?? false, match[2] ?? '')
    if (value) senior.push(found(match, value, 0.95))
  }
  for (const match of text.matchAll(OUTLINE)) {
    senior.push(
      found(match, { volume: match[1] === '上' ? 'required_1' : 'required_2', stage: 'senior', grade: 10 }, 0.95),
    )
  }
  const rest = senior.reduce(
    (left, { start, end }) => `${left.slice(0, start)}${'#'.repeat(end - start)}${left.slice(end)}`,
    text,
  )
  const named = NAMED.flatMap(({ pattern, value, confidence }) =>
    [...rest.matchAll(pattern)].map((match) => found<Volume>(match, { volume: value }, confidence)),
  )
  const sorted = [...senior, ...named].sort((a, b) => b.confidence - a.confidence || a.start - b.start)
  // 三年级下册全册教案: 下册 says which, 全册 only how much of it.
  return sorted.some((one) => one.value.volume !== 'whole') ? sorted.filter(notWhole) : sorted
})

/** 必修, 选必, 选修 without a number still say senior secondary. */
export function saysSenior(text: string): Finding<string> | undefined {
  const match = /必修|选修\s*\d|选修[一二三四五]/u.exec(text)
  return match ? found(match, 'senior', 0.9) : undefined
}

function notWhole(one: Finding<Volume>): boolean {
  return one.value.volume !== 'whole' || one.confidence > 0.85
}

function seniorVolume(elective: boolean, word: string): Volume | undefined {
  const number = ['上', '中', '下'].includes(word)
    ? elective
      ? ['上', '中', '下'].indexOf(word) + 1
      : word === '上'
        ? 1
        : 2
    : numeral(word)
  if (!number || number > 3) return undefined
  return elective
    ? { volume: `elective_${number}`, stage: 'senior', grade: number === 3 ? undefined : 11 }
    : { volume: `required_${number}`, stage: 'senior', grade: number === 3 ? undefined : 10 }
}
