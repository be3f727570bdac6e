import type { PuppetServer } from 'wechaty-puppet-service'
import { PuppetOfWorld, worlds } from './story-puppet.ts'
import type { WechatWorld } from './world.ts'

let port = 0

/** A puppet server over a world, on a free port of this machine: what a provider of tokens runs. */
export async function openService(
  world: WechatWorld,
): Promise<{ token: string; endpoint: string; close(): Promise<void> }> {
  const { PuppetServer: Server } = await import('wechaty-puppet-service')
  port = port === 0 ? 40_000 + (process.pid % 15_000) : port + 1
  const token = `insecure_00000000-0000-4000-8000-${String(port).padStart(12, '0')}`
  worlds.set(token, world)
  for (;;) {
    const endpoint = `127.0.0.1:${port}`
    const server: PuppetServer = new Server({ endpoint, puppet: new PuppetOfWorld({ token }), token })
    try {
      await server.start()
      return {
        token,
        endpoint,
        async close() {
          worlds.delete(token)
          await server.stop()
        },
      }
    } catch {
      port += 1
    }
  }
}
