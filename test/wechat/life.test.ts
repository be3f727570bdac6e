import { afterEach, expect, test } from 'vitest'
import { openEar } from '#bot/platforms/ear.ts'
import { openWechatRig, type RigOptions, type WechatRig, wechatDatabase } from './rig.ts'

/** Waits that a test can sit out. */
const QUICK = { firstWaitMs: 1, longestWaitMs: 2, lookMs: 5 }

const database = wechatDatabase()
let rig: WechatRig | undefined
afterEach(async () => {
  await rig?.close()
  rig = undefined
})

async function open(options: Partial<RigOptions> = {}) {
  const made = await openWechatRig({ db: database.db, timing: QUICK, ...options })
  rig = made
  const ear = openEar()
  await made.wechat.start((event) => ear.on(event))
  const last = () => {
    const puppet = made.puppets.at(-1)
    if (!puppet) throw new Error('no puppet yet')
    return puppet
  }
  return { ...made, ear, last }
}

/** Resolves once `test` holds; the state machine looks every few milliseconds. */
async function until(test: () => boolean): Promise<void> {
  while (!test()) await new Promise((resolve) => setImmediate(resolve))
}

test('a code to scan is shown and announced once, and is gone after the login', async () => {
  const { wechat, alerts, last, puppets, online } = await open({ enters: false })
  await until(() => puppets.length === 1 && last().state.active() === true)
  last().emit('scan', { qrcode: 'http://weixin.qq.com/x/one', status: 2 })
  last().emit('scan', { qrcode: 'http://weixin.qq.com/x/two', status: 2 })
  expect(wechat.session()).toMatchObject({ stage: 'scan', code: 'http://weixin.qq.com/x/two' })
  expect(wechat.state().ready).toBe(false)
  expect(alerts).toEqual([{ kind: 'scan', code: 'http://weixin.qq.com/x/one' }])
  last().enter()
  await online()
  expect(wechat.session()).toMatchObject({ stage: 'online', code: undefined })
  expect(wechat.state().ready).toBe(true)
})

test('while nobody scans there are fresh codes, no failure, and fewer and fewer announcements', async () => {
  const { alerts, last, puppets, wechat } = await open({
    enters: false,
    timing: { ...QUICK, offlineMs: 10, alertEveryMs: 20 },
  })
  let scanned = 0
  await until(() => {
    if (puppets.length > scanned && last().state.active() === true) {
      scanned = puppets.length
      last().emit('scan', { qrcode: `http://weixin.qq.com/x/${scanned}`, status: 2 })
    }
    return puppets.length > 12
  })
  expect(wechat.session().stage).not.toBe('failed')
  expect(new Set(alerts.map((one) => one.kind))).toEqual(new Set(['scan']))
  expect(alerts.length).toBeLessThan(puppets.length)
})

test('a logout is announced once, and the next login once as being back', async () => {
  const { wechat, alerts, last, online } = await open()
  await online()
  await last().logout('kicked')
  expect(wechat.session().stage).toBe('offline')
  last().enter()
  await online(2)
  expect(wechat.session().stage).toBe('online')
  expect(alerts).toEqual([{ kind: 'logout' }, { kind: 'back' }])
})

test('the watchdog, a dead server and a flood of errors each end in a new instance that hears again', async () => {
  const { world, ear, puppets, last, online } = await open()
  await online()
  last().emit('reset', { data: 'watchdog' })
  await online(2)
  last().emit('error', { gerror: JSON.stringify({ name: 'Error', message: '14 UNAVAILABLE: gone' }) })
  await online(3)
  for (let n = 0; n < 12; n += 1) last().emit('error', { data: 'something odd' })
  await online(4)
  expect(puppets).toHaveLength(4)
  const li = world.person('李老师')
  world.says(li, world.room('备课组', [li]).id, '还在吗')
  expect((await ear.until('text')).text).toBe('还在吗')
  expect(ear.heard).toHaveLength(1)
})

test('noise about rooms replaces nothing', async () => {
  const { puppets, last, online, world, ear } = await open()
  await online()
  for (let n = 0; n < 50; n += 1) last().emit('error', { data: 'no payload found for id 1000@chatroom' })
  const li = world.person('李老师')
  world.says(li, world.room('备课组', [li]).id, '早')
  await ear.until('text')
  expect(puppets).toHaveLength(1)
})

test('after ten failures in a row administrators are told once, with the reason', async () => {
  const { alerts, puppets, wechat, last } = await open({ enters: false })
  let broken = 0
  await until(() => {
    if (puppets.length > broken && last().state.active() === true) {
      broken = puppets.length
      last().emit('reset', { data: 'watchdog' })
    }
    return alerts.length > 0 && puppets.length > 11
  })
  expect(alerts).toEqual([{ kind: 'failed', why: 'the puppet’s watchdog heard nothing' }])
  expect(wechat.state().ready).toBe(false)
})

test('what a puppet keeps for its next login is there for the next instance', async () => {
  const { last, online } = await open()
  await online()
  await last().memory.set('cookies', 'of the login')
  await last().memory.save()
  last().emit('reset', { data: 'watchdog' })
  await online(2)
  expect(await last().memory.get('cookies')).toBe('of the login')
})

test('the puppet’s own watchdog replaces nothing while the puppet answers, and never resets it in place', async () => {
  const { last, online, puppets, world, ear } = await open()
  await online()
  await last().reset()
  last().emit('error', { data: 'WatchdogAgent reset: lastFood: ""' })
  const li = world.person('李老师')
  world.says(li, world.room('备课组', [li]).id, '早')
  await ear.until('text')
  expect(puppets).toHaveLength(1)
  expect(last().state.active()).toBe(true)
})

test('a puppet that does not start is replaced, whatever it says', async () => {
  const { puppets, online, wechat } = await open({
    // The first one fails as a server does that refuses a token.
    prepare: (puppet, n) => {
      if (n === 1) puppet.onStart = async () => Promise.reject(new Error('16 UNAUTHENTICATED: insecure_0000-secret'))
    },
  })
  await online()
  expect(puppets).toHaveLength(2)
  expect(wechat.state().ready).toBe(true)
})

test('a hundred replacements leave no listener behind', async () => {
  const { puppets, last, online, wechat } = await open()
  await online()
  const before = process.eventNames().map((name) => [name, process.listenerCount(name)])
  for (let n = 2; n <= 101; n += 1) {
    last().emit('reset', { data: 'watchdog' })
    await online(n)
  }
  expect(puppets).toHaveLength(101)
  expect(process.eventNames().map((name) => [name, process.listenerCount(name)])).toEqual(before)
  expect(puppets.filter((puppet) => puppet.state.active() === true)).toHaveLength(1)
  expect(wechat.state().ready).toBe(true)
})
