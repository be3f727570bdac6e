import { types } from 'wechaty-puppet'
import { isWechatys } from '#bot/platforms/wechat/blame.ts'
import { wechatConfigOf } from '#bot/platforms/wechat/config.ts'
import { openInstance } from '#bot/platforms/wechat/instance.ts'
import { makeWechaty } from '#bot/platforms/wechat/load.ts'
import { forgive } from '#cli/forgive.ts'
import { untilToldToLeave } from '#cli/leave.ts'
import { readEnv } from '#kit/env.ts'
import { openLog } from '#kit/log.ts'
import { WorldPuppet } from './puppet.ts'
import { openWechatWorld } from './world.ts'

/**
 * The program of `errors.slow.test.ts`: real wechaty in a process with the real end-of-process rules, and everything
 * that can go wrong in it. Prints what became of it. `ours`: an error of our own too; `strict`: without the rule that
 * passes over wechaty's.
 */
const log = openLog('fatal', process.stderr)
const leaving = untilToldToLeave(log)
if (process.argv[2] !== 'strict') forgive(isWechatys)
const config = wechatConfigOf(readEnv(process.env))
if (!config) throw new Error('WECHAT_ENABLED is not true')
const world = openWechatWorld()
const puppet = new WorldPuppet(world)
const broken: string[] = []
const hears = {
  scan: () => undefined,
  login: () => undefined,
  logout: () => undefined,
  message: async () => {
    throw new Error('a handler fails')
  },
  renamed: async () => {
    throw new Error('a handler fails')
  },
  friendship: async () => undefined,
  moved: async () => {
    throw new Error('a handler fails')
  },
  alive: () => undefined,
  broken: (why: string) => void broken.push(why),
}
const instance = openInstance(await makeWechaty(config, puppet), hears, log)
await instance.start()
puppet.enter()
const li = world.person('李老师')
const room = world.room('备课组', [li])
world.says(li, room.id, '一句话')
world.renames(room, '新名字', li)
puppet.emit('message', { messageId: 'never was' })
puppet.emit('room-join', { roomId: 'never@chatroom', inviteeIdList: ['x'], inviterId: 'y', timestamp: 0 })
puppet.emit('room-leave', { roomId: room.id, removeeIdList: ['x'], removerId: 'y', timestamp: 0 })
puppet.emit('login', { contactId: 'nobody' })
puppet.emit('logout', { contactId: 'nobody', data: '' })
puppet.emit('friendship', { friendshipId: 'none' })
puppet.emit('room-invite', { roomInvitationId: 'none' })
puppet.emit('dirty', { payloadType: types.Dirty.Contact, payloadId: 'none' })
puppet.emit('error', { data: 'an odd error' })
// A promise inside wechaty that nobody awaits.
setTimeout(() => void instance.bot.puppet.messagePayload('never was'), 0)
if (process.argv[2] === 'ours') setTimeout(() => void Promise.reject(new Error('ours')), 50)
const why = await Promise.race([leaving.promise, new Promise((resolve) => setTimeout(resolve, 1_500, 'alive'))])
await instance.stop()
console.log(JSON.stringify({ why, broken }))
process.exit(0)
