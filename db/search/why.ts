import type { Lang } from '#kit/lang.ts'
import type { Resource } from '../schema.ts'
import { type FacetField, facetLabel } from './facets.ts'
import { fold, normalise } from './normal.ts'
import { ordinalsIn } from './numerals.ts'
import type { ParsedQuery } from './query.ts'

/** One reason: the words of the query that this field has. For facets the words are taxonomy keys. */
export type Reason = { field: 'title' | 'body' | 'author' | 'keywords' | 'edition' | FacetField; words: string[] }

type Card = Pick<Resource, 'title' | 'stage' | 'subject' | 'grade' | 'volume' | 'type' | 'unit' | 'keywords'>

/** What of a resource answers the query; `body` may be the beginning of the text only. */
export function reasonsOf(query: ParsedQuery, card: Card, authorName: string, body: string): Reason[] {
  const words = searchWords(query)
  const reasons: Reason[] = []
  const add = (field: Reason['field'], text: string, from: readonly string[]) => {
    const plain = normalise(text)
    const numbered = ordinalsIn(plain)
    const found = from.filter((word) => plain.includes(word) || numbered.includes(word))
    if (found.length > 0) reasons.push({ field, words: longest(found) })
  }
  add('title', `${card.title} ${card.unit ?? ''}`, [...words, ...query.typed])
  const own: Record<FacetField, string | null> = { ...card, grade: card.grade === null ? null : String(card.grade) }
  for (const chip of query.chips)
    if (own[chip.field] === chip.key) reasons.push({ field: chip.field, words: [chip.key] })
  add('author', authorName, words)
  add('keywords', card.keywords.join(' '), words)
  const folded = fold(body)
  const inBody = longest(words.filter((word) => word.length > 1 && folded.includes(word)))
  if (inBody.length > 0) reasons.push({ field: 'body', words: inBody })
  return reasons
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
