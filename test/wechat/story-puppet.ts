import { WorldPuppet } from './puppet.ts'
import type { WechatWorld } from './world.ts'

/** What stands in the code that a stranger must scan. */
export const CODE = 'http://weixin.qq.com/x/made-up-for-a-test'

/** Worlds whose account must scan before it is in. */
export const strangers = new WeakSet<WechatWorld>()
/** The puppet that each world's account uses now. */
export const present = new WeakMap<WechatWorld, PuppetOfWorld>()

/** Worlds by the token under which a puppet asks for them: what a real puppet's token opens is an account. */
export const worlds = new Map<string, WechatWorld>()

/**
 * A puppet as an operator would name it in WECHATY_PUPPET: made by the program itself, from the token, and logging in
 * by itself once it has started.
 */
export class PuppetOfWorld extends WorldPuppet {
  constructor(options: { token?: string }) {
    const world = worlds.get(options.token ?? '')
    if (!world) throw new Error('no world for this token')
    super(world)
    present.set(world, this)
    this.on('start', () => {
      setImmediate(() => {
        if (strangers.has(world)) this.emit('scan', { qrcode: CODE, status: 2 })
        else if (!this.isLoggedIn) this.enter()
      })
    })
  }
}
