import { join } from 'node:path'
import { type OpenBot, openBot } from '#bot/open.ts'
import type { Platform } from '#bot/platform.ts'
import { originOf } from '#bot/platforms/feishu/config.ts'
import type { Feishu } from '#bot/platforms/feishu/feishu.ts'
import { openPractice } from '#bot/platforms/practice/practice.ts'
import { commands } from '#commands/index.ts'
import { type BlobStore, openFolderBlobs } from '#db/blobs.ts'
import { openDb, openPool } from '#db/client.ts'
import { defaultPolicyText, practicePolicyText } from '#db/policy/defaults.ts'
import { ensurePolicy } from '#db/policy/publish.ts'
import { SAMPLE_SCHOOL, seedPracticeSchool } from '#db/practice/seed.ts'
import type { Db } from '#db/schema.ts'
import { type Clock, systemClock } from '#kit/clock.ts'
import { type Env, practiceIsOn } from '#kit/env.ts'
import { OperatorError } from '#kit/errors.ts'
import type { Log } from '#kit/log.ts'
import { openWeb } from '#web/server.ts'
import type { Health } from '#web/web.ts'
import { openFileProcess } from '#workers/catalogue/file-process.ts'
import { RECOGNISER, RECOGNISER_LIMITS } from '#workers/catalogue/recognise/program.ts'
import { openRecogniser } from '#workers/catalogue/recognise/recogniser.ts'
import { openClamd } from '#workers/catalogue/scan/clamd.ts'
import { tellFailure } from '#workers/failed.ts'
import { workHandlers } from '#workers/handlers.ts'
import { expectedOf } from '#workers/points/expected.ts'
import { openPreviews } from '#workers/preview/preview.ts'
import type { Which } from '#workers/queue/schedule.ts'
import { openQueues, type Queues } from '#workers/queue.ts'
import { sampleFiles } from '../samples/index.ts'
import { openOwnWechat } from './compose-wechat.ts'

/** Which rooms this process opens. `start` opens all three. */
export type Roles = { bot: boolean; worker: boolean; web: boolean }

export type AppParts = {
  env: Env
  log: Log
  clock: Clock
  databaseUrl: string
  roles: Roles
  queuePrefix?: string
  /** Default: all. On a clock that is not the machine's, only the sweep. */
  schedules?: Which
  /** Shows something to whoever started the program, such as a code to scan. Default: nothing is shown. */
  print?: (text: string) => void
}

export type App = {
  /** The page's address, when the web room is open. */
  url: string | undefined
  /** The pages on which an administrator signs an account in, with their key; by platform. */
  signIns: ReadonlyMap<string, string>
  db: Db
  queues: Queues
  bot: OpenBot | undefined
  /** Stops receiving, finishes what is under way (at most 10 s), closes everything. */
  stop(): Promise<void>
}

/** Jobs at the same time: few, so that cataloguing a burst never keeps a message waiting for its acknowledgement. */
const WORK_AT_ONCE = 2
const BOT_AT_ONCE = 4
/** Connections for queries; LISTEN and the queue hold their own. */
const POOL = 12

const OWN_SCHOOL = 'school'

/** The one place that puts the rooms together. What was opened is closed again when a later part can not be opened. */
export async function composeApp(parts: AppParts): Promise<App> {
  const opened: Closer[] = []
  try {
    return await open(parts, opened)
  } catch (error) {
    await closeAll(opened)
    throw error
  }
}

/** Closed in groups: first whoever takes work in, then the workers, then what all of them stand on. */
type Closer = { last: 'doors' | 'work' | 'ground'; close(): Promise<unknown> }

async function closeAll(opened: readonly Closer[]): Promise<void> {
  for (const group of ['doors', 'work', 'ground'] as const) {
    await Promise.allSettled(opened.filter((one) => one.last === group).map((one) => one.close()))
  }
}

async function open(parts: AppParts, opened: Closer[]): Promise<App> {
  const { env, log, clock, databaseUrl, roles } = parts
  const pool = openPool(databaseUrl, POOL)
  const db = openDb(pool)
  opened.push({ last: 'ground', close: () => db.destroy() })
  const blobs = await openFolderBlobs(join(env.DATA_DIR, 'blobs'))
  const queues = await openQueues({
    databaseUrl,
    log,
    errors: (failure) => tellFailure({ db, ring: queues.ring }, failure),
    ...(env.REDIS_URL !== undefined && { redisUrl: env.REDIS_URL }),
    ...(parts.queuePrefix !== undefined && { prefix: parts.queuePrefix }),
  })
  opened.push({ last: 'work', close: () => queues.close() })
  const practiceOn = practiceIsOn(env)
  const school = practiceOn ? await openPracticeSchool(db, env, clock) : await openOwnSchool(db, env)

  const platforms = new Map<string, Platform>()
  const feishu = roles.bot ? await openOwnFeishu({ env, log, clock, db, blobs, schoolId: school }) : undefined
  if (feishu?.webhook && !roles.web) {
    throw new OperatorError(
      'webhook 方式下，接待处要和网页在同一个进程里。With webhooks, the bot must run in the process of the web server.',
      '请用 gongxiang start，或设 FEISHU_MODE=websocket。Use gongxiang start, or set FEISHU_MODE=websocket.',
    )
  }
  let bot: OpenBot | undefined
  let signIns: ReadonlyMap<string, string> = new Map()
  const wechat = roles.bot
    ? await openOwnWechat({
        env,
        log,
        clock,
        db,
        blobs,
        schoolId: school,
        platforms,
        wake: (schoolId, chatId) => bot?.sender.wake(schoolId, chatId),
        page: () => signIns.get('wechat'),
        print: parts.print ?? (() => undefined),
      })
    : undefined
  const previews = roles.web ? await openPreviews({ db, blobs, dataDir: env.DATA_DIR }) : undefined
  if (previews) opened.push({ last: 'work', close: () => previews.stop() })
  const web = roles.web
    ? await openWeb({
        db,
        pool,
        env,
        log,
        blobs,
        clock,
        health: () => healthOf(db, queues, platforms),
        ...(previews && { previews }),
        ...(feishu?.webhook && { webhooks: new Map([[feishu.name, feishu.webhook]]) }),
        ...(wechat && { signIns: new Map([[wechat.platform.name, wechat.signIn]]) }),
        ...(practiceOn && {
          practice: {
            schoolId: school,
            commands: commands.filter((command) => !command.internal),
            samples: sampleFiles,
          },
        }),
      })
    : undefined
  if (web) {
    opened.push({ last: 'doors', close: () => web.close() })
    signIns = web.signIns
  }

  if (roles.bot) {
    if (feishu) platforms.set(feishu.name, feishu)
    if (practiceOn) {
      const practice = openPractice({ db, pool, blobs, schoolId: school, clock, log })
      platforms.set(practice.name, practice)
    }
    if (wechat) platforms.set(wechat.platform.name, wechat.platform)
    const desk = openBot({
      db,
      log,
      clock,
      ring: queues.ring,
      blobs,
      platforms,
      defaultSchool: school,
      maxFileBytes: env.MAX_FILE_MB * 1_048_576,
      expected: expectedOf,
    })
    opened.push({ last: 'doors', close: () => desk.stop() })
    bot = desk
    await queues.work('bot', desk.handlers, { concurrency: BOT_AT_ONCE })
    await desk.start()
  }
  if (roles.worker) {
    const files = openFileProcess({ readable: join(env.DATA_DIR, 'blobs') })
    opened.push({ last: 'ground', close: () => files.stop() })
    const scanner = env.CLAMD_HOST === undefined ? undefined : openClamd(env.CLAMD_HOST)
    const shop = {
      db,
      log,
      clock,
      ring: queues.ring,
      blobs,
      files,
      ...(scanner && { scanner }),
      ...(env.PUBLIC_URL !== undefined && { publicUrl: env.PUBLIC_URL }),
    }
    const recogniser =
      env.OCR === 'on'
        ? openRecogniser(
            shop,
            openFileProcess({ readable: join(env.DATA_DIR, 'blobs'), program: RECOGNISER, ...RECOGNISER_LIMITS }),
          )
        : undefined
    if (recogniser) opened.push({ last: 'work', close: () => recogniser.stop() })
    await queues.work('work', workHandlers(shop, recogniser), { concurrency: WORK_AT_ONCE })
    await queues.schedule(env.SCHOOL_TIMEZONE, systemClock.now, parts.schedules ?? 'all')
  }
  return { url: web?.url, signIns, db, queues, bot, stop: () => closeAll(opened) }
}

/** Feishu or Lark, when an app is configured. Its SDK is large and is loaded only then. */
async function openOwnFeishu(
  parts: Pick<AppParts, 'env' | 'log' | 'clock'> & { db: Db; blobs: BlobStore; schoolId: string },
): Promise<Feishu | undefined> {
  const { env } = parts
  const { FEISHU_APP_ID: appId, FEISHU_APP_SECRET: appSecret } = env
  if (appId === undefined || appSecret === undefined) return undefined
  const { openFeishu } = await import('#bot/platforms/feishu/feishu.ts')
  return openFeishu({
    ...parts,
    zone: env.SCHOOL_TIMEZONE,
    publicUrl: env.PUBLIC_URL,
    timing: { reconcileEveryMs: env.FEISHU_HISTORY_MINUTES * 60_000 },
    config: {
      appId,
      appSecret,
      origin: originOf(env.FEISHU_DOMAIN),
      mode: env.FEISHU_MODE,
      limits: env.FEISHU_LIMITS,
      ...(env.FEISHU_ENCRYPT_KEY !== undefined && { encryptKey: env.FEISHU_ENCRYPT_KEY }),
      ...(env.FEISHU_VERIFICATION_TOKEN !== undefined && { verificationToken: env.FEISHU_VERIFICATION_TOKEN }),
    },
  })
}

/** The school of a real platform: the one that is there, else a first one that an administrator can rename. */
async function openOwnSchool(db: Db, env: Env): Promise<string> {
  const there = await db
    .selectFrom('school')
    .select('id')
    .where('id', '!=', SAMPLE_SCHOOL)
    .orderBy('created_at')
    .executeTakeFirst()
  if (there) return there.id
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('school')
      .values({
        id: OWN_SCHOOL,
        name: '本校',
        name_en: 'Our school',
        locale: env.LOCALE,
        time_zone: env.SCHOOL_TIMEZONE,
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
    await ensurePolicy(trx, OWN_SCHOOL, defaultPolicyText())
  })
  return OWN_SCHOOL
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
