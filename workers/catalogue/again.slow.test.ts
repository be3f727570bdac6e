import { afterEach, beforeEach, expect, test } from 'vitest'
import { saveFindings } from '#db/findings/findings.ts'
import { countOlder, listOlder } from '#db/rows/older.ts'
import { setClassification } from '#db/rows/resources.ts'
import { searchResources } from '#db/search/search.ts'
import { lessonDocx } from '#test/fixtures/office.ts'
import { zip } from '#test/fixtures/zip.ts'
import { type ImportRig, importRig } from '#test/import-rig.ts'
import { catalogueAgain } from './again.ts'
import { VERSIONS } from './stages.ts'

let rig: ImportRig
let id: number
beforeEach(async () => {
  rig = await importRig()
  await rig.put('三年级/数学/上册/教案.docx', await lessonDocx())
  await rig.run()
  id = (await row()).id
})
afterEach(() => rig.close())

const row = () => rig.db.selectFrom('resource').selectAll().executeTakeFirstOrThrow()
const again = () => catalogueAgain(rig.shop, rig.school.id, id, new AbortController().signal)
const older = () => countOlder(rig.db, { schoolId: rig.school.id, versions: VERSIONS })
/** As an older version of the program left it: a worse title, no subject, other words. */
const age = () =>
  rig.db.updateTable('resource').set({ made_with: '{}', title: '旧标题', subject: null, keywords: [] }).execute()

test('what is as new as the stages is left alone; what is older is listed once', async () => {
  expect(await older()).toBe(0)
  await age()
  expect(await older()).toBe(1)
  const query = { schoolId: rig.school.id, versions: VERSIONS }
  expect(await listOlder(rig.db, query, 0, 10)).toEqual([id])
  expect(await listOlder(rig.db, query, id, 10)).toEqual([])
  expect(await listOlder(rig.db, { ...query, since: new Date('2099-01-01') }, 0, 10)).toEqual([])
})

test('a newer stage makes fields, text and search row anew, under the same number', async () => {
  const before = await row()
  await age()
  await rig.db.updateTable('resource_text').set({ body: '旧的文字' }).execute()
  expect(await again()).toBe('changed')
  const after = await row()
  expect(after).toEqual({ ...before, made_with: VERSIONS })
  const viewer = { schoolId: rig.school.id, memberId: undefined, role: 'admin', departmentId: undefined } as const
  const { hits } = await searchResources(rig.db, viewer, { text: '涂一涂', limit: 5, offset: 0, now: new Date() })
  expect(hits.map((hit) => hit.id)).toEqual([id])
  expect(await older()).toBe(0)
})

test('a second time changes nothing', async () => {
  await age()
  await again()
  const once = await row()
  expect(await again()).toBe('same')
  expect(await row()).toEqual(once)
})

test('what a person corrected stays, whatever the stages think', async () => {
  const fields = { title: '我的标题', subject: 'chinese', grade: 5 }
  await rig.db.transaction().execute((trx) => setClassification(trx, rig.school.id, id, fields))
  await rig.db.updateTable('resource').set({ made_with: '{}' }).execute()
  await again()
  expect(await row()).toMatchObject({ ...fields, volume: 'first', confidence: { title: 1, subject: 1, grade: 1 } })
})

test('where personal data was found the title stays the name of the file', async () => {
  const findings = [{ flag: 'personal_phone', count: 1, samples: ['138****1234'] }]
  await rig.db.transaction().execute((trx) => saveFindings(trx, rig.school.id, id, findings))
  await rig.db.updateTable('resource').set({ title: '教案', made_with: '{}' }).execute()
  await again()
  expect((await row()).title).toBe('教案')
})

test('a text from elsewhere stays when the file gives none', async () => {
  const path = await rig.put('扫描.txt', ' \n ')
  await rig.run()
  expect(path).toBeTruthy()
  const scan = await rig.db.selectFrom('resource').selectAll().where('id', '!=', id).executeTakeFirstOrThrow()
  const body = '识别出来的文字：平行四边形的面积'
  await rig.db.updateTable('resource').set({ status: 'live', made_with: '{}' }).where('id', '=', scan.id).execute()
  await rig.db.updateTable('resource_text').set({ body }).where('resource_id', '=', scan.id).execute()
  await catalogueAgain(rig.shop, rig.school.id, scan.id, new AbortController().signal)
  const text = await rig.db.selectFrom('resource_text').select('body').where('resource_id', '=', scan.id).execute()
  expect(text).toEqual([{ body }])
})

test('what was withdrawn, or whose file is gone, is left alone', async () => {
  await age()
  await rig.db
    .updateTable('resource')
    .set({ blob_sha256: 'f'.repeat(64) })
    .execute()
  expect(await again()).toBe('gone')
  await rig.db.updateTable('resource').set({ status: 'withdrawn' }).execute()
  expect(await again()).toBe('gone')
  expect((await row()).title).toBe('旧标题')
})

test('what was recognised of a package stays with it when it is catalogued again', async () => {
  await rig.put(
    '旧资料.zip',
    zip([
      { name: '说明.txt', data: '上学期留下来的旧资料' },
      { name: '第1页.png', data: 'x' },
    ]),
  )
  await rig.run()
  const one = rig.db.selectFrom('resource').selectAll().where('file_name', '=', '旧资料.zip')
  const pack = await one.executeTakeFirstOrThrow()
  const text = () => rig.db.selectFrom('resource_text').select('body').where('resource_id', '=', pack.id)
  const body = `${(await text().executeTakeFirstOrThrow()).body}\n量角器的中心与角的顶点重合`
  const parts = pack.parts?.map((part) => (part.format === 'png' ? { ...part, read: 'recognised' } : part))
  await rig.db
    .updateTable('resource')
    .set({ notes: ['recognised'], parts: JSON.stringify(parts), made_with: '{}' })
    .where('id', '=', pack.id)
    .execute()
  await rig.db.updateTable('resource_text').set({ body }).where('resource_id', '=', pack.id).execute()
  await catalogueAgain(rig.shop, rig.school.id, pack.id, new AbortController().signal)
  expect(await one.executeTakeFirstOrThrow()).toMatchObject({ notes: ['recognised'], parts })
  expect((await text().executeTakeFirstOrThrow()).body).toBe(body)
})
