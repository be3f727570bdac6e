import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { PuppetServer } from 'wechaty-puppet-service'
import type { WechatConfig } from '#bot/platforms/wechat/config.ts'
import { type Identity, stableIdentity } from '#bot/platforms/wechat/identity.ts'
import { openInstance } from '#bot/platforms/wechat/instance.ts'
import type { Alert, LifeTiming } from '#bot/platforms/wechat/life.ts'
import { makeWechaty } from '#bot/platforms/wechat/load.ts'
import { openPace } from '#bot/platforms/wechat/pace.ts'
import { openWechatSender, type SenderParts } from '#bot/platforms/wechat/send.ts'
import { openSessions } from '#bot/platforms/wechat/sessions.ts'
import { openWechat, type Wechat } from '#bot/platforms/wechat/wechat.ts'
import { type BlobStore, openFolderBlobs } from '#db/blobs.ts'
import { SAMPLE_SCHOOL, seedPracticeSchool } from '#db/practice/seed.ts'
import type { Db } from '#db/schema.ts'
import { type Clock, systemClock } from '#kit/clock.ts'
import { silentLog } from '#kit/log.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { WorldPuppet } from './puppet.ts'
import { openWechatWorld, type WechatWorld } from './world.ts'

/** How the adapter reaches the world: the mock puppet in this process, or a puppet server over gRPC on loopback. */
export type Road = 'mock' | 'service'

/** A WeChat adapter over a world of the test's own. */
export type WechatRig = {
  dir: string
  world: WechatWorld
  wechat: Wechat
  alerts: Alert[]
  blobs: BlobStore
  /** Every puppet that was made so far, the present one last. */
  puppets: WorldPuppet[]
  /** Resolves when the account is online; `more` times, when it is that often. */
  online(times?: number): Promise<void>
  close(): Promise<void>
}

export type RigOptions = {
  road?: Road
  world?: WechatWorld
  config?: Partial<WechatConfig>
  timing?: Partial<LifeTiming> & { handAgainMs?: number; idleMs?: number }
  identity?: Identity
  db: Db
  schoolId?: string
  clock?: Clock
  dir?: string
  blobs?: BlobStore
  /** Changes the n-th puppet before wechaty has it. */
  prepare?: (puppet: WorldPuppet, n: number) => void
  /** Whether each new puppet logs in by itself. Default: yes. */
  enters?: boolean
  picture?: SenderParts['picture']
}

let port = 0

/** A database of the test's own with the practice school in it; dropped after the file's tests. */
export function wechatDatabase(): { readonly db: Db } {
  let database: TestDatabase | undefined
  beforeAll(async () => {
    database = await freshDatabase()
    await seedPracticeSchool(database.db, { now: new Date(), timeZone: 'Asia/Shanghai', locale: 'zh-CN' })
  })
  afterAll(() => database?.drop())
  return {
    get db() {
      if (!database) throw new Error('no database yet')
      return database.db
    },
  }
}

/** Opens the adapter; it is not started. */
export async function openWechatRig(options: RigOptions): Promise<WechatRig> {
  const own = options.dir === undefined
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'gongxiang-wechat-')))
  const world = options.world ?? openWechatWorld()
  const blobs = options.blobs ?? (await openFolderBlobs(join(dir, 'blobs')))
  if (!options.world) {
    // A new world has said nothing yet.
    await options.db.deleteFrom('wechat_sent').execute()
    await options.db.deleteFrom('wechat_session').execute()
  }
  const puppets: WorldPuppet[] = []
  const alerts: Alert[] = []
  const servers: PuppetServer[] = []
  const enters = options.enters ?? true
  let logins = 0
  let waiting: { times: number; resolve: () => void }[] = []
  const config: WechatConfig = {
    puppet: 'wechaty-puppet-service',
    token: undefined,
    endpoint: undefined,
    authority: undefined,
    noTls: false,
    dataDir: join(dir, 'wechat'),
    stableIds: true,
    rooms: new Set(['*']),
    timeoutSeconds: 600,
    maxFileBytes: 50_000_000,
    pace: { minIntervalMs: 0, perMinute: 600, perRoomHour: 3_600, perDay: 100_000 },
    ...options.config,
  }
  const identity = options.identity ?? stableIdentity()
  const clock = options.clock ?? systemClock
  const sessions = openSessions({ db: options.db, schoolId: options.schoolId ?? SAMPLE_SCHOOL, clock })

  async function server(): Promise<WechatConfig> {
    const { PuppetServer } = await import('wechaty-puppet-service')
    const puppet = new WorldPuppet(world)
    puppets.push(puppet)
    if (enters) {
      puppet.on('start', () => {
        setImmediate(() => puppet.isLoggedIn || puppet.enter())
      })
    }
    port = port === 0 ? 20_000 + (process.pid % 20_000) : port + 1
    const token = 'insecure_00000000-0000-4000-8000-000000000000'
    for (;;) {
      const made = new PuppetServer({ endpoint: `127.0.0.1:${port}`, puppet, token })
      try {
        await made.start()
        servers.push(made)
        return { ...config, token, endpoint: `127.0.0.1:${port}` }
      } catch {
        port += 1
      }
    }
  }

  const wechat = openWechat({
    config,
    blobs,
    schoolId: options.schoolId ?? SAMPLE_SCHOOL,
    clock,
    log: silentLog,
    identity: {
      ...identity,
      async entered(botId) {
        await identity.entered(botId)
        logins += 1
        const ready = waiting.filter(({ times }) => times <= logins)
        waiting = waiting.filter(({ times }) => times > logins)
        for (const { resolve } of ready) resolve()
      },
    },
    sessions,
    sender: (wire) =>
      openWechatSender(
        {
          db: options.db,
          schoolId: options.schoolId ?? SAMPLE_SCHOOL,
          blobs,
          clock,
          log: silentLog,
          turns: openPace(config.pace, () => clock.now().getTime()),
          sessions,
          complained: () => undefined,
          ...(options.picture && { picture: options.picture }),
        },
        wire,
      ),
    alert: (alert) => alerts.push(alert),
    make: async (hears) => {
      if (options.road === 'service') return openInstance(await makeWechaty(await server()), hears, silentLog)
      const puppet = new WorldPuppet(world)
      puppets.push(puppet)
      options.prepare?.(puppet, puppets.length)
      const instance = openInstance(await makeWechaty(config, puppet), hears, silentLog)
      return {
        ...instance,
        async start() {
          await instance.start()
          if (enters) puppet.enter()
        },
      }
    },
    ...(options.timing && { timing: options.timing }),
  })

  return {
    dir,
    world,
    wechat,
    alerts,
    blobs,
    puppets,
    online: (times = 1) =>
      logins >= times ? Promise.resolve() : new Promise((resolve) => waiting.push({ times, resolve })),
    async close() {
      await wechat.stop()
      for (const one of servers) await one.stop()
      if (own) await rm(dir, { recursive: true, force: true })
    },
  }
}
