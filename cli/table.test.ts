import { expect, test } from 'vitest'
import { csv } from '#kit/csv.ts'
import { table } from './table.ts'

test('Chinese and Latin columns stand under each other', () => {
  expect(
    table([
      ['结果', '份数'],
      ['new', '12'],
    ]),
  ).toBe('结果  份数\nnew   12')
})

test('a name can not move the terminal’s cursor', () => {
  expect(table([['a\u001b[2Jb\n', 'c']])).toBe('a [2Jb  c')
})

test.each([
  ['=1+1', "'=1+1"],
  ['+A1', "'+A1"],
  ['-教案', "'-教案"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['  =1', "'  =1"],
  ['a,b', '"a,b"'],
  ['他说"好"', '"他说""好"""'],
  ['两\n行', '"两\n行"'],
  ['=HYPERLINK("x","y")', '"\'=HYPERLINK(""x"",""y"")"'],
  ['三年级-数学.docx', '三年级-数学.docx'],
])('the cell %j is written as %j', (cell, written) => {
  expect(csv([[cell]])).toBe(`\ufeff${written}\r\n`)
})
