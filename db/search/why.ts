import type { Lang } from '#kit/lang.ts'
import type { Resource } from '../schema.ts'
import { type FacetField, facetLabel, facetsIn } from './facets.ts'
import { heardIn, spellsAll, spokenIn } from './heard.ts'
import { fold, normalise } from './normal.ts'
import { ordinalsIn } from './numerals.ts'
import type { ParsedQuery } from './query.ts'
import { wordsOf } from './words.ts'

/** One reason: the words of the query that this field has. For facets the words are taxonomy keys. */
export type Reason = { field: 'title' | 'body' | 'author' | 'keywords' | 'edition' | FacetField; words: string[] }

type Card = Pick<
  Resource,
  'title' | 'stage' | 'subject' | 'grade' | 'volume' | 'type' | 'unit' | 'edition' | 'keywords'
>

/** Fields whose words are mostly a number. */
const COUNTED: ReadonlySet<string> = new Set(['stage', 'grade', 'volume'])

/** Fields that are about the topic. */
export const TOPIC: ReadonlySet<string> = new Set(['title', 'body', 'keywords', 'author'])

/** What of a resource answers the query; `body` may be the beginning of the text only. */
export function reasonsOf(query: ParsedQuery, card: Card, authorName: string, body: string): Reason[] {
  const words = searchWords(query)
  const reasons: Reason[] = []
  const add = (field: Reason['field'], text: string, from: readonly string[], heard: readonly string[] = []) => {
    const plain = normalise(text)
    const numbered = ordinalsIn(plain)
    const found = [...new Set([...heard, ...from.filter((word) => plain.includes(word) || numbered.includes(word))])]
    if (found.length > 0) reasons.push({ field, words: longest(found) })
  }
  // Grade and volume are said by their chips: a title does not fit 小三 because it has 三 in it.
  const facets = query.facets.filter(({ field }) => !COUNTED.has(field))
  const inTitle = facetsIn(normalise(card.title)).facets
  const named = facets.flatMap(({ field, key, typed }) => [
    ...[typed, ...wordsOf(typed).filter((word) => word.length > 1)],
    // 测试 in a title is what 试卷 asks for.
    ...inTitle.filter((own) => own.field === field && own.key === key).map((own) => own.typed),
  ])
  add('title', `${card.title} ${card.unit ?? ''}`, [...words, ...named], spokenIn(query, normalise(card.title)))
  const own: Record<FacetField, string | null> = { ...card, grade: card.grade === null ? null : String(card.grade) }
  for (const chip of query.chips)
    if (chip.field !== 'edition' && own[chip.field] === chip.key) reasons.push({ field: chip.field, words: [chip.key] })
  // 初一 also raises what is for the other years of 初中; no chip says so.
  const stage = query.facets.find(({ field, key }) => field === 'stage' && key === card.stage)
  if (reasons.length === 0 && stage) reasons.push({ field: 'stage', words: [stage.key] })
  const edition = editionNamed(query, card)
  if (edition !== undefined) reasons.push({ field: 'edition', words: [edition] })
  add('author', authorName, words)
  add('keywords', card.keywords.join(' '), words)
  const folded = fold(body)
  const inBody = longest(words.filter((word) => word.length > 1 && folded.includes(word)))
  if (inBody.length > 0) reasons.push({ field: 'body', words: inBody })
  // Who asked for a subject alone gets a timetable that has it among others, too.
  if (reasons.length === 0) add('body', folded, query.typed)
  if (reasons.some(({ field }) => TOPIC.has(field))) return reasons
  const faint = [...fainter(query, card.title, folded), ...reasons]
  return faint.length > 0 ? faint : faintest([...words, ...query.chars], normalise(card.title), folded)
}

/**
 * Whether somebody who typed letters got all they asked for: a title that sounds so, with the words in characters there
 * or in the text. The index counts such a hit among those with some of the words.
 */
export function isSpeltOut(query: ParsedQuery, hit: { title: string; why: readonly Reason[] }): boolean {
  const plain = normalise(hit.title)
  const held = new Set(hit.why.flatMap(({ words }) => words))
  const typed = query.words.filter(({ word }) => /\p{Script=Han}/u.test(word))
  return spellsAll(query, plain) && typed.every(({ word }) => plain.includes(word) || held.has(word))
}

/** The edition in the catalogue, when the question names it: 统编版 and 部编版 are one. */
function editionNamed(query: ParsedQuery, { edition }: Card): string | undefined {
  const asked = query.facets.filter(({ field }) => field === 'edition')
  if (!edition || asked.length === 0) return undefined
  const own = facetsIn(`${normalise(edition).replace(/版$/, '')}版`).facets
  return own.find(({ field, key }) => asked.some((one) => one.field === field && one.key === key))?.typed
}

/** Why a hit is here that has none of the words: it sounds so, or has some of the characters. */
function fainter(query: ParsedQuery, title: string, body: string): Reason[] {
  const plain = normalise(title)
  const heard = heardIn(query, plain)
  if (heard.length > 0) return [{ field: 'title', words: longest(heard) }]
  const inTitle = query.chars.filter((char) => plain.includes(char))
  if (inTitle.length > 1) return [{ field: 'title', words: inTitle }]
  const inBody = query.chars.filter((char) => body.includes(char))
  return inBody.length > 1 ? [{ field: 'body', words: inBody }] : []
}

/** The single letter, number or character that is all a hit has. */
function faintest(words: readonly string[], title: string, body: string): Reason[] {
  const inTitle = words.filter((word) => title.includes(word))
  if (inTitle.length > 0) return [{ field: 'title', words: longest([...new Set(inTitle)]) }]
  const inBody = words.filter((word) => body.includes(word))
  return inBody.length > 0 ? [{ field: 'body', words: longest([...new Set(inBody)]) }] : []
}

/** The reasons as one line: 题目含“分数”，类型为教案. Empty when there are none. */
export function whyText(reasons: readonly Reason[], lang: Lang): string {
  const lines = reasons.slice(0, 4).map((reason) => sentence(reason, lang))
  return lines.join(lang === 'en' ? '; ' : '，')
}

function sentence({ field, words }: Reason, lang: Lang): string {
  const zh = lang !== 'en'
  const said = words
    .slice(0, 4)
    .map((word) => (zh ? `“${word}”` : `"${word}"`))
    .join(zh ? '' : ', ')
  switch (field) {
    case 'title':
      return zh ? `题目含${said}` : `title has ${said}`
    case 'body':
      return zh ? `正文含${said}` : `text has ${said}`
    case 'author':
      return zh ? `作者含${said}` : `author has ${said}`
    case 'keywords':
      return zh ? `关键词含${said}` : `keywords have ${said}`
    case 'edition':
      return zh ? `版本含${said}` : `edition has ${said}`
    default: {
      const label = facetLabel(field, words[0] ?? '')
      const name = FIELD[field]
      return zh ? `${name.zh}为${label?.zh ?? ''}` : `${name.en}: ${label?.en ?? ''}`
    }
  }
}

const FIELD: Record<FacetField, { zh: string; en: string }> = {
  stage: { zh: '学段', en: 'stage' },
  grade: { zh: '年级', en: 'grade' },
  volume: { zh: '册次', en: 'volume' },
  subject: { zh: '学科', en: 'subject' },
  type: { zh: '类型', en: 'type' },
}

/** The words to look for in a text: each word of the topic, and what is inside it. */
export function searchWords(query: ParsedQuery): string[] {
  return [...new Set(query.words.flatMap((cut) => [cut.word, ...cut.parts]))]
}

/** 平行四边形 says all that 平行 and 四边形 say. */
function longest(words: string[]): string[] {
  return words.filter((word) => !words.some((other) => other !== word && other.includes(word)))
}
