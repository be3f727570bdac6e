import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWebRig, type WebRig } from '#test/web-rig.ts'
import { makeApp } from './app.ts'
import type { SignInState } from './web.ts'

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'

let rig: WebRig
let state: SignInState
beforeAll(async () => {
  rig = await openWebRig()
})
afterAll(() => rig.drop())

function open() {
  state = { is: 'scan', sentence: { zh: '请扫码', en: 'Scan' }, code: SVG }
  const signIns = new Map([['wechat', { now: async () => state }]])
  return makeApp({ ...rig.parts(), signIns }, undefined, 'the-key')
}

test('without the key nobody sees the page, its state or the code', async () => {
  const app = open()
  for (const path of ['', '/state', '/code.svg', '?key=wrong', '/state?key=', '/code.svg?key=the-ke']) {
    const answer = await app.request(`/signin/wechat${path}`)
    expect([path, answer.status]).toEqual([path, 403])
    expect(await answer.text()).not.toContain('svg')
  }
})

test('the printed address sets a cookie and opens the page; the key leaves the address', async () => {
  const app = open()
  const first = await app.request('/signin/wechat?key=the-key')
  expect(first.status).toBe(303)
  expect(first.headers.get('location')).toBe('/signin/wechat')
  const cookie = first.headers.get('set-cookie') ?? ''
  expect(cookie).toContain('HttpOnly')
  const page = await app.request('/signin/wechat', { headers: { cookie: cookie.split(';')[0] ?? '' } })
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('/static/signin.js')
})

test('the state carries the picture while there is a code, and only then', async () => {
  const app = open()
  const ask = async () => (await app.request('/signin/wechat/state?key=the-key')).json()
  expect(await ask()).toEqual({
    is: 'scan',
    sentence: { zh: '请扫码', en: 'Scan' },
    picture: `data:image/svg+xml;base64,${Buffer.from(SVG).toString('base64')}`,
  })
  const picture = await app.request('/signin/wechat/code.svg?key=the-key')
  expect(picture.headers.get('content-type')).toContain('image/svg+xml')
  expect(await picture.text()).toBe(SVG)
  state = { is: 'online', sentence: { zh: '微信在线。', en: 'Online.' } }
  expect(await ask()).toEqual(state)
  expect((await app.request('/signin/wechat/code.svg?key=the-key')).status).toBe(204)
})

test('without such an account there is no such page', async () => {
  const app = makeApp(rig.parts(), undefined)
  expect((await app.request('/signin/wechat?key=the-key')).status).toBe(404)
})
