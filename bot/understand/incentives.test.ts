import { expect, test } from 'vitest'
import { commands } from '#commands/index.ts'
import { BOT_NAMES } from './labelled.ts'
import { understand } from './understand.ts'

const catalogue = commands.filter((command) => !command.internal)
const heard = (text: string) =>
  understand({ text, mentionsBot: false, direct: true, repliesToBot: false }, catalogue, BOT_NAMES)

test.each([
  ['我的任务', 'quota'],
  ['任务完成了吗', 'quota'],
  ['我还差几件', 'quota'],
  ['本学期任务还差多少', 'quota'],
  ['my quota', 'quota'],
  ['how many do i still owe this term', 'quota'],
  ['我要兑换', 'redeem'],
  ['我想换奖品', 'redeem'],
  ['exchange points for a book', 'redeem'],
  ['what can I get for my points', 'redeem'],
  ['我要申诉', 'appeal'],
  ['怎么申诉', 'appeal'],
  ['i want to appeal', 'appeal'],
  ['我的评审任务', 'panel'],
  ['my badges', 'badges'],
  ['what level am i', 'badges'],
])('what a teacher says of points, duties and rewards is understood: %s', (text, name) => {
  expect(heard(text)).toMatchObject({ kind: 'command', name })
})

test.each([
  ['renwu', 'quota'],
  ['duihuan', 'redeem'],
  ['shensu', 'appeal'],
])('its pinyin is asked back: %s', (text, near) => {
  expect(heard(text)).toMatchObject({ kind: 'unknown_command', near })
})

test.each(['学习任务单', '任务群教学设计', '评审表', '人民币兑换', '申诉书范文'])(
  'what names a thing is looked for: %s',
  (text) => {
    expect(heard(text)).toMatchObject({ kind: 'command', name: 'search' })
  },
)
