import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import type { Delivery } from '#test/feishu/deliveries.ts'
import { type FeishuStandIn, openFeishuStandIn, type StandInOptions } from '#test/feishu/stand-in.ts'
import type { Chat, Message, User } from '#test/feishu/world.ts'
import { type Cpu, treeCpu, treeMemory } from './process-tree.ts'
import { type Spread, spread } from './quantiles.ts'

/** The program and the platform it talks to; the platform's limits are off, in it and in the program. */
export type Rig = {
  feishu: FeishuStandIn
  people: User[]
  chats: Chat[]
  /** From the command to the first ping on the long connection, in ms. */
  connectedMs: number
  kill(): Promise<void>
  start(): Promise<void>
  /** Resident memory of the program's process (every role in it), without PostgreSQL and the file process. */
  memoryMb(): Promise<number>
  cpu(): Promise<Cpu>
  close(): Promise<void>
}

/** One question with the moments that count, in ms of this process' clock. */
export type Asked = { message: Message; delivery: Delivery; answers: number[] }

const CHATS = 20

export async function openRig(options: StandInOptions = {}): Promise<Rig> {
  const dir = await mkdtemp(join(tmpdir(), 'gongxiang-bench-'))
  const feishu = await openFeishuStandIn({ hasLimits: false, ...options })
  let child: ChildProcess | undefined
  const start = async () => {
    const running = spawn(process.execPath, ['cli/gongxiang.mjs', 'start'], {
      env: {
        ...process.env,
        DATA_DIR: dir,
        PORT: '0',
        LOG_LEVEL: 'fatal',
        PRACTICE: 'on',
        FEISHU_APP_ID: feishu.appId,
        FEISHU_APP_SECRET: feishu.appSecret,
        FEISHU_DOMAIN: feishu.origin,
        FEISHU_LIMITS: 'off',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    child = running
    await Promise.race([
      once(createInterface(running.stdout), 'line'),
      once(running, 'exit').then(() => Promise.reject(new Error('the program ended'))),
    ])
    await feishu.gateway.connected()
  }
  const stop = async (signal: NodeJS.Signals) => {
    if (!child || child.exitCode !== null) return
    const end = once(child, 'exit')
    child.kill(signal)
    await end
  }
  await start()
  await stop('SIGTERM')
  const began = performance.now()
  await start()
  const connectedMs = Math.round(performance.now() - began)
  const people = Array.from({ length: CHATS }, (_, index) => feishu.deeds.addUser(`老师${index + 1}`))
  const chats = people.map((one, index) => feishu.deeds.addGroup(`第${index + 1}组`, [one]))
  return {
    feishu,
    people,
    chats,
    connectedMs,
    kill: () => stop('SIGKILL'),
    start,
    memoryMb: async () =>
      (await treeMemory(child?.pid ?? 0)).processes.find((one) => one.name === 'gongxiang')?.mb ?? 0,
    cpu: () => treeCpu(child?.pid ?? 0),
    async close() {
      await stop('SIGTERM')
      await feishu.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** Asks `count` questions at a rate, without waiting for answers. `at` hears of each turn. */
export async function ask(
  rig: Rig,
  text: string,
  { count, perSecond, at }: { count: number; perSecond: number; at?: (index: number) => Promise<void> | void },
): Promise<Asked[]> {
  const asked = new Map<string, Asked>()
  rig.feishu.onSent((message) => {
    if (message.edits === 0) asked.get(message.replyTo ?? '')?.answers.push(performance.now())
  })
  const began = performance.now()
  for (let index = 0; index < count; index += 1) {
    const due = began + (index * 1_000) / perSecond
    if (due > performance.now()) await pause(Math.max(0, due - performance.now()))
    const [user, chat] = [rig.people[index % CHATS], rig.chats[index % CHATS]]
    if (!user || !chat) throw new Error('nobody is there')
    const { message, delivery } = rig.feishu.deeds.says(user, chat, text)
    if (!delivery) throw new Error('the event did not leave')
    asked.set(message.id, { message, delivery, answers: [] })
    await at?.(index)
  }
  return [...asked.values()]
}

/** Resolves when every question has an answer, or nothing more has come for `quietMs`. */
export async function drain(asked: readonly Asked[], quietMs = 17_000): Promise<void> {
  let [seen, since] = [-1, performance.now()]
  for (;;) {
    const now = asked.reduce((sum, one) => sum + one.answers.length, 0)
    if (asked.every((one) => one.answers.length > 0)) return
    if (now !== seen) [seen, since] = [now, performance.now()]
    if (performance.now() - since > quietMs) return
    await pause(50)
  }
}

export type Outcome = {
  asked: number
  lost: number
  doubled: number
  redelivered: number
  ack: Spread
  reply: Spread
  /** Answers a second, from the first question to the last answer. */
  perSecond: number
  /** Processor time per question, in ms. */
  cpu: Cpu
}

export function outcomeOf(asked: readonly Asked[], spent: Cpu = { program: 0, database: 0 }): Outcome {
  const answers = asked.flatMap((one) => one.answers)
  const first = Math.min(...asked.map((one) => one.delivery.firstPushAt ?? Number.POSITIVE_INFINITY))
  const last = answers.reduce((latest, at) => Math.max(latest, at), first)
  const each = (ms: number) => Math.round((ms * 100) / asked.length) / 100
  const pushed = asked.filter((one) => one.delivery.firstPushAt !== undefined)
  return {
    asked: asked.length,
    lost: asked.filter((one) => one.answers.length === 0).length,
    doubled: asked.filter((one) => one.answers.length > 1).length,
    redelivered: asked.filter((one) => one.delivery.pushes > 1).length,
    ack: spread(pushed.flatMap(({ delivery }) => (delivery.ackedAt ?? Number.NaN) - (delivery.firstPushAt ?? 0))),
    reply: spread(pushed.flatMap((one) => one.answers.slice(0, 1).map((at) => at - (one.delivery.firstPushAt ?? 0)))),
    perSecond: Math.round((answers.length * 1_000) / Math.max(1, last - first)),
    cpu: { program: each(spent.program), database: each(spent.database) },
  }
}
