import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wechatConfigOf } from '#bot/platforms/wechat/config.ts'
import { stableIdentity } from '#bot/platforms/wechat/identity.ts'
import { openWechat } from '#bot/platforms/wechat/wechat.ts'
import { openFolderBlobs } from '#db/blobs.ts'
import { systemClock } from '#kit/clock.ts'
import { readEnv } from '#kit/env.ts'
import { silentLog } from '#kit/log.ts'

/**
 * The program of the flood: the adapter alone, against the puppet server that the environment names. Fetches every file
 * to its end. Prints `online`, then after each hundred events what the process holds, as one line of JSON.
 */
const config = wechatConfigOf(readEnv(process.env))
if (!config) throw new Error('WECHAT_ENABLED is not true')
let heard = 0
let bytes = 0
const wechat = openWechat({
  config,
  blobs: await openFolderBlobs(join(process.env.FLOOD_DIR ?? tmpdir(), 'blobs')),
  schoolId: 'sample',
  clock: systemClock,
  log: silentLog,
  identity: {
    ...stableIdentity(),
    async entered() {
      console.log('online')
    },
  },
  sessions: { shown: async () => undefined, meaningOf: async () => undefined, isBusy: async () => false },
  sender: () => ({
    post: async () => ({ ref: '' }),
    begun: async () => false,
    overheard: async () => undefined,
    stop: async () => undefined,
  }),
  alert: () => undefined,
})
await wechat.start(async (event) => {
  if (event.kind === 'file') {
    const stream = await wechat.fetch(event.file, AbortSignal.timeout(300_000))
    for await (const chunk of stream) bytes += chunk.length
  }
  heard += 1
  if (heard % 100 > 0 && event.kind !== 'file') return
  globalThis.gc?.()
  const { heapUsed, rss, arrayBuffers } = process.memoryUsage()
  const mb = (n: number) => Math.round(n / 1_048_576)
  console.log(JSON.stringify({ heard, bytes, heapMb: mb(heapUsed), rssMb: mb(rss), buffersMb: mb(arrayBuffers) }))
})
