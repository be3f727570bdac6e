import { expect, test } from 'vitest'
import { passageShares, wantsPassage } from './passage.ts'

const filler = '其余的内容和这件事毫无关系只是为了把两处隔开才写在这里的一段闲话罢了'.repeat(2)
const text = (body: string) => ({ title: '', body })

test('a passage that has the question together has more of it than a text that has it in pieces', () => {
  const together = text(`${filler}淘宝单号填错时,卖家要修改发货信息。${filler}`)
  const apart = text(`淘宝${filler}单号${filler}填错${filler}修改${filler}发货`)
  const [first = 0, second = 0, third] = passageShares('淘宝发货单号填错了怎么修改', [together, apart, text(filler)])
  expect(first).toBeGreaterThan(second)
  expect(second).toBeGreaterThan(0)
  expect(third).toBe(0)
})

test('a text with all of the question in one passage has a share of 1, wherever the words that only hold it together are', () => {
  expect(passageShares('双重验证怎么关闭', [text('关闭它之前,双重验证'), text(filler)])).toEqual([1, 0])
})

test('what all texts have tells them apart less than what one has', () => {
  const [rare = 0, common = 0] = passageShares('单号填错', [text('填错'), text('单号'), text('单号'), text('单号')])
  expect(rare).toBeGreaterThan(common)
})

test('what no text has is not asked for', () => {
  expect(passageShares('淘宝单号', [text('我的淘宝'), text(filler)])).toEqual([1, 0])
})

test('a word that is said again and again in a passage counts once', () => {
  const [often, once] = passageShares('单号填错', [text('单号,单号,单号,单号'), text('单号'), text(filler)])
  expect(often).toBe(once)
})

test('neither an empty text nor a question of signs has a passage', () => {
  expect(passageShares('单号', [text(''), text('')])).toEqual([0, 0])
  expect(passageShares('?', [text('?')])).toEqual([0])
})

test('the text is asked when no grade, subject or type is named, or when it is a question all the same', () => {
  const none = { facets: [] }
  const math = { facets: [{ field: 'subject' as const, key: 'math', typed: '数学' }] }
  expect(wantsPassage('板蓝根颗粒的功效', none)).toBe(true)
  expect(wantsPassage('数学 分数的初步认识', math)).toBe(false)
  expect(wantsPassage('数学 平面几何', math)).toBe(false)
  expect(wantsPassage('数学里的分数怎么比较大小', math)).toBe(true)
})
