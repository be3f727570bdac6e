import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { sql } from 'kysely'
import { type App, composeApp } from '#cli/compose.ts'
import { type BlobStore, openFolderBlobs } from '#db/blobs.ts'
import type { Db } from '#db/schema.ts'
import { type Clock, fakeClock } from '#kit/clock.ts'
import { readEnv } from '#kit/env.ts'
import { openLog } from '#kit/log.ts'
import { postDue } from '#workers/posts/due.ts'
import { sharingDue } from '#workers/sharing-due.ts'
import { freshDatabase } from './database.ts'
import { type OpenRoom, practiceRoom } from './room.ts'
import type { Said } from './said.ts'

export { actionOf, all, find, type Said, textOf } from './said.ts'

export type SchoolOptions = {
  /** Where the queue lives. Default: PostgreSQL. */
  redisUrl?: string
  /** Monday 2026-11-23 10:00 in Shanghai unless told. */
  now?: Date
  maxFileMb?: number
  /** Where a ClamAV daemon listens. */
  clamd?: string
  /** Recognises text in pictures, as outside of tests. Default: not. */
  ocr?: boolean
  /** Opens the web server too, on any free port. */
  web?: boolean
  /** Downloads and ratings wait for a nightly run, which only the test starts: nothing waits for them. */
  nights?: boolean
  /** The platform on which people talk. Default: the practice room. */
  room?: OpenRoom
  /** Default: a clock that stands still until the test moves it. */
  clock?: MovableClock
  /** Puts something between the app and the database; answers the port to use instead. */
  through?: (target: { host: string; port: number }) => Promise<number>
}

export type MovableClock = Clock & { to(at: Date): void; advance(ms: number): void }

export type TestSchool = {
  db: Db
  app: App
  clock: MovableClock
  blobs: BlobStore
  /** Somebody of the sample school, by name such as 李老师. */
  member(name: string): TestMember
  /** Everything the bot has said in a chat, in order. */
  said(chat?: string): Promise<Said[]>
  /** Resolves when no event, file, fact or message waits. */
  settle(): Promise<void>
  /** Ticks the schedule at the clock's time. */
  tick(): Promise<void>
  close(): Promise<void>
}

export type TestMember = {
  id: string
  /** Says something and waits for the answer (or the silence); returns what the bot said since. */
  says(text: string, where?: { chat?: string; replyTo?: number }): Promise<Said[]>
  /** Drops a file and waits for the receipt. `content` is bytes, text, or a path of this machine. */
  uploads(name: string, content: Buffer | string | URL, where?: { chat?: string }): Promise<Said[]>
  /** The same without waiting; returns the post's id. */
  drops(name: string, content: Buffer | string | URL, where?: { chat?: string }): Promise<number>
  presses(post: Said, label: string | RegExp, more?: Record<string, string>): Promise<Said[]>
  recalls(post: number, where?: { chat?: string }): Promise<Said[]>
  direct: string
}

const GROUP = 'beike'

/** A whole school in this process: real database, real queue, real file process, the practice platform. */
export async function openSchool(options: SchoolOptions = {}): Promise<TestSchool> {
  const database = await freshDatabase()
  const dir = await mkdtemp(join(tmpdir(), 'gongxiang-school-'))
  const clock = options.clock ?? fakeClock(options.now ?? new Date('2026-11-23T02:00:00Z'))
  const room = await (options.room ?? practiceRoom)(clock)
  const env = readEnv({
    DATA_DIR: dir,
    PORT: '0',
    PRACTICE: 'on',
    MAX_FILE_MB: String(options.maxFileMb ?? 100),
    OCR: options.ocr ? 'on' : 'off',
    ...(options.redisUrl && { REDIS_URL: options.redisUrl }),
    ...(options.clamd && { CLAMD_HOST: options.clamd }),
    ...room.env,
  })
  const log = openLog(process.env.TEST_LOG ?? 'silent')
  const app = await composeApp({
    env,
    log,
    clock,
    databaseUrl: await addressOf(database.url, options.through),
    roles: { bot: true, worker: true, web: options.web ?? false },
    queuePrefix: `test-${basename(dir)}`,
    // Nights and posts would come whenever the machine's clock says so, in the middle of any story.
    schedules: 'sweep',
  })
  const db = database.db
  const blobs = await openFolderBlobs(join(dir, 'blobs'))
  room.attach({ db, blobs, clock, url: app.url })
  await room.ready()

  async function said(chat?: string): Promise<Said[]> {
    return (await room.said()).filter((one) => chat === undefined || one.chat === chat)
  }

  const school: TestSchool = {
    db,
    app,
    clock,
    blobs,
    said,
    async settle() {
      await until(
        async () => (await room.waiting()) + (await waiting(db, clock.now(), options.nights)) === 0,
        async () => `still waiting: ${JSON.stringify({ room: await room.waiting(), ...(await waitingRows(db)) })}`,
      )
    },
    async tick() {
      const { posted } = await postDue(db, clock.now())
      posted.push(...(await sharingDue(db, clock.now())))
      for (const chat of posted) await app.queues.ring('chat.post', chat)
      await school.settle()
    },
    member(name) {
      const found = SAMPLE.find((one) => one.name === name)
      if (!found) throw new Error(`nobody is called ${name}`)
      const { id } = found
      const since = async (work: () => Promise<unknown>): Promise<Said[]> => {
        const before = new Map((await said()).map((one) => [one.id, JSON.stringify(one.view)]))
        await work()
        await school.settle()
        return (await said()).filter((one) => before.get(one.id) !== JSON.stringify(one.view))
      }
      const drops: TestMember['drops'] = async (fileName, content, where = {}) => {
        const bytes = content instanceof URL ? await readFile(content) : Buffer.from(content as string)
        return room.drops(id, where.chat ?? GROUP, fileName, bytes)
      }
      return {
        id,
        direct: `direct:${id}`,
        says: (text, where = {}) => since(() => room.says(id, where.chat ?? GROUP, text, where.replyTo)),
        drops,
        uploads: (fileName, content, where) => since(() => drops(fileName, content, where)),
        presses: (post, label, more = {}) => since(() => room.presses(id, post, label, more)),
        recalls: (post, where = {}) => since(() => room.recalls(id, where.chat ?? GROUP, post)),
      }
    },
    async close() {
      await app.stop()
      await room.close()
      await database.drop()
      await rm(dir, { recursive: true, force: true })
    },
  }
  return school
}

const SAMPLE = [
  { id: 'li', name: '李老师' },
  { id: 'wang', name: '王老师' },
  { id: 'zhang', name: '张老师' },
  { id: 'chen', name: '陈组长' },
  { id: 'zhao', name: '赵主任' },
  { id: 'xiaoming', name: '小明' },
]

async function addressOf(url: string, through: SchoolOptions['through']): Promise<string> {
  if (!through) return url
  const address = new URL(url)
  address.port = String(await through({ host: address.hostname, port: Number(address.port) }))
  return address.href
}

/**
 * Rows that some part of the app still has to work on at `now`. What is said only when the quiet hours are over waits
 * for the morning and not for the app: a test that runs on the real clock at night would else wait for it, too.
 */
export async function waiting(db: Db, now: Date, nights = false): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select (select count(*) from practice_event where delivered_at is null)
      + (select count(*) from intake where status = 'waiting')
      + (select count(*) from upload where status in ('waiting', 'stored'))
      + (select count(*) from fact where status = 'waiting'
        and not (${nights} and kind in ('resource.downloaded', 'resource.rated')))
      + (select count(*) from report_request where status = 'waiting')
      + (select count(*) from message where status = 'waiting'
        and not (attempts = 0 and next_at > ${now}::timestamptz + interval '10 minutes')) as n`.execute(db)
  return rows[0]?.n ?? 0
}

/** The same rows by table, for whoever reads why a test gave up: what they are and when they are due, not their words. */
export async function waitingRows(db: Db) {
  const { rows } = await sql<{ rows: Record<string, unknown[]> }>`
    select json_build_object(
      'now', json_build_array(now()),
      'event', (select json_agg(id) from practice_event where delivered_at is null),
      'intake', (select json_agg(to_jsonb(i) - 'payload' - 'text') from intake i where status = 'waiting'),
      'upload', (select json_agg(to_jsonb(u) - 'name') from upload u where status in ('waiting', 'stored')),
      'fact', (select json_agg(to_jsonb(f) - 'data') from fact f where status = 'waiting'),
      'message', (select json_agg(to_jsonb(m) - 'view') from message m where status = 'waiting')) as rows`.execute(db)
  return rows[0]?.rows ?? {}
}

/** Looks until `done` says so: a condition with a deadline, not a pause of a guessed length. */
export async function until(
  done: () => Promise<boolean>,
  what: string | (() => Promise<string>),
  deadlineMs = 60_000,
): Promise<void> {
  const deadline = performance.now() + deadlineMs
  while (!(await done())) {
    if (performance.now() > deadline) {
      throw new Error(`gave up after ${deadlineMs} ms: ${typeof what === 'string' ? what : await what()}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
}
