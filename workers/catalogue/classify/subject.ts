import { labelOf, SUBJECTS, stageOfGrade } from '#db/taxonomy.ts'
import { lessonsIn } from './curriculum/lessons.ts'
import type { Edition } from './edition.ts'
import { isOtherProse } from './english-prose.ts'
import { type Score, subjectScores } from './lexicon/scores.ts'
import { HEAD_CHARACTERS, type Source } from './sources.ts'
import { bodyScores } from './subject-body.ts'
import { besideGrade, DIRECT, LEXICON, SHORT, SHORT_KEYS, withoutFalseFriends } from './subject-names.ts'
import { add, byStage, decide, type SubjectReading, type Tally } from './subject-tally.ts'
import { bookIn } from './volume.ts'

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
const ALONE = { name: 2, heading: 1, title: 1.2 } as const

/** A subject's name in a running text, which need not be about it. */
const MENTIONED = 0.6

/** A text that names so many subjects is about none of them. */
const MANY_SUBJECTS = 4

/** Words of files and of a teacher's office: they name no subject of a file that has no other word. */
const TRADE =
  /新建|文件夹|压缩|文档|文件|(?<![a-z])(?:wps|word|excel|ppt|powerpoint)(?![a-z])|活动方案|活动计划|单元整体设计|整体设计|教学设计|大单元|设计|作息|时间表|方案|计划|总结|活动|安排|记录|汇总|安全|申报|申请|问卷|通知|开学|学期|考核|考务|值[周班]/gu

/** How an office speaks: a paper with several of these is about no subject unless it says so outright. */
const OFFICE =
  /各位(?:家长|老师|同事|教师)|家长朋友|通知如下|特此通知|考核|细则|报名|申报|申请[表人]|参加人员|会议(?:记录|纪要|时间|地点)|值[周班]|盖章|问卷|满意度|工作总结|培训|军训|须知|食堂|校园安全|安全工作|应急|预案|职责|德育处|教务处|教育局|学校意见|放假|请假|开题|课题组|经费|学历|职称|迟到|出勤|教职工|全体教师|章程|总则|第[一二三]条|甲方|乙方|公示|协议|采购|经手人|验收人|节目单|会务|报到|业主|求职|简历|租赁|党支部|党员|记录人|表彰|宿舍|告知书|尊敬的家长|回执/gu
const OFFICE_MARKS = 2
/** Below what a receipt calls known: whom it may concern, not what it teaches. */
const IN_AN_OFFICE = 0.5
/** Whatever concerns a class or an inquiry uses their words; only their name claims a text for them. */
const WIDE = new Set(['class_meeting', 'practice'])
const WIDE_AT_MOST = 0.58

/** Forms of an office, whose words are of no subject: 成绩统计表 is no statistics, 值日表 no labour. */
const FORMS =
  /(?:成绩|分数|人数|情况|考勤)(?:统计表?|登记表?)|值日(?:表|安排)|座[位次]表|致?告?家长(?:的?一封信|告知?书|书)|家长会(?=通知|邀请)|邀请函|通知|评语|评价表|量[表规]|(?:成绩|质量|试卷)分析/gu

/**
 * The subject and how sure it is. `stage` and the edition narrow it; `habits` holds each subject's share (0..1) in what
 * the author and the chat shared before and counts least.
 */
export function subjectOf(
  sources: readonly Source[],
  known: { stage?: string; edition?: Edition; habits?: ReadonlyMap<string, number>; body?: string },
): SubjectReading | undefined {
  const tally: Tally = new Map()
  const isOther = isOtherProse(known.body ?? '')
  for (const source of sources) {
    if (source.from === 'habits') continue
    readDirect(tally, source)
    if (source.from === 'text') continue
    readLexicon(tally, source, isOther)
    readLessons(tally, source, known.stage)
  }
  // A timetable names them all, and its words are about none of them.
  const spoken = namesManySubjects(known.body ?? '') ? [] : bodyScores(known.body ?? '')
  readBody(tally, spoken)
  const name = sources.find(({ from }) => from === 'name')
  if (name) readEnglish(tally, name, sources.find(({ from }) => from === 'text')?.text ?? '', isOther)
  const { edition } = known
  for (const subject of edition?.subjects ?? []) {
    add(tally, subject, edition?.subjects.length === 1 ? 3 : 1.4, { from: 'name', quote: edition?.edition ?? '' })
  }
  if (edition && /[部统]编/.test(edition.edition)) {
    add(tally, 'chinese', 0.9, { from: 'name', quote: edition.edition })
    add(tally, 'politics', 0.3, { from: 'name', quote: edition.edition })
    add(tally, 'history', 0.3, { from: 'name', quote: edition.edition })
  }
  // Only the books of Chinese are counted 上, 中, 下 in senior school, beside 纲要 of history.
  const counted = name && !name.text.includes('纲要') ? /(?:必修|选必)[\s·(]*[上中下]/u.exec(name.text) : undefined
  if (counted) add(tally, 'chinese', 2.6, { from: 'name', quote: counted[0] })
  const book = name ? bookIn(name.text) : undefined
  if (book) add(tally, book.value.subject, 4, { from: 'name', quote: book.quote })
  byStage(tally, known.stage)
  for (const [subject, share] of known.habits ?? []) {
    const quote = `${Math.round(share * 100)}%`
    if (share >= 0.2) add(tally, subject, 1.8 * share, { from: 'habits', quote })
  }
  const reading = decide(tally, known.stage)
  if (!reading || reading.evidence.from === 'name' || (tally.get(reading.subject)?.direct ?? 0) > MENTIONED)
    return reading
  if (speaksAsAnOffice(known.body ?? '')) return { ...reading, confidence: Math.min(reading.confidence, IN_AN_OFFICE) }
  return WIDE.has(reading.subject) ? { ...reading, confidence: Math.min(reading.confidence, WIDE_AT_MOST) } : reading
}

function speaksAsAnOffice(body: string): boolean {
  return new Set(body.slice(0, HEAD_CHARACTERS).match(OFFICE)).size >= OFFICE_MARKS
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
      const weight = said ? 8 : from === 'text' && !isClaim(read, match) ? MENTIONED : WEIGHTS[from].direct
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
    // 《科学》九上 names the book; inside a longer title it only leans.
    const whole = match && text.includes(`《${match[0]}》`)
    if (match && !/^[a-z]/.test(match[0])) {
      add(
        tally,
        key,
        whole ? WEIGHTS[from].direct : 2.4,
        { from, quote: match[0] },
        match.index,
        whole ? WEIGHTS[from].direct : 0,
      )
    }
  }
  for (const match of text.matchAll(SHORT)) {
    const key = SHORT_KEYS[match[1] ?? '']
    if (key) add(tally, key, 7, { from, quote: match[0] }, match.index, 7)
  }
}

/** 初中生物, 数学课, 历史教研组 in a text say whose it is; 悠久的历史 and 各种生物 are what it speaks of. */
function isClaim(text: string, match: RegExpMatchArray): boolean {
  const start = match.index ?? 0
  const end = start + match[0].length
  return (
    /^(?:课(?!余|外)|组|学科|教[学师研材案]|老师|试[卷题]|作业|备课|课[本堂程]|考试|竞赛|导学|核心素养|质量|期[中末]|[(（]?[上下]|必修|选修)/u.test(
      text.slice(end, end + 6),
    ) ||
    /(?:小学|初中|高中|年级|[七八九]上|[七八九]下|初[一二三]|高[一二三]|级|版|学期|中考|高考|【)\s*$/u.test(
      text.slice(0, start),
    )
  )
}

/**
 * The terms in a name, heading or title; where there are none, the words that a lesson of the subject uses. `isOther`: the
 * text is English prose of another trade, so that English words say nothing.
 */
function readLexicon(tally: Tally, { from, text: whole, open }: Source, isOther: boolean): void {
  if (from === 'habits' || from === 'text') return
  const text = whole.replace(FORMS, (hit) => '#'.repeat(hit.length))
  const weight = WEIGHTS[from]
  let silent = true
  for (const { key, sure, lean, english } of LEXICON) {
    const sureWords = distinct(text, sure)
    const leanWords = distinct(text, lean)
    const englishWords = english && !(isOther && key === 'english') ? distinct(text, english) : []
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
  const cleared = SUBJECTS.reduce((left, { key }) => withoutFalseFriends(key, left), open)
    .replace(FORMS, '#')
    .replace(TRADE, '#')
  const [first, second] = subjectScores(cleared).filter(({ subject }) => !(isOther && subject === 'english'))
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
function readEnglish(tally: Tally, name: Source, body: string, isOther: boolean): void {
  const latin =
    name.text
      .match(/[a-z]{2,}/gu)
      ?.filter(
        (word) =>
          !/^(?:ppt|pptx|doc|docx|pdf|word|wps|pep|ok|ab|vs|dna|rna|ph|atp|final|app|ai|scratch|python)$/u.test(word),
      ) ?? []
  const unit = /(?<![a-z])(?:unit|module|starter|story time|section [ab]|(?:m\d)?u(?=\d))\s*\d*|\d[ab]\s?u(?=\d)/u.exec(
    name.text,
  )
  if (unit)
    add(
      tally,
      'english',
      /^\d[ab]|(?<!\p{L})[1-9][ab](?![a-z])/u.test(name.text.slice(Math.max(0, unit.index - 3))) ? 4 : 2.6,
      { from: 'name', quote: unit[0].trim() },
    )
  if (isOther) return
  if (/《[^《》\p{Script=Han}]*[a-z]{2,}[^《》\p{Script=Han}]*》/u.test(name.text))
    add(tally, 'english', 3, { from: 'name', quote: latin.slice(0, 3).join(' ') })
  else if (latin.length >= 3) add(tally, 'english', 1.6, { from: 'name', quote: latin.slice(0, 4).join(' ') })
  const letters = body.slice(0, 3000).match(/[a-z]/gu)?.length ?? 0
  const han = body.slice(0, 3000).match(/\p{Script=Han}/gu)?.length ?? 0
  if (letters > 200 && letters > han * 2) add(tally, 'english', 2.2, { from: 'text', quote: 'English' })
}

function distinct(text: string, pattern: RegExp): string[] {
  return [...new Set(text.match(pattern) ?? [])]
}
