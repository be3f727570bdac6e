import type { Opened } from './identify.ts'
import { LIMITS } from './limits.ts'
import type { Extract, Mark } from './outcome.ts'
import { openRtf } from './rtf-state.ts'
import { readStart } from './source.ts'

/**
 * Text of an RTF file (RTF specification 1.9.1): control words, groups, `\'xx` bytes in the font's code page (GBK in most
 * Chinese files), `\u` with its fallback skipped, `\bin` data jumped over. Never fails: what is no text is left out.
 */
export async function readRtf({ source }: Opened): Promise<Extract> {
  const { bytes, cut } = await readStart(source, LIMITS.plainBytes)
  // Latin-1 keeps each byte as one character.
  const rtf = bytes.toString('latin1')
  const state = openRtf()
  const token = /\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)/g
  for (let match = token.exec(rtf); match && !state.full; match = token.exec(rtf)) {
    const [, word, number, hex, symbol, brace, plain] = match
    if (word === 'bin') token.lastIndex += Math.max(0, Number(number ?? 0))
    else if (word !== undefined) state.word(word, number === undefined ? undefined : Number(number))
    else if (hex !== undefined) state.byte(Number.parseInt(hex, 16))
    else if (symbol !== undefined) state.symbol(symbol)
    else if (brace === '{') state.open()
    else if (brace === '}') state.close()
    else if (plain !== undefined) state.plain(plain)
  }
  const { text, title, subject, author, keywords } = state.done()
  const marks: Mark[] = cut || state.full ? ['truncated'] : []
  return { text, title, marks, properties: { subject, author, keywords } }
}
