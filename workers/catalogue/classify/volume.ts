import { type Finding, found } from './evidence.ts'
import { numeral } from './plain.ts'
import { remembered } from './remembered.ts'

// 必修《中外历史纲要》 is no middle book.
const NUMBER = '[一二三四五上下]|中(?!外|国|华|[小学考])|[1-5]|i{1,3}'

/** 必修一, 必修第二册, 必修(上), 必修①, 选择性必修2, 选必三: senior secondary volumes. */
const REQUIRED = new RegExp(
  `(选择性?必修|选必|必修)(?:课程|教材)?[\\s·•:_-]*[(]?\\s*(?:模块|第)?\\s*(${NUMBER})(?!(?:课(?![后时本程件外])|章(?!末)|节|单元|讲))\\s*[)]?\\s*(?:[册部分])?`,
  'gu',
)
const OUTLINE =
  /(?:(?:必修(?:课程|教材)?\s*《?)?(?:中外)?历史|(?<![\p{L}]))纲要\s*[》]?\s*[(]?\s*([上下])(?:册|(?=$|[^\p{L}]|第))/gu
/** B1 U2, 高一 Book 3: books of senior English. */
const ENGLISH_BOOK =
  /(?<![a-z\d])(?:b\s?|(?<=(?:高[一二三中123]|必修|senior).{0,30})book\s?)([1-7])(?=[\s_-]*u(?:nit)?[\s_-]*\d)/gu
/** 三年级上, 高一(下), 语文上: a grade may be followed by anything but 上课, 下棋…; a subject only by a boundary or a word of lessons. */
const SUBJECTS =
  '语文|数学|英语|物理|化学|生物|生物学|历史|地理|科学|音乐|美术|体育|艺术|法治|道法|科技|技术|政治|劳动|健康|心理|书法|综合实践'
function half(word: string): RegExp {
  return new RegExp(
    `(?<=年级|初[一二三1-3]|高[一二三1-3]|(?<!\\d)\\d年)[\\s·]*(?:[(]\\s*${word}\\s*[)]|${word}(?![网棋午雪周台好去来楼次线山交岗班前面半个海]|课(?![件堂时表程])|学(?![案习情历])|册|学期))|` +
      `(?<=${SUBJECTS}|版)[\\s·]*(?:[(]\\s*${word}\\s*[)]|${word}(?=$|[^\\p{L}]|期[中末]|单元|第|复习|全[册套一部教]|课件|课时|教案|教学|导学|知识|思维|练习|试|测|${SUBJECTS}|unit))`,
    'gu',
  )
}

/** 期末 2025.1, 2025年11月期中考试: a paper's month says in which half of the year it was written. */
function monthsOf(months: string): RegExp {
  const when = `20\\d{2}\\s*[.年-]\\s*(?:${months})(?!\\d|[.-]\\d{3}|\\s*年级)`
  const paper = '期[中末]|月考|周[测考练]|[一二三]模|质[检量]|统考|联考|调研|学情'
  return new RegExp(`${when}(?:(?=.{0,20}(?:${paper}))|(?<=(?:${paper}).{0,30}))`, 'gu')
}

/** 十月月考, 3月素养测评: the same without a year; in a paper's name the months of one half year are never the other's. */
function monthPaper(months: string): RegExp {
  return new RegExp(
    `(?<![\\d.年-]|单)(?:${months})月份?的?(?:${SUBJECTS})?(?:第?[一二三]次)?(?:月考|周[测考练]|段考|阶段|检测|测[试评]|考试|调研|质[检量]|统考|联考|素养|学情|摸底|诊断)`,
    'gu',
  )
}

const NAMED: readonly { pattern: RegExp; value: string; confidence: number }[] = [
  { pattern: /全[一1]册|[(]全[)]/gu, value: 'whole', confidence: 0.95 },
  { pattern: /上[、,和与及/+]?下(?:全)?册|上册[、,和与及/+]\s*下册|上下学期/gu, value: 'whole', confidence: 0.97 },
  { pattern: /上[半]?册|(?<!第)[(]上册[)]/gu, value: 'first', confidence: 0.95 },
  { pattern: /下[半]?册/gu, value: 'second', confidence: 0.95 },
  {
    pattern: /(?<!上)上(?:个)?学期|第一学期|第1学期|学期[(]上[)]|上半学?期|上期(?=期|$|末|中|半)/gu,
    value: 'first',
    confidence: 0.93,
  },
  {
    pattern: /下(?:个)?学期|第二学期|第2学期|学期[(]下[)]|下半学?期|下期(?=期|$|末|中|半)/gu,
    value: 'second',
    confidence: 0.93,
  },
  { pattern: half('上'), value: 'first', confidence: 0.92 },
  ...(['上', '下'] as const).map((word) => ({
    // 24-25学年下三年级, 期末试题（统编）下: behind the school year, or last.
    pattern: new RegExp(
      `(?<=学年度?|(?<!\\d)\\d{2}[-~—]\\d{2})\\s*(?:[(]${word}[)]|${word}(?=[一二三四五六七八九初高小\\d\\s期第月阶学质联开]|$))|(?<=[)\\]】])\\s*${word}$`,
      'gu',
    ),
    value: word === '上' ? 'first' : 'second',
    confidence: 0.85,
  })),
  { pattern: monthsOf('9|09|10|11|12|1|01'), value: 'first', confidence: 0.72 },
  { pattern: monthPaper('9|10|11|12|1|九|十|十一|十二|元'), value: 'first', confidence: 0.72 },
  { pattern: monthPaper('3|4|5|6|三|四|五|六'), value: 'second', confidence: 0.72 },
  { pattern: monthsOf('3|03|4|04|5|05|6|06|7|07'), value: 'second', confidence: 0.72 },
  // The first trial paper of a year is written in January or in March, the second and third always in spring.
  { pattern: /[二三]模(?!型|块|式|拟)/gu, value: 'second', confidence: 0.58 },
  { pattern: /(?<=[七八九7-9]\s*)全(?=$|[^\p{L}]|物理|化学|英语)/gu, value: 'whole', confidence: 0.9 },
  { pattern: half('下'), value: 'second', confidence: 0.92 },
  {
    pattern:
      /\b(?:volume|vol\.?|semester|term|book)[\s_-]*(?:1|one)\b|\b(?:volume|semester)[\s_-]*[ai]\b|\b(?:first|1st)[\s_-]+(?:semester|term)\b/gu,
    value: 'first',
    confidence: 0.85,
  },
  {
    pattern:
      /\b(?:volume|vol\.?|semester|term|book)[\s_-]*(?:2|two|b|ii)\b|\b(?:second|2nd)[\s_-]+(?:semester|term)\b/gu,
    value: 'second',
    confidence: 0.85,
  },
  { pattern: /(?:20\d{2}|(?<!\d)\d{2})\s*年?\s*秋(?:季|期)?|秋季学?期?|秋学期/gu, value: 'first', confidence: 0.8 },
  {
    pattern:
      /(?:20\d{2}|(?<!\d)\d{2})\s*年?\s*春(?:季|期)?(?![节天风游秋运晚])|春季(?=学期|班|开学|教材|[一二三四五六七八九初高])|春学期/gu,
    value: 'second',
    confidence: 0.8,
  },
  { pattern: /全册|整册/gu, value: 'whole', confidence: 0.58 },
]

/** What the senior books of the national curriculum are called; the same in every edition. */
const BOOKS: readonly { subject: string; names: Readonly<Record<string, string>> }[] = [
  {
    subject: 'biology',
    names: {
      分子与细胞: 'required_1',
      遗传与进化: 'required_2',
      稳态与调节: 'elective_1',
      生物与环境: 'elective_2',
      生物技术与工程: 'elective_3',
    },
  },
  {
    subject: 'politics',
    names: { 政治与法治: 'required_3', 当代国际政治与经济: 'elective_1', 逻辑与思维: 'elective_3' },
  },
  {
    subject: 'chemistry',
    names: { 化学反应原理: 'elective_1', 物质结构与性质: 'elective_2', 有机化学基础: 'elective_3' },
  },
  {
    subject: 'history',
    names: { 国家制度与社会治理: 'elective_1', 经济与社会生活: 'elective_2', 文化交流与传播: 'elective_3' },
  },
  { subject: 'geography', names: { 自然地理基础: 'elective_1', '资源、环境与国家安全': 'elective_3' } },
  { subject: 'it', names: { 数据与计算: 'required_1', 信息系统与社会: 'required_2' } },
  { subject: 'general_tech', names: { 技术与设计1: 'required_1', 技术与设计2: 'required_2' } },
]
const BOOK = new RegExp(BOOKS.flatMap(({ names }) => Object.keys(names)).join('|'), 'u')

/** The subject and volume that a senior book's name stands for, wherever it stands: 必修《技术与设计2》. Less than a number. */
export function bookIn(text: string): Finding<Volume & { volume: string; subject: string }> | undefined {
  const match = BOOK.exec(text)
  if (!match) return undefined
  for (const { subject, names } of BOOKS) {
    const volume = names[match[0]]
    if (volume) return found(match, { volume, subject, stage: 'senior' }, 0.78)
  }
  return undefined
}

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
  for (const match of text.matchAll(ENGLISH_BOOK)) {
    const number = Number(match[1])
    // 人教 counts its seven books of senior English through: the fourth is the first elective one.
    const volume = number <= 3 ? `required_${number}` : `elective_${number - 3}`
    if (number <= 6) senior.push(found(match, { volume, stage: 'senior' }, 0.72))
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
