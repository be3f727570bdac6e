import { expect, test } from 'vitest'
import { readRtf } from './rtf.ts'
import { memberSource } from './source.ts'

async function textOf(rtf: string): Promise<string> {
  const source = memberSource('a.rtf', Buffer.from(rtf, 'latin1'), 0, { members: 0, bytes: 0, until: 0 })
  const identity = { format: 'rtf', family: 'document' as const, mismatch: false }
  return (await readRtf({ identity, source, close: () => undefined })).text.trim()
}

test.each([
  ['bytes in the code page of the document', "{\\rtf1\\ansi\\ansicpg936 \\'b7\\'d6\\'ca\\'fd}", '分数'],
  ['Big5', "{\\rtf1\\ansi\\ansicpg950 \\'a4\\'c0\\'bc\\'c6}", '分數'],
  [
    'bytes in the charset of a font',
    "{\\rtf1\\ansi{\\fonttbl{\\f1\\fcharset134 SimSun;}}\\f1 \\'b7\\'d6\\'ca\\'fd}",
    '分数',
  ],
  ['a second byte that is printed as it is', "{\\rtf1\\ansi\\ansicpg936 \\'8dz\\'b7\\'d6}", '峼分'],
  ['raw GBK bytes', '{\\rtf1\\ansi\\ansicpg936 \xb7\xd6\xca\xfd}', '分数'],
  ['Unicode with a fallback of one', '{\\rtf1\\ansi \\u20998?\\u25968?}', '分数'],
  ['Unicode with a fallback of two bytes', "{\\rtf1\\ansi\\uc2 \\u20998\\'b7\\'d6\\u25968\\'ca\\'fd}", '分数'],
  ['Unicode without a fallback, and below zero', '{\\rtf1\\ansi\\uc0 \\u20998\\u-25968 }', '分\u9a90'],
  ['a pair of surrogates', '{\\rtf1\\ansi \\u-10179?\\u-8704?}', '😀'],
  ['a table', '{\\rtf1 \\trowd A\\cell B\\cell\\row C\\par}', 'A\tB\t\nC'],
  [
    'a picture, a field code and an unknown destination left out',
    '{\\rtf1 A{\\pict 0102}{\\*\\unknown no}{\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt B}}}',
    'AB',
  ],
  ['headers and footnotes after the text', '{\\rtf1 {\\header H\\par}A{\\*\\footnote N}B\\par}', 'AB\n\nH\n\nN'],
  ['binary data jumped over', '{\\rtf1 A{\\pict\\bin4 }}{{}B}', 'AB'],
  ['braces that do not match', '{\\rtf1 A}}}B{{{', 'AB'],
])('%s', async (_, rtf, text) => {
  expect(await textOf(rtf)).toBe(text)
})
