import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { codeAsSvg } from '#bot/platforms/wechat/code.ts'
import { practiceRoom } from '../room.ts'
import { openSchool, type TestSchool, until } from '../school.ts'
import { CODE, present, strangers, worlds } from './story-puppet.ts'
import { openWechatWorld } from './world.ts'

let school: TestSchool | undefined
afterEach(async () => {
  await school?.close()
  school = undefined
  worlds.clear()
})

/** A school with its practice room, and WeChat beside it whose account must be signed in. */
async function open() {
  const world = openWechatWorld()
  strangers.add(world)
  worlds.set('signin', world)
  school = await openSchool({
    web: true,
    now: new Date(),
    room: async (clock) => ({
      ...(await practiceRoom(clock)),
      env: {
        WECHAT_ENABLED: 'true',
        WECHATY_PUPPET: fileURLToPath(new URL('./story-puppet.ts', import.meta.url)),
        WECHATY_PUPPET_SERVICE_TOKEN: 'signin',
        WECHAT_ROOMS: '*',
      },
    }),
  })
  const { app } = school
  const page = new URL(app.signIns.get('wechat') ?? '')
  const ask = async <T>(path: string): Promise<T> => (await (await fetch(new URL(path, page))).json()) as T
  const state = () => ask<{ is: string; picture?: string }>(`/signin/wechat/state${page.search}`)
  const health = async () => (await ask<{ parts: Record<string, object> }>('/healthz')).parts.wechat
  const puppet = () => {
    const found = present.get(world)
    if (!found) throw new Error('no puppet yet')
    return found
  }
  return { school, page, state, health, puppet }
}

test('an administrator is handed the code, sees it on the page, and hears of a logout and a return', async () => {
  const { school, page, state, health, puppet } = await open()
  const admin = school.member('赵主任')
  const told = async (word: string) => {
    await until(async () => (await school.said(admin.direct)).some((one) => one.text.includes(word)), word)
    return school.said(admin.direct)
  }

  const [message] = await told('微信需要扫码登录')
  expect(message?.text).toContain(page.href)
  expect(message?.view.blocks.find((block) => block.kind === 'file')).toMatchObject({ name: '微信登录二维码.png' })
  const picture = Buffer.from(await codeAsSvg(CODE)).toString('base64')
  expect(await state()).toMatchObject({ is: 'scan', picture: `data:image/svg+xml;base64,${picture}` })
  expect(await health()).toMatchObject({ ready: false, detail: expect.stringContaining('scan the code') })

  puppet().enter()
  await told('微信恢复了')
  expect(await state()).toMatchObject({ is: 'online' })
  expect((await state()).picture).toBeUndefined()
  expect(await health()).toMatchObject({ ready: true })

  await puppet().logout('kicked')
  const all = await told('微信退出了登录')
  expect(all).toHaveLength(3)
  expect(await state()).toMatchObject({ is: 'offline' })
  expect((await fetch(new URL('/signin/wechat', page))).status).toBe(403)
})
