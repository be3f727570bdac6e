import { sql } from 'kysely'
import type { Reader } from '../schema.ts'
import { fold } from './normal.ts'
import type { ParsedQuery } from './query.ts'
import { BODY_SEEN, type PageRow } from './select.ts'
import { reasonsOf, searchWords, TOPIC } from './why.ts'

/** Characters of a long text in which the words are looked for. */
const FAR = 300_000
/** Characters before a word that are kept for the snippet. */
const BEFORE = 100

/**
 * The rows of a page; where the beginning of a long text does not say why it was found, with the text around what was found. One
 * more way to the database, and only for those: most texts are short, and most long ones say early what they are about.
 */
export async function readOn(
  db: Reader,
  schoolId: string,
  query: ParsedQuery,
  rows: readonly PageRow[],
): Promise<readonly PageRow[]> {
  const isUnsaid = ({ card, body }: PageRow) =>
    card !== undefined &&
    body.length >= BODY_SEEN &&
    !reasonsOf(query, card, card.authorName, body).some(
      ({ field, words }) => TOPIC.has(field) && words.some((word) => word.length > 1),
    )
  const unsaid = rows.flatMap((row) => (row.id !== null && isUnsaid(row) ? [row.id] : []))
  if (unsaid.length === 0) return rows
  const texts = await db
    .selectFrom('resource_text')
    .select(['resource_id', sql<string>`left(body, ${FAR})`.as('body')])
    .where('school_id', '=', schoolId)
    .where('resource_id', 'in', unsaid)
    .execute()
  const words = [query.words.map(({ word }) => word).join(''), ...searchWords(query)].filter((word) => word.length > 1)
  const found = new Map(texts.map((text) => [text.resource_id, fromFirst(words, text.body)]))
  return rows.map((row) => ({ ...row, body: found.get(row.id ?? 0) ?? row.body }))
}

/** The text from a little before the longest of the words that it has. */
function fromFirst(words: readonly string[], body: string): string | undefined {
  const folded = fold(body)
  const word = words.toSorted((a, b) => b.length - a.length).find((one) => folded.includes(one))
  if (word === undefined) return undefined
  const from = Math.max(0, folded.indexOf(word) - BEFORE)
  return body.slice(from, from + BODY_SEEN)
}
