import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { OperatorError, UserFacingError } from '#kit/errors.ts'
import type { Log } from '#kit/log.ts'
import { type Binaries, findBinaries } from './binaries.ts'
import { type Cluster, clusterPaths, DATABASE, ensureCluster, readAccess, urlOf } from './cluster.ts'
import { type Hold, type Role, take } from './lock.ts'
import { accepts, halt, launch, runningServer } from './server.ts'

export type Embedded = {
  /** The address of the database; stays the same while this process runs. */
  url: string
  /** True when the server was already running: left by a killed process, or in use by a guest. */
  attached: boolean
  /** Says that this process will stop soon: a start that comes meanwhile waits instead of giving up. */
  leaving(): Promise<void>
  stop(): Promise<void>
}

export type EmbeddedOptions = {
  /** The data folder; the cluster lives in its `postgres/`. */
  dataDir: string
  log: Log
  /** `owner` (the default) for `start`: one per data folder. `guest` for everything else. */
  role?: Role
  /** More server settings, such as `fsync=off`; they win over ours. For databases that live for minutes. */
  settings?: readonly string[]
}

/** A server that another process is stopping is gone within this time. */
const PATIENCE_MS = 60_000
/** An owner whose parent was stopped notices within half a second; a start right after a stop must not trip over it. */
const OWNER_PATIENCE_MS = 2_000
/** How often to look again at a server that comes up or goes down, and the pause between restarts. */
const LOOK_MS = 50
const RESTART_MS = 1_000

/**
 * Starts the embedded PostgreSQL of a data folder, or attaches to it when it already runs, and keeps it running until
 * `stop()`: a server that dies is started again. An owner's `stop()` stops the server; a guest's only when nobody else
 * uses it. Throws UserFacingError `already_running` when another owner is alive, and leaves that one alone.
 */
export async function startEmbedded({
  dataDir,
  log,
  role = 'owner',
  settings = [],
}: EmbeddedOptions): Promise<Embedded> {
  const binaries = await findBinaries()
  const cluster = await ensureCluster(dataDir, binaries)
  let entered = await enter(dataDir, cluster, binaries, role, settings)
  await ensureDatabase(entered.url)
  const { url, attached } = entered
  const where = { port: entered.server.port, pid: entered.server.pid, attached, as: cluster.account.name }
  log[role === 'owner' ? 'info' : 'debug'](where, 'database ready')

  let stopping: Promise<void> | undefined
  const watch = async () => {
    while (!stopping) {
      await entered.hold.lost
      if (stopping) return
      log.error({ pid: entered.server.pid }, 'the embedded database went away; starting it again')
      try {
        entered = await enter(dataDir, cluster, binaries, role, settings)
        if (entered.url !== url) {
          log.fatal('the database came back under another port; restart the program')
        } else log.info({ pid: entered.server.pid }, 'the embedded database is back')
      } catch (error) {
        log.error({ err: error }, 'the embedded database does not start')
        await sleep(RESTART_MS, undefined, { ref: false })
      }
    }
  }
  if (role === 'owner') void watch()

  return {
    url,
    attached,
    leaving: () => entered.hold.leaving().catch(() => undefined),
    stop() {
      stopping ??= leave(entered, cluster, role)
      return stopping
    },
  }
}

/**
 * The address of a running embedded database of this data folder, or undefined. Starts nothing and holds nothing:
 * whoever wants to work on it takes `startEmbedded` with the role `guest`.
 */
export async function findEmbedded(dataDir: string): Promise<string | undefined> {
  const { data } = clusterPaths(dataDir)
  if (!existsSync(data)) return undefined
  const access = await readAccess(dataDir)
  const server = await runningServer(data)
  if (!access || !server) return undefined
  const url = urlOf({ ...access, port: server.port })
  return server.isReady && (await accepts(url)) ? url : undefined
}

type Entered = { url: string; attached: boolean; server: { pid: number; port: number }; hold: Hold }

/** Attaches or launches, whichever is right, and takes the role's locks. */
async function enter(
  dataDir: string,
  cluster: Cluster,
  binaries: Binaries,
  role: Role,
  settings: readonly string[],
): Promise<Entered> {
  const deadline = performance.now() + PATIENCE_MS
  let refusedAt: number | undefined
  while (performance.now() < deadline) {
    const found = await runningServer(cluster.data)
    const launched = found ? undefined : await launch(dataDir, cluster, binaries, settings)
    const server = launched?.server ?? found
    if (!server) continue
    const url = launched?.url ?? urlOf({ ...cluster.access, port: server.port })
    const hold =
      server.isReady && (await accepts(url))
        ? await take(url, role, `gongxiang ${process.pid}`).catch(() => undefined)
        : undefined
    if (hold && 'lost' in hold) return { url, attached: launched?.child === undefined, server, hold }
    if (hold?.refused === 'owned') {
      refusedAt ??= performance.now()
      if (performance.now() - refusedAt > OWNER_PATIENCE_MS) throw alreadyRunning(dataDir, hold.by)
    }
    await sleep(LOOK_MS)
  }
  throw new OperatorError('the embedded database neither comes up nor goes down', `${cluster.log}, newest file`)
}

async function leave({ hold, server }: Entered, cluster: Cluster, role: Role): Promise<void> {
  const alone = role === 'owner' || (await hold.last().catch(() => false))
  // The locks are kept until the server is down, so that nobody enters a house that is being closed.
  if (alone) await halt(server, cluster.data)
  await hold.end()
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url.replace(/\/[^/]*$/, '/postgres') })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`create database ${DATABASE}`)
  } catch (error) {
    // 42P04 and 23505: another process makes it in this very moment.
    if (!(error instanceof pg.DatabaseError) || !['42P04', '23505'].includes(error.code ?? '')) throw error
  } finally {
    await client.end()
  }
}

function alreadyRunning(dataDir: string, by: string): UserFacingError {
  const pid = by.split(' ').pop() ?? '?'
  return new UserFacingError('already_running', {
    zh: `共享已经在用数据文件夹 ${dataDir} 运行（进程 ${pid}），这里不再启动第二个，原来的不受影响。要再开一个，请换一个 DATA_DIR 和 PORT。`,
    en: `Gongxiang already runs on the data folder ${dataDir} (process ${pid}); no second one was started and the first is left alone. To run another, use another DATA_DIR and PORT.`,
  })
}
