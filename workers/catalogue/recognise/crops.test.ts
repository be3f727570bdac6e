import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findLook, writeLook } from '#db/similar/looks.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { cropsOf } from './crops.ts'
import { lookOf } from './look.ts'

const SCHOOL = 's'
let base: TestDatabase
beforeAll(async () => {
  base = await freshDatabase()
  await base.db
    .insertInto('school')
    .values({ id: SCHOOL, name: 's', name_en: 's', locale: 'zh-CN', time_zone: 'UTC' })
    .execute()
})
afterAll(() => base.drop())

/** A drawing of blots; each seed another one. */
function picture(seed: number): Promise<Buffer> {
  const at = (n: number) => (Math.imul(seed * 97 + n * 31 + 7, 2_654_435_761) >>> 8) % 1_000
  const shapes = Array.from({ length: 40 }, (_, n) => {
    const grey = at(n * 5) % 200
    return `<ellipse cx="${at(n * 5 + 1)}" cy="${at(n * 5 + 2) * 0.75}" rx="${20 + (at(n * 5 + 3) % 120)}" ry="${15 + (at(n * 5 + 4) % 90)}" fill="rgb(${grey},${grey},${grey})"/>`
  })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="750"><rect width="1000" height="750" fill="white"/>${shapes.join('')}</svg>`
  return sharp(Buffer.from(svg)).png().toBuffer()
}

/** What is left when shares of the sides are cut off, as a messenger would send it on. */
function cropped(image: Buffer, cut: { left?: number; top?: number; right?: number; bottom?: number }) {
  const { left = 0, top = 0, right = 0, bottom = 0 } = cut
  return sharp(image)
    .extract({
      left: Math.round(1_000 * left),
      top: Math.round(750 * top),
      width: Math.floor(1_000 * (1 - left - right)),
      height: Math.floor(750 * (1 - top - bottom)),
    })
    .resize(700)
    .jpeg({ quality: 75 })
    .toBuffer()
}

async function keep(image: Buffer): Promise<number> {
  const member = await base.db
    .insertInto('member')
    .values({ school_id: SCHOOL, name: 'm', role: 'teacher' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { id } = await base.db
    .insertInto('resource')
    .values({
      school_id: SCHOOL,
      member_id: member.id,
      file_name: 'f.png',
      size: 1,
      format: 'png',
      title: 'f',
      type: 'material',
      status: 'live',
      shared_at: new Date(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const looks = { look: (await lookOf(image)) ?? '', crops: (await cropsOf(image)) ?? [] }
  await base.db
    .transaction()
    .execute((trx) => writeLook(trx, { schoolId: SCHOOL, resourceId: id, workId: id, ...looks }))
  return id
}

async function find(image: Buffer): Promise<number[]> {
  const looks = { look: (await lookOf(image)) ?? '', crops: (await cropsOf(image)) ?? [] }
  const found = await findLook(base.db, { schoolId: SCHOOL, ...looks, before: 1_000_000, hasText: false })
  return [...new Set(found.map(({ id }) => id))]
}

test('a picture that lost up to 6 % of its sides is the picture, whichever of both came first; others are not', async () => {
  const cuts = [
    { left: 0.03, top: 0.03, right: 0.03, bottom: 0.03 },
    { left: 0.06, top: 0.06, right: 0.06, bottom: 0.06 },
    { top: 0.06 },
    { bottom: 0.045 },
    { left: 0.02, top: 0.04, right: 0.01, bottom: 0.05 },
  ]
  const [first, second, third] = await Promise.all([picture(1), picture(2), picture(3)])
  const ids = [await keep(first), await keep(second)]
  for (const cut of cuts) {
    expect(await find(await cropped(first, cut))).toEqual([ids[0]])
    expect(await find(await cropped(second, cut))).toEqual([ids[1]])
    expect(await find(await cropped(third, cut))).toEqual([])
  }
  const part = await keep(await cropped(third, { left: 0.03, top: 0.05 }))
  expect(await find(third)).toEqual([part])
})

test('an empty page has no frames, and is like no other', async () => {
  const empty = await sharp({ create: { width: 800, height: 600, channels: 3, background: 'white' } })
    .png()
    .toBuffer()
  expect(await cropsOf(empty)).toBeUndefined()
  expect((await cropsOf(await picture(4)))?.every((frame) => /^[0-9a-f]{64}$/.test(frame))).toBe(true)
})
