import { readdir } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { accept } from '#db/rows/accept.ts'
import { searchResources } from '#db/search/search.ts'
import { lessonDocx } from '#test/fixtures/office.ts'
import { type ImportRig, importRig } from '#test/import-rig.ts'
import { settleSchool } from '../points/settle.ts'

let rig: ImportRig
beforeEach(async () => {
  rig = await importRig()
})
afterEach(() => rig.close())

const rows = () => rig.db.selectFrom('resource').selectAll().orderBy('id').execute()
const postings = async () => {
  await settleSchool(rig.db, rig.school.id, rig.shop.clock.now())
  return rig.db.selectFrom('point_tx').select(['rule', 'amount', 'member_id']).execute()
}
/** What lies in the store, by SHA-256; nothing may stay half-written. */
const stored = async () => {
  const names = await readdir(rig.blobs, { recursive: true, withFileTypes: true })
  return names.filter((entry) => entry.isFile()).map((entry) => entry.name)
}

test('a file is found by its text, belongs to its owner and is as old as it says', async () => {
  const at = new Date('2024-03-01T08:00:00Z')
  await rig.put('三年级/数学/上册/教案.docx', await lessonDocx(), at)
  expect(await rig.run({ visibility: 'public' })).toMatchObject({ '三年级/数学/上册/教案.docx': { outcome: 'new' } })
  const [resource] = await rows()
  expect(resource).toMatchObject({
    status: 'live',
    member_id: rig.owner.id,
    visibility: 'public',
    shared_at: at,
    subject: 'math',
    grade: 3,
    volume: 'first',
    chat_id: null,
    upload_id: null,
    folder: '教学资料/三年级/数学/上册',
  })
  const viewer = { schoolId: rig.school.id, memberId: undefined, role: 'admin', departmentId: undefined } as const
  const { hits } = await searchResources(rig.db, viewer, { text: '涂一涂', limit: 5, offset: 0, now: at })
  expect(hits.map((hit) => hit.id)).toEqual([resource?.id])
  expect(await stored()).toEqual([resource?.blob_sha256])
})

test('nobody earns anything by an import, nobody is written to, unless points are asked for', async () => {
  await rig.put('一.txt', '第一份资料的内容，讲分数的意义和读写。')
  await rig.run()
  expect(await postings()).toEqual([])
  expect(await rig.db.selectFrom('message').select('id').execute()).toEqual([])
  await rig.put('二.txt', '第二份资料的内容，讲小数的意义和读写。')
  await rig.run({ award: true })
  expect((await postings()).map((tx) => [tx.rule, tx.member_id])).toContainEqual(['upload.accepted', rig.owner.id])
})

test('what a reviewer accepts later earns nothing either', async () => {
  await rig.put('通知.docx', '其实是文本，名字不符，所以要审核。')
  expect(await rig.run()).toMatchObject({ '通知.docx': { outcome: 'new', review: true } })
  const [resource] = await rows()
  if (!resource) throw new Error('nothing was imported')
  expect(resource.status).toBe('review')
  const now = rig.shop.clock.now()
  await rig.db
    .transaction()
    .execute((trx) => accept(trx, resource, { via: 'review', by: rig.owner.id, authorName: '李老师', now }))
  expect((await postings()).filter((tx) => tx.amount > 0)).toEqual([])
})

test('a second run does nothing again; a file that was changed since is done', async () => {
  await rig.put('一.txt', '第一份')
  await rig.put('二.txt', '第二份')
  await rig.run()
  expect(await rig.run()).toEqual({ '一.txt': 'before', '二.txt': 'before' })
  await rig.put('二.txt', '第二份，改过了', new Date('2025-01-01T00:00:00Z'))
  expect(await rig.run()).toMatchObject({ '一.txt': 'before', '二.txt': { outcome: 'new' } })
  expect(await rows()).toHaveLength(3)
})

test('the same bytes are the same resource, whatever they are called', async () => {
  await rig.put('甲.txt', '同样的内容')
  await rig.run()
  await rig.put('乙/抄本.txt', '同样的内容')
  const [first] = await rows()
  expect((await rig.run())['乙/抄本.txt']).toMatchObject({
    outcome: 'same',
    id: first?.id,
    why: { code: 'same_bytes' },
  })
  expect(await rows()).toHaveLength(1)
})

test.each([
  ['a program', '安装.exe', Buffer.from(`MZ${'\0'.repeat(200)}PE\0\0`), 'file_executable'],
  ['an empty file', '空.docx', '', 'file_empty'],
  ['a file above the limit', '大.txt', '大'.repeat(400_000), 'file_too_large'],
])('%s is refused with its reason, kept nowhere, and not tried again', async (_, name, content, code) => {
  await rig.put(name, content)
  expect(await rig.run()).toMatchObject({ [name]: { outcome: 'refused', why: { code } } })
  expect(await rows()).toEqual([])
  expect(await stored()).toEqual([])
  expect(await rig.run()).toEqual({ [name]: 'before' })
})

test('a dry run judges every file and writes nothing', async () => {
  await rig.put('一.txt', '同样的内容')
  await rig.put('二.txt', '同样的内容')
  const ends = Object.values(await rig.run({ dryRun: true }))
  expect(ends.map((end) => (end === 'before' ? end : end.outcome)).sort()).toEqual(['new', 'same'])
  expect(await rows()).toEqual([])
  expect(await rig.db.selectFrom('import_file').select('path').execute()).toEqual([])
  expect(await stored()).toEqual([])
})

test('a date before 1990 or in the future is not believed', async () => {
  await rig.put('旧.txt', '时间戳坏了', new Date('1980-01-01T00:00:00Z'))
  await rig.put('新.txt', '来自未来', new Date('2031-01-01T00:00:00Z'))
  await rig.run()
  for (const resource of await rows()) expect(resource.shared_at).toEqual(rig.shop.clock.now())
})

test('versions of one file that come in the same run know of one another', async () => {
  const lines = Array.from(
    { length: 40 },
    (_, n) =>
      `第${n}句：${String.fromCodePoint(...Array.from({ length: 12 }, (_, i) => 0x4e00 + ((n * 977 + i * 131) % 8_000)))}。`,
  )
  await rig.put('草船借箭 教案.txt', lines.join('\n'))
  await rig.put('草船借箭 教案 修改.txt', [...lines.slice(0, 38), '最后两句改了，又添了一句话。'].join('\n'))
  await rig.put('别的.txt', '完全不同的内容，讲小数的意义和读写。')
  const ends = await rig.run()
  expect(Object.values(ends).map((end) => (end === 'before' ? end : end.outcome))).toEqual(['new', 'new', 'new'])
  const kin = await rig.db.selectFrom('resource_kin').select(['resource_id', 'of_id', 'alike']).execute()
  expect(kin).toHaveLength(1)
  expect(kin[0]?.alike).toBeGreaterThan(0.8)
  const works = await rig.db
    .selectFrom('resource_print')
    .select('work_id')
    .where('resource_id', 'in', [kin[0]?.resource_id ?? 0, kin[0]?.of_id ?? 0])
    .execute()
  expect(new Set(works.map((row) => row.work_id))).toEqual(new Set([kin[0]?.of_id]))
})
