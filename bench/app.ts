import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { openDb, openPool } from '#db/client.ts'
import { findEmbedded } from '#db/embedded/embedded.ts'
import { docxOf } from './docx.ts'
import { type Memory, treeMemory } from './process-tree.ts'
import { type Spread, spread } from './quantiles.ts'
import { openRoom, type Room } from './room.ts'

export type AppBench = {
  backend: 'PostgreSQL' | 'Redis'
  /** From the command to the printed address, in ms: the first time (a new database), then again. */
  firstStartMs: number
  startMs: number
  idle: Memory
  /** A sentence to its answer on the page. */
  answer: Spread
  /** Messages at 20 a second: from the room's having it to the bot's acknowledgement, which follows its commit. */
  message: Spread
  /** 1 MB docx, one a second: from sending to the received mark, and to the receipt, on the page. */
  ack: Spread
  receipt: Spread
  /** Small docx, 20 a second: the received mark; then how many a second were catalogued until the last receipt. */
  ackAtRate: Spread
  offeredPerSecond: number
  cataloguedPerSecond: number
  peak: Memory
}

const MB = 1_048_576
const BIG = 40
const RATE = 20
const RATE_SECONDS = 15

/** Runs the program as people do, `npm start` in an empty data folder, and drives its practice room over HTTP. */
export async function runAppBench(redisUrl: string | undefined, say: (line: string) => void): Promise<AppBench> {
  const dir = await mkdtemp(join(tmpdir(), 'gongxiang-bench-'))
  const env = { ...process.env, DATA_DIR: dir, PORT: '0', LOG_LEVEL: 'warn', ...(redisUrl && { REDIS_URL: redisUrl }) }
  try {
    const first = await start(env)
    await stop(first.child)
    const app = await start(env)
    try {
      const room = await openRoom(app.url, 'li', 'beike')
      await pause(10_000)
      const idle = await treeMemory(app.pid)
      say(`started in ${app.ms} ms; idle ${idle.totalMb} MB`)
      let peak = idle
      const watch = setInterval(() => {
        void treeMemory(app.pid).then((now) => {
          if (now.totalMb > peak.totalMb) peak = now
        })
      }, 250)
      const answer = await answers(room)
      const message = await messages(room, dir)
      const { ack, receipt } = await bigFiles(room)
      const rate = await manyFiles(room)
      clearInterval(watch)
      room.close()
      return {
        backend: redisUrl ? 'Redis' : 'PostgreSQL',
        firstStartMs: first.ms,
        startMs: app.ms,
        idle,
        answer,
        message,
        ack,
        receipt,
        ...rate,
        peak,
      }
    } finally {
      await stop(app.child)
    }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

async function answers(room: Room): Promise<Spread> {
  const took: number[] = []
  for (let n = 0; n < 40; n += 1) {
    const began = performance.now()
    const id = await room.say(n % 2 === 0 ? '/search 分数 教案' : '/top')
    await room.see((post) => post.kind === 'bot' && post.replyTo?.id === id)
    if (n >= 4) took.push(performance.now() - began)
  }
  return spread(took)
}

async function messages(room: Room, dir: string): Promise<Spread> {
  const began = performance.now()
  for (let n = 0; n < 10 * RATE; n += 1) {
    await pause(Math.max(0, began + (n * 1_000) / RATE - performance.now()))
    await room.say(`大家下午好，第 ${n} 组的老师请到会议室`)
  }
  await pause(1_000)
  const url = await findEmbedded(dir)
  if (!url) throw new Error('the database is not there')
  const db = openDb(openPool(url, 1))
  const { rows } = await sql<{ ms: number }>`
    select extract(epoch from delivered_at - sent_at) * 1000 as ms from practice_event
    where delivered_at is not null order by id desc limit ${10 * RATE}`.execute(db)
  await db.destroy()
  return spread(rows.map((row) => row.ms))
}

async function bigFiles(room: Room): Promise<{ ack: Spread; receipt: Spread }> {
  const files = await Promise.all(Array.from({ length: BIG }, (_, n) => docxOf(`第${n}课 大文件`, MB, n)))
  const acks: number[] = []
  const receipts: number[] = []
  const all: Promise<void>[] = []
  for (const [n, bytes] of files.entries()) {
    const tick = pause(1_000)
    all.push(share(room, `三年级数学上册第${n}课教案.docx`, bytes, acks, receipts))
    await tick
  }
  await Promise.all(all)
  return { ack: spread(acks), receipt: spread(receipts) }
}

async function manyFiles(room: Room) {
  const count = RATE * RATE_SECONDS
  const files = await Promise.all(Array.from({ length: count }, (_, n) => docxOf(`第${n}课 小文件`, 0, 10_000 + n)))
  const acks: number[] = []
  const receipts: number[] = []
  const all: Promise<void>[] = []
  const began = performance.now()
  for (const [n, bytes] of files.entries()) {
    const due = began + (n * 1_000) / RATE
    if (due > performance.now()) await pause(due - performance.now())
    all.push(share(room, `四年级语文下册第${n}课教案.docx`, bytes, acks, receipts))
  }
  const offeredPerSecond = Math.round((count * 1_000) / (performance.now() - began))
  await Promise.all(all)
  const cataloguedPerSecond = Math.round((count * 10_000) / (performance.now() - began)) / 10
  return { ackAtRate: spread(acks), offeredPerSecond, cataloguedPerSecond }
}

/** One file: the moment its received mark shows, and the moment its receipt does. */
async function share(room: Room, name: string, bytes: Uint8Array, acks: number[], receipts: number[]): Promise<void> {
  const began = performance.now()
  const id = await room.share(name, bytes)
  await room.see((post) => post.id === id && post.mark !== null)
  acks.push(performance.now() - began)
  await room.see((post) => post.kind === 'bot' && post.replyTo?.id === id, 120_000)
  receipts.push(performance.now() - began)
}

type Started = { child: ChildProcess; pid: number; url: string; ms: number }

async function start(env: NodeJS.ProcessEnv): Promise<Started> {
  const began = performance.now()
  const child = spawn('npm', ['start'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  createInterface(child.stdout).on('line', (line) => {
    const url = /https?:\/\/[^\s/]+/.exec(line)?.[0]
    if (url) resolve(url)
  })
  child.once('exit', () => reject(new Error('npm start ended')))
  const url = await promise
  return { child, pid: child.pid ?? 0, url, ms: Math.round(performance.now() - began) }
}

async function stop(child: ChildProcess): Promise<void> {
  const end = once(child, 'exit')
  child.kill('SIGTERM')
  await end
}
