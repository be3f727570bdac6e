import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { UserFacingError } from '#kit/errors.ts'
import { silentLog } from '#kit/log.ts'
import { type MadeOnce, madeOnce } from '#test/fixtures/made-once.ts'
import { findEmbedded, startEmbedded } from './embedded.ts'
import { isAlive, isPostmaster, readPidFile } from './postmaster.ts'

const root = process.getuid?.() === 0
let dataDir: string
const children: ChildProcess[] = []
/** For the tests that are not about a first start. */
let made: MadeOnce

beforeAll(async () => {
  made = await madeOnce(async (dir) => (await startEmbedded({ dataDir: dir, log: silentLog })).stop())
})
afterAll(() => made.drop())

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gongxiang-embedded-'))
  await chmod(dataDir, 0o755)
})

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const server = await readPidFile(cluster())
  if (server && isPostmaster(server.pid, cluster())) {
    process.kill(server.pid, 'SIGQUIT')
    await expect.poll(() => isAlive(server.pid)).toBe(false)
  }
  await rm(dataDir, { recursive: true, force: true })
})

const cluster = () => join(dataDir, 'postgres', 'pg')
const postmaster = async () => (await readPidFile(cluster()))?.pid ?? 0

type Said = { url: string; attached: boolean; refused: string; zh: string; en: string }

/** Starts the holder program and answers with its first line. */
async function hold(role: 'owner' | 'guest' = 'owner', wrap: string[] = []) {
  const command = [...wrap, process.execPath, resolve('test/programs/hold-database.ts'), dataDir, role]
  const child = spawn(command[0] ?? '', command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(([code]) => [`{"refused":"exit ${code}"}`]),
  ])) as [string]
  return { child, said: JSON.parse(line) as Said }
}

async function ask<T>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query(sql)).rows as T[]
  } finally {
    await client.end()
  }
}

test('a first start makes a durable server on the loopback, and its password is for its owner only', async () => {
  const database = await startEmbedded({ dataDir, log: silentLog })
  expect(database.attached).toBe(false)
  const [settings] = await ask<Record<string, string>>(
    database.url,
    `select current_setting('listen_addresses') as listen, current_setting('fsync') as fsync,
            current_setting('unix_socket_directories') as sockets, current_setting('server_version_num') as version`,
  )
  expect(settings).toMatchObject({ listen: '127.0.0.1', fsync: 'on', sockets: '' })
  expect(Number(settings?.version)).toBeGreaterThanOrEqual(180_000)
  expect((await stat(join(dataDir, 'postgres', 'access.json'))).mode & 0o777).toBe(0o600)
  await expect(ask(database.url.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toThrow(/password/)
  expect(await findEmbedded(dataDir)).toBe(database.url)
  const pid = await postmaster()
  await database.stop()
  expect(isAlive(pid)).toBe(false)
  expect(await findEmbedded(dataDir)).toBeUndefined()
})

test('a second start says so in both languages and leaves the first alone', async () => {
  await made.copyTo(dataDir)
  const first = await hold()
  const second = await hold()
  expect(second.said.refused).toBe('already_running')
  expect(second.said.zh).toContain(`进程 ${first.child.pid}`)
  expect(second.said.en).toContain(`process ${first.child.pid}`)
  expect(await ask(first.said.url, 'select 1 as one')).toEqual([{ one: 1 }])
  first.child.kill('SIGTERM')
  await once(first.child, 'exit')
  expect(await findEmbedded(dataDir)).toBeUndefined()
})

test('after SIGKILL the server lives on, and the next start attaches to it and stops it', async () => {
  await made.copyTo(dataDir)
  const killed = await hold()
  await ask(killed.said.url, `create table kept as select 7 as seven`)
  killed.child.kill('SIGKILL')
  await once(killed.child, 'exit')
  const pid = await postmaster()
  expect(isAlive(pid)).toBe(true)

  const next = await startEmbedded({ dataDir, log: silentLog })
  expect(next.attached).toBe(true)
  expect(await postmaster()).toBe(pid)
  expect(await ask(next.url, 'select * from kept')).toEqual([{ seven: 7 }])
  await next.stop()
  expect(isAlive(pid)).toBe(false)
})

test('after program and server were killed, the next start recovers what was committed', async () => {
  await made.copyTo(dataDir)
  const killed = await hold()
  await ask(killed.said.url, `create table kept as select 7 as seven`)
  const pid = await postmaster()
  killed.child.kill('SIGKILL')
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => isAlive(pid)).toBe(false)

  // The number in the stale file now belongs to a stranger: this very process.
  const file = join(cluster(), 'postmaster.pid')
  await writeFile(file, (await readFile(file, 'utf8')).replace(/^\d+/, String(process.pid)))
  const next = await startEmbedded({ dataDir, log: silentLog })
  expect(next.attached).toBe(false)
  expect(await ask(next.url, 'select * from kept')).toEqual([{ seven: 7 }])
  await next.stop()
})

test('of two first starts at once exactly one owns the database', async () => {
  const both = await Promise.all([hold(), hold()])
  expect(both.filter(({ said }) => said.refused === 'already_running')).toHaveLength(1)
  const owner = both.find(({ said }) => said.url)
  expect(await ask(owner?.said.url ?? '', 'select 1 as one')).toEqual([{ one: 1 }])
})

test('a guest uses the server of an owner and leaves it running; without an owner the last guest stops it', async () => {
  await made.copyTo(dataDir)
  const owner = await hold()
  const guest = await startEmbedded({ dataDir, log: silentLog, role: 'guest' })
  expect(guest).toMatchObject({ attached: true, url: owner.said.url })
  await guest.stop()
  expect(await ask(owner.said.url, 'select 1 as one')).toEqual([{ one: 1 }])
  owner.child.kill('SIGTERM')
  await once(owner.child, 'exit')

  const one = await startEmbedded({ dataDir, log: silentLog, role: 'guest' })
  const two = await startEmbedded({ dataDir, log: silentLog, role: 'guest' })
  expect([one.attached, two.attached]).toEqual([false, true])
  await one.stop()
  expect(await ask(two.url, 'select 1 as one')).toEqual([{ one: 1 }])
  await two.stop()
  expect(await findEmbedded(dataDir)).toBeUndefined()
})

test('a start while a guest is at work takes the server over', async () => {
  await made.copyTo(dataDir)
  const guest = await startEmbedded({ dataDir, log: silentLog, role: 'guest' })
  const owner = await hold()
  expect(owner.said.attached).toBe(true)
  await guest.stop()
  expect(await ask(owner.said.url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('a server that dies under its owner comes back at the same address', async () => {
  await made.copyTo(dataDir)
  const database = await startEmbedded({ dataDir, log: silentLog })
  const pid = await postmaster()
  process.kill(pid, 'SIGKILL')
  await expect
    .poll(() => ask(database.url, 'select 1 as one').catch(() => 'away'), { timeout: 20_000 })
    .toEqual([{ one: 1 }])
  expect(await postmaster()).not.toBe(pid)
  await database.stop()
})

test.runIf(root)('an ordinary account starts it too, and cannot take over what another account made', async () => {
  await chown(dataDir, 65_534, 65_534)
  const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
  const ordinary = await hold('owner', nobody)
  expect(ordinary.said.attached).toBe(false)
  expect((await stat(cluster())).uid).toBe(65_534)
  ordinary.child.kill('SIGTERM')
  await once(ordinary.child, 'exit')

  await chown(cluster(), 1, 1)
  const stranger = await hold('owner', nobody)
  expect(stranger.said.refused).toBe('embedded_account')
  expect(stranger.said.zh).toContain('uid 1')
  await chown(cluster(), 65_534, 65_534)
})

test.runIf(root)('root with a folder that nobody else can enter gets a server or is told what to do', async () => {
  const closed = await mkdtemp(join(homedir(), 'gongxiang-closed-'))
  await chmod(closed, 0o700)
  try {
    const database = await startEmbedded({ dataDir: closed, log: silentLog }).catch((error: unknown) => error)
    if (database instanceof UserFacingError) {
      expect(database.code).toBe('embedded_account')
      return
    }
    const started = database as Awaited<ReturnType<typeof startEmbedded>>
    expect(await ask(started.url, 'select 1 as one')).toEqual([{ one: 1 }])
    await started.stop()
    const again = await startEmbedded({ dataDir: closed, log: silentLog })
    await again.stop()
  } finally {
    await rm(closed, { recursive: true, force: true })
  }
})

test('a lost password file is named, not replaced', async () => {
  await made.copyTo(dataDir)
  await rm(join(dataDir, 'postgres', 'access.json'))
  await expect(startEmbedded({ dataDir, log: silentLog })).rejects.toThrow(/access\.json is missing/)
})

test('data of another PostgreSQL version is refused with a sentence', async () => {
  await mkdir(cluster(), { recursive: true })
  await writeFile(join(cluster(), 'PG_VERSION'), '14\n')
  await expect(startEmbedded({ dataDir, log: silentLog })).rejects.toMatchObject({ code: 'embedded_version' })
})

test('when the kept port is taken the server moves to another; damage is told with what the server said', async () => {
  await made.copyTo(dataDir)
  const access = JSON.parse(await readFile(join(dataDir, 'postgres', 'access.json'), 'utf8')) as { port: number }
  const blocker = createServer()
  blocker.listen(access.port, '127.0.0.1')
  await once(blocker, 'listening')
  const moved = await startEmbedded({ dataDir, log: silentLog })
  expect(new URL(moved.url).port).not.toBe(String(access.port))
  await moved.stop()
  blocker.close()

  await rm(join(cluster(), 'global', 'pg_control'))
  await expect(startEmbedded({ dataDir, log: silentLog })).rejects.toThrow(/did not start.*pg_control/)
})

test('servers that are started at once with the same port each find their own, and nobody else’s is taken for ours', async () => {
  const parked = createServer()
  parked.listen(0, '127.0.0.1')
  await once(parked, 'listening')
  const address = parked.address()
  const port = typeof address === 'object' && address ? address.port : 0
  await new Promise((done) => parked.close(done))
  const dirs = await Promise.all([1, 2, 3].map(() => mkdtemp(join(tmpdir(), 'gongxiang-embedded-'))))
  const started = await Promise.all(
    dirs.map(async (dir, index) => {
      await chmod(dir, 0o755)
      await mkdir(join(dir, 'postgres'), { recursive: true })
      await writeFile(join(dir, 'postgres', 'access.json'), JSON.stringify({ port, password: `secret-${index}` }))
      return startEmbedded({ dataDir: dir, log: silentLog, settings: ['fsync=off'] })
    }),
  )
  try {
    expect(new Set(started.map((one) => new URL(one.url).port)).size).toBe(3)
    for (const [index, one] of started.entries()) {
      const [row] = await ask<{ dir: string }>(one.url, `select current_setting('data_directory') as dir`)
      expect(row?.dir).toContain(dirs[index])
    }
  } finally {
    for (const one of started) await one.stop()
    for (const dir of dirs) await rm(dir, { recursive: true, force: true })
  }
})
