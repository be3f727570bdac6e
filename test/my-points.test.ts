import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import { KIND_LABELS, RULE_LABELS } from '#db/ledger/labels.ts'
import { practicePolicyText } from '#db/policy/defaults.ts'
import { publishPolicy } from '#db/policy/publish.ts'
import { RULE_NAMES } from '#db/policy/sections/rules.ts'
import { POINT_KINDS } from '#db/schema.ts'
import { openLog } from '#kit/log.ts'
import { runNights } from '#workers/night/night.ts'
import { givePoints } from './give-points.ts'
import { openSchool, type Said, type TestSchool } from './school.ts'
import { lessonPlan } from './stories.ts'

let school: TestSchool
let plan: number
let heard: string
beforeAll(async () => {
  school = await openSchool({ nights: true })
  await countAtNight()
  school.clock.advance(3_600_000)
  const [receipt] = await li().uploads('三年级数学上册《周长》教案.docx', await lessonPlan('周长'))
  if (receipt?.view.about?.resource === undefined) throw new Error('no receipt')
  plan = receipt.view.about.resource
  heard = receipt.text
})
afterAll(() => school.close())

const li = () => school.member('李老师')
const wang = () => school.member('王老师')
const zhao = () => school.member('赵主任')
const textOf = (said: Said[]) => said.map(({ text }) => text).join('\n')
const one = (said: Said[]): Said => {
  const [first] = said
  if (!first) throw new Error('the bot said nothing')
  return first
}

test('what posts has a name in both languages', () => {
  for (const rule of [...RULE_NAMES, 'redemption', 'expire', 'adjust', 'opening']) {
    expect(RULE_LABELS[rule], rule).toMatchObject({ zh: expect.any(String), en: expect.any(String) })
  }
  expect(Object.keys(KIND_LABELS).sort()).toEqual([...POINT_KINDS].sort())
})

test('the receipt says that downloads are counted tonight, and where to see what is expected', () => {
  expect(heard).toContain(`有人下载或评价时，积分当晚入账，预计数看 /why ${plan}`)
})

test('a download that waits for the night is expected, exactly, by its author only; then it is posted', async () => {
  await wang().says(`/download ${plan}`)
  const before = one(await li().says('/me')).text
  const expected = /预计 \+(\d+\.\d\d)（今晚入账）/.exec(before)?.[1]
  expect(Number(expected)).toBeGreaterThan(0)
  expect(one(await li().says(`/why ${plan}`)).text).toContain(`预计 +${expected}（今晚入账）`)
  expect(one(await wang().says(`/why ${plan}`)).text).not.toContain('预计')
  expect(one(await wang().says('/me')).text).not.toContain('预计')
  expect(await school.db.selectFrom('point_tx').select('seq').where('rule', '=', 'download.counted').execute()).toEqual(
    [],
  )
  await night(1)
  const after = textOf(await li().says('/积分'))
  expect(after).not.toContain('预计')
  expect(after).toContain(`+${expected}　资源被下载`)
})

test('/me tells what can be spent now, what not yet, what is held or put up, and what ends with the term', async () => {
  expect(one(await wang().says('/me')).text).toMatch(/可用积分：0\.00/)
  const id = await memberId('王老师')
  await givePoints(school.db, 'sample', id, 3_000)
  const said = one(await wang().says('/me'))
  expect(said.chat).toBe(wang().direct)
  expect(said.text).toContain('可用积分：30.00')
  expect(said.text).toContain('待生效：')
  expect(said.text).not.toContain('悬赏托管')
  await wang().says('/ask 四年级 观潮 课件 悬赏 5')
  const put = one(await wang().says('/me')).text
  expect(put).toContain('悬赏托管：5.00')
  expect(put).toContain('可用 -5.00　需求悬赏（托管）')
})

test('/why #number explains an entry to its owner and to administrators, in private; to others it is none', async () => {
  const { seq } = await entry('download.counted', 'award')
  const own = one(await li().says(`/why #${seq}`))
  // Without the slash, in English, the number with # means the same.
  expect(one(await li().says(`why #${seq}`, { chat: li().direct })).text).toBe(own.text)
  expect(own.chat).toBe(li().direct)
  expect(own.text).toContain(`第 ${seq} 笔　资源被下载`)
  expect(own.text).toContain('第 1 位下载者')
  expect(own.text).toContain('可用积分·待生效')
  expect(one(await li().says(`/why 第${seq}笔`)).text).toContain(`第 ${seq} 笔　资源被下载`)
  expect(one(await zhao().says(`/why #${seq}`)).text).toContain('姓名：李老师')
  expect(one(await wang().says(`/why 第${seq}笔`)).text).toContain(`您没有第 ${seq} 笔积分`)
  expect(one(await wang().says('/why #99999')).text).toContain('您没有第 99999 笔积分')
  expect(one(await wang().says(`/why ${plan}`)).text).toContain('周长')
})

test('an entry that only moves spendable points says which way: bounties put up, points in force', async () => {
  const escrow = await entry('request.bounty', 'escrow')
  const said = one(await wang().says(`/why #${escrow.seq}`)).text
  expect(said).toContain('需求悬赏（托管）')
  expect(said).toMatch(/可用积分·可用：-5\.00/)
  expect(said).toMatch(/可用积分·悬赏托管：\+5\.00/)
  await night(30)
  const vest = await entry('upload.accepted', 'vest')
  expect(textOf(await li().says(`/why #${vest.seq}`))).toContain('分享资源（转为可用）')
  const me = textOf(await li().says('/me'))
  expect(me).toContain('李老师的积分')
  expect(me).not.toContain('转为可用')
})

test('a reversal shows what it takes back, and the entry what took it back', async () => {
  const receipt = one(await wang().uploads('四年级语文上册《观潮》教案.docx', await lessonPlan('观潮')))
  const id = receipt.view.about?.resource
  const award = await entry('upload.accepted', 'award', id)
  await wang().presses(receipt, '撤回')
  const back = await entry('upload.accepted', 'reversal', id)
  const said = one(await wang().says(`/why #${back.seq}`)).text
  expect(said).toContain('分享资源（退回）')
  expect(said).toContain(`退回的是第 ${award.seq} 笔`)
  expect(one(await wang().says(`/why #${award.seq}`)).text).toContain(`已由第 ${back.seq} 笔退回`)
})

async function night(days: number): Promise<void> {
  school.clock.advance(days * 86_400_000)
  await runNights(school.db, openLog(process.env.TEST_LOG ?? 'silent'), school.clock.now())
}

/** The practice school counts downloads at once; here they wait, as in a real one. */
async function countAtNight(): Promise<void> {
  const document = parseDocument(practicePolicyText())
  document.setIn(['rules', 'download.counted', 'settle'], 'nightly')
  document.set('version', '2026.11.9')
  document.set('effective_from', school.clock.now().toISOString())
  await school.db.transaction().execute((trx) => publishPolicy(trx, 'sample', document.toString({ lineWidth: 0 })))
}

async function memberId(name: string): Promise<number> {
  const row = await school.db.selectFrom('member').select('id').where('name', '=', name).executeTakeFirstOrThrow()
  return row.id
}

async function entry(
  rule: string,
  kind: (typeof POINT_KINDS)[number],
  resource: number | undefined = undefined,
): Promise<{ seq: number }> {
  return school.db
    .selectFrom('point_tx')
    .select('seq')
    .where('rule', '=', rule)
    .where('kind', '=', kind)
    .$if(resource !== undefined, (query) => query.where('resource_id', '=', resource ?? 0))
    .orderBy('seq')
    .executeTakeFirstOrThrow()
}
