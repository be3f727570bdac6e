import { stageOfGrade } from '#db/taxonomy.ts'
import { type Finding, found } from './evidence.ts'
import { numeral } from './plain.ts'
import { remembered } from './remembered.ts'
import { withoutYears } from './years.ts'

/** A grade 1–12 with its stage, or a stage alone ("小学", "7-9年级"). `volume` when the notation carries it: 三上, 7A. */
export type Level = { grade?: number; stage: string; volume?: 'first' | 'second' }

type Rule = { pattern: RegExp; confidence: number; read(match: RegExpMatchArray): Level | undefined }

const N = '[一二三四五六七八九]|[1-9]'
const TO = '\\s*[-~—–、,，/和与及至到.]+\\s*'
/** Not the digit behind a point, 1.5年级 or 第3: but 1.三年级 is the first file of a folder. */
const NOT_INSIDE = '(?<!\\d|第|(?<!^\\s?\\d{1,3})\\.)'
/** What may stand behind 小三 or 三上 for it to be a grade: a boundary, or a word that follows a grade. */
const AFTER_SHORT =
  '(?=$|[^\\p{L}\\d]|.{1,4}版|[语数英物化生史地政道科信音美体劳心综班期月第单复练习测试教导学知预暑寒培优作阅听口计竖全各总必册家升备的]|u|unit|unit)'
/** 6.下列, 3.上图, 4.上海: the number counts, and the word goes on. */
const NOT_HALF = '[列面图述表文海午方边网联雨雪车楼山班]'
const SUBJECT_BEFORE =
  '语文|数学|英语|物理|化学|生物|历史|地理|科学|音乐|美术|道法|法治|政治|信息|体育|劳动|健康|心理|科技|技术|实践|书法|版|教|师大|外研|译林|牛津|统编|部编|pep|小学|初中|制|点|秋|春|年|新|语|数|英|起|标准|课标|目标|[科粤师少美音艺湘鲁社学校中区县市省届组]'
/** What behind 五上 makes it a grade whatever stands before: 华育中学六上英语, 浦东新区九下二模. */
const LESSON_BEHIND =
  '语文|数学|英语|物理|化学|生物|历史|地理|科学|道德|道法|政治|信息|音乐|美术|体育|劳动|艺术|心理|综合实践|书法|unit|期[中末终]|月考|阶段|单元|[一二三]模|开学|周[测练考]|第|\\d{1,2}月|教[案学]|试[卷题]|测[试验]|练习|复习|导学|作业|知识|课[件时]|[(]'

/** 九全物理: only these have a book for a whole year. */
const WHOLE_OF = '物理|化学|英语'

const ENGLISH_SUBJECTS = 'maths?|english|science|history|geography|chinese|art|music|pe|ict|physics|chemistry|biology'

const RULES: readonly Rule[] = [
  {
    pattern: new RegExp(
      `(小学|初中|高中)?(?<![\\d.])(1[0-2]|十[一二]?|${N})(?:${TO})(1[0-2]|十[一二]?|${N})\\s*年级`,
      'gu',
    ),
    confidence: 0.85,
    read: (match) => (isCount(match) ? undefined : range(numeral(match[2] ?? ''), numeral(match[3] ?? ''))),
  },
  {
    pattern: /(?<![第十])([一二三四五六七八九])([一二三四五六七八九])\s*年级/gu,
    confidence: 0.8,
    read: (match) => range(numeral(match[1] ?? ''), numeral(match[2] ?? '')),
  },
  {
    pattern: /(高中|高级中学|初中|初级中学|(?<!\p{L})国中)\s*([一二三123])\s*年级/gu,
    confidence: 0.95,
    read: (match) => level((match[1]?.startsWith('高') ? 9 : 6) + (numeral(match[2] ?? '') ?? 0)),
  },
  {
    pattern: /(?<![最当年月起提增升拔])(初|高)([一二三123])\s*年级/gu,
    confidence: 0.95,
    read: (match) => level((match[1] === '高' ? 9 : 6) + (numeral(match[2] ?? '') ?? 0)),
  },
  {
    pattern: new RegExp(`${NOT_INSIDE}(1[0-2]|十[一二]?|${N})\\s*年\\s*级(?!起点|起始|学生优秀)`, 'gu'),
    confidence: 0.95,
    read: (match) => level(numeral(match[1] ?? '')),
  },
  {
    // 三年二班, 三(2)班, 八（3）班: a class of that grade; 302班 = grade 3, class 2.
    pattern: new RegExp(
      `(?<![\\d第高初])(${N})(?:年\\s*[(]?|\\s*[(]|\\s*[.·]\\s*)\\s*[\\d一二三四五六七八九十]{1,2}\\s*[)]?\\s*班`,
      'gu',
    ),
    confidence: 0.9,
    read: (match) => level(numeral(match[1] ?? '')),
  },
  {
    // 四2班, 七3班: a Chinese number beside a class's.
    pattern: /(?<![\p{L}\d]|第)([一二三四五六七八九])\s*\d{1,2}\s*班/gu,
    confidence: 0.88,
    read: (match) => level(numeral(match[1] ?? '')),
  },
  {
    pattern: /(?<![\d.第])([1-9])(?:0[1-9]|1\d)\s*班/gu,
    confidence: 0.85,
    read: (match) => level(numeral(match[1] ?? '')),
  },
  {
    pattern: /(?<![最当年月起])(?<!大年)初([一二三123])(?!十|\d(?!\d?[班月]))(?!次|步|始|级中学)/gu,
    confidence: 0.92,
    read: (match) => level(6 + (numeral(match[1] ?? '') ?? 0)),
  },
  {
    pattern:
      /(?<![提增升拔长宽身树墙塔楼不最更崇海])高([一二三123])(?![点些米层倍厘毫样筹丈尺寸低千万]|百(?!日|天)|\d(?!\d?[班月])|分之|次方|个)/gu,
    confidence: 0.92,
    read: (match) => level(9 + (numeral(match[1] ?? '') ?? 0)),
  },
  {
    pattern: new RegExp(`(?<![大中细幼微最减缩胆渺])小([一二三四五六])${AFTER_SHORT}`, 'gu'),
    confidence: 0.85,
    read: (match) => level(numeral(match[1] ?? '')),
  },
  {
    // 三上, 七下, 7上, 三(上), 八·下: only behind a boundary, so that 等一下 and 三下乡 are no grades; 一上, 一下 also before one.
    pattern: new RegExp(
      `(?<=^|^\\s?\\d{1,3}\\.|[^\\p{L}\\d.]|${SUBJECT_BEFORE})(?:(${N})\\s*[·.]?\\s*[(]\\s*([上下])\\s*册?\\s*[)]|([二三四五六七八九]|[2-9])\\s*[·.]?\\s*([上下])(?:册|(?!学期|乡|五除|八下|将军|级|${NOT_HALF}))|([一1])([上下])册?${AFTER_SHORT})`,
      'gu',
    ),
    confidence: 0.9,
    read: (match) => level(numeral(match[1] ?? match[3] ?? match[5] ?? ''), match[2] ?? match[4] ?? match[6]),
  },
  {
    pattern: new RegExp(
      `(?<![第十百每两\\d.周期月])([二三四五六七八九])\\s*(?:([上下])|[(]\\s*([上下])\\s*[)])\\s*册?\\s*(?=${LESSON_BEHIND})`,
      'gu',
    ),
    confidence: 0.88,
    read: (match) => level(numeral(match[1] ?? ''), match[2] ?? match[3]),
  },
  {
    // Shanghai's name of the sixth grade, the first year of a school for grades 6 to 9.
    pattern: /(?<!\p{L}准)预初|预备年级|预备班/gu,
    confidence: 0.88,
    read: () => level(6),
  },
  {
    // 六语上, 八数下, 八语第一次月考: the subject's one character stands inside.
    pattern: new RegExp(
      `(?<=^|[^\\p{L}\\d.]|学期|学年|[秋春季])(${N})[语数英物化生史历地政道科](?:\\s?([上下])(?=$|[^\\p{L}]|期|第|单|复|周|月|全|试|测|练|导|教|课)|\\s*(?=第[一二三四]次|期[中末]|月考|周[测练考]|单元))`,
      'gu',
    ),
    confidence: 0.88,
    read: (match) => level(numeral(match[1] ?? ''), match[2]),
  },
  {
    // 九全, 9全一册: the book of a whole year.
    pattern: new RegExp(
      `(?<=^|[^\\p{L}\\d.]|${SUBJECT_BEFORE})([七八九]|[7-9])\\s*全(?=$|[^\\p{L}]|一?册|${WHOLE_OF})`,
      'gu',
    ),
    confidence: 0.9,
    read: (match) => level(numeral(match[1] ?? '')),
  },
  {
    pattern: new RegExp(`(?<=^|[^\\p{L}\\d.]|${SUBJECT_BEFORE})(${N})\\s*([上下])学期`, 'gu'),
    confidence: 0.9,
    read: (match) => level(numeral(match[1] ?? ''), match[2]),
  },
  {
    pattern: /\b(?:grade|gr\.?|year)[\s_-]*(1[0-2]|[1-9])(?!\d)/gu,
    confidence: 0.92,
    read: (match) => level(Number(match[1])),
  },
  {
    pattern: /\bgrade[\s_-]*(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b/gu,
    confidence: 0.92,
    read: (match) => level(ENGLISH.indexOf(match[1] ?? '') + 1),
  },
  {
    pattern:
      /\b(?:(1[0-2]|[1-9])(?:st|nd|rd|th)|(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth))[\s_-]*graders?\b|\b(?:(1[0-2]|[1-9])(?:st|nd|rd|th)|(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth))[\s_-]*grade\b/gu,
    confidence: 0.92,
    read: (match) => level(Number(match[1] ?? match[3]) || ORDINALS.indexOf(match[2] ?? match[4] ?? '') + 1),
  },
  {
    pattern: /\bprimary(?:[\s_-]*(?:school|year))?[\s_-]*([1-6])\b/gu,
    confidence: 0.85,
    read: (match) => level(Number(match[1])),
  },
  {
    pattern: /\b(junior|senior)(?:[\s_-]*(?:high|secondary))?[\s_-]*([123]|one|two|three)\b/gu,
    confidence: 0.85,
    read: (match) => level((match[1] === 'senior' ? 9 : 6) + (Number(match[2]) || ENGLISH.indexOf(match[2] ?? '') + 1)),
  },
  {
    pattern: /(?<![a-z\d])g(1[0-2]|[1-9])(?![\d.]|[a-z](?![a-z]*\d))/gu,
    confidence: 0.88,
    read: (match) => level(Number(match[1])),
  },
  {
    // 7A Unit 3, 译林5B: the letter is the volume. Only beside a word of an English textbook.
    pattern:
      /(?<=译林|牛津|沪教|英语|版|^)[\s_]*([1-9])([ab])(?![a-z\d])|(?<![a-z\d.])([1-9])([ab])(?=[\s_-]*(?:unit|module|u\d|m\d|project|英语|单元|期中|期末|校本|月考|周[测练考]|第))/gu,
    confidence: 0.85,
    read: (match) => level(Number(match[1] ?? match[3]), (match[2] ?? match[4]) === 'a' ? '上' : '下'),
  },
  {
    // Y7 beside a subject's English name: a point y1 of a curve is no year.
    pattern: new RegExp(
      `(?:(?<=(?:${ENGLISH_SUBJECTS})[\\s_-]+)|(?<=^|[\\s_-])(?=y\\d{1,2}[\\s_-]+(?:${ENGLISH_SUBJECTS})))y(1[0-2]|[1-9])(?![\\da-z])`,
      'gu',
    ),
    confidence: 0.85,
    read: (match) => level(Number(match[1])),
  },
  { pattern: /小升初|小考(?!试)|小学(?:语文|数学|英语|科学)?毕业/gu, confidence: 0.9, read: () => level(6) },
  { pattern: /初升高|初高中?衔接/gu, confidence: 0.7, read: () => level(10) },
  {
    pattern: /(?<![期初高])中考(?![试]点|试场)|(?<=初中)中考|初中学业水平|初中毕业|高中(?:阶段)?(?:学校)?招生/gu,
    confidence: 0.9,
    read: () => level(9),
  },
  { pattern: /(?<![提])高考(?!察)|(?<=提高)高考|高等学校招生/gu, confidence: 0.9, read: () => level(12) },
  {
    // 七升八: between two grades; whoever shares it before the holidays is mostly on the way to the second.
    pattern: /(?<!\p{L})([一二三四五六七八])升([二三四五六七八九])(?=$|[^\p{L}]|年级|暑|衔|语|数|英|物|预)/gu,
    confidence: 0.55,
    read: (match) => level(numeral(match[2] ?? '')),
  },
  { pattern: /幼小衔接|幼升小/gu, confidence: 0.65, read: () => level(1) },
  {
    pattern: /(?:普通)?高中生?|高级中学|senior (?:high|secondary)|high school/gu,
    confidence: 0.85,
    read: () => ({ stage: 'senior' }),
  },
  {
    pattern: /初中生?|(?<!\p{L})国中(?![小学外部央])|初级中学|junior (?:high|secondary)|middle school/gu,
    confidence: 0.85,
    read: () => ({ stage: 'junior' }),
  },
  {
    pattern: /小学生?|(?<!\p{L})国小(?!说)|primary(?: school)?|elementary/gu,
    confidence: 0.85,
    read: () => ({ stage: 'primary' }),
  },
  {
    pattern:
      /(?<![a-z])(?:学考|会考|合格考|选考|等级考|八省联考|新高考|全国[甲乙新]卷|全国[i1]{1,3}卷|[文理]综(?!合))/gu,
    confidence: 0.75,
    read: () => ({ stage: 'senior' }),
  },
  {
    pattern: /(?<=(?:^|[^\p{L}]|[版编教秋春级])小)[数语英](?=$|[^\p{L}])/gu,
    confidence: 0.6,
    read: () => ({ stage: 'primary' }),
  },
]

const ENGLISH = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']
const ORDINALS = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
  'eleventh',
  'twelfth',
]

/**
 * Every reading of a grade or stage in `text` (as `plain` gives it), surest first. Years (2025-2026学年, 2023级, dates),
 * 三年级起点 and 五四制 are never grades.
 */
export const gradesIn = remembered((text: string): readonly Finding<Level>[] => {
  let rest = withoutYears(text)
  const all: Finding<Level>[] = []
  for (const rule of RULES) {
    for (const match of rest.matchAll(rule.pattern)) {
      const value = rule.read(match)
      if (!value) continue
      all.push(found(match, value, rule.confidence))
      // A wider notation hides the narrower ones inside it: 初一年级 is not also 一年级.
      rest = blank(rest, match.index, match[0].length)
    }
  }
  return all.sort(
    (a, b) =>
      Number(b.value.grade !== undefined) - Number(a.value.grade !== undefined) ||
      b.confidence - a.confidence ||
      a.start - b.start,
  )
})

function blank(text: string, start: number, length: number): string {
  return `${text.slice(0, start)}${'#'.repeat(length)}${text.slice(start + length)}`
}

function level(grade: number | undefined, half?: string): Level | undefined {
  if (grade === undefined || grade < 1 || grade > 12) return undefined
  const one: Level = { grade, stage: stageOfGrade(grade) }
  if (half) one.volume = half === '上' ? 'first' : 'second'
  return one
}

/** 三至四 and 3-4 are ranges; in 1.三年级 and 1.3年级 the first number counts files. */
function isCount(match: RegExpMatchArray): boolean {
  const [, , from = '', to = ''] = match
  if (/^\d/.test(from) !== /^\d/.test(to)) return true
  return match.index === 0 && /^\d+\s*\./.test(match[0])
}

/** Several grades: no grade can be named, the stage only when they share it. */
function range(from: number | undefined, to: number | undefined): Level | undefined {
  if (!from || !to || from > 12 || to > 12) return undefined
  if (from === to) return level(from)
  return stageOfGrade(from) === stageOfGrade(to) ? { stage: stageOfGrade(from) } : undefined
}
