import { Refusal } from './outcome.ts'
import type { Sink } from './sink.ts'
import { walkXml } from './xml.ts'
import type { Zip } from './zip.ts'

/** Words that lie on the sheets and not in their cells: text boxes, comments, titles of charts, SmartArt. */
const PARTS = /^xl\/((drawings|charts|diagrams|threadedComments|comments)\/[^/]+|comments[^/]*)\.xml$/i
/** What draws and colours a chart. */
const NO_WORDS = /\/(style|colors|layout|quickStyle)\d*\.xml$/i

/** Adds them for a package (ECMA-376 part 1, 18.7 and 20.5). A damaged part must not cost the cells: it is left out. */
export async function addShapeWords(zip: Zip, sink: Sink): Promise<void> {
  for (const name of zip.names) {
    if (!PARTS.test(name) || NO_WORDS.test(name) || sink.full) continue
    await addPart(zip, name, sink).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error
    })
  }
}

const NONE: ReadonlySet<string> = new Set()

async function addPart(zip: Zip, name: string, sink: Sink): Promise<void> {
  let inText = false
  sink.line()
  await walkXml(zip.part(name), {
    wants: NONE,
    open(tag) {
      if (tag === 't' || tag === 'text') inText = tag === 't' || name.includes('threadedComments')
    },
    close(tag) {
      if (tag === 't' || tag === 'text') inText = false
      if (tag === 'p' || tag === 'comment' || tag === 'threadedComment') sink.line()
    },
    text(text) {
      if (inText) sink.add(text)
    },
    enough: () => sink.full,
  })
}

/** The same of an xls of version 97 and later: text objects, comments among them (MS-XLS 2.4.329, TxO). */
export function addOldShapeWords(book: Buffer, sink: Sink): void {
  for (let at = 0; at + 4 <= book.length && !sink.full; ) {
    const type = book.readUInt16LE(at)
    const size = book.readUInt16LE(at + 2)
    const next = at + 4 + size
    if (type === TXO && size >= 12) {
      const length = book.readUInt16LE(at + 4 + 10)
      // The text follows in a Continue record: a byte that says how wide, then the characters.
      const isContinued = next + 5 <= book.length && book.readUInt16LE(next) === CONTINUE
      if (length > 0 && isContinued) {
        const wide = ((book[next + 4] ?? 0) & 1) !== 0
        const end = Math.min(next + 5 + length * (wide ? 2 : 1), next + 4 + book.readUInt16LE(next + 2))
        const bytes = book.subarray(next + 5, end)
        sink.line()
        sink.add(bytes.toString(wide ? 'utf16le' : 'latin1'))
      }
    }
    at = next
  }
}

const TXO = 0x01b6
const CONTINUE = 0x003c
