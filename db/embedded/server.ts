import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { OperatorError } from '#kit/errors.ts'
import { identity } from './account.ts'
import type { Binaries } from './binaries.ts'
import { bareEnvironment, type Cluster, settlePort, urlOf } from './cluster.ts'
import { isAlive, isPostmaster, type PidFile, readPidFile } from './postmaster.ts'

/** How long a server may take to accept connections; recovery after a power cut replays up to `max_wal_size`. */
const START_LIMIT_MS = 120_000
/** Tries with another port each; of many starts at once on one machine each must find its own. */
const PORT_TRIES = 8
/** A fast shutdown ends sessions and writes a checkpoint; it takes well under a second on an idle server. */
const STOP_LIMIT_MS = 30_000
const POLL_MS = 25

/** The running server of a cluster, or undefined. A stale `postmaster.pid` counts as not running. */
export async function runningServer(data: string): Promise<PidFile | undefined> {
  const file = await readPidFile(data)
  return file && isPostmaster(file.pid, data) ? file : undefined
}

/**
 * Starts the server and waits until it accepts connections. It gets a session of its own (`detached`), because Ctrl-C
 * in a terminal signals the whole group and the database must outlive our drain. Throws OperatorError with the last
 * lines of its log. When another process was faster, that one's server is answered, with `child` undefined.
 */
export async function launch(
  dataDir: string,
  cluster: Cluster,
  binaries: Binaries,
  extra: readonly string[] = [],
): Promise<Launched> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await launchOnce(dataDir, cluster, binaries, extra)
    } catch (error) {
      // Between our look at the port and the server's, somebody took it: choose again.
      const taken = error instanceof StartFailure && /could not bind|could not create any TCP/.test(error.message)
      if (!taken || attempt === PORT_TRIES) throw error
    }
  }
}

async function launchOnce(
  dataDir: string,
  cluster: Cluster,
  binaries: Binaries,
  extra: readonly string[],
): Promise<Launched> {
  const access = await settlePort(dataDir, cluster.access)
  const stale = await readPidFile(cluster.data)
  const output = join(cluster.log, 'start.log')
  const file = await open(output, 'w', 0o600)
  const [command = '', ...args] = [
    ...cluster.account.prefix,
    binaries.postgres,
    '-D',
    cluster.data,
    ...[...settings(access.port, cluster.log), ...extra].flatMap((setting) => ['-c', setting]),
  ]
  const child = spawn(command, args, {
    cwd: cluster.home,
    ...identity(cluster.account),
    detached: true,
    stdio: ['ignore', file.fd, file.fd],
    env: {
      ...bareEnvironment(),
      // The number in a stale file may be in use again by a stranger; PostgreSQL ignores the one named here, and
      // still checks that no old backend holds the shared memory.
      ...(stale && !isPostmaster(stale.pid, cluster.data) && { PG_GRANDPARENT_PID: String(stale.pid) }),
    },
  })
  const failedToSpawn = once(child, 'error').then(([error]) => error as Error)
  await file.close()
  child.unref()
  const deadline = performance.now() + START_LIMIT_MS
  while (performance.now() < deadline) {
    const running = await runningServer(cluster.data)
    if (running?.isReady && (await accepts(urlOf({ ...access, port: running.port })))) {
      const ours = running.pid === child.pid
      return { server: running, child: ours ? child : undefined, url: urlOf({ ...access, port: running.port }) }
    }
    if (child.exitCode !== null || child.signalCode !== null) {
      // The loser of two starts at once exits, and goes on with the winner's server.
      if (!(await runningServer(cluster.data))) throw await startFailure(cluster, child)
    }
    const error = await Promise.race([failedToSpawn, sleep(POLL_MS)])
    if (error) throw new OperatorError(`cannot run ${command}: ${error.message}`, output, { cause: error })
  }
  throw new OperatorError(`the database did not accept connections within ${START_LIMIT_MS / 1000} s`, cluster.log)
}

export type Launched = { server: PidFile; child: ChildProcess | undefined; url: string }

/** Stops a server: fast shutdown, then, after 30 s, immediate (the next start recovers from the log). */
export async function halt(server: { pid: number }, data: string): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (!isPostmaster(server.pid, data)) return
    process.kill(server.pid, signal)
    const deadline = performance.now() + STOP_LIMIT_MS
    while (performance.now() < deadline) {
      if (!isAlive(server.pid)) return
      await sleep(POLL_MS)
    }
  }
}

/** True when the server lets us in. Throws OperatorError when it refuses our password: then it is not our server. */
export async function accepts(url: string): Promise<boolean> {
  const client = new pg.Client({
    connectionString: url.replace(/\/[^/]*$/, '/postgres'),
    connectionTimeoutMillis: 5_000,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return true
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === '28P01') {
      throw new OperatorError(
        'the embedded database refuses the password in access.json',
        'DATA_DIR/postgres must come from one backup as a whole',
        { cause: error },
      )
    }
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

/**
 * Every setting that differs from PostgreSQL's default, with the reason. They go on the command line, so that they
 * follow the program and not the data folder.
 */
function settings(port: number, log: string): string[] {
  return [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    // Paths of unix sockets are limited to 107 bytes and their folder may not exist: TCP only.
    'unix_socket_directories=',
    'password_encryption=scram-sha-256',
    'shared_buffers=128MB',
    'effective_cache_size=1GB',
    'work_mem=16MB',
    'maintenance_work_mem=128MB',
    'max_connections=100',
    'max_wal_size=1GB',
    'random_page_cost=1.1',
    // Compiling plans costs more than it saves below a second per query.
    'jit=off',
    // Containers give /dev/shm 64 MB, which parallel queries overrun; two cores gain little from them.
    'max_parallel_workers_per_gather=0',
    'max_parallel_maintenance_workers=0',
    'timezone=UTC',
    'log_timezone=UTC',
    'logging_collector=on',
    `log_directory=${log}`,
    'log_filename=postgres-%a.log',
    'log_truncate_on_rotation=on',
    'log_rotation_age=1d',
    'log_rotation_size=0',
    'log_checkpoints=off',
    // DETAIL lines quote rows, and rows hold what people wrote.
    'log_error_verbosity=terse',
    'log_parameter_max_length_on_error=0',
  ]
}

async function startFailure(cluster: Cluster, child: ChildProcess): Promise<StartFailure> {
  const said = await lastWords(cluster.log)
  return new StartFailure(
    `the embedded database did not start (${child.signalCode ?? `code ${child.exitCode}`}): ${said}`,
    `${cluster.log}, newest file`,
  )
}

/** A server that ended while it started; its message has the last lines of its log. */
class StartFailure extends OperatorError {}

/** What the server said last: early troubles go to start.log, the rest to the file of the day. */
async function lastWords(log: string): Promise<string> {
  const files = await Promise.all(
    (await readdir(log)).map(async (name) => ({ path: join(log, name), at: (await stat(join(log, name))).mtimeMs })),
  )
  const newest = files.sort((a, b) => a.at - b.at).slice(-2)
  const texts = await Promise.all(newest.map(({ path }) => readFile(path, 'utf8').catch(() => '')))
  return texts.flatMap((text) => text.trim().split('\n').slice(-3)).join(' ')
}
