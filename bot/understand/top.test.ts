import { expect, test } from 'vitest'
import { meaningOf, topArgs } from '#commands/top-words.ts'
import { restFor } from './rest.ts'
import { topTokens } from './wants.ts'

const asked = (typed: string) => topArgs(restFor('top', typed, undefined))

const WINDOWS = [
  '',
  '今天',
  '本周',
  '上周',
  '上个月',
  '学期',
  '去年',
  '下个月',
  '历史',
  'jintian',
  'benyue',
  'last month',
  'today',
]
const METRICS = ['', '积分', '质量', '受益', 'zhiliang', 'quality', 'beneficiaries']
const WHOM = [
  '',
  '个人',
  '教研组',
  '学校',
  '本群',
  '本组',
  '全校',
  '集团',
  '新人',
  '奖',
  '我',
  'jiaoyanzu',
  'departments',
  'all schools',
  'prize',
  '数学',
  '李老师',
]

const grid = WINDOWS.flatMap((window) =>
  METRICS.flatMap((metric) =>
    WHOM.flatMap((whom) => [
      [window, metric, whom],
      [whom, window, metric],
    ]),
  ),
).map((words) => words.filter((word) => word !== ''))

test('no word of a board is dropped: it has its effect, or it is said that it has none', () => {
  const dropped = grid.filter((words) => {
    const args = asked(words.join(' '))
    return words.some((word) => {
      const meant = meaningOf(word)
      if (!meant) return !args.unknown?.includes(word)
      return !args.clash && Object.entries(meant).some(([key, value]) => args[key] !== value)
    })
  })
  expect(grid.length).toBeGreaterThan(3_000)
  expect(dropped).toEqual([])
})

test.each([
  ['教研组 本群', '教研组|本群'],
  ['新人 教研组', '新人|教研组'],
  ['奖 学校', '奖|学校'],
  ['学校 全校', '学校|全校'],
  ['本周 上月', '本周|上月'],
  ['quality points', 'quality|points'],
])('two words that no board can follow are named: %s', (typed, clash) => {
  const [one, other] = clash.split('|')
  expect(asked(typed).clash?.split('|').sort()).toEqual([one, other].sort())
})

test.each([
  ['本月教研组质量', { period: 'month', subject: 'department', metric: 'quality' }],
  ['benyue jiaoyanzu', { period: 'month', subject: 'department' }],
  ['who is first this month', { period: 'month' }],
  ['my place last week', { mine: '1', period: 'week', before: '1' }],
  ['麻烦看一下本月的教研组榜', { period: 'month', subject: 'department' }],
  ['前十', {}],
])('phrases, pinyin and courtesy are no obstacle: %s', (typed, args) => {
  const found = asked(typed)
  expect(found).toMatchObject(args)
  expect([found.unknown, found.clash]).toEqual([undefined, undefined])
})

test.each([
  ['今天教研组排行', '今天 教研组'],
  ['集团的质量排行榜', '质量 集团'],
  ['本学期新人榜', '本学期 新人'],
  ['截至今天谁积分最多', ''],
])('a sentence keeps them too: %s', (sentence, tokens) => {
  expect(topTokens(sentence)).toBe(tokens)
})
