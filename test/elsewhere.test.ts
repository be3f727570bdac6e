import { afterAll, beforeAll, expect, test } from 'vitest'
import { practicePolicyText } from '#db/policy/defaults.ts'
import { publishPolicy } from '#db/policy/publish.ts'
import { index } from '#db/rows/accept.ts'
import { settleNight } from '#workers/points/night.ts'
import { type PointsSchool, pointsSchool } from './points.ts'
import { openSchool, type TestSchool } from './school.ts'
import { lessonPlan } from './stories.ts'

let school: TestSchool
let away: PointsSchool
let author: number
const shared = new Map<string, number>()
beforeAll(async () => {
  school = await openSchool()
  const receipt = (await li().uploads('三年级语文上册《春晓》教案.docx', await lessonPlan('春晓')))[0]
  shared.set('own', receipt?.view.about?.resource ?? 0)
  const own = await row(shared.get('own') ?? 0)
  away = await pointsSchool(school.db, 'away')
  await school.db.transaction().execute((trx) => publishPolicy(trx, 'away', practicePolicyText()))
  author = await away.member('外校的陈老师')
  for (const visibility of ['school', 'group', 'private'] as const) {
    const id = await away.resource(author, { type: 'courseware' })
    await school.db.transaction().execute(async (trx) => {
      const resource = await trx
        .updateTable('resource')
        .set({ visibility, title: `燕子的${visibility}课件`, blob_sha256: own.blob_sha256 })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirstOrThrow()
      await index(trx, resource, '外校的陈老师')
    })
    await away.accepted(id, new Date(school.clock.now().getTime() - 60_000))
    shared.set(visibility, id)
  }
  await settleNight(school.db, 'away', school.clock.now())
})
afterAll(() => school.close())

const li = () => school.member('李老师')
const says = async (who: string, text: string) =>
  (await school.member(who).says(text)).map((one) => one.text).join('\n')
const row = (id: number) => school.db.selectFrom('resource').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const earned = () =>
  school.db
    .selectFrom('point_tx')
    .select(['member_id', 'amount', 'trace'])
    .where('rule', '=', 'download.counted')
    .execute()

test('a teacher finds what another school shares with the group, and nothing that stays at home', async () => {
  const found = await says('李老师', '/外校 燕子 课件')
  expect(found).toContain('燕子的group课件')
  expect(found).not.toMatch(/燕子的(school|private)课件/)
  expect(await says('李老师', '/search 燕子 课件')).not.toContain('燕子的')
  expect(await says('小明', '/外校 燕子')).toContain('只有')
})

test('taking it is a cross-school download for its author, in the ledger of their school, once', async () => {
  const id = shared.get('group') ?? 0
  expect(await says('李老师', `/download ${id}`)).toContain('跨校下载')
  expect(await says('李老师', `/download ${id}`)).toContain('不重复计数')
  const facts = await school.db
    .selectFrom('fact')
    .selectAll()
    .where('kind', '=', 'resource.downloaded')
    .where('resource_id', '=', id)
    .execute()
  expect(facts).toMatchObject([{ school_id: 'away', payload: { author, from_school: 'sample' } }])
  await settleNight(school.db, 'away', new Date(school.clock.now().getTime() + 1_000))
  expect(await earned()).toMatchObject([
    { member_id: author, amount: 150, trace: { zh: expect.stringContaining('跨校') } },
  ])
  expect((await row(id)).download_count).toBe(1)
})

test('what is not shared reads as missing, for pupils everything of another school', async () => {
  for (const kind of ['school', 'private']) {
    expect(await says('李老师', `/download ${shared.get(kind)}`)).toContain('没有找到')
  }
  expect(await says('小明', `/download ${shared.get('group')}`)).toContain('没有找到')
})

test('an author decides how widely a resource is shared, and its points follow', async () => {
  const id = shared.get('own') ?? 0
  const amounts = async () =>
    (
      await school.db
        .selectFrom('point_tx')
        .select('amount')
        .where('resource_id', '=', id)
        .where('rule', '=', 'upload.accepted')
        .orderBy('seq')
        .execute()
    ).map((one) => one.amount)
  const [plain = 0] = await amounts()
  expect(await says('王老师', `/公开范围 ${id} 集团`)).toContain('只有分享者')
  expect(await says('李老师', `/公开范围 ${id} 集团`)).toContain('现在共享给集团内各校')
  expect((await amounts()).at(-1)).toBe(plain * 1.2)
  expect((await row(id)).visibility).toBe('group')
  await says('李老师', `/scope ${id} school`)
  expect((await amounts()).at(-1)).toBe(plain)
})
