import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSchool, type Said, type TestSchool } from './school.ts'
import { fixture, lessonPlan } from './stories.ts'

let school: TestSchool
beforeAll(async () => {
  school = await openSchool({ maxFileMb: 1 })
})
afterAll(() => school.close())

const li = () => school.member('李老师')
const count = async () => (await school.db.selectFrom('resource').select('id').execute()).length

test('an empty file is refused with what to do', async () => {
  const before = await count()
  const [said] = await li().uploads('空.docx', '')
  expect(said?.text).toContain('0 字节')
  expect(await count()).toBe(before)
})

test('a file over the limit is refused with the limit', async () => {
  const [said] = await li().uploads('大.bin', Buffer.alloc(1_048_577, 7))
  expect(said?.text).toContain('超过 1 MB')
})

test('a damaged docx is refused, its bytes are kept', async () => {
  const whole = await lessonPlan('损坏的文件')
  const [said] = await li().uploads('损坏.docx', whole.subarray(0, Math.floor(whole.length / 2)))
  expect(said?.text).toContain('打不开')
  const row = await school.db
    .selectFrom('upload')
    .select(['status', 'blob_sha256'])
    .where('file_name', '=', '损坏.docx')
    .executeTakeFirstOrThrow()
  expect(row).toMatchObject({ status: 'refused', blob_sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
})

test('a program is never accepted, whatever its name says', async () => {
  const before = await count()
  const elf = Buffer.concat([Buffer.from('7f454c4602010100', 'hex'), Buffer.alloc(4_000, 1)])
  const [renamed] = await li().uploads('期末试卷.docx', elf)
  expect(renamed?.text).toContain('不能收录')
  const [script] = await li().uploads('清理.bat', '@echo off\r\ndel *.*\r\n')
  expect(script?.text).toContain('不能收录')
  expect(await count()).toBe(before)
})

test('a file with a password waits for a reviewer and says how to do better', async () => {
  const [said] = await li().uploads('期中考试卷（加密）.pdf', await fixture('locked.pdf'))
  expect(said?.text).toContain('等待审核')
  expect(said?.text).toContain('去掉密码')
})

test('a hostile name is shown harmlessly and the file is catalogued', async () => {
  const name = `../../etc/\u202e<at id=all></at>三年级数学《角的认识》教案🎒${'很'.repeat(300)}.docx`
  const [said] = await li().uploads(name, await lessonPlan('角的认识'))
  expect(said?.text).toContain('已收录')
  expect(said?.text).not.toMatch(/\u202e|\.\.\//)
  const row = await school.db
    .selectFrom('resource')
    .select(['file_name', 'title'])
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  expect([...row.file_name].length).toBeLessThanOrEqual(120)
  expect(row.file_name).toMatch(/\.docx$/)
})

test('the same event twice, at once and a week later, is handled once', async () => {
  const event = {
    platform: 'practice',
    eventKey: 'again-1',
    chat: { id: 'beike', kind: 'group' as const, name: '备课组' },
    sender: { id: 'li', name: '李老师' },
    sentAt: school.clock.now().toISOString(),
    messageRef: '999999',
    kind: 'text' as const,
    text: '/help',
    mentionsBot: false,
  }
  const receive = school.app.bot?.receive
  if (!receive) throw new Error('no bot')
  const before = (await school.said('beike')).length
  await Promise.all([receive(event), receive(event), receive(event)])
  await school.settle()
  school.clock.advance(7 * 24 * 3_600_000)
  await receive(event)
  await school.settle()
  expect((await school.said('beike')).length).toBe(before + 1)
  // What waits for a review a week is told to its reviewers, which the tests below would hear.
  school.clock.advance(-7 * 24 * 3_600_000)
})

test('an unknown command and a near miss get their sentence', async () => {
  expect((await li().says('/serach 分数'))[0]?.text).toContain('是不是 /search')
  expect((await li().says('/abcdef'))[0]?.text).toContain('没有 /abcdef')
})

test('wrong arguments show the usage', async () => {
  expect((await li().says('/rate 很好'))[0]?.text).toContain('用法：/rate')
  expect((await li().says('/why abc'))[0]?.text).toContain('用法：/why')
  expect((await li().says('/download 99999'))[0]?.text).toContain('没有找到编号 99999')
})

test('a message of 20,000 characters gets a sentence when it is for the bot, else silence', async () => {
  expect((await li().says(`/search ${'分'.repeat(20_000)}`))[0]?.text).toContain('太长')
  expect(await li().says('分数'.repeat(10_000))).toEqual([])
})

test('a button pressed twice, by somebody else, or on an old card does no harm', async () => {
  const [receipt] = await li().uploads('六年级数学《圆的面积》教案.docx', await lessonPlan('圆的面积'))
  if (!receipt) throw new Error('no receipt')
  const [stranger] = await school.member('王老师').presses(receipt, '撤回')
  expect(stranger?.text).toContain('只有分享者本人')
  const pressTwice = async (): Promise<Said[]> => [...(await li().presses(receipt, '撤回')), ...(await old(receipt))]
  const said = await pressTwice()
  expect(said.at(0)?.text).toContain('已撤回')
  expect(said.at(-1)?.text).toContain('已经不在库里')
  const facts = await school.db
    .selectFrom('fact')
    .select('id')
    .where('kind', '=', 'resource.withdrawn')
    .where('resource_id', '=', receipt.view.about?.resource ?? 0)
    .execute()
  expect(facts).toHaveLength(1)
})

/** Presses the button of a card as it was before it changed. */
async function old(card: Said): Promise<Said[]> {
  return li().presses(card, '撤回')
}

test('a pupil is refused an administrator’s command with a sentence', async () => {
  expect((await school.member('小明').says('/settings'))[0]?.text).toContain('只有管理员')
  expect((await school.member('小明').says('/review'))[0]?.text).toContain('只有')
})

test('a pupil’s work waits for a teacher and earns once it is accepted', async () => {
  const [receipt] = await school
    .member('小明')
    .uploads('我的作文《秋天》.txt', `秋天来了。${'树叶一片一片落下来，田野一片金黄。'.repeat(20)}`)
  expect(receipt?.text).toContain('等待审核')
  const id = receipt?.view.about?.resource
  expect((await school.member('王老师').says('/search 秋天'))[0]?.text).not.toContain(`#${id}`)
  const said = await school.member('陈组长').says(`/review ${id} 通过`)
  expect(said.map((one) => one.text).join('\n')).toContain('已通过')
  expect((await school.member('王老师').says('/search 秋天'))[0]?.text).toContain(`#${id}`)
})
