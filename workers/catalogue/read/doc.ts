import type { Opened } from './identify.ts'
import { readSummary } from './ole-properties.ts'
import { type Extract, Refusal } from './outcome.ts'
import { readWordText } from './word-text.ts'

/**
 * Text of a Word 97-2003 document: body, text boxes, notes, comments, headers. Word 95 and older (FIB wIdent other than
 * 0xA5EC, MS-DOC 2.5.2) is catalogued by name.
 */
export async function readDoc({ ole }: Opened): Promise<Extract> {
  if (!ole) throw new Refusal('corrupt', 'not a compound file')
  const { title, pages, properties } = readSummary(ole)
  const fib = ole.stream('WORDDOCUMENT')
  // Microsoft Works once used the extension wps, too.
  if (ole.names.includes('MATOST')) return { text: '', title, properties, marks: ['old_version'] }
  if (!fib || fib.length < 32) throw new Refusal('corrupt', 'no Word stream')
  if (fib.readUInt16LE(0) !== 0xa5ec) return { text: '', title, pages, properties, marks: ['old_version'] }
  const text = readWordText(ole, fib)
  return { text, title, pages, properties, marks: ole.names.includes('MACROS') ? ['macros'] : [] }
}
