import { readdirSync } from 'node:fs'
import { wechatConfigOf } from '#bot/platforms/wechat/config.ts'
import { openInstance } from '#bot/platforms/wechat/instance.ts'
import { makeWechaty } from '#bot/platforms/wechat/load.ts'
import { readEnv } from '#kit/env.ts'
import { silentLog } from '#kit/log.ts'

/** What a process holds: the program of `rebuilds.slow.test.ts`, which prints this at two moments. */
function held() {
  globalThis.gc?.()
  const listeners = process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0)
  const resources = process.getActiveResourcesInfo().length
  const files = process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0
  return { listeners, resources, files, heapMb: process.memoryUsage().heapUsed / 1_048_576 }
}

const config = wechatConfigOf(readEnv(process.env))
if (!config) throw new Error('WECHAT_ENABLED is not true')
const [early, times] = process.argv.slice(2).map(Number)
for (let n = 1; n <= (times ?? 0); n += 1) {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const hears = {
    scan: () => undefined,
    login: resolve,
    logout: () => undefined,
    message: async () => undefined,
    renamed: async () => undefined,
    friendship: async () => undefined,
    moved: async () => undefined,
    alive: () => undefined,
    broken: (why: string) => reject(new Error(why)),
  }
  const instance = openInstance(await makeWechaty(config), hears, silentLog)
  await instance.start()
  await promise
  await instance.stop()
  if (n === early || n === times) {
    // What closes in the next turns of the loop is closed.
    await new Promise((done) => setTimeout(done, 1_000))
    console.log(JSON.stringify(held()))
  }
}
process.exit(0)
