import { expect, test } from 'vitest'
import { versionOf } from './judge.ts'
import { shingled } from './shingles.ts'

const nothing = { frequent: new Set<number>(), sampled: new Set<number>() }
const alike = (first: [string, string], second: [string, string]) =>
  versionOf(
    { names: [first[0]], shingled: shingled(first[1]) },
    { names: [second[0]], shingled: shingled(second[1]) },
    nothing,
  )

const WEEK = `青山小学工作安排。加强路队管理，值日教师准时到岗，检查各班卫生与两操。食堂陪餐与留样登记，安全隐患排查每日一报。
晨午检缺勤学生及时与家长联系，图书馆周二周四下午开放，操场西侧围栏维修请绕行。`

test('the plan of another week in the same words is no version, the same week written again is', () => {
  const third = `${WEEK}国庆节手抄报评比，周三下午三年级家长会。`
  const fourth = `${WEEK}校园广播操比赛，语文组公开课慈母情深。`
  expect(alike(['工作安排第3周', third], ['工作安排第4周', fourth])).toBeUndefined()
  expect(alike(['安排', `第3周${third}`], ['安排2', `第四周${fourth}`])).toBeUndefined()
  expect(alike(['工作安排第3周', third], ['工作安排第三周', fourth])).toBeGreaterThan(0.7)
  expect(alike(['工作安排第二稿', third], ['工作安排第三稿', fourth])).toBeGreaterThan(0.7)
  expect(alike(['第3课 草船借箭', third], ['第4课 草船借箭', `${third}谢谢。`])).toBeGreaterThan(0.95)
})

test('two records of other games are no versions, though all their moves are the same few', () => {
  let seed = 7
  const next = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
    return Math.floor((seed / 0x7fffffff) * below)
  }
  const move = () =>
    `${'车马炮兵象士'[next(6)]}${'一二三四五六七八九'[next(9)]}${'进退平'[next(3)]}${'一二三四五六七八九'[next(9)]}`
  const game = () => Array.from({ length: 4_000 }, move).join(' ')
  const one = game()
  expect(alike(['棋谱甲', one], ['棋谱乙', game()])).toBeUndefined()
  expect(
    alike(['棋谱甲', one], ['棋谱甲 修改', `${one.slice(0, 15_000)}${move()}${one.slice(15_000)}`]),
  ).toBeGreaterThan(0.9)
})

test('two sheets that share half of their tasks are no versions of one another', () => {
  const task = (n: number) =>
    Array.from({ length: 24 }, (_, i) => String.fromCodePoint(0x4e00 + ((n * 977 + i * 131) % 8_000))).join('')
  const sheet = (numbers: number[]) => numbers.map(task).join('\n')
  const one = sheet([1, 2, 3, 4, 5, 6, 7, 8])
  expect(alike(['随堂练', one], ['任务单', sheet([1, 2, 3, 4, 5, 16, 17, 18])])).toBeUndefined()
  expect(alike(['随堂练', one], ['任务单', sheet([1, 2, 3, 4, 5, 6, 7, 18])])).toBeGreaterThan(0.8)
})
