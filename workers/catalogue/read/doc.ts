import type { Opened } from './identify.ts'
import { readOldWordText, readWorksText } from './old-word.ts'
import { readSummary } from './ole-properties.ts'
import { type Extract, Refusal } from './outcome.ts'
import { readWordText } from './word-text.ts'

/**
 * Text of a Word document from before 2007: body, text boxes, notes, comments, headers; also of Word 6 and 95, and of
 * Microsoft Works. A version that nobody here can read is catalogued by name.
 */
export async function readDoc({ ole }: Opened): Promise<Extract> {
  if (!ole) throw new Refusal('corrupt', 'not a compound file')
  const { title, pages, properties } = readSummary(ole)
  const marks = ole.names.includes('MACROS') ? ['macros' as const] : []
  const works = ole.names.includes('MATOST') ? ole.stream('MN0') : undefined
  if (works) return { text: readWorksText(works), title, properties, marks }
  if (ole.names.includes('MATOST')) return { text: '', title, properties, marks: ['old_version'] }
  const fib = ole.stream('WORDDOCUMENT')
  if (!fib || fib.length < 32) throw new Refusal('corrupt', 'no Word stream')
  const wIdent = fib.readUInt16LE(0)
  const nFib = fib.readUInt16LE(2)
  if (wIdent === WORD_97) return { text: readWordText(ole, fib), title, pages, properties, marks }
  if (wIdent === WORD_95 || (nFib >= 101 && nFib <= 105))
    return { text: readOldWordText(fib), title, pages, properties, marks }
  return { text: '', title, pages, properties, marks: [...marks, 'old_version'] }
}

/** FibBase.wIdent (MS-DOC 2.5.2). Word 95 of some regions wrote another one; its nFib tells. */
const WORD_97 = 0xa5ec
const WORD_95 = 0xa5dc
