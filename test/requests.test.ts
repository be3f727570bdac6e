import { afterAll, beforeAll, expect, test } from 'vitest'
import { spendable } from '#db/ledger/spend-now.ts'
import { verifyLedger } from '#db/ledger/verify.ts'
import { givePoints } from './give-points.ts'
import { all, find, openSchool, type TestSchool } from './school.ts'
import { lessonPlan } from './stories.ts'

let school: TestSchool
const ids = new Map<string, number>()
beforeAll(async () => {
  school = await openSchool()
  for (const { id, name } of await school.db.selectFrom('member').select(['id', 'name']).execute()) ids.set(name, id)
  await givePoints(school.db, 'sample', idOf('王老师'), 3_000)
})
afterAll(() => school.close())

const li = () => school.member('李老师')
const wang = () => school.member('王老师')
const zhang = () => school.member('张老师')
const idOf = (name: string) => ids.get(name) ?? 0
const has = (name: string) => spendable(school.db, 'sample', idOf(name))

test('a request is posted with its bounty in escrow, and closing it gives the bounty back', async () => {
  const posted = find(await wang().says('/ask 九年级 二次函数 微课 悬赏 5'), '求资源')
  expect(posted.text).toContain('九年级 二次函数 微课')
  expect(posted.text).toContain('悬赏 5.00 分已托管')
  expect(await has('王老师')).toBe(2_500)
  expect(all(await li().says('/asks'))).toContain('悬赏 5.00 分')
  expect(all(await wang().presses(posted, '关闭'))).toContain('悬赏 5.00 分已退回')
  expect(await has('王老师')).toBe(3_000)
  expect(all(await wang().presses(posted, '关闭'))).toContain('没有找到')
  expect(await has('王老师')).toBe(3_000)
})

test('a bounty is within the rule’s bounds, and one that is not there can not be put up', async () => {
  expect(all(await wang().says('/ask 分数的微课 悬赏 51'))).toContain('0 到 50 分')
  expect(all(await zhang().says('/ask 分数的微课 悬赏 5'))).toContain('可用积分不够')
})

test('what is in the library already is shown before anything is posted', async () => {
  await li().uploads('三年级数学上册《周长》教案.docx', await lessonPlan('周长'))
  const said = find(await wang().says('/ask 周长 教案'), '库里已有')
  expect(said.chat).toBe(wang().direct)
  expect(said.text).toContain('需求还没有发布')
  const posted = await wang().presses(said, '都不合适，发布需求')
  expect(all(posted)).toContain('求资源')
})

test('an answer with a number: the asker accepts, who answered earns points and the bounty', async () => {
  const posted = find(await wang().says('/ask 四年级观潮的朗读音频 悬赏 10'), '求资源')
  const id = /#(\d+)/.exec(posted.text)?.[1]
  const receipt = await li().uploads('四年级语文上册《观潮》教案.docx', await lessonPlan('观潮'))
  const number = receipt[0]?.view.about?.resource
  const answered = await li().says(`/answer ${id} ${number}`)
  expect(all(answered)).toContain('告诉了王老师')
  const told = find(answered, '回应了您的需求')
  expect(told.chat).toBe(wang().direct)
  expect(all(await li().says(`/answer ${id} ${number}`))).toContain('已经有人用来回应')
  const accepted = await wang().presses(told, '采纳')
  expect(all(accepted)).toContain('对方得到积分和悬赏')
  expect(find(accepted, '被采纳了').chat).toBe(li().direct)
  const fact = await school.db
    .selectFrom('fact')
    .selectAll()
    .where('kind', '=', 'request.fulfilled')
    .executeTakeFirstOrThrow()
  expect(fact).toMatchObject({ actor_id: idOf('李老师'), payload: { asker: idOf('王老师'), bounty: 1_000 } })
  expect(all(await wang().presses(told, '采纳'))).toContain('没有改动')
  expect(all(await wang().says(`/ask 关闭 ${id}`))).toContain('没有找到')
})

test('a reply with a file answers; the asker is told when it is catalogued', async () => {
  const posted = find(await wang().says('/ask 六年级圆的面积导学单'), '求资源')
  await school.app.bot?.receive({
    platform: 'practice',
    eventKey: 'a reply with a file',
    kind: 'file',
    chat: { id: 'beike', kind: 'group', name: '备课组' },
    sender: { id: 'li', name: '李老师' },
    sentAt: school.clock.now().toISOString(),
    messageRef: '900001',
    replyTo: String(posted.id),
    name: '六年级数学上册《圆的面积》导学.url',
    file: { platform: 'link', id: 'https://example.com/circle-area' },
  })
  await school.settle()
  await school.tick()
  const told = find(await school.said(wang().direct), '圆的面积')
  expect(told.text).toContain('回应了您的需求')
  const declined = await wang().presses(told, '不合适')
  expect(find(declined, '谢谢您的回应').chat).toBe(li().direct)
})

test('a request whose time is over expires, and its bounty comes back', async () => {
  const before = await has('王老师')
  await wang().says('/ask 五年级小数除法练习 悬赏 3')
  expect(await has('王老师')).toBe(before - 300)
  school.clock.advance(31 * 86_400_000)
  await school.tick()
  expect(await has('王老师')).toBeGreaterThanOrEqual(before)
  expect(all(await school.said(wang().direct))).toContain('到期了')
})

test('the books balance', async () => {
  const report = await verifyLedger(school.db, 'sample')
  expect(report.problems).toEqual([])
})
