import { normalise } from './normal.ts'
import { type FlatText, passageShares, wantsPassage } from './passage.ts'
import type { ParsedQuery } from './query.ts'
import type { Page, PageRow } from './select.ts'

/**
 * So many of the best are read once more. Terms say what a text has; only the text says what stands beside what. More
 * than these change nothing that was measured, see decision 0040.
 */
const READ_AGAIN = 12
/** What it is worth that the title has all of the question as one stretch; a part of it is worth its share. */
const TITLE = 0.02
/** The same for the text, as far as its stretch is longer than the title's. */
const BODY = 0.08
/** What it is worth that one passage of the text has all of the question's pairs of characters. See decision 0067. */
const PASSAGE = 0.1
/** What it is worth that the title begins with the first word of the topic; nothing from the 40th character on. */
const HEAD = 0.02
const HEAD_CHARS = 40
/** Characters of a question and of a text that are compared: a microsecond each. */
const MAX_QUESTION = 60
const MAX_BODY = 3_000

/** The page to ask for, so that its beginning can be put in order: `closerFirst` cuts it. */
export function widePage(page: Page): Page {
  return page.offset >= READ_AGAIN
    ? page
    : { ...page, offset: 0, limit: Math.max(READ_AGAIN, page.offset + page.limit) }
}

/**
 * The rows of a page out of those of its `widePage`. Among the first twelve of all, those come before their neighbours
 * that have a longer stretch of the question as it was typed, or the topic at the head of the title. A page without
 * rows is one row without an id, for its totals.
 */
export function closerFirst(rows: readonly PageRow[], query: ParsedQuery, text: string, page: Page): PageRow[] {
  const wide = widePage(page)
  if (wide === page) return [...rows]
  const asked = normalise(text)
  const typed = asked.replace(/\s+/g, '').slice(0, MAX_QUESTION)
  const head = query.words[0]?.word
  const first = rows.slice(0, READ_AGAIN)
  const texts = first.map(({ title, body }) => ({ title: flat(title), body: flat(body.slice(0, MAX_BODY)) }))
  const shares = wantsPassage(asked, query) ? passageShares(asked.slice(0, MAX_QUESTION), texts) : []
  const read = first.map((row, at) => {
    const held = texts[at]
    if (row.id === null || typed === '' || held === undefined) return { ...row }
    return { ...row, score: row.score + closeness(held, typed, head) + PASSAGE * (shares[at] ?? 0) }
  })
  read.sort((a, b) => Number(b.is_first) - Number(a.is_first) || b.score - a.score)
  const own = [...read, ...rows.slice(READ_AGAIN)].slice(page.offset, page.offset + page.limit)
  return own.length > 0 ? own : rows.slice(0, 1).map((row) => ({ ...row, id: null }))
}

/** 0 to 0.1: how a hit holds the question, beside which of its words it has. */
function closeness({ title, body }: FlatText, typed: string, head: string | undefined): number {
  const inTitle = longestPiece(typed, title)
  const inBody = longestPiece(typed, body)
  const at = head === undefined ? -1 : title.indexOf(head)
  return (
    (TITLE * inTitle + BODY * Math.max(0, inBody - inTitle)) / typed.length +
    (at < 0 ? 0 : HEAD * Math.max(0, 1 - at / HEAD_CHARS))
  )
}

/** Blanks count for nothing: people leave them out, and a PDF has them anywhere. */
function flat(text: string): string {
  return normalise(text).replace(/\s+/g, '')
}

/** Characters of the longest piece of `typed` that stands in a text. */
function longestPiece(typed: string, text: string): number {
  let longest = 0
  for (let at = 0; at + longest < typed.length; ) {
    if (text.includes(typed.slice(at, at + longest + 1))) longest += 1
    else at += 1
  }
  return longest
}
