import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSchool, type Said, type TestSchool } from './school.ts'
import { lessonPlan } from './stories.ts'

let school: TestSchool
let receipt: Said
let id: number
beforeAll(async () => {
  school = await openSchool()
  const [first] = await li().uploads('三年级数学上册《周长》教案.docx', await lessonPlan('周长'))
  if (first?.view.about?.resource === undefined) throw new Error('no receipt')
  receipt = first
  id = first.view.about.resource
})
afterAll(() => school.close())

const li = () => school.member('李老师')
const wang = () => school.member('王老师')
const zhao = () => school.member('赵主任')
const one = (said: Said[]): Said => {
  const [first] = said
  if (!first) throw new Error('the bot said nothing')
  return first
}

test('/rate says what changed, counts one rating per person, and can be undone', async () => {
  const first = one(await wang().says(`/rate ${id} 4 例题很清楚`))
  expect(first.text).toContain('打 4 分')
  const second = one(await wang().says(`给${id}打5分`, { chat: wang().direct }))
  expect(second.text).toContain('原来 4 分')
  one(await wang().presses(second, '撤销'))
  const { rating_count, rating_sum } = await resource()
  expect({ rating_count, rating_sum }).toEqual({ rating_count: 1, rating_sum: 4 })
  expect(one(await wang().says(`/rate ${id} 0`)).text).toContain('已取消')
  expect((await resource()).rating_count).toBe(0)
})

test.each(['5.5', '6', '10 很好', '4.5星'])('a score that there is not is said and not noted: %s', async (score) => {
  expect(one(await wang().says(`/rate ${id} ${score}`)).text).toContain('分数是 1 到 5 的整数')
  expect((await resource()).rating_count).toBe(0)
})

test('nobody rates their own work', async () => {
  expect(one(await li().says(`/rate ${id} 5`)).text).toContain('留给同事')
})

test('a reply to a receipt rates that receipt', async () => {
  expect(one(await wang().says('5分', { replyTo: receipt.id })).text).toContain('打 5 分')
})

test('/correct changes the classification, is found under the new one, and can be undone', async () => {
  const said = one(await li().says(`/correct ${id} 四年级 下册`))
  expect(said.text).toContain('三年级 → 四年级')
  expect(one(await wang().says('/search 四年级 周长')).text).toContain('年级为四年级')
  one(await li().presses(said, '改回去'))
  expect(await resource()).toMatchObject({ grade: 3, volume: 'first' })
  expect(one(await wang().says(`/correct ${id} 五年级`)).text).toContain('只有分享者')
})

test('the correction form keeps what was not changed', async () => {
  const form = one(await li().presses(receipt, '更正'))
  expect(form.chat).toBe(li().direct)
  const fields = { title: '周长的认识', subject: 'math', grade: '3', volume: 'first', type: 'courseware' }
  one(await li().presses(form, '保存', fields))
  expect(await resource()).toMatchObject({ title: '周长的认识', type: 'courseware', grade: 3 })
})

test('the form on a receipt corrects it there: the receipt says what is true now, keeps its points, and can be set back', async () => {
  const before = await resource()
  const points = /积分：.*/.exec(receipt.text)?.[0]
  const fields = { subject: 'chinese', grade: '5', volume: 'second', type: String(before.type) }
  const refused = one(await wang().presses(receipt, '保存更正', fields))
  expect(refused.text).toContain('只有分享者')
  expect(await resource()).toMatchObject({ grade: before.grade })
  const corrected = one(await li().presses(receipt, '保存更正', fields))
  expect(corrected).toMatchObject({ id: receipt.id, edited: true })
  expect(corrected.text).toContain('已更正')
  for (const line of ['学科：语文', '年级：五年级', '册次：下册', '三年级 → 五年级'])
    expect(corrected.text).toContain(line)
  expect(corrected.text).toContain(points)
  expect(await resource()).toMatchObject({ subject: 'chinese', grade: 5, volume: 'second' })
  const again = one(await li().presses(corrected, '改回去'))
  expect(again).toMatchObject({ id: receipt.id })
  expect(again.text).toContain('年级：三年级')
  expect(again.text.match(/更正：/g)).toHaveLength(1)
  expect(await resource()).toMatchObject({ subject: before.subject, grade: before.grade, volume: before.volume })
})

test('/me answers in private: points, place, latest entries', async () => {
  const said = one(await li().says('/me'))
  expect(said.chat).toBe(li().direct)
  expect(said.text).toMatch(/累计积分：\d+\.\d\d/)
  expect(said.text).toContain('第 1 名')
})

test('/top in a group shows the top only; one’s own place is told in private', async () => {
  const board = one(await wang().says('/top 本月 教研组'))
  expect(board.text).toContain('教研组积分榜')
  const people = one(await wang().says('/top'))
  expect(people.text).not.toContain('您的名次')
  const mine = one(await wang().presses(people, '我的名次'))
  expect(mine.chat).toBe(wang().direct)
  expect(one(await wang().says('/top 上周')).text).toContain('11月16日')
  expect(one(await wang().says('/top 明天')).text).toContain('没有「明天」的榜')
  const words = one(await wang().says('/top 本周 文字'))
  expect(words.view).toEqual({ ...people.view, about: { plain: true } })
})

test('who chose not to be listed is on no board from then on', async () => {
  const said = one(await li().says('/visibility 不上榜'))
  expect(said.text).toContain('实名 → 不上榜')
  expect(one(await wang().says('/top')).text).not.toContain('李老师')
  one(await li().presses(said, '改回去'))
  expect(one(await wang().says('/top')).text).toContain('李老师')
})

test('an administrator changes a setting, sees what it was, and can undo it', async () => {
  const said = one(await zhao().says('/settings 周榜时间 17:00'))
  expect(said.text).toContain('16:30 → 17:00')
  one(await zhao().presses(said, '改回去'))
  expect(one(await zhao().says('/settings')).text).toContain('周榜时间：16:30')
  expect(one(await zhao().says('/settings 周榜时间 25:00')).text).toContain('应为：例如 16:30')
  expect(one(await zhao().says('/settings 颜色 红')).text).toContain('没有「颜色」这项设置')
})

test('an administrator chooses for the school, or for one group, whether boards are pictures in WeChat', async () => {
  expect(one(await zhao().says('/settings 榜单图片 文字')).text).toContain('图片加文字 → 只发文字（全校）')
  const here = one(await zhao().says('/settings 本群图片 图片'))
  expect(here.text).toContain('随学校 → 只发图片（本群）')
  one(await zhao().presses(here, '改回去'))
  expect(one(await zhao().says('/settings 榜单图片 图文')).text).toContain('只发文字 → 图片加文字')
  expect(one(await zhao().says('/settings 图片 动画')).text).toContain('应为：图文')
})

test('/board now posts the week’s board, for administrators only', async () => {
  const posted = one(await zhao().says('/board now'))
  expect(posted.text).toContain('本周共享榜')
  const again = one(await zhao().says('/board now'))
  expect([posted.chat === zhao().direct, again.chat]).toEqual([false, zhao().direct])
  expect(again.text).toContain('一周一次')
  expect(one(await wang().says('/board now')).text).toContain('只有管理员')
})

test('with review for everything, a head accepts or refuses with a reason, and the author is told', async () => {
  one(await zhao().says('/settings 审核方式 全部'))
  const waiting = one(await wang().uploads('四年级语文上册《观潮》教案.docx', await lessonPlan('观潮')))
  expect(waiting.text).toContain('等待审核')
  expect(one(await wang().says('/search 观潮')).text).not.toContain('#')
  const chen = school.member('陈组长')
  const queue = one(await chen.says('/review'))
  expect(queue.chat).toBe(chen.direct)
  const number = waiting.view.about?.resource
  const refused = await chen.says(`/review ${number} 退回 请补上教学反思`)
  expect(refused.map((said) => said.text).join('\n')).toMatch(/没有通过审核：请补上教学反思/)
  const reopened = one(await chen.presses(refused.find((said) => said.text.includes('已退回')) ?? queue, '重新审核'))
  await chen.presses(reopened, '通过')
  expect(one(await wang().says('/search 观潮')).text).toContain(`#${number}`)
  one(await zhao().says('/settings 审核方式 检查'))
})

test('/mine, /new, /rules, /help say what they should', async () => {
  expect(one(await li().says('/mine')).text).toContain('已收录')
  expect(one(await wang().says('/new 全部')).text).toContain('周长')
  expect(one(await wang().says('/rules')).text).toContain('教案 8')
  expect(one(await wang().says('/help')).text).not.toContain('/settings')
  expect(one(await zhao().says('/help')).text).toContain('/settings')
  expect(one(await wang().says('/help search')).text).toContain('用法：/search')
})

test('search pages and facets narrow the same question, and its filter can be taken off', async () => {
  for (const [index, grade] of ['一', '二', '三', '四', '五', '六'].entries()) {
    await wang().uploads(
      `${grade}年级数学上册《图形的运动》课件${index}.txt`,
      `图形的运动 ${grade}年级 平移和旋转。`.repeat(8),
    )
  }
  const only = one(await wang().says('/search 观潮'))
  expect(only.text).toContain('共 1 份')
  expect(only.text).not.toContain('第 1–1 份')
  const hits = one(await li().says('/search 图形的运动'))
  expect(hits.text).toContain('第 1–5 份，共 6 份')
  const next = one(await li().presses(hits, '下一页'))
  expect(next.id).toBe(hits.id)
  expect(next.text).toContain('第 6–6 份')
  const narrowed = one(await li().presses(next, /年级 1$/))
  expect(narrowed.text).toContain('共 1 份')
  expect(one(await li().presses(narrowed, /^✕/)).text).toContain('共 6 份')
})

test('what was asked by operator can be taken off, and what is left out is never all that is offered', async () => {
  const hits = one(await li().says('/search 类型:课件 图形的运动'))
  expect(one(await li().presses(hits, '✕ 课件')).text).toContain('「图形的运动」')
  expect(one(await li().says('/search -数学 图形的运动')).text).toContain('只找「图形的运动」')
  expect(one(await li().says('/search 图形的运动 -平移')).text).not.toContain('只找「-平移」')
  expect(one(await li().says('/search 类型:课件 -平移 -周长')).text).toContain('去掉下面的筛选')
})

test('a pupil is not sent to the requests, which pupils do not have', async () => {
  expect(one(await li().says('/search 鸵鸟蛋壳')).text).toContain('/asks')
  const pupil = school.member('小明')
  for (const asked of ['/search 鸵鸟蛋壳', '/search 三年级 鸵鸟蛋壳'])
    expect(one(await pupil.says(asked)).text).not.toMatch(/发布需求|\/asks/)
})

test('past the last page nothing is called missing', async () => {
  const said = one(await li().says('/search 观潮 下一页'))
  expect(said.text).toContain('「观潮」没有更多了')
  expect(one(await li().presses(said, '看最后一页')).text).toContain('共 1 份')
})

test('a person who chose English is answered in English', async () => {
  const zhang = school.member('张老师')
  expect(one(await zhang.says('/language english')).text).toContain('I will answer you in English.')
  expect(one(await zhang.says('@共享助手 please find fractions, thanks')).text).toMatch(/“|Nothing for/)
  expect(one(await zhang.says('/me')).text).toContain('Points of')
  for (const asked of ['/search 周长', '/search 图形的运动', '/privacy'])
    expect(one(await zhang.says(asked)).text, asked).not.toMatch(/★\S*（|：o/)
  expect(one(await zhang.says('/search 图形的运动')).text).toContain('[Grade 1 (1)]')
  expect(one(await zhang.says('/search blabla blabla')).text).not.toContain('Only “”')
})

test('usage and help in English show no command that only a Chinese keyboard can type', async () => {
  const zhang = school.member('张老师')
  for (const asked of ['/lessons what', '/help lessons', '/help redeem', '/help rules']) {
    const said = one(await zhang.says(asked)).text
    expect(said, asked).not.toMatch(/(?:For example|Examples).*\p{Script=Han}/u)
  }
  expect(one(await zhang.says('/help redeem')).text).toContain('/redeem 3 128')
  expect(one(await li().says('/help lessons')).text).toContain('/lessons 认领 2 背影')
})

test('who earned in two of the last weeks sees the trend in /me', async () => {
  expect(one(await li().says('/me')).text).not.toContain('近 8 周积分')
  school.clock.advance(7 * 86_400_000)
  await li().uploads('四年级数学下册《小数的意义》教案.docx', await lessonPlan('小数的意义'))
  const said = one(await li().says('/me'))
  const chart = said.view.blocks.find((block) => block.kind === 'chart')
  if (chart?.kind !== 'chart') throw new Error('no chart')
  expect(chart.title).toBe('近 8 周积分')
  expect(chart.points).toHaveLength(8)
  expect(chart.points.slice(-2).every((point) => point.value > 0)).toBe(true)
})

async function resource() {
  return school.db.selectFrom('resource').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}
