import { systemClock } from '#kit/clock.ts'
import { UserFacingError } from '#kit/errors.ts'
import { composeApp, type Roles } from './compose.ts'
import { type Database, openDatabase } from './database.ts'
import type { Io } from './io.ts'
import { type Leaving, untilToldToLeave } from './leave.ts'

/** Work under way may take this long after SIGTERM; a supervisor's usual patience is ten seconds. */
const DRAIN_MS = 10_000

const ALL: Roles = { bot: true, worker: true, web: true }

/** `start`: everything in one process; owns the embedded database and brings the tables up to date. */
export async function start(io: Io): Promise<void> {
  await run(io, ALL, 'owner')
}

/** `bot`, `worker`, `web`: one part in a process of its own, beside a `start` or with a database and Redis of yours. */
export async function startPart(io: Io, part: keyof Roles): Promise<void> {
  await run(io, { bot: false, worker: false, web: false, [part]: true }, 'guest')
}

/**
 * Opens the database and the app, prints the one address line (or that the part is ready), and stays until a signal
 * says otherwise. Then: no new work, at most ten seconds for what is under way, then the database stops.
 */
async function run(io: Io, roles: Roles, role: 'owner' | 'guest'): Promise<void> {
  const leaving = untilToldToLeave(io.log)
  const database = await openUnlessLeaving(io, role, leaving)
  if (!database) return
  try {
    if (leaving.told()) return
    const app = await composeApp({
      env: io.env,
      log: io.log,
      clock: systemClock,
      databaseUrl: database.url,
      roles,
      print: io.print,
    })
    io.print(readyLine(roles, app.url))
    for (const page of app.signIns.values()) io.print(`微信登录页 · WeChat sign-in page: ${page}`)
    const why = await leaving.promise
    io.log.info({ why }, 'leaving')
    await database.leaving?.()
    const drained = await within(DRAIN_MS, app.stop())
    if (!drained) io.log.warn('not everything was finished in time; it goes on at the next start')
    if (why === 'crash') process.exitCode = 1
  } catch (error) {
    throw asOperators(error)
  } finally {
    await database.stop()
  }
}

/** Undefined when told to leave while a DATABASE_URL did not answer: there is nothing to finish. */
async function openUnlessLeaving(io: Io, role: 'owner' | 'guest', leaving: Leaving): Promise<Database | undefined> {
  const abort = new AbortController()
  leaving.promise.then(() => abort.abort())
  try {
    return await openDatabase(io, role, abort.signal)
  } catch (error) {
    if (leaving.told() && error instanceof Error && error.name === 'AbortError') return undefined
    throw asOperators(error)
  }
}

function readyLine(roles: Roles, url: string | undefined): string {
  if (url !== undefined) return `共享已就绪 · Gongxiang is ready: ${url}`
  const part = roles.bot ? 'bot' : 'worker'
  return `共享 ${part} 已就绪 · Gongxiang ${part} is ready`
}

/** True when the work ended in time. */
async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<false>()
  const timer = setTimeout(() => resolve(false), ms)
  try {
    return await Promise.race([work.then(() => true), promise])
  } finally {
    clearTimeout(timer)
  }
}

/** A disk without room, or a DATA_DIR that can not be written, at the start is an operator's matter, not a crash of ours. */
function asOperators(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOSPC') {
    return new UserFacingError('disk_full', {
      zh: '磁盘已满，无法启动。请清理 DATA_DIR 所在的磁盘后再试。',
      en: 'The disk is full. Make room on the disk that holds DATA_DIR and try again.',
    })
  }
  const path = error instanceof Error && 'path' in error ? error.path : undefined
  if (typeof code !== 'string' || typeof path !== 'string' || !UNUSABLE.has(code)) return error
  return new UserFacingError('data_dir_unusable', {
    zh: `数据文件夹不能用：${path}（${code}）。请检查它的主人和权限，或把 DATA_DIR 改为一个可写的文件夹。`,
    en: `The data folder can not be used: ${path} (${code}). Check its owner and permissions, or set DATA_DIR to a folder that can be written.`,
  })
}

/** What the system answers when a folder is somebody else's, on a read-only disk, or a file. */
const UNUSABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'])
