import { Readable } from 'node:stream'
import type { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { practicePolicyText } from '#db/policy/defaults.ts'
import { publishPolicy } from '#db/policy/publish.ts'
import { findPerson } from '#db/practice/people.ts'
import { importLines } from '#db/search/import.ts'
import type { SearchAnswer } from '#db/search/json.ts'
import { createToken, revokeToken } from '#db/tokens.ts'
import { openWebRig, type WebRig } from '#test/web-rig.ts'
import { makeApp } from '../app.ts'
import type { ErrorBody } from '../errors.ts'
import type { boardShape } from './shapes.ts'

let rig: WebRig
let app: Hono
let token: string
const now = new Date()

const get = async (path: string, headers: Record<string, string> = {}) =>
  app.request(`/api/v1${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } })
const read = async <T>(answer: Response | Promise<Response>): Promise<T> => (await (await answer).json()) as T
const search = (query: string, headers?: Record<string, string>) =>
  read<SearchAnswer>(get(`/resources?${query}`, headers))

async function memberOf(person: string): Promise<number> {
  const found = await findPerson(rig.db, 'sample', person)
  if (!found) throw new Error(`nobody is ${person}`)
  return found.memberId
}

beforeAll(async () => {
  rig = await openWebRig()
  app = makeApp(rig.parts(), undefined)
  token = (await createToken(rig.db, { schoolId: 'sample', name: 'test', now })).token
  await rig.db.transaction().execute((trx) => publishPolicy(trx, 'sample', practicePolicyText()))
  await importLines(rig.db, { schoolId: 'sample', memberId: await memberOf('li'), authorName: '李老师', now }, [
    {
      id: 'r1',
      title: '三年级数学上册《分数的初步认识》教案',
      text: '认识几分之一',
      subject: '数学',
      grade: 3,
      type: '教案',
    },
    { id: 'r2', title: '五年级语文《落花生》课件', text: '借物喻人', subject: '语文', grade: 5, type: '课件' },
    { id: 'r3', title: '分数的简单计算 练习', text: '同分母分数', subject: '数学', grade: 3, type: '练习' },
  ])
})
afterAll(() => rig.drop())

describe('tokens', () => {
  test('without a good one nothing is read', async () => {
    for (const authorization of ['', 'Bearer', 'Bearer nonsense-token', 'Basic Z3g6Z3g=', `Bearer ${token}x`]) {
      const answer = await get('/resources', { authorization })
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toContain('Bearer')
      expect(await answer.json()).toMatchObject({ error: { code: 'token_wrong' } })
    }
  })

  test('a revoked one is as good as none', async () => {
    const made = await createToken(rig.db, { schoolId: 'sample', name: 'old', now })
    await revokeToken(rig.db, 'sample', made.id, now)
    expect((await get('/leaderboards', { authorization: `Bearer ${made.token}` })).status).toBe(401)
  })

  test('of a member who has left is refused', async () => {
    const memberId = await memberOf('zhang')
    const made = await createToken(rig.db, { schoolId: 'sample', name: 'zhang', memberId, now })
    const authorization = `Bearer ${made.token}`
    expect((await get('/resources', { authorization })).status).toBe(200)
    await rig.db.updateTable('member').set({ left_at: now }).where('id', '=', memberId).execute()
    expect((await get('/resources', { authorization })).status).toBe(403)
  })
})

describe('search', () => {
  test('answers total, took_ms and hits with exactly five fields each', async () => {
    const answer = await search('q=%E5%88%86%E6%95%B0%20%E6%95%99%E6%A1%88')
    expect(Object.keys(answer)).toEqual(['total', 'took_ms', 'hits'])
    expect(Object.keys(answer.hits[0] ?? {})).toEqual(['id', 'external_id', 'title', 'score', 'why'])
    expect(answer.hits[0]).toMatchObject({ external_id: 'r1', title: '三年级数学上册《分数的初步认识》教案' })
    expect(answer.hits[0]?.why).toContain('分数')
  })

  test('an empty query lists the newest, page by page', async () => {
    const first = await search('limit=2')
    const second = await search('limit=2&offset=2')
    const ids = [...first.hits, ...second.hits].map((hit) => hit.external_id)
    expect(first.total).toBe(3)
    expect(new Set(ids)).toEqual(new Set(['r1', 'r2', 'r3']))
  })

  test('says why in English when asked to', async () => {
    const answer = await search('q=%E5%88%86%E6%95%B0', { 'accept-language': 'en-GB,en;q=0.9' })
    expect(answer.hits[0]?.why).toMatch(/title has/)
  })

  test('wrong numbers are named', async () => {
    for (const query of ['limit=0', 'limit=many', 'limit=101', 'offset=-1']) {
      const answer = await get(`/resources?${query}`)
      expect(answer.status).toBe(400)
      expect((await read<ErrorBody>(answer)).error.message.en).toContain(query.split('=')[0])
    }
  })
})

describe('one resource', () => {
  const idOf = async (external: string) => {
    const row = await rig.db
      .selectFrom('resource')
      .select('id')
      .where('external_id', '=', external)
      .executeTakeFirstOrThrow()
    return row.id
  }

  test('comes with what is known of it', async () => {
    expect(await read(get(`/resources/${await idOf('r1')}`))).toMatchObject({
      external_id: 'r1',
      author: { name: '李老师' },
      subject: 'math',
      grade: 3,
      has_file: false,
    })
  })

  test('that is hidden, withdrawn or missing, or has no number, reads the same', async () => {
    const id = await idOf('r2')
    await rig.db.updateTable('resource').set({ visibility: 'private' }).where('id', '=', id).execute()
    const hidden = await get(`/resources/${id}`)
    await rig.db
      .updateTable('resource')
      .set({ visibility: 'school', status: 'withdrawn' })
      .where('id', '=', id)
      .execute()
    const withdrawn = await get(`/resources/${id}/file`)
    const missing = await get('/resources/999999')
    const nonsense = await get('/resources/abc')
    const texts = await Promise.all([hidden, withdrawn, missing, nonsense].map((answer) => answer.text()))
    expect([hidden, withdrawn, missing, nonsense].map((answer) => answer.status)).toEqual([404, 404, 404, 404])
    expect(new Set(texts).size).toBe(1)
  })

  test('hands out its file under its own name, never to be run or sniffed', async () => {
    const id = await idOf('r3')
    const stored = await rig.blobs.put('sample', Readable.from(['<script>alert(1)</script>']), { maxBytes: 99 })
    await rig.db
      .updateTable('resource')
      .set({ blob_sha256: stored.sha256, file_name: '练习.html', size: stored.size })
      .where('id', '=', id)
      .execute()
    const file = await get(`/resources/${id}/file`)
    expect(await file.text()).toBe('<script>alert(1)</script>')
    expect(file.headers.get('content-type')).toBe('application/octet-stream')
    expect(file.headers.get('x-content-type-options')).toBe('nosniff')
    expect(file.headers.get('content-disposition')).toContain(`filename*=UTF-8''${encodeURIComponent('练习')}.html`)
  })
})

describe('leaderboards', () => {
  test('answer each period and subject in one shape', async () => {
    for (const period of ['week', 'month', 'term', 'year']) {
      for (const subject of ['person', 'department', 'school']) {
        const answer = await read<z.infer<typeof boardShape>>(get(`/leaderboards?period=${period}&subject=${subject}`))
        expect(answer).toMatchObject({ period, subject, contributors: 0, rows: [] })
        expect(Date.parse(answer.from)).toBeLessThan(Date.parse(answer.to))
      }
    }
  })

  test('an unknown period is refused', async () => {
    expect((await get('/leaderboards?period=decade')).status).toBe(400)
  })
})

test('the served OpenAPI document names every route and needs no token', async () => {
  type Document = { openapi: string; paths: Record<string, { get: { security: unknown } }> }
  const document = await read<Document>(app.request('/api/v1/openapi.json'))
  expect(document.openapi).toBe('3.1.0')
  expect(Object.keys(document.paths)).toEqual([
    '/resources',
    '/suggestions',
    '/resources/{id}',
    '/resources/{id}/file',
    '/resources/{id}/preview',
    '/leaderboards',
  ])
  expect(document.paths['/resources']?.get.security).toEqual([{ bearer: [] }])
})
