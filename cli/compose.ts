import { join } from 'node:path'
import { type OpenBot, openBot } from '#bot/open.ts'
import type { Platform } from '#bot/platform.ts'
import { openPractice } from '#bot/platforms/practice/practice.ts'
import { commands } from '#commands/index.ts'
import { openFolderBlobs } from '#db/blobs.ts'
import { openDb, openPool } from '#db/client.ts'
import { practicePolicyText } from '#db/policy/defaults.ts'
import { ensurePolicy } from '#db/policy/publish.ts'
import { seedPracticeSchool } from '#db/practice/seed.ts'
import type { Db } from '#db/schema.ts'
import type { Clock } from '#kit/clock.ts'
import type { Env } from '#kit/env.ts'
import type { Log } from '#kit/log.ts'
import { openWeb } from '#web/server.ts'
import type { Health } from '#web/web.ts'
import { openFileProcess } from '#workers/catalogue/file-process.ts'
import { workHandlers } from '#workers/handlers.ts'
import { openQueues, type Queues } from '#workers/queue.ts'
import { sampleFiles } from '../samples/index.ts'

/** Which rooms this process opens. `start` opens all three. */
export type Roles = { bot: boolean; worker: boolean; web: boolean }

export type AppParts = { env: Env; log: Log; clock: Clock; databaseUrl: string; roles: Roles; queuePrefix?: string }

export type App = {
  /** The page's address, when the web room is open. */
  url: string | undefined
  db: Db
  queues: Queues
  bot: OpenBot | undefined
  /** Stops receiving, finishes what is under way (at most 10 s), closes everything. */
  stop(): Promise<void>
}

/** Jobs of one kind at the same time: two cores, one of them for the file process. */
const WORK_AT_ONCE = 3
const BOT_AT_ONCE = 4
/** Connections for queries; LISTEN and the queue hold their own. */
const POOL = 12

/** The one place that puts the rooms together. */
export async function composeApp(parts: AppParts): Promise<App> {
  const { env, log, clock, databaseUrl, roles } = parts
  const pool = openPool(databaseUrl, POOL)
  const db = openDb(pool)
  const blobs = await openFolderBlobs(join(env.DATA_DIR, 'blobs'))
  const queues = await openQueues({
    databaseUrl,
    log,
    ...(env.REDIS_URL !== undefined && { redisUrl: env.REDIS_URL }),
    ...(parts.queuePrefix !== undefined && { prefix: parts.queuePrefix }),
  })
  const closers: (() => Promise<void>)[] = []
  const practiceOn = env.PRACTICE !== 'off'
  const school = practiceOn ? await openPracticeSchool(db, env, clock) : undefined

  const platforms = new Map<string, Platform>()
  let bot: OpenBot | undefined
  if (roles.bot) {
    if (school !== undefined) {
      const practice = openPractice({ db, pool, blobs, schoolId: school, clock, log })
      platforms.set(practice.name, practice)
    }
    bot = openBot({
      db,
      log,
      clock,
      ring: queues.ring,
      blobs,
      platforms,
      defaultSchool: school ?? 'school',
      maxFileBytes: env.MAX_FILE_MB * 1_048_576,
    })
    await queues.work('bot', bot.handlers, { concurrency: BOT_AT_ONCE })
    await bot.start()
    closers.push(() => bot?.stop() ?? Promise.resolve())
  }
  if (roles.worker) {
    const files = openFileProcess({ readable: join(env.DATA_DIR, 'blobs') })
    await queues.work('work', workHandlers({ db, log, clock, ring: queues.ring, blobs, files }), {
      concurrency: WORK_AT_ONCE,
    })
    await queues.schedule(env.SCHOOL_TIMEZONE, clock.now)
    closers.push(() => files.stop())
  }
  const health = () => healthOf(db, queues, platforms)
  const web = roles.web
    ? await openWeb({
        db,
        pool,
        env,
        log,
        blobs,
        clock,
        health,
        ...(school !== undefined && {
          practice: {
            schoolId: school,
            commands: commands.filter((command) => !command.internal),
            samples: sampleFiles,
          },
        }),
      })
    : undefined

  return {
    url: web?.url,
    db,
    queues,
    bot,
    async stop() {
      await web?.close()
      await bot?.stop()
      await queues.close()
      await Promise.allSettled(closers.map((close) => close()))
      await db.destroy()
    },
  }
}

/** The sample school, with a policy under which the points of accounts that are minutes old flow at once. */
async function openPracticeSchool(db: Db, env: Env, clock: Clock): Promise<string> {
  const { schoolId } = await seedPracticeSchool(db, {
    now: clock.now(),
    timeZone: env.SCHOOL_TIMEZONE,
    locale: env.LOCALE,
  })
  await db.transaction().execute((trx) => ensurePolicy(trx, schoolId, practicePolicyText()))
  return schoolId
}

/** Every part on its own line, so that /healthz can name what is down. */
async function healthOf(db: Db, queues: Queues, platforms: ReadonlyMap<string, Platform>): Promise<Health> {
  const health: Health = {}
  const check = async (name: string, work: Promise<unknown>) => {
    health[name] = await work.then(
      () => ({ ready: true, detail: 'answers' }),
      (error) => ({ ready: false, detail: error instanceof Error ? error.message : String(error) }),
    )
  }
  await Promise.all([
    check('database', db.selectFrom('school').select('id').limit(1).execute()),
    check('queue', queues.ping()),
  ])
  for (const platform of platforms.values()) health[platform.name] = platform.state()
  return health
}
