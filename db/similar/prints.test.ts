import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../test/database.ts'
import { findLook, writeLook } from './looks.ts'
import { findLike, lockPrint, writePrint } from './prints.ts'
import { findLikeMany, joinWork, lockPrints, writePrints } from './prints-many.ts'

let base: TestDatabase
const numbers = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n)

beforeAll(async () => {
  base = await freshDatabase()
  await base.db
    .insertInto('school')
    .values({ id: 's', name: 's', name_en: 's', locale: 'zh-CN', time_zone: 'UTC' })
    .execute()
  await base.db
    .insertInto('school')
    .values({ id: 'other', name: 'o', name_en: 'o', locale: 'zh-CN', time_zone: 'UTC' })
    .execute()
})
afterAll(() => base.drop())

async function file(print: number[], given: { school?: string; work?: number } = {}): Promise<number> {
  const schoolId = given.school ?? 's'
  const member = await base.db
    .insertInto('member')
    .values({ school_id: schoolId, name: 'm', role: 'teacher' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { id } = await base.db
    .insertInto('resource')
    .values({
      school_id: schoolId,
      member_id: member.id,
      file_name: 'f.docx',
      size: 1,
      format: 'docx',
      title: 'f',
      type: 'exam',
      status: 'live',
      shared_at: new Date(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await base.db.transaction().execute(async (trx) => {
    await lockPrint(trx, schoolId, print)
    await writePrint(trx, { schoolId, resourceId: id, workId: given.work ?? id, print })
  })
  return id
}

test('what shares the most numbers comes first, what shares two or none does not come', async () => {
  const little = await file([...numbers(0, 5), ...numbers(1_000, 59)])
  const much = await file([...numbers(0, 40), ...numbers(2_000, 24)])
  await file([...numbers(0, 2), ...numbers(3_000, 62)])
  expect(await findLike(base.db, 's', numbers(0, 64), 0)).toEqual({ candidates: [much, little], frequent: [] })
})

test('another school is not looked at', async () => {
  await file(numbers(10_000, 64), { school: 'other' })
  expect((await findLike(base.db, 's', numbers(10_000, 64), 0)).candidates).toEqual([])
})

test('a number that eight works have is template, eight versions of one work are not', async () => {
  for (let n = 0; n < 8; n += 1) await file([...numbers(20_000, 30), ...numbers(30_000 + 100 * n, 34)])
  const print = [...numbers(20_000, 30), ...numbers(40_000, 34)]
  const form = await findLike(base.db, 's', print, 0)
  expect(form.frequent.sort()).toEqual(numbers(20_000, 30))
  expect(form.candidates).toEqual([])

  const first = await file([...numbers(50_000, 30), ...numbers(60_000, 34)])
  for (let n = 0; n < 8; n += 1) await file([...numbers(50_000, 30), ...numbers(61_000 + 100 * n, 34)], { work: first })
  const versions = await findLike(base.db, 's', numbers(50_000, 64), 0)
  expect(versions.frequent).toEqual([])
  expect(versions.candidates).toContain(first)
})

test('a print that is written again replaces the one before', async () => {
  const id = await file(numbers(70_000, 64))
  await base.db.transaction().execute(async (trx) => {
    await writePrint(trx, { schoolId: 's', resourceId: id, workId: id, print: numbers(70_032, 64) })
  })
  expect((await findLike(base.db, 's', numbers(70_000, 32), 0)).candidates).toEqual([])
  expect((await findLike(base.db, 's', numbers(70_064, 32), 0)).candidates).toEqual([id])
  expect((await findLike(base.db, 's', numbers(70_032, 32), 0)).candidates).toEqual([id])
})

test('the nearest picture is found up to 80 of 1,024 bits apart', async () => {
  const look = (from: number) => Array.from({ length: 1_024 }, (_, n) => ((n + from) % 3 === 0 ? '1' : '0')).join('')
  const flip = (bits: string, count: number) =>
    [...bits].map((bit, n) => (n < count ? (bit === '1' ? '0' : '1') : bit)).join('')
  const id = await file([])
  await base.db
    .transaction()
    .execute((trx) => writeLook(trx, { schoolId: 's', resourceId: id, workId: id, look: look(0), crops: [] }))
  const find = (bits: string) =>
    findLook(base.db, { schoolId: 's', look: bits, crops: [], before: id + 1, hasText: true })
  expect(await find(flip(look(0), 80))).toEqual([{ id, apart: 80 / 1_024 }])
  expect(await find(flip(look(0), 81))).toEqual([])
  expect(await find(look(1))).toEqual([])
})

test('several at once find what each would find alone, those of their own batch that came before included', async () => {
  const first = await file(numbers(90_000, 64))
  // Rows without prints; 64 numbers each.
  const [second, third] = [await file([]), await file([])]
  const prints = [
    { id: second, print: [...numbers(90_000, 30), ...numbers(91_000, 34)] },
    { id: third, print: [...numbers(90_000, 10), ...numbers(91_000, 54)] },
  ]
  await base.db.transaction().execute(async (trx) => {
    await trx.deleteFrom('resource_print').where('resource_id', 'in', [second, third]).execute()
    await lockPrints(
      trx,
      's',
      prints.map((one) => one.print),
    )
    await writePrints(trx, 's', prints)
    const found = await findLikeMany(trx, 's', prints)
    expect(found.get(second)).toEqual({ candidates: [first], frequent: [] })
    expect(found.get(third)).toEqual({ candidates: [second, first], frequent: [] })
    expect((await findLike(trx, 's', prints[1]?.print ?? [], third)).candidates).toEqual([second, first])
    await joinWork(trx, 's', third, second)
  })
  const works = await base.db
    .selectFrom('print_shingle')
    .select('work_id')
    .distinct()
    .where('resource_id', '=', third)
    .execute()
  expect(works).toEqual([{ work_id: second }])
})
