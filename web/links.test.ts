import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LINK_LIFE_MS, makeLink } from '#db/links.ts'
import { SAMPLE_SCHOOL } from '#db/practice/seed.ts'
import { fakeClock } from '#kit/clock.ts'
import { openWebRig, type WebRig } from '#test/web-rig.ts'
import { makeApp } from './app.ts'

const NOW = new Date('2026-11-23T02:00:00Z')
const BYTES = Buffer.from('假装有四十兆')
let rig: WebRig
let app: ReturnType<typeof makeApp>
let clock: ReturnType<typeof fakeClock>
let made = 0

beforeAll(async () => {
  rig = await openWebRig()
  clock = fakeClock(NOW)
  app = makeApp({ ...rig.parts(), clock }, undefined)
})
afterAll(() => rig.drop())

/** A resource of a new member, and a link for another new member. */
async function link(title = '期末复习') {
  const { db } = rig
  made += 1
  clock.to(NOW)
  const member = (name: string) =>
    db
      .insertInto('member')
      .values({ school_id: SAMPLE_SCHOOL, name, role: 'teacher' })
      .returning('id')
      .executeTakeFirstOrThrow()
  const author = await member(`作者${made}`)
  const reader = await member(`读者${made}`)
  const { sha256 } = await rig.blobs.put(SAMPLE_SCHOOL, Readable.from([BYTES]), { maxBytes: 1_000_000 })
  await db
    .insertInto('blob')
    .values({ school_id: SAMPLE_SCHOOL, sha256, size: BYTES.length })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const resource = await db
    .insertInto('resource')
    .values({
      school_id: SAMPLE_SCHOOL,
      member_id: author.id,
      blob_sha256: sha256,
      file_name: '期末复习.mp4',
      size: BYTES.length,
      format: 'mp4',
      title,
      type: 'other',
      visibility: 'school',
      status: 'live',
      shared_at: NOW,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const base = { schoolId: SAMPLE_SCHOOL, memberId: reader.id, resourceId: resource.id, now: NOW }
  const { token } = await makeLink(db, { ...base, key: `link-${made}` })
  return {
    token,
    reader: reader.id,
    resource: resource.id,
    again: () => makeLink(db, { ...base, key: `link-${made}` }),
  }
}

const get = (token: string) => app.request(`/f/${token}`)
const take = (token: string, cookie?: string) =>
  app.request(`/f/${token}`, { method: 'POST', ...(cookie && { headers: { cookie } }) })
const cookieOf = (response: Response) => (response.headers.get('set-cookie') ?? '').split(';')[0] ?? ''

test('the page offers the file and hands nothing over; the button does, as a download', async () => {
  const { token } = await link('<b>复习</b>')
  const page = await get(token)
  expect(page.status).toBe(200)
  const text = await page.text()
  expect(text).toContain('&lt;b&gt;复习&lt;/b&gt;')
  expect(text).toContain(`只供 读者${made} 使用`)
  expect(page.headers.get('content-security-policy')).toContain("form-action 'self'")
  const file = await take(token)
  expect(file.status).toBe(200)
  expect(Buffer.from(await file.arrayBuffer())).toEqual(BYTES)
  expect(file.headers.get('content-disposition')).toContain('attachment')
  expect(file.headers.get('set-cookie')).toMatch(/HttpOnly.*SameSite=Lax/i)
})

test('once used, a link opens in that browser only', async () => {
  const { token } = await link()
  const first = await take(token)
  const own = cookieOf(first)
  expect((await take(token, own)).status).toBe(200)
  for (const cookie of [undefined, 'gongxiang_link=somebody-else']) {
    const other = await take(token, cookie)
    expect(other.status).toBe(403)
    expect(await other.text()).toContain('链接已被使用')
  }
  expect((await get(token)).status).toBe(403)
})

test('two browsers at once: one gets it', async () => {
  const { token } = await link()
  const statuses = (await Promise.all([take(token), take(token), take(token)])).map((one) => one.status)
  expect(statuses.sort()).toEqual([200, 403, 403])
})

test('a link ends after a day', async () => {
  const { token } = await link()
  clock.to(new Date(NOW.getTime() + LINK_LIFE_MS - 1))
  expect((await get(token)).status).toBe(200)
  clock.to(new Date(NOW.getTime() + LINK_LIFE_MS))
  expect((await get(token)).status).toBe(404)
  expect((await take(token)).status).toBe(404)
})

test('a changed link, an unknown one, a withdrawn resource, a hidden one and a person who left read the same', async () => {
  const refused = await (await get('sample.1.nothing')).text()
  const { token } = await link()
  const other = await link()
  const [school, , signature] = token.split('.')
  const number = other.token.split('.')[1]
  for (const wrong of [`${school}.${number}.${signature}`, `${token.slice(0, -1)}_`, 'x', `${token}.x`]) {
    const response = await get(wrong)
    expect(response.status).toBe(404)
    expect(await response.text()).toBe(refused)
  }
  const withdrawn = await link()
  await rig.db.updateTable('resource').set({ status: 'withdrawn' }).where('id', '=', withdrawn.resource).execute()
  const hidden = await link()
  await rig.db.updateTable('resource').set({ visibility: 'private' }).where('id', '=', hidden.resource).execute()
  const left = await link()
  await rig.db.updateTable('member').set({ left_at: NOW }).where('id', '=', left.reader).execute()
  for (const gone of [withdrawn, hidden, left]) {
    expect((await take(gone.token)).status).toBe(404)
    expect(await (await get(gone.token)).text()).toBe(refused)
  }
})

test('the same message gets the same link, however often it is tried', async () => {
  const { token, again } = await link()
  expect((await again()).token).toBe(token)
})
