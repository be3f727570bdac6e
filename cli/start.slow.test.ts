import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { findEmbedded } from '#db/embedded/embedded.ts'
import { isAlive, readPidFile } from '#db/embedded/postmaster.ts'
import { gongxiang, gongxiangStays, type Running } from '#test/command-line.ts'
import { type MadeOnce, madeOnce } from '#test/fixtures/made-once.ts'

let dataDir: string
let env: Record<string, string>
let running: Running[]
/** The first test starts in an empty folder; where that is not the point, a database with its tables is there. */
let made: MadeOnce

beforeAll(async () => {
  made = await madeOnce((dir) => gongxiang(['migrate'], { DATA_DIR: dir, PORT: '0', LOG_LEVEL: 'info' }))
})
afterAll(() => made.drop())

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gongxiang-start-'))
  await chmod(dataDir, 0o755)
  env = { DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'info' }
  running = []
})

afterEach(async () => {
  for (const { child, end } of running) {
    child.kill('SIGKILL')
    await end
  }
  const server = await readPidFile(join(dataDir, 'postgres', 'pg'))
  if (server && isAlive(server.pid)) process.kill(server.pid, 'SIGQUIT')
  await expect.poll(() => server === undefined || !isAlive(server.pid)).toBe(true)
  await rm(dataDir, { recursive: true, force: true })
})

function stays(...args: string[]): Running {
  const one = gongxiangStays(args, env)
  running.push(one)
  return one
}

const urlIn = (line: string) => line.slice(line.indexOf('http'))

test('start prints one address in both languages, answers there, and leaves nothing running after SIGTERM', async () => {
  const start = stays('start')
  const line = await start.ready
  expect(line).toMatch(/^共享已就绪 · Gongxiang is ready: http:\/\/localhost:\d+\/$/)
  const health = await fetch(`${urlIn(line)}healthz`)
  expect(health.status).toBe(200)
  expect(await health.json()).toMatchObject({ live: true, ready: true, down: [] })
  const told = performance.now()
  start.child.kill('SIGTERM')
  const { code, stdout } = await start.end
  expect(code).toBe(0)
  expect(performance.now() - told).toBeLessThan(10_000)
  expect(stdout.trim().split('\n')).toHaveLength(1)
  expect(await findEmbedded(dataDir)).toBeUndefined()
})

test('start says that it waits for a database that does not answer, and leaves at once when told', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  await new Promise((resolve) => server.close(resolve))
  env.DATABASE_URL = `postgres://nobody:secret@127.0.0.1:${port}/none`
  const start = stays('start')
  let log = ''
  start.child.stderr?.on('data', (chunk: Buffer) => {
    log += chunk.toString()
  })
  await expect.poll(() => log, { timeout: 20_000 }).toContain('the database does not answer yet; waiting')
  const told = performance.now()
  start.child.kill('SIGTERM')
  expect((await start.end).code).toBe(0)
  expect(performance.now() - told).toBeLessThan(5_000)
  expect(log).not.toContain('secret')
})

test('a data folder that can not be used is said in a sentence that names it, with 1 and without a stack', async () => {
  const file = join(dataDir, 'file')
  await writeFile(file, '')
  const { code, stderr } = await gongxiang(['start'], { ...env, DATA_DIR: file })
  expect(code).toBe(1)
  expect(stderr).toContain(`数据文件夹不能用：${file}`)
  expect(stderr).toContain('set DATA_DIR to a folder that can be written')
  expect(stderr).not.toMatch(/\n\s+at /)
})

test('a second start says so, ends with 1 and leaves the first alone', async () => {
  await made.copyTo(dataDir)
  const first = stays('start')
  const url = urlIn(await first.ready)
  const second = await gongxiang(['start'], env)
  expect(second.code).toBe(1)
  expect(second.stdout).toBe('')
  expect(second.stderr).toContain(`进程 ${first.child.pid}`)
  expect(second.stderr).toContain(`process ${first.child.pid}`)
  expect((await fetch(`${url}healthz`)).status).toBe(200)
})

test('after SIGKILL a start is ready again within seconds, on the database that lived on', async () => {
  await made.copyTo(dataDir)
  const first = stays('start')
  await first.ready
  first.child.kill('SIGKILL')
  await first.end
  const again = performance.now()
  const second = stays('start')
  expect((await fetch(`${urlIn(await second.ready)}healthz`)).status).toBe(200)
  expect(performance.now() - again).toBeLessThan(10_000)
  second.child.kill('SIGINT')
  expect((await second.end).code).toBe(0)
  expect(await findEmbedded(dataDir)).toBeUndefined()
})

test('two signals at once are one: npm passes on the Ctrl-C that the terminal has sent already', async () => {
  await made.copyTo(dataDir)
  const start = stays('start')
  await start.ready
  start.child.kill('SIGINT')
  start.child.kill('SIGINT')
  expect((await start.end).code).toBe(0)
  expect(await findEmbedded(dataDir)).toBeUndefined()
})

test('under npm, a SIGTERM to npm alone stops the program, and the next start does not trip over the one that leaves', async () => {
  await made.copyTo(dataDir)
  const shell = spawn('sh', ['-c', `'${process.execPath}' cli/main.ts start; true`], {
    env: { PATH: process.env.PATH, ...env, npm_lifecycle_event: 'start' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface(shell.stdout), 'line')
  expect(line).toContain('http://')
  shell.kill('SIGTERM')
  await once(shell, 'exit')
  const next = stays('start')
  expect((await fetch(`${urlIn(await next.ready)}healthz`)).status).toBe(200)
  next.child.kill('SIGTERM')
  expect((await next.end).code).toBe(0)
})

test('a worker runs beside a start and leaves its database alone', async () => {
  await made.copyTo(dataDir)
  const start = stays('start')
  const url = urlIn(await start.ready)
  const worker = stays('worker')
  expect(await worker.ready).toBe('共享 worker 已就绪 · Gongxiang worker is ready')
  worker.child.kill('SIGTERM')
  expect((await worker.end).code).toBe(0)
  expect((await fetch(`${url}healthz`)).status).toBe(200)
})

test('a port that is taken gets a sentence, and the database does not stay behind', async () => {
  await made.copyTo(dataDir)
  const taken = createServer()
  taken.listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const address = taken.address()
  const port = address && typeof address === 'object' ? address.port : 0
  try {
    const start = await gongxiang(['start'], { ...env, PORT: String(port) })
    expect(start.code).toBe(1)
    expect(start.stderr).toContain(`端口 ${port} 已被别的程序占用`)
    expect(await findEmbedded(dataDir)).toBeUndefined()
  } finally {
    taken.close()
  }
})

test('a database that is not there is named, without its password', async () => {
  const broken = { ...env, DATABASE_URL: 'postgres://school:hunter2@127.0.0.1:1/nothing' }
  const migrate = await gongxiang(['doctor', '--json'], broken)
  expect(migrate.code).toBe(1)
  expect(migrate.stdout).toContain('127.0.0.1:1')
  expect(migrate.stdout + migrate.stderr).not.toContain('hunter2')
})
