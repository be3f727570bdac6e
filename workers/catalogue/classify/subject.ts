import { labelOf, SUBJECTS, stageOfGrade } from '#db/taxonomy.ts'
import { lessonsIn } from './curriculum/lessons.ts'
import type { Edition } from './edition.ts'
import type { Evidence } from './evidence.ts'
import { type Score, subjectScores } from './lexicon/scores.ts'
import { HEAD_CHARACTERS, type Source } from './sources.ts'
import { besideGrade, DIRECT, LEXICON, SHORT, SHORT_KEYS, withoutFalseFriends } from './subject-names.ts'

export type SubjectReading = { subject: string; confidence: number; evidence: Evidence }

/** What one word is worth, by where it stands. */
const WEIGHTS = {
  name: { direct: 10, sure: 3.4, lean: 1.1, lesson: 5 },
  heading: { direct: 6, sure: 2.4, lean: 0.7, lesson: 4 },
  title: { direct: 5, sure: 2, lean: 0.5, lesson: 3 },
  text: { direct: 3 },
} as const

/** The words of a whole text weigh at most so much: a word in the file name that names a topic can still outweigh them. */
const MOST_OF_TEXT = 4.6
const PER_WORD = 0.8
/** What a score of the lexicon is worth in a short text, where it stands alone. */
const ALONE = { name: 2, heading: 1.6, title: 1.2 } as const

/** A text that names so many subjects is about none of them. */
const MANY_SUBJECTS = 4

/** Words of files and of a teacher's office: they name no subject of a file that has no other word. */
const TRADE =
  /新建|文件夹|压缩|文档|文件|(?<![a-z])(?:wps|word|excel|ppt|powerpoint)(?![a-z])|活动方案|活动计划|单元整体设计|整体设计|教学设计|大单元|设计|作息|时间表|方案|计划|总结|活动|安排|记录|汇总|安全/gu

type Tally = Map<string, { score: number; direct: number; at: number; evidence: Evidence }>

/** Grades in which a subject is taught; outside them its words belong to another one (science in primary school). */
const PRIMARY_AS_SCIENCE = new Set(['physics', 'chemistry', 'biology', 'geography'])

/**
 * The subject and how sure it is. `stage` and the edition narrow it; `habits` holds each subject's share (0..1) in what
 * the author and the chat shared before and counts least.
 */
export function subjectOf(
  sources: readonly Source[],
  known: { stage?: string; edition?: Edition; habits?: ReadonlyMap<string, number>; body?: string },
): SubjectReading | undefined {
  const tally: Tally = new Map()
  for (const source of sources) {
    if (source.from === 'habits') continue
    readDirect(tally, source)
    if (source.from === 'text') continue
    readLexicon(tally, source)
    readLessons(tally, source, known.stage)
  }
  // A timetable names them all, and its words are about none of them.
  const spoken = namesManySubjects(known.body ?? '') ? [] : subjectScores(known.body ?? '')
  readBody(tally, spoken)
  const name = sources.find(({ from }) => from === 'name')
  if (name) readEnglish(tally, name, sources.find(({ from }) => from === 'text')?.text ?? '')
  const { edition } = known
  for (const subject of edition?.subjects ?? []) {
    add(tally, subject, edition?.subjects.length === 1 ? 3 : 1.4, { from: 'name', quote: edition?.edition ?? '' })
  }
  if (edition && /[部统]编/.test(edition.edition)) {
    add(tally, 'chinese', 0.9, { from: 'name', quote: edition.edition })
    add(tally, 'politics', 0.3, { from: 'name', quote: edition.edition })
    add(tally, 'history', 0.3, { from: 'name', quote: edition.edition })
  }
  byStage(tally, known.stage)
  for (const [subject, share] of known.habits ?? []) {
    const quote = `${Math.round(share * 100)}%`
    if (share >= 0.2) add(tally, subject, 1.8 * share, { from: 'habits', quote })
  }
  return decide(tally, known.stage)
}

function add(tally: Tally, subject: string, score: number, evidence: Evidence, at = 0, direct = 0): void {
  const before = tally.get(subject)
  if (!before) {
    tally.set(subject, { score, direct, at, evidence })
    return
  }
  if (direct > before.direct || (before.direct === 0 && score > before.score)) before.evidence = evidence
  before.score += score
  before.direct = Math.max(before.direct, direct)
}

function namesManySubjects(text: string): boolean {
  const head = text.slice(0, HEAD_CHARACTERS)
  return DIRECT.filter(({ pattern }) => head.search(pattern) >= 0).length >= MANY_SUBJECTS
}

function readDirect(tally: Tally, { from, open, text }: Source): void {
  if (from === 'habits') return
  const read = from === 'text' ? open.slice(0, HEAD_CHARACTERS) : open
  const first = from === 'text' ? undefined : besideGrade(read)
  // A timetable or a course across subjects names them all.
  if (from === 'text' && namesManySubjects(read)) return
  for (const { key, pattern } of DIRECT) {
    const cleared = withoutFalseFriends(key, read)
    const match = first?.key === key ? first.match : [...cleared.matchAll(pattern)][0]
    const said = from === 'text' && /(?:学科|科目|课程)\s*[:：]?\s*$/u.test(read.slice(0, match?.index ?? 0))
    if (match) {
      const weight = said ? 8 : WEIGHTS[from].direct
      // 六年级科学《化学变化…》: the subject stands beside the grade, the other word is the topic.
      if (first?.key === key) add(tally, key, 0.5 * WEIGHTS[from].direct, { from, quote: match[0] })
      const latin = /^[a-z]/.test(match[0]) && key !== 'english' && from === 'text' ? 0.4 : 1
      add(tally, key, weight * latin, { from, quote: match[0] }, match.index, weight * latin)
    } else if (cleared !== read) {
      add(tally, key, 0.08 * WEIGHTS[from].direct, { from, quote: labelOf(SUBJECTS, key).zh })
    }
  }
  if (from !== 'name' && from !== 'heading') return
  for (const { key, pattern } of DIRECT) {
    // 论文《小学数学计算教学策略》: inside 《》 a subject's name still leans.
    const match = open.match(pattern) ? undefined : [...withoutFalseFriends(key, text).matchAll(pattern)][0]
    if (match && !/^[a-z]/.test(match[0])) add(tally, key, 2.4, { from, quote: match[0] })
  }
  for (const match of text.matchAll(SHORT)) {
    const key = SHORT_KEYS[match[1] ?? '']
    if (key) add(tally, key, 7, { from, quote: match[0] }, match.index, 7)
  }
}

/** The terms in a name, heading or title; where there are none, the words that a lesson of the subject uses. */
function readLexicon(tally: Tally, { from, text, open }: Source): void {
  if (from === 'habits' || from === 'text') return
  const weight = WEIGHTS[from]
  let silent = true
  for (const { key, sure, lean, english } of LEXICON) {
    const sureWords = distinct(text, sure)
    const leanWords = distinct(text, lean)
    const englishWords = english ? distinct(text, english) : []
    if (sureWords.length + leanWords.length + englishWords.length === 0) continue
    if (sureWords.length + englishWords.length > 0) silent = false
    const own = key === 'english' ? 0.35 : 0.8
    const score =
      weight.sure * Math.min(sureWords.length, 3) +
      weight.lean * Math.min(leanWords.length, 3) +
      weight.sure * own * Math.min(englishWords.length, 3)
    add(tally, key, score, { from, quote: [...sureWords, ...englishWords, ...leanWords].slice(0, 3).join('、') })
  }
  if (!silent) return
  const cleared = SUBJECTS.reduce((left, { key }) => withoutFalseFriends(key, left), open).replace(TRADE, '#')
  const [first, second] = subjectScores(cleared)
  if (!first || first.score < 0.8 || (second && second.score > 0.7 * first.score)) return
  add(tally, first.subject, ALONE[from] * Math.min(first.score, 2), { from, quote: first.words.join('、') })
}

/** The words of the text, scaled so that the leading subject weighs what a text may weigh at most. */
function readBody(tally: Tally, spoken: readonly Score[]): void {
  const most = spoken[0]?.score ?? 0
  const scale = Math.min(PER_WORD, MOST_OF_TEXT / Math.max(1, most))
  for (const { subject, score, words } of spoken.slice(0, 6)) {
    add(tally, subject, score * scale, { from: 'text', quote: words.join('、') })
  }
}

function readLessons(tally: Tally, { from, text }: Source, stage: string | undefined): void {
  if (from === 'habits' || from === 'text') return
  const seen = new Set<string>()
  for (const { name, places, exact } of lessonsIn(text).slice(0, 3)) {
    const subjects = new Set(places.map(({ subject }) => subject))
    for (const subject of subjects) {
      if (seen.has(subject)) continue
      seen.add(subject)
      const fits = !stage || places.some((place) => place.subject === subject && stageOfGrade(place.grade) === stage)
      const base = exact ? 1 : name.length >= 5 ? 0.8 : name.length === 4 ? 0.65 : 0.4
      add(tally, subject, (WEIGHTS[from].lesson * base * (fits ? 1 : 0.4)) / Math.sqrt(subjects.size), {
        from,
        quote: name,
      })
    }
  }
}

/** A name of English words, or a text in them, is an English teacher's unless its words name another subject. */
function readEnglish(tally: Tally, name: Source, body: string): void {
  const latin =
    name.text
      .match(/[a-z]{2,}/gu)
      ?.filter(
        (word) =>
          !/^(?:ppt|pptx|doc|docx|pdf|word|wps|pep|ok|ab|vs|dna|rna|ph|atp|final|app|ai|scratch|python)$/u.test(word),
      ) ?? []
  const unit = /(?<![a-z])(?:unit|module|starter|story time|section [ab]|(?:m\d)?u(?=\d))\s*\d*/u.exec(name.text)
  if (unit) add(tally, 'english', 2.6, { from: 'name', quote: unit[0].trim() })
  if (/《[^《》\p{Script=Han}]*[a-z]{2,}[^《》\p{Script=Han}]*》/u.test(name.text))
    add(tally, 'english', 3, { from: 'name', quote: latin.slice(0, 3).join(' ') })
  else if (latin.length >= 3) add(tally, 'english', 1.6, { from: 'name', quote: latin.slice(0, 4).join(' ') })
  const letters = body.slice(0, 3000).match(/[a-z]/gu)?.length ?? 0
  const han = body.slice(0, 3000).match(/\p{Script=Han}/gu)?.length ?? 0
  if (letters > 200 && letters > han * 2) add(tally, 'english', 2.2, { from: 'text', quote: 'English' })
}

function byStage(tally: Tally, stage: string | undefined): void {
  if (!stage) return
  for (const [subject, entry] of [...tally]) {
    if (entry.direct > 0) continue
    if (stage === 'primary' && PRIMARY_AS_SCIENCE.has(subject)) {
      add(tally, 'science', entry.score * 0.7, entry.evidence)
      entry.score *= 0.3
    } else if (stage === 'primary' && subject === 'history') entry.score *= 0.5
    else if (stage !== 'primary' && subject === 'science') entry.score *= 0.4
    else if (stage !== 'senior' && subject === 'general_tech') entry.score *= 0.3
  }
}

const NATURAL = new Set(['science', 'physics', 'chemistry', 'biology', 'geography'])

function decide(tally: Tally, stage: string | undefined): SubjectReading | undefined {
  const ranked = [...tally].sort((a, b) => b[1].score - a[1].score)
  const first = ranked[0]
  if (!first || first[1].score < 0.35) return undefined
  const second = ranked[1]?.[1].score ?? 0
  const [subject, { score, direct, evidence }] = first
  const margin = (score - second) / score
  if (evidence.from === 'text' && direct < 7) {
    let confidence = byWords(score, margin)
    // Primary science speaks of what physics, chemistry, biology and geography speak of.
    const rival = ranked[1]?.[0]
    if (!stage && rival && NATURAL.has(subject) && NATURAL.has(rival) && margin < 0.75) confidence -= 0.12
    return { subject, confidence: Math.max(0.2, confidence), evidence }
  }
  if (score < 1.2) return undefined
  let confidence = direct >= 7 ? 0.96 : score >= 6 ? 0.88 : score >= 3.2 ? 0.75 : score >= 2 ? 0.62 : 0.45
  if (margin < 0.12) confidence -= 0.35
  else if (margin < 0.3) confidence -= 0.15
  return { subject, confidence: Math.max(0.2, confidence), evidence }
}

/** How often words of a text alone are right, measured on texts that were not used for the word lists. */
function byWords(score: number, margin: number): number {
  if (margin >= 0.5) return score >= 4 ? 0.87 : score >= 2.4 ? 0.8 : score >= 1.4 ? 0.68 : score >= 0.9 ? 0.5 : 0.35
  if (margin >= 0.3) return score >= 2.4 ? 0.68 : 0.58
  return margin >= 0.15 ? 0.55 : 0.4
}

function distinct(text: string, pattern: RegExp): string[] {
  return [...new Set(text.match(pattern) ?? [])]
}
