import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Incoming } from '#bot/incoming.ts'
import { type Feishu, type FeishuParts, openFeishu } from '#bot/platforms/feishu/feishu.ts'
import { type BlobStore, openFolderBlobs } from '#db/blobs.ts'
import { SAMPLE_SCHOOL, seedPracticeSchool } from '#db/practice/seed.ts'
import { seen } from '#db/rows/people.ts'
import type { Db } from '#db/schema.ts'
import { systemClock } from '#kit/clock.ts'
import { silentLog } from '#kit/log.ts'
import { freshDatabase } from '../database.ts'
import { type FeishuStandIn, openFeishuStandIn, type StandInOptions } from './stand-in.ts'
import type { Chat, User } from './world.ts'

/** The adapter against the stand-in, with an ear that only writes down what it hears; no desk. */
export type Listener = {
  feishu: FeishuStandIn
  platform: Feishu
  db: Db
  blobs: BlobStore
  li: User
  group: Chat
  heard: Incoming[]
  /** The same at the moment when the adapter hands it over, copies included. */
  brought: Incoming[]
  /** Resolves with the first event that fits, once it is there. */
  hear(fits: (event: Incoming) => boolean, what: string): Promise<Incoming>
  /** A second process of the same app, started. */
  another(on: (incoming: Incoming) => Promise<void>): Promise<Feishu>
  /** Resolves when `done` says so. */
  until(done: () => boolean, what: string): Promise<void>
  close(): Promise<void>
}

export async function openListener(
  options: StandInOptions = {},
  more: Partial<Omit<FeishuParts, 'config'>> & { config?: Partial<FeishuParts['config']> } = {},
): Promise<Listener> {
  const database = await freshDatabase()
  const dir = await mkdtemp(join(tmpdir(), 'gongxiang-feishu-'))
  await seedPracticeSchool(database.db, { now: new Date(), timeZone: 'Asia/Shanghai', locale: 'zh-CN' })
  const feishu = await openFeishuStandIn({ ackMs: 500, redeliverMs: [50, 100, 200, 400, 800], ...options })
  const li = feishu.deeds.addUser('李老师')
  const group = feishu.deeds.addGroup('备课组', [li])
  const heard: Incoming[] = []
  const blobs = await openFolderBlobs(dir)
  const open = () =>
    openFeishu({
      db: database.db,
      blobs,
      schoolId: SAMPLE_SCHOOL,
      clock: options.clock ?? systemClock,
      log: silentLog,
      zone: 'Asia/Shanghai',
      timing: { firstWaitMs: 20, longestWaitMs: 100 },
      known: async (keys) => new Set(heard.map((one) => one.eventKey).filter((key) => keys.includes(key))),
      ...more,
      config: {
        appId: feishu.appId,
        appSecret: feishu.appSecret,
        origin: feishu.origin,
        mode: 'websocket',
        ...more.config,
      },
    })
  const platform = await open()
  const brought: Incoming[] = []
  let before: Promise<unknown> = Promise.resolve()
  await platform.start(async (incoming) => {
    brought.push(incoming)
    // As the desk does: one after the other, the account is made at first sight, a second copy of an event is swallowed.
    const turn = before.then(() => seen(database.db, incoming, SAMPLE_SCHOOL))
    before = turn.catch(() => undefined)
    await turn
    if (!heard.some((one) => one.eventKey === incoming.eventKey)) heard.push(incoming)
  })
  const until: Listener['until'] = async (done, what) => {
    const deadline = performance.now() + 20_000
    while (!done()) {
      if (performance.now() > deadline) throw new Error(`did not happen: ${what}`)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  return {
    feishu,
    platform,
    db: database.db,
    blobs,
    li,
    group,
    heard,
    brought,
    async another(on) {
      const second = await open()
      await second.start(on)
      return second
    },
    until,
    async hear(fits, what) {
      await until(() => heard.some(fits), what)
      const found = heard.find(fits)
      if (!found) throw new Error(what)
      return found
    },
    async close() {
      await platform.stop()
      await feishu.close()
      await database.drop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
