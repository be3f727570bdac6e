import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lettersOf } from './letters.ts'

test('letters and digits stay, whatever width and case they have, and nothing else', () => {
  expect(lettersOf('《Ｕｎｉｔ １》 第一课：x²，𠮷野家😀（二）\n')).toBe('unit1第一课x2𠮷野家二')
})

test('it keeps what the pattern keeps', () => {
  const byPattern = (text: string) =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, '')
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => lettersOf(text) === byPattern(text)))
  fc.assert(fc.property(fc.string({ unit: 'binary-ascii' }), (text) => lettersOf(text) === byPattern(text)))
})
