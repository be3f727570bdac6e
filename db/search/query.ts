import type { Text } from '#kit/lang.ts'
import { type Facet, type FacetField, facetLabel, facetsIn } from './facets.ts'
import { fold, normalise } from './normal.ts'
import { spellOut } from './spell.ts'
import { type Cut, charsOf, cutOf, wordsOf } from './words.ts'

/** What a query said about a field, for a chip that can be removed. */
export type Chip = { field: FacetField | 'edition'; key: string; label: Text; typed: string }

/** A question, understood. Words carry the topic; facets raise what fits them and never hide what does not. */
export type ParsedQuery = {
  words: Cut[]
  /** The stretch of the question from the first of them to the last, with what stands between. */
  topic: string
  facets: Facet[]
  /** The words in which the facets were typed, such as 导学案: they may stand in a title. */
  typed: string[]
  /** Han characters of the topic. */
  chars: string[]
  /** The words of the topic were typed apart: whoever does that means all of them. */
  apart: boolean
  /** Runs of Han characters of the topic, two and more. */
  runs: string[]
  /** Sounds of the topic as typed in pinyin, one list for each word; other readings apart. */
  sounds: string[][]
  otherSounds: string[][]
  /** Words in letters that are no pinyin, such as `fsja`. */
  initials: string[]
  /** Words that must not occur: `-答案`. */
  excluded: string[]
  /** What must not stand so, as no single word of the index says it: `-参考答案`; and subjects and grades not wanted. */
  leftOut: LeftOut
  chips: Chip[]
}

export type LeftOut = { phrases: string[]; subjects: string[]; grades: number[] }

/** Longer questions are cut: nobody means the 2000th character, and the query must stay cheap. */
const MAX_LENGTH = 200
const MAX_WORDS = 16

/**
 * Parses what people type. Understands quotes (taken as plain words), `-词` (excluded), `作者:李`, `类型:课件` (the
 * label is dropped, the word counts). Never throws.
 */
export function parseQuery(text: string): ParsedQuery {
  const excluded: string[] = []
  const leftOut: LeftOut = { phrases: [], subjects: [], grades: [] }
  const plain = normalise(text.slice(0, MAX_LENGTH))
    .replace(/(^|\s)-(?=[\p{L}《【(])([^\s]+)/gu, (_, before: string, typed: string) => {
      const word = typed.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
      const cuts = cutOf(word)
      if (cuts.length === 1) excluded.push(...cuts.map((cut) => cut.word))
      else if (word !== '') leftOut.phrases.push(word)
      noteFacets(word, leftOut)
      return before
    })
    .replace(/(作者|类型|学科|年级|册次|author|type|subject|grade):/g, ' ')
    .replace(/["'“”‘’「」『』《》]/g, ' ')
  const spelt = spellOut(plain)
  const { facets, rest } = facetsIn(spelt.text)
  const words = uniqueCuts(cutOf(rest)).slice(0, MAX_WORDS)
  return {
    words,
    topic: stretchOf(rest, words),
    facets,
    typed: [...new Set(facets.flatMap((facet) => wordsOf(facet.typed)))],
    chars: charsOf(words.map((cut) => cut.word).join('')).slice(0, 2 * MAX_WORDS),
    apart: topicsIn(plain) > 1,
    runs: (rest.match(/\p{Script=Han}{2,}/gu) ?? []).slice(0, MAX_WORDS),
    sounds: spelt.sounds,
    otherSounds: spelt.otherSounds,
    initials: spelt.initials,
    excluded,
    leftOut,
    chips: chipsOf(facets),
  }
}

/** 数学 -三年级: who leaves out a subject or a grade does so whether a text names it or not. */
function noteFacets(word: string, { subjects, grades }: LeftOut): void {
  const { facets, rest } = facetsIn(word)
  if (/[\p{L}\p{N}]/u.test(rest)) return
  for (const { field, key } of facets) {
    if (field === 'subject') subjects.push(key)
    if (field === 'grade') grades.push(Number(key))
  }
}

/** A chip for each facet that people know by a name. */
export function chipsOf(facets: readonly Facet[]): Chip[] {
  return facets.flatMap((facet): Chip[] => {
    const label = facetLabel(facet.field, facet.key)
    const implied = facet.field === 'stage' && facets.some((other) => other.field === 'grade')
    if (!label || implied || facet.field === 'form') return []
    return [{ field: facet.field, key: facet.key, label, typed: facet.typed }]
  })
}

/**
 * A question without what a chip stands for, however that was typed: 課件, ３年级 and jiaoan as well. Undefined when
 * nothing else was asked.
 */
export function withoutChip(text: string, chip: Pick<Chip, 'field' | 'key' | 'typed'>): string | undefined {
  const at = fold(text).indexOf(chip.typed)
  const isOf = (piece: string) =>
    parseQuery(piece).chips.some((one) => one.field === chip.field && one.key === chip.key)
  // 三上 says a grade and a volume: the other one stays.
  const others = parseQuery(chip.typed).chips.filter((one) => one.field !== chip.field || one.key !== chip.key)
  const kept = others.map(({ label }) => label.zh).join(' ')
  const rest =
    at >= 0
      ? `${text.slice(0, at)} ${kept} ${text.slice(at + chip.typed.length)}`
      : text
          .split(/\s+/)
          .filter((piece) => !isOf(piece))
          .join(' ')
  const plain = rest.replace(/\s+/g, ' ').trim()
  return plain === '' || plain === text.trim() ? undefined : plain
}

/** 秒的认识 for 秒 and 认识: what people typed, without the courtesies around it. */
function stretchOf(rest: string, words: readonly Cut[]): string {
  const from = rest.indexOf(words[0]?.word ?? '')
  const last = words.at(-1)?.word ?? ''
  const to = rest.lastIndexOf(last)
  if (from < 0 || to < from) return words.map(({ word }) => word).join(' ')
  return rest.slice(from, to + last.length).replace(/\s+/g, ' ')
}

/** How many of the pieces between blanks say something beside facets. */
function topicsIn(plain: string): number {
  const pieces = plain.trim().split(/\s+/)
  return pieces.length < 2 ? 1 : pieces.filter((piece) => /[\p{L}\p{N}]/u.test(facetsIn(piece).rest)).length
}

function uniqueCuts(cuts: Cut[]): Cut[] {
  const seen = new Set<string>()
  return cuts.filter((cut) => !seen.has(cut.word) && seen.add(cut.word))
}
