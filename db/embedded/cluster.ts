import { spawn } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { existsSync, realpathSync } from 'node:fs'
import { chmod, chown, link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { OperatorError, UserFacingError } from '#kit/errors.ts'
import { secret } from '#kit/ids.ts'
import { type Account, chooseAccount, identity } from './account.ts'
import type { Binaries } from './binaries.ts'
import { isAlive } from './postmaster.ts'

/** The major version whose files the binaries understand. */
const MAJOR = '18'
/** Ports for first starts: below the machine's range for outgoing connections. */
const FIRST_PORT = 15_432
const PORTS = 200
/** The database and its owner. */
export const DATABASE = 'gongxiang'

/** A cluster on disk: `home` = DATA_DIR/postgres with `pg/` (PGDATA), `log/`, `access.json`. */
export type Cluster = { home: string; data: string; log: string; account: Account; access: Access }

/** Kept in `access.json`, mode 0600: the port is kept too, so that other processes find the server again. */
export type Access = { port: number; password: string }

/** The folders of the embedded database under a data folder. */
export function clusterPaths(dataDir: string): { home: string; data: string; log: string; accessFile: string } {
  // One name per folder, whatever link leads to it: a running server is recognised by its command line.
  const home = join(existsSync(dataDir) ? realpathSync(dataDir) : resolve(dataDir), 'postgres')
  return { home, data: join(home, 'pg'), log: join(home, 'log'), accessFile: join(home, 'access.json') }
}

/**
 * Makes sure a cluster exists; the first time it runs initdb into a folder beside it and renames that, so a kill half
 * way leaves nothing that looks like a cluster. Throws UserFacingError for a folder of another version or account.
 */
export async function ensureCluster(dataDir: string, binaries: Binaries): Promise<Cluster> {
  await mkdir(dataDir, { recursive: true })
  const { home, data, log, accessFile } = clusterPaths(dataDir)
  await mkdir(home, { recursive: true })
  const account = chooseAccount(binaries, home, data)
  if (existsSync(data)) await checkVersion(data)
  await mkdir(log, { recursive: true })
  await handOver(log, account)
  const access = (await readAccess(dataDir)) ?? (await firstAccess(dataDir, accessFile, existsSync(data)))
  if (!existsSync(data)) await initialise(home, data, account, access, binaries)
  return { home, data, log, account, access }
}

async function checkVersion(data: string): Promise<void> {
  const version = (await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => '')).trim()
  if (version !== MAJOR) {
    throw new UserFacingError('embedded_version', {
      zh: `${data} 是 PostgreSQL ${version || '（未知版本）'} 的数据，本程序内置的是 ${MAJOR}。请用原来的版本导出后再导入，或换一个 DATA_DIR。`,
      en: `${data} holds data of PostgreSQL ${version || '(unknown version)'}; this program brings ${MAJOR}. Export it with the old version and import it again, or use another DATA_DIR.`,
    })
  }
}

/** The stored port and password, or undefined when no embedded database was ever made here. */
export async function readAccess(dataDir: string): Promise<Access | undefined> {
  const { accessFile } = clusterPaths(dataDir)
  let text: string
  try {
    text = await readFile(accessFile, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return undefined
    throw new OperatorError(`cannot read ${accessFile} (${code})`, 'start as the account that owns this file', {
      cause: error,
    })
  }
  try {
    const { port, password } = JSON.parse(text) as Partial<Access>
    if (typeof port === 'number' && typeof password === 'string') return { port, password }
  } catch {
    // falls through to the same sentence as a file with other content
  }
  throw new OperatorError(`${accessFile} is damaged`, `restore it from a backup; it holds the database's password`)
}

/** The address under which the program reaches the server. */
export function urlOf(access: Access): string {
  return `postgres://${DATABASE}:${access.password}@127.0.0.1:${access.port}/${DATABASE}`
}

/** The kept port when it is still free, otherwise a new one, written down. */
export async function settlePort(dataDir: string, access: Access): Promise<Access> {
  if (await isFree(access.port)) return access
  const moved = { ...access, port: await freePort() }
  const { accessFile } = clusterPaths(dataDir)
  await rename(await draft(accessFile, moved), accessFile)
  return moved
}

async function firstAccess(dataDir: string, path: string, orphaned: boolean): Promise<Access> {
  if (orphaned) {
    throw new OperatorError(`${path} is missing`, `restore it from a backup; it holds the database's password`)
  }
  const fresh = await draft(path, { port: await freePort(), password: secret() })
  try {
    // Linking fails where the file exists: of two first starts at once, both go on with the same password.
    await link(fresh, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    await rm(fresh, { force: true })
  }
  const access = await readAccess(dataDir)
  if (!access) throw new OperatorError(`${path} vanished`, 'nothing else may write in the data folder')
  return access
}

async function draft(path: string, access: Access): Promise<string> {
  const fresh = `${path}.${randomBytes(4).toString('hex')}`
  await writeFile(fresh, `${JSON.stringify(access)}\n`, { mode: 0o600, flush: true })
  return fresh
}

async function initialise(home: string, data: string, account: Account, access: Access, binaries: Binaries) {
  await sweepLeftovers(home)
  const fresh = join(home, leftover())
  await mkdir(fresh, { mode: 0o700 })
  await handOver(fresh, account)
  await runInitdb(home, fresh, account, access, binaries)
  try {
    await rename(fresh, data)
  } catch (error) {
    // Another process was faster: its cluster has the same password file, so ours is the one to drop.
    await rm(fresh, { recursive: true, force: true })
    if (!existsSync(data)) throw error
  }
}

/** A name that says who made it, so that what a killed process left is told from what another one is making now. */
const leftover = () => `pg.new-${process.pid}-${randomBytes(4).toString('hex')}`

async function sweepLeftovers(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    const pid = Number(/^pg\.new-(\d+)-/.exec(name)?.[1])
    if (pid > 0 && pid !== process.pid && !isAlive(pid)) await rm(join(home, name), { recursive: true, force: true })
  }
}

/** initdb, with the password through standard input's place: a file that exists only while it runs. */
async function runInitdb(home: string, fresh: string, account: Account, access: Access, binaries: Binaries) {
  const passwordFile = join(home, leftover())
  await writeFile(passwordFile, `${access.password}\n`, { mode: 0o600 })
  await handOver(passwordFile, account)
  const [command = '', ...args] = [
    ...account.prefix,
    binaries.initdb,
    `--pgdata=${fresh}`,
    `--username=${DATABASE}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The same order and case rules on every machine, whatever locales it has.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
  ]
  try {
    const { code, output } = await finished(command, args, home, account)
    if (code !== 0) {
      throw new OperatorError(
        `initdb failed: ${output.trim().split('\n').slice(-4).join(' ')}`,
        `${home} must be on a disk with at least 200 MB free and writable`,
      )
    }
  } catch (error) {
    await rm(fresh, { recursive: true, force: true })
    throw error
  } finally {
    await rm(passwordFile, { force: true })
  }
}

function finished(command: string, args: string[], cwd: string, account: Account) {
  return new Promise<{ code: number | null; output: string }>((done, failed) => {
    const child = spawn(command, args, { cwd, ...identity(account), env: bareEnvironment(), stdio: 'pipe' })
    let output = ''
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-8_000)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', failed)
    child.on('close', (code) => done({ code, output }))
  })
}

/** The server needs nothing of our environment, and our secrets are none of its business. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const { PATH, LD_LIBRARY_PATH, DYLD_LIBRARY_PATH, SystemRoot, TEMP, TMP } = process.env
  return { PATH, LD_LIBRARY_PATH, DYLD_LIBRARY_PATH, SystemRoot, TEMP, TMP, LC_ALL: 'C', TZ: 'UTC' }
}

async function handOver(path: string, account: Account): Promise<void> {
  const { uid, gid } = identity(account)
  if (uid !== undefined && gid !== undefined) await chown(path, uid, gid)
  else if (account.prefix.length > 0) await chmod(path, 0o700)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer()
    probe.once('error', () => done(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)))
  })
}

/** A free port of the loopback. Not from the machine's range for outgoing connections, where it could be taken. */
async function freePort(): Promise<number> {
  // Begins anywhere, so that of two starts at once each finds another.
  const begin = randomInt(PORTS)
  for (let n = 0; n < PORTS; n += 1) {
    const port = FIRST_PORT + ((begin + n) % PORTS)
    if (await isFree(port)) return port
  }
  return new Promise((done, failed) => {
    const probe = createServer()
    probe.once('error', failed)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        address && typeof address === 'object' ? done(address.port) : failed(new Error('no free port')),
      )
    })
  })
}
