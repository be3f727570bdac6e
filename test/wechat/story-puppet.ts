import { WorldPuppet } from './puppet.ts'
import type { WechatWorld } from './world.ts'

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
    this.on('start', () => {
      setImmediate(() => this.isLoggedIn || this.enter())
    })
  }
}
