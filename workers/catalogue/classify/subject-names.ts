import { SUBJECTS } from '#db/taxonomy.ts'
import { lessonsIn } from './curriculum/lessons.ts'
import { editionIn } from './edition.ts'
import type { Finding } from './evidence.ts'
import { gradesIn } from './grade.ts'
import { plain } from './plain.ts'
import { ENGLISH_WORDS, SUBJECT_WORDS } from './subject-words.ts'
import { volumesIn } from './volume.ts'

/** Subject words that are parts of other words: those uses count as leaning (×0.2) or not at all. */
const FALSE_FRIENDS: Readonly<Record<string, RegExp>> = {
  science:
    /科学家|科学技术|科学记数|科学发展|科学精神|科学社会|科学备考|科学素养|科学态度|科学方法|科学合理|(?<=生命|信息|计算机|社会|自然|脑)科学|科学探究题|科学锻炼|走近科学|科学世界|学习科学|(?:web of|computer|social|data) science|科学(?=高中|学校|城|院|岛)/gu,
  biology: /微生物|生物圈|生物多样性|古生物|生物技术|生物钟|小生物/gu,
  history: /(?<=的)历史|历史的|历史(?:意义|使命|长河|天空)/gu,
  geography: /地理位置/gu,
  politics: /政治(?:制度|体制|家|经济学|改革|文明|军事)/gu,
  labour: /劳动(?:节|人民|者|合同|最光荣|力|法)|(?:体力|脑力)劳动/gu,
  music: /音乐(?:之声|家|美|喷泉|学院|学校)/gu,
  art: /书法家|美术(?:馆|学院|学校|高中|附)/gu,
  arts: /(?<=民间|语言|表达|建筑|说话|写作|叙事|教学|的)艺术|艺术(?:手法|特色|特点|形象|节|家|学院|学校|高中|中学)/gu,
  psychology: /心理(?:描写|活动描写|刻画)|(?<=人物)心理/gu,
  it: /(?:教育|融合)信息技术|信息技术(?:应用能力|与学科|2\.0|提升|融合)/gu,
  chinese: /chinese (?:new year|food|festivals?|culture|kung|painting|history|zodiac|tea|dragon)/gu,
  english: /英语角|不说英语/gu,
  pe: /(?<=学校|校园|大)体育(?:节|场|馆)|体育(?=大学|学院|学校|中学)/gu,
  class_meeting: /(?<=家长)班会/gu,
}

/** 七上数, 高一物, 初二英: one character behind a grade or volume. */
export const SHORT =
  /(?<=[上下]册?|年级|初[一二三]|高[一二三]|小[一二三四五六]|中考|高考|小升初|^小|^初中?|^高中?|[\s_-]|(?:^|[^\p{L}\d.]|学期|学年|[秋春季])[一二三四五六七八九1-9])([语数英物化生史历地政道科])(?=$|[^\p{L}]|期[中末]|月考|单元|周|试|卷|第|复习|一模|二模|[上下](?=$|[^\p{L}]|期|第|单|复|周|月|全|试|测|练|导|教|课))/gu
export const SHORT_KEYS: Readonly<Record<string, string>> = {
  语: 'chinese',
  数: 'math',
  英: 'english',
  物: 'physics',
  化: 'chemistry',
  生: 'biology',
  史: 'history',
  历: 'history',
  地: 'geography',
  政: 'politics',
  道: 'politics',
  科: 'science',
}

/** How schools that teach in English call the subjects, beside the taxonomy's own words. */
const IN_ENGLISH: Readonly<Record<string, readonly string[]>> = {
  politics: ['morality and law', 'moral education'],
  it: ['information technology', 'computer science', 'ict'],
  general_tech: ['general technology'],
  labour: ['labou?r education'],
  psychology: ['mental health', 'psychology'],
  practice: ['integrated practice'],
  class_meeting: ['class meeting', 'parents.? meeting'],
}

/** Each subject's names, as one expression. */
export const DIRECT = SUBJECTS.map(({ key, words }) => ({
  key,
  pattern: new RegExp(
    [...words, ...(IN_ENGLISH[key] ?? [])]
      .map((word) => word.toLowerCase())
      .map((word) => (/^[a-z]/.test(word) ? `(?<![a-z])${word}(?![a-z])` : word))
      .join('|'),
    'gu',
  ),
}))
/** Each subject's terms: sure ones, leaning ones, English ones. */
export const LEXICON = Object.entries(SUBJECT_WORDS).map(([key, { sure, lean }]) => ({
  key,
  sure: new RegExp(sure, 'gu'),
  lean: new RegExp(lean, 'gu'),
  english: ENGLISH_WORDS[key] ? new RegExp(`(?<![a-z])(?:${ENGLISH_WORDS[key]})(?![a-z])`, 'gu') : undefined,
}))

/**
 * The subject's name in a text, for taking it out of what remains as the topic: its first use that is not part of a
 * term (化学方程式) and not of a section of the textbook (数学广角).
 */
export function subjectWordsIn(text: string, subject: string | undefined): Finding<string>[] {
  const direct = DIRECT.find(({ key }) => key === subject)
  const terms = LEXICON.find(({ key }) => key === subject)
  if (!direct || !terms) return []
  const covers = [...text.matchAll(terms.sure)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }))
  for (const match of text.matchAll(direct.pattern)) {
    const end = match.index + match[0].length
    const inTerm = covers.some(
      (one) => one.start <= match.index && one.end >= end && one.end - one.start > match[0].length,
    )
    if (inTerm || /^(?:广角|园地|之美|与生活|文化|家(?![庭长校访]))/u.test(text.slice(end))) continue
    return [{ value: direct.key, confidence: 1, quote: match[0], start: match.index, end }]
  }
  return []
}

/** True when a short word is a term of the subject or the name of a lesson: 浮力, 集合, 隋唐. */
export function isTerm(word: string, subject: string | undefined): boolean {
  const terms = LEXICON.find(({ key }) => key === subject)
  const one = plain(word)
  return (
    (terms !== undefined && (one.search(terms.sure) >= 0 || one.search(terms.lean) >= 0)) ||
    lessonsIn(`《${one}》`).length > 0
  )
}

/** The first subject name that touches a grade, volume or edition: 六年级科学, 语文（五上）, 人教版数学. */
export function besideGrade(text: string): { key: string; match: RegExpExecArray } | undefined {
  const edition = editionIn(text)
  const anchors = [...gradesIn(text), ...volumesIn(text), ...(edition ? [edition] : [])]
  const touching = DIRECT.flatMap(({ key, pattern }) =>
    [...withoutFalseFriends(key, text).matchAll(pattern)].map((match) => ({ key, match })),
  ).filter(({ match }) => {
    const end = match.index + match[0].length
    return anchors.some((one) => glue(text, one.end, match.index) || glue(text, end, one.start))
  })
  return touching.sort((a, b) => a.match.index - b.match.index)[0]
}

/** True when only separators stand between two places. */
function glue(text: string, from: number, to: number): boolean {
  return from <= to && to - from <= 3 && /^[\s·,，.、_\-()（）《【】]*$/u.test(text.slice(from, to))
}

/** The text with the uses that name no subject blanked: 科学家, 心理描写, 微生物. */
export function withoutFalseFriends(key: string, text: string): string {
  const friends = FALSE_FRIENDS[key]
  return friends ? text.replace(friends, (hit) => '#'.repeat(hit.length)) : text
}
