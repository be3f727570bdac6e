import { afterAll, beforeAll, expect, test } from 'vitest'
import { photographedPptx, scannedDocx } from './fixtures/office.ts'
import { zip } from './fixtures/zip.ts'
import { openSchool, type Said, type TestSchool, textOf, until } from './school.ts'
import { fixture } from './stories.ts'

let school: TestSchool
beforeAll(async () => {
  school = await openSchool({ ocr: true })
})
afterAll(() => school.close())

/** Every picture has been looked at. */
async function recognised(): Promise<void> {
  const waiting = () =>
    school.db.selectFrom('recognition').select('resource_id').where('status', '=', 'waiting').execute()
  await until(async () => (await waiting()).length === 0, 'a picture still waits')
}
const resource = (id: number) =>
  school.db.selectFrom('resource').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const idOf = (said: Said[]): number => said.at(-1)?.view.about?.resource ?? 0

test('a picture is catalogued by its name at once, and found by the words in it afterwards', async () => {
  const li = school.member('李老师')
  const [receipt] = await li.uploads('IMG_20261120_093012.png', await fixture('paper.png'))
  expect(textOf(receipt?.view ?? { blocks: [] })).toContain('已收录')
  const id = receipt?.view.about?.resource ?? 0
  const said = (await school.said()).length

  await recognised()

  expect(await resource(id)).toMatchObject({
    subject: 'math',
    grade: 4,
    volume: 'first',
    title: expect.stringContaining('单元测验卷'),
    text_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  })
  const [found] = await school.member('王老师').says('/search 量角器 钝角')
  expect(textOf(found?.view ?? { blocks: [] })).toContain('单元测验卷')
  // Quietly: no message but the two answers.
  expect((await school.said()).length).toBe(said + 1)
})

test('a scanned PDF is found by the words on its page', async () => {
  const id = idOf(await school.member('张老师').uploads('扫描件0001.pdf', await fixture('scan.pdf')))
  await recognised()
  expect(await resource(id)).toMatchObject({ subject: 'math', grade: 4 })
  const body = await school.db
    .selectFrom('resource_text')
    .select('body')
    .where('resource_id', '=', id)
    .executeTakeFirst()
  expect(body?.body).toContain('平行四边形的对边平行并且相等')
})

test('a picture in a package is found by its words, and /why says that it was recognised', async () => {
  const li = school.member('李老师')
  const bundle = zip([
    { name: '资料/说明.txt', data: '这一包是上学期留下来的旧资料，大家自取。' },
    { name: '资料/第1页.png', data: await fixture('paper.png') },
    { name: '资料/校园.jpg', data: await fixture('leaves.jpg') },
    { name: '资料/点.png', data: 'x' },
  ])
  const id = idOf(await li.uploads('旧资料.zip', bundle))
  await recognised()
  const after = await resource(id)
  expect(after.parts?.map(({ read }) => read)).toEqual(['yes', 'recognised', undefined, undefined])
  expect(after.title).toBe('旧资料')
  const row = await school.db
    .selectFrom('resource_text')
    .select('body')
    .where('resource_id', '=', id)
    .executeTakeFirst()
  expect(row?.body).toContain('这一包是上学期留下来的旧资料')
  expect(row?.body.length).toBeGreaterThan(100)
  const why = textOf((await li.says(`/why ${id}`))[0]?.view ?? { blocks: [] })
  expect(why).toContain('资料/第1页.png（PNG，已识别文字）')
})

test('a Word file and slides whose pages are scanned pictures are found by their words', async () => {
  const li = school.member('李老师')
  const paper = await fixture('paper.png')
  const receipt = (await li.uploads('扫描版.docx', await scannedDocx(paper))).at(-1)
  expect(textOf(receipt?.view ?? { blocks: [] })).toContain('稍后识别前几页的文字')
  const deck = idOf(await li.uploads('拍照版.pptx', await photographedPptx(await fixture('poster.jpg'))))
  await recognised()
  const id = receipt?.view.about?.resource ?? 0
  expect(await resource(id)).toMatchObject({ subject: 'math', grade: 4, notes: ['pictures', 'recognised'] })
  const body = await school.db
    .selectFrom('resource_text')
    .select('body')
    .where('resource_id', '=', deck)
    .executeTakeFirst()
  expect(body?.body).toContain('水的三态变化')
})

test('what a person corrected stays as it is', async () => {
  const li = school.member('李老师')
  const id = idOf(await li.uploads('微信图片_20261121.jpg', await fixture('poster.jpg')))
  await li.says(`/correct ${id} 英语 三年级`)
  await recognised()
  expect(await resource(id)).toMatchObject({ subject: 'english', grade: 3 })
  const body = await school.db
    .selectFrom('resource_text')
    .select('body')
    .where('resource_id', '=', id)
    .executeTakeFirst()
  expect(body?.body).toContain('水的三态变化')
})

test('a photographed list of pupils and marks is taken out of the search, and its author asked', async () => {
  const li = school.member('李老师')
  const id = idOf(await li.uploads('IMG_20261122.png', await fixture('marks.png')))
  expect((await resource(id)).status).toBe('live')
  await recognised()
  await school.settle()
  const after = await resource(id)
  expect(after).toMatchObject({ status: 'review', flags: ['pupil_list'] })
  expect(textOf((await school.member('王老师').says('/search 学号 李子涵'))[0]?.view ?? { blocks: [] })).not.toContain(
    'IMG_2026',
  )
  const group = (await school.said('beike')).map((one) => textOf(one.view)).join('\n')
  expect(group).not.toContain('张浩然')
})

test('a photograph without writing is done with, and gets no text', async () => {
  const id = idOf(await school.member('王老师').uploads('校园.jpg', await fixture('leaves.jpg')))
  await recognised()
  expect(await school.db.selectFrom('recognition').selectAll().where('resource_id', '=', id).execute()).toMatchObject([
    { status: 'done', letters: 0 },
  ])
})

test('a picture that ends its process three times is given up, and the next one is recognised', async () => {
  const id = idOf(await school.member('王老师').uploads('板书.png', await fixture('paper-2.png')))
  await recognised()
  await school.db
    .updateTable('recognition')
    .set({ status: 'waiting', attempts: 3, next_at: school.clock.now() })
    .where('resource_id', '=', id)
    .execute()
  await school.app.queues.ring('resource.recognise', {})
  await recognised()
  expect(await school.db.selectFrom('recognition').selectAll().where('resource_id', '=', id).execute()).toMatchObject([
    { status: 'failed', reason: 'crashed' },
  ])
})
