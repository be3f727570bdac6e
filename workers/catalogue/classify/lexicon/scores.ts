import { SUBJECTS } from '#db/taxonomy.ts'
import { plain, tidy } from '../plain.ts'
import { SUBJECT_WORDS } from '../subject-words.ts'
import { ALL } from './all.ts'
import { EVERYDAY, EVERYDAY_WORTH } from './everyday.ts'
import { formulas } from './formulas.ts'

/** What a text says for one subject: a sum of weights, and the words that weighed most, heaviest first. */
export type Score = { subject: string; score: number; words: string[] }

const STRONG = 1
const MEDIUM = 0.38
/** A word's worth by its length: a single character is in every text. */
const BY_LENGTH = [0, 0.22, 0.85, 1.05, 1.25, 1.35]
/** How much of a text is weighed, in characters; what follows hardly changes the subject. */
const WEIGHED = 6_000

/** The lists are written in simplified characters: such a word is as `plain` would give it. */
const HAN = /^[\u4e00-\u9fff]+$/

type Entry = { subject: string; worth: number }

let index: Map<string, Entry[]> | undefined
/** The words by their first two characters, the longest first; those of a single one by that and nothing. */
const byStart = new Map<number, string[]>()

/** Each subject that a text speaks for, most first. Pure; about 2 ms for a long text. */
export function subjectScores(raw: string): Score[] {
  const known = load()
  const text = plain(raw.slice(0, WEIGHED))
  const counts = new Map<string, number>()
  for (let at = 0; at < text.length; ) {
    const word = longestAt(text, at)
    if (word === undefined) {
      at += 1
      continue
    }
    counts.set(word, (counts.get(word) ?? 0) + 1)
    at += word.length
  }
  const scores = new Map<string, { score: number; words: { word: string; worth: number }[] }>()
  const add = (subject: string, word: string, worth: number): void => {
    const one = scores.get(subject) ?? { score: 0, words: [] }
    one.score += worth
    one.words.push({ word, worth })
    scores.set(subject, one)
  }
  for (const [word, count] of counts) {
    for (const { subject, worth } of known.get(word) ?? []) add(subject, word, worth * (1 + 0.4 * Math.log2(count)))
  }
  for (const { subject, word, worth } of formulas(tidy(raw.slice(0, WEIGHED)))) add(subject, word, worth)
  return [...scores]
    .map(([subject, { score, words }]) => ({
      subject,
      score,
      words: words
        .sort((a, b) => b.worth - a.worth)
        .slice(0, 3)
        .map(({ word }) => word),
    }))
    .sort((a, b) => b.score - a.score)
}

/** The subjects that alone use a word, such as 浮力; undefined for words of several subjects and unknown ones. */
export function ownerOf(word: string): string | undefined {
  const entries = load().get(word)
  const [first] = entries ?? []
  return entries?.length === 1 && first && first.worth >= STRONG * 0.8 ? first.subject : undefined
}

function longestAt(text: string, at: number): string | undefined {
  const first = text.charCodeAt(at)
  const longer = byStart.get(startOf(first, text.charCodeAt(at + 1)))
  const alone = byStart.get(startOf(first, 0))
  return (longer && fitting(longer, text, at, first)) ?? (alone && fitting(alone, text, at, first))
}

/** Two UTF-16 units in one number that V8 keeps without an object; NaN, beyond the end of a text, is 0. */
function startOf(first: number, second: number): number {
  return (first << 16) | second
}

function fitting(words: readonly string[], text: string, at: number, first: number): string | undefined {
  const latin = isLatin(first)
  if (latin && isLatin(text.charCodeAt(at - 1))) return undefined
  for (const word of words) {
    if (!text.startsWith(word, at)) continue
    const end = at + word.length
    if (latin && isLatin(text.charCodeAt(end)) && isLatin(text.charCodeAt(end - 1))) continue
    return word
  }
  return undefined
}

/** a to z or a digit; NaN, beyond either end, is none. */
function isLatin(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39)
}

function load(): ReadonlyMap<string, Entry[]> {
  if (index) return index
  const lists = new Map<string, Map<string, number>>()
  const put = (subject: string, word: string, base: number): void => {
    const one = HAN.test(word) ? word : plain(word)
    if (one === '') return
    const entries = lists.get(one) ?? new Map<string, number>()
    entries.set(subject, Math.max(entries.get(subject) ?? 0, base))
    lists.set(one, entries)
  }
  for (const { subject, strong, medium } of ALL) {
    for (const word of strong.split(' ')) put(subject, word, STRONG)
    for (const word of medium.split(' ')) put(subject, word, MEDIUM)
  }
  for (const [subject, { sure, lean }] of Object.entries(SUBJECT_WORDS)) {
    for (const word of plainWords(sure)) put(subject, word, STRONG)
    for (const word of plainWords(lean)) put(subject, word, MEDIUM)
  }
  for (const { key, words } of SUBJECTS) for (const word of words) if (!/^[a-z]/.test(word)) put(key, word, STRONG)
  const made = new Map<string, Entry[]>()
  for (const [word, entries] of lists) {
    const total = [...entries.values()].reduce((sum, base) => sum + base, 0)
    const size =
      (BY_LENGTH[Math.min(word.length, BY_LENGTH.length - 1)] ?? 1) * (EVERYDAY.has(word) ? EVERYDAY_WORTH : 1)
    const start = startOf(word.charCodeAt(0), word.charCodeAt(1))
    const beside = byStart.get(start)
    if (beside) beside.push(word)
    else byStart.set(start, [word])
    // A word of two subjects says less of each, and most of the one that lists it as its own.
    made.set(
      word,
      [...entries].map(([subject, base]) => ({ subject, worth: base * size * (base / total) ** 0.7 })),
    )
  }
  for (const words of byStart.values()) words.sort((a, b) => b.length - a.length)
  index = made
  return made
}

/** The alternatives of an expression that are words as they stand. */
function plainWords(expression: string): string[] {
  return expression.split('|').filter((word) => !/[()[\]\\?*+^$.{}]/.test(word))
}
