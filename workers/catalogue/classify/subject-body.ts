import { lessonsIn } from './curriculum/lessons.ts'
import { isOtherProse } from './english-prose.ts'
import { type Score, subjectScores } from './lexicon/scores.ts'
import { mannerOf } from './manner.ts'
import { plain } from './plain.ts'

/** How far into a text the lessons in 《》 are looked for, in characters: later ones are what is read besides. */
const QUOTED = 1_500
/** What a lesson in 《》 is worth beside a word that only its subject uses, and how many of them count. */
const LESSON = { worth: 1.5, most: 3 }
/** Subjects whose words stand in papers of the others: a football rolls, a guitar sounds, a family shares a cake. */
const LIVELY = new Set(['pe', 'music', 'art', 'labour', 'psychology', 'practice', 'class_meeting'])
const IN_A_PAPER = 0.6
/** Who speaks to children of nature teaches science; who asks with a diagram and points does not. */
const SPECIAL = new Set(['physics', 'chemistry', 'biology', 'geography'])
const TO_CHILDREN = 0.35
const CODE =
  /https?:|[{};]\s*$|"\w+"\s*:|\w\(\w*\)|<\/?[a-z]+>|\s[!=]=\s|\/\w+\/\w+|\b(?:GET|POST|JSON|token|null|import|def|function|var|const|int|void|SELECT|return)\b/gmu
const CODE_READ = 1_500
const CODE_MARKS = 4
const IN_CODE = 0.3
const IN_OTHER_PROSE = 0.1

/**
 * What a running text says for each subject, most first: its words and formulas, the lessons that it names, and the manner
 * in which it speaks. Pure.
 */
export function bodyScores(body: string): Score[] {
  const scores = new Map(subjectScores(body).map((one) => [one.subject, { ...one }]))
  for (const { subject, word, worth } of lessonMarks(body.slice(0, QUOTED))) {
    const one = scores.get(subject) ?? { subject, score: 0, words: [] }
    scores.set(subject, { ...one, score: one.score + worth, words: [word, ...one.words].slice(0, 3) })
  }
  const { paper, childlike } = mannerOf(body)
  for (const one of scores.values()) {
    if (LIVELY.has(one.subject)) one.score *= 1 - (1 - IN_A_PAPER) * paper
    if (one.subject === 'science') one.score *= 1 + TO_CHILDREN * childlike
    if (SPECIAL.has(one.subject)) one.score *= 1 - TO_CHILDREN * childlike
  }
  const english = scores.get('english')
  if (english && isCode(body)) english.score *= IN_CODE
  // Its words are nobody's: neither a lesson's in English, nor a program's, whose for and input they are.
  const other = isOtherProse(body) ? [english, scores.get('it')] : []
  for (const one of other) if (one) one.score *= IN_OTHER_PROSE
  return [...scores.values()].sort((a, b) => b.score - a.score)
}

/** Programs, addresses and interfaces are written in English words that teach none. */
function isCode(body: string): boolean {
  return (body.slice(0, CODE_READ).match(CODE)?.length ?? 0) >= CODE_MARKS
}

/** The lessons in 《》: one that several subjects teach says less of each. */
function lessonMarks(text: string): { subject: string; word: string; worth: number }[] {
  const quoted = [...plain(text).matchAll(/《[^《》\n]{1,24}》/gu)].map(([title]) => title)
  const lessons = [...new Set(quoted)].flatMap((title) => lessonsIn(title).filter(({ exact }) => exact))
  return lessons.slice(0, LESSON.most).flatMap(({ name, places }) => {
    const subjects = [...new Set(places.map(({ subject }) => subject))]
    return subjects.map((subject) => ({ subject, word: name, worth: LESSON.worth / subjects.length ** 0.7 }))
  })
}
