import { openDb, openPool } from '#db/client.ts'
import { type Embedded, startEmbedded } from '#db/embedded/embedded.ts'
import type { Role } from '#db/embedded/lock.ts'
import { migrate, pendingMigrations } from '#db/migrate.ts'
import { seedPracticeSchool } from '#db/practice/seed.ts'
import { waitForDatabase } from '#db/ready.ts'
import type { Db, School } from '#db/schema.ts'
import { systemClock } from '#kit/clock.ts'
import { practiceIsOn } from '#kit/env.ts'
import { UserFacingError } from '#kit/errors.ts'
import { migrateQueues } from '#workers/queue.ts'
import type { Io } from './io.ts'

export type Database = {
  url: string
  /** Says that this process will stop soon; only the embedded database has anybody who asks. */
  leaving?(): Promise<void>
  stop(): Promise<void>
}

/**
 * The database that the configuration means: DATABASE_URL, or the embedded one, started when it does not run. `owner`
 * is for `start`, which also brings the tables up to date. A guest works beside a running `start` or without one; it
 * brings up to date only an embedded database that nobody else uses, and otherwise refuses old tables. `signal` ends the
 * wait for a DATABASE_URL that does not answer, with an AbortError.
 */
export async function openDatabase(io: Io, role: Role, signal?: AbortSignal): Promise<Database> {
  const { env, log } = io
  if (env.DATABASE_URL !== undefined) {
    const url = env.DATABASE_URL
    const version = await waitForDatabase(url, undefined, {
      waiting: (why) => log.warn({ why }, 'the database does not answer yet; waiting'),
      ...(signal && { signal }),
    })
    log.info({ version }, 'database reached')
    await (role === 'owner' ? bringUpToDate(url) : refuseOldTables(url))
    return { url, stop: async () => undefined }
  }
  const embedded: Embedded = await startEmbedded({ dataDir: env.DATA_DIR, log, role })
  try {
    await (role === 'owner' || !embedded.attached ? bringUpToDate(embedded.url) : refuseOldTables(embedded.url))
  } catch (error) {
    await embedded.stop()
    throw error
  }
  return embedded
}

/** Opens the database as a guest for one piece of work, and leaves it as it was. */
export async function withDb<T>(io: Io, work: (db: Db, url: string) => Promise<T>): Promise<T> {
  const database = await openDatabase(io, 'guest')
  const db = openDb(openPool(database.url, 4))
  try {
    return await work(db, database.url)
  } finally {
    await db.destroy()
    await database.stop()
  }
}

/** All tables, ours and the queue's. Returns the names of our migrations that ran. */
export async function bringUpToDate(url: string): Promise<string[]> {
  const db = openDb(openPool(url, 2))
  try {
    const ran = await migrate(db)
    await migrateQueues(url)
    return ran
  } finally {
    await db.destroy()
  }
}

async function refuseOldTables(url: string): Promise<void> {
  const db = openDb(openPool(url, 1))
  try {
    const pending = await pendingMigrations(db)
    if (pending.length === 0) return
    throw new UserFacingError('tables_too_old', {
      zh: `数据库的表还差 ${pending.length} 步更新，请先运行 gongxiang migrate（或重新启动 gongxiang start）。`,
      en: `The database's tables lack ${pending.length} update(s). Run gongxiang migrate first (or restart gongxiang start).`,
    })
  } finally {
    await db.destroy()
  }
}

/**
 * The school a verb works on: the one named, or the only one there is. Where there is none yet, the sample school is
 * made, as `start` would, unless the practice room is off.
 */
export async function chooseSchool(io: Io, db: Db, id: string | undefined): Promise<School> {
  const list = () => db.selectFrom('school').selectAll().orderBy('id').execute()
  let schools = await list()
  if (schools.length === 0 && practiceIsOn(io.env)) {
    const { SCHOOL_TIMEZONE: timeZone, LOCALE: locale } = io.env
    await seedPracticeSchool(db, { now: systemClock.now(), timeZone, locale })
    schools = await list()
  }
  const [first, second] = id === undefined ? schools : schools.filter((school) => school.id === id)
  if (first && !second) return first
  const known = schools.map((school) => school.id).join(', ')
  if (id !== undefined || schools.length > 1) {
    throw new UserFacingError('which_school', {
      zh: `请用 --school 指定学校，现有：${known || '（还没有学校）'}。`,
      en: `Name the school with --school; there are: ${known || '(none yet)'}.`,
    })
  }
  throw new UserFacingError('no_school', {
    zh: '还没有学校。请先配置一个平台并启动，或打开练习室（PRACTICE=on）。',
    en: 'There is no school yet. Configure a platform and start, or open the practice room (PRACTICE=on).',
  })
}
