import type { Resource } from '../schema.ts'
import { codeOf } from './code.ts'
import { type Facet, facetLexeme, facetsIn } from './facets.ts'
import { keyOf } from './hash.ts'
import { KeyTable } from './key-table.ts'
import { normalise } from './normal.ts'
import { initialsOf, soundPairs, soundsOf } from './sounds.ts'
import { charsOf, eachHan, wordsOf } from './words.ts'

/** What is known beside the resource row: who made it, and the text inside. */
export type Extra = { authorName: string; body: string }

/** The columns that the search reads. */
export type Indexable = Pick<
  Resource,
  | 'title'
  | 'file_name'
  | 'stage'
  | 'subject'
  | 'grade'
  | 'volume'
  | 'type'
  | 'unit'
  | 'edition'
  | 'keywords'
  | 'member_id'
>

/** Under which keys a resource is found, ascending, with a code each; lengths in words. */
export type Terms = { keys: Float64Array; codes: Uint8Array; titleLength: number; bodyLength: number }

/** A term's name beside a plain word, which has no prefix. No word of a text contains a colon, a hash, a tilde, … */
export const charTerm = (char: string): string => `#${char}`
export const soundTerm = (pair: string): string => `~${pair}`
/** A stretch of a title between its facets and signs, by its sounds: 位置 is not the beginning of 位置与方向. */
export const wholeTerm = (sounds: readonly string[]): string => `=${sounds.join(' ')}`
export const initialsTerm = (letters: string): string => `^${letters}`
export const authorTerm = (memberId: number): string => `@${memberId}`

/** Characters of the body that are indexed. */
const MAX_BODY_CHARS = 100_000
const MAX_BODY_WORDS = 6000
/** A name may come from anywhere. */
const MAX_TERM = 120
/** Titles of books are longer than anybody's memory of them. */
const MAX_TITLE_CHARS = 300

/** Reads a resource for the index, pure. */
export function termsOf(resource: Indexable, extra: Extra): Terms {
  begin()
  const title = normalise(resource.title.slice(0, MAX_TITLE_CHARS))
  const titleWords = wordsOf(title)
  countTitle(titleWords)
  if (resource.unit) countTitle(wordsOf(normalise(resource.unit)))
  for (const text of [...resource.keywords, resource.edition ?? '', extra.authorName, resource.file_name])
    countBeside(wordsOf(normalise(text.slice(0, MAX_TITLE_CHARS))))
  countBeside([normalise(extra.authorName).trim()])
  const body = normalise(extra.body.slice(0, MAX_BODY_CHARS))
  const bodyWords = wordsOf(body)
  countBody(bodyWords)
  countTitle(charsOf(title).map(charTerm))
  eachHan(body, (char) => countBodyKey(charKey(char)))
  countTitle(soundPairs(title).map(soundTerm))
  countTitle(titleWords.filter(isHanWord).map((word) => initialsTerm(initialsOf(word))))
  const said = facetsIn(title)
  countTitle(facetsOf(resource, said.facets).map(facetLexeme))
  countTitle((said.rest.match(/\p{Script=Han}{2,12}/gu) ?? []).map((run) => wholeTerm(soundsOf(run))))
  countTitle([authorTerm(resource.member_id)])
  return { ...sorted(), titleLength: titleWords.length, bodyLength: bodyWords.length }
}

/** Keys of characters, by their codes; 0 for those not met yet. */
const charKeys = new Float64Array(0x10000)

function charKey(char: number): number {
  const known = charKeys[char] ?? 0
  if (known !== 0) return known
  const key = keyOf(charTerm(String.fromCodePoint(char)))
  if (char < charKeys.length) charKeys[char] = key
  return key
}

function isHanWord(word: string): boolean {
  return /^\p{Script=Han}{2,6}$/u.test(word)
}

/**
 * Columns first. What the title says joins them where a column is empty; forms, types and editions always, because a
 * title may say more than one (教案和课件).
 */
function facetsOf(resource: Indexable, said: readonly Facet[]): { field: Facet['field']; key: string }[] {
  const own: { field: Facet['field']; key: string }[] = [{ field: 'type', key: resource.type }]
  if (resource.stage) own.push({ field: 'stage', key: resource.stage })
  if (resource.grade !== null) own.push({ field: 'grade', key: String(resource.grade) })
  if (resource.volume) own.push({ field: 'volume', key: resource.volume })
  if (resource.subject) own.push({ field: 'subject', key: resource.subject })
  if (resource.edition)
    own.push(...facetsIn(`${normalise(resource.edition).replace(/版$/, '')}版`).facets.filter(isEdition))
  const open = new Set<Facet['field']>(['type', 'form', 'edition'])
  return [...own, ...said.filter((facet) => open.has(facet.field) || !own.some((has) => has.field === facet.field))]
}

function isEdition(facet: Facet): boolean {
  return facet.field === 'edition'
}

/** Times in title and body, and whether beside them: packed into one number while counting. */
const BESIDE = 0x10000
const BODY = 0x20000

/** Whose terms are being counted: one resource at a time, nothing waits in between. */
const table = new KeyTable()
let counted = new Int32Array(1024)
/** Words that stood in title or beside it are not among them. */
let bodyTerms = 0

function begin(): void {
  table.clear()
  counted.fill(0)
  bodyTerms = 0
}

/** Where a term is counted; undefined for what is no term. */
function placeOf(term: string): number | undefined {
  return term === '' || term.length > MAX_TERM ? undefined : placeOfKey(keyOf(term))
}

function placeOfKey(key: number): number {
  const place = table.add(key)
  if (place === counted.length) {
    const larger = new Int32Array(2 * counted.length)
    larger.set(counted)
    counted = larger
  }
  return place
}

function countTitle(terms: readonly string[]): void {
  for (const term of terms) {
    const place = placeOf(term)
    if (place !== undefined) counted[place] = (counted[place] ?? 0) + 1
  }
}

/** A word of the title that keywords or file name repeat adds nothing. */
function countBeside(terms: readonly string[]): void {
  for (const term of terms) {
    const place = placeOf(term)
    if (place !== undefined && counted[place] === 0) counted[place] = BESIDE
  }
}

function countBody(terms: readonly string[]): void {
  for (const term of terms) if (term !== '' && term.length <= MAX_TERM) countBodyKey(keyOf(term))
}

function countBodyKey(key: number): void {
  if (bodyTerms >= MAX_BODY_WORDS && table.find(key) < 0) return
  const before = table.size
  const place = placeOfKey(key)
  if (table.size > before) bodyTerms += 1
  counted[place] = (counted[place] ?? 0) + BODY
}

function sorted(): { keys: Float64Array; codes: Uint8Array } {
  const keys = table.sorted()
  const codes = Uint8Array.from(keys, (key) => {
    const count = counted[table.find(key)] ?? 0
    return codeOf(count & 0xffff, (count & BESIDE) !== 0, Math.floor(count / BODY))
  })
  return { keys, codes }
}
