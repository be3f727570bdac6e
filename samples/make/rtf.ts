import type { Paper } from '../content/shapes.ts'
import { gbk } from './bytes.ts'

/** RTF as Chinese Word 97 wrote it: code page 936, each Chinese character as two `\'xx` escapes. */
export function rtf(paper: Paper): string {
  const lines = paper.parts.map((part) => {
    if (typeof part === 'string') return `\\pard\\f0\\fs24 ${escaped(part)}\\par`
    if ('heading' in part) return `\\pard\\f0\\b\\fs${part.level === 2 ? 28 : 36} ${escaped(part.heading)}\\b0\\par`
    return part.rows.map((row) => `\\pard\\f0\\fs24 ${row.map(escaped).join('\\tab ')}\\par`).join('\n')
  })
  return [
    '{\\rtf1\\ansi\\ansicpg936\\deff0\\deflang1033\\deflangfe2052',
    `{\\fonttbl{\\f0\\fnil\\fcharset134 ${escaped('宋体')};}}`,
    `{\\info{\\title ${escaped(paper.title)}}}`,
    ...lines,
    '}',
  ].join('\n')
}

function escaped(text: string): string {
  return [...gbk(text)]
    .map((byte) => {
      if (byte >= 0x80) return `\\'${byte.toString(16)}`
      const char = String.fromCharCode(byte)
      return /[\\{}]/.test(char) ? `\\${char}` : char
    })
    .join('')
}
