import { expect, test } from 'vitest'
import { facetLexeme, facetsIn } from './facets.ts'
import { normalise } from './normal.ts'

const lexemes = (text: string) => facetsIn(normalise(text)).facets.map(facetLexeme)
const rest = (text: string) => facetsIn(normalise(text)).rest.replace(/\s+/g, ' ').trim()

test.each([
  ['三年级', ['g:3', 'p:primary']],
  ['3年级', ['g:3', 'p:primary']],
  ['３ 年级', ['g:3', 'p:primary']],
  ['三年級', ['g:3', 'p:primary']],
  ['小三数学', ['g:3', 'p:primary', 's:math']],
  ['三上语文', ['g:3', 'p:primary', 'v:first', 's:chinese']],
  ['三（上）语文', ['g:3', 'p:primary', 'v:first', 's:chinese']],
  ['数学七 (下)', ['g:7', 'p:junior', 'v:second', 's:math']],
  ['专题三（上）', ['v:first']],
  ['七年级', ['g:7', 'p:junior']],
  ['三上分数', ['g:3', 'p:primary', 'v:first']],
  ['古诗词八下', ['g:8', 'p:junior', 'v:second']],
  ['初一', ['g:7', 'p:junior']],
  ['初中一年级下册', ['g:7', 'p:junior', 'v:second']],
  ['人教版八下物理', ['g:8', 'p:junior', 'v:second', 'e:人教', 's:physics']],
  ['高二（上）', ['g:11', 'p:senior', 'v:first']],
  ['五年级第二学期', ['g:5', 'p:primary', 'v:second']],
  ['十二年级', ['g:12', 'p:senior']],
  ['必修 第二册', ['v:required_2']],
  ['选择性必修一', ['v:elective_1']],
  ['grade 3 math', ['g:3', 'p:primary', 's:math']],
  ['9th grade', ['g:9', 'p:junior']],
  ['Grade 10 lesson plans', ['g:10', 'p:senior', 'y:plan', 't:lesson_plan']],
])('%s is understood as %j', (text, expected) => {
  expect(lexemes(text)).toEqual(expected)
})

test('the words for one kind of thing give one form and one type', () => {
  for (const word of ['课件', 'PPT', '幻灯片', '演示文稿', 'ｐｐｔ'])
    expect(lexemes(word)).toEqual(['y:slides', 't:courseware'])
  for (const word of ['试卷', '卷子', '检测', '测试题']) expect(lexemes(word)).toEqual(['y:paper', 't:exam'])
})

test('統編版 and 部编版 are one edition', () => {
  expect(lexemes('統編版')).toEqual(lexemes('部编版'))
})

test('an edition is what has 版 behind it, the longer name before the shorter', () => {
  expect(lexemes('沪科版')).toEqual(['e:沪科'])
  expect(lexemes('人教A版')).toEqual(['e:人教a'])
  expect(lexemes('华东师大版')).toEqual(lexemes('华师大版'))
  for (const text of ['青岛的气候', '北京胡同', '济南的冬天', '精通英语'])
    expect(facetsIn(text).facets.map(({ field }) => field)).not.toContain('edition')
})

test('what merely looks like a grade is none', () => {
  for (const text of [
    '大小三角形',
    '小三角形',
    '我最初一次',
    '提高一点',
    '第3单元',
    '2023年',
    '早上好',
    'grade 30',
    'upgrade 3',
    '三下乡活动',
    '七上八下',
    '四下无人',
    '周三上',
  ])
    expect(lexemes(text)).toEqual([])
})

test('小学生 is no stage and 科学家 no subject', () => {
  expect(lexemes('小学生')).toEqual([])
  expect(lexemes('科学家的故事')).toEqual([])
})

test('the rest of a question is its topic', () => {
  expect(rest('三年级上册数学《分数的初步认识》教案')).toBe('《分数的初步认识》')
  expect(rest('小三数学倍的含义ppt')).toBe('倍的含义')
})
