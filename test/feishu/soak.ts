import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { openDb, openPool } from '#db/client.ts'
import { findEmbedded } from '#db/embedded/embedded.ts'
import { verifyLedger } from '#db/ledger/verify.ts'
import type { Db } from '#db/schema.ts'
import { gongxiangStays, type Running } from '../command-line.ts'
import { seeded } from '../fixtures/seeded.ts'
import { tempFolder } from '../fixtures/temp.ts'
import { until, waiting } from '../school.ts'
import { lessonPlan } from '../stories.ts'
import type { Api, Fault } from './faults.ts'
import { buttonsOf } from './read-card.ts'
import { type FeishuStandIn, openFeishuStandIn } from './stand-in.ts'
import type { Chat, Message, User } from './world.ts'

export type SoakOptions = {
  events: number
  perSecond: number
  kills: number
  seed: number
  /** Every press is on a card of the first chat: far more answers than it may be sent at once. */
  isOneChatPressed?: boolean
  say?: (line: string) => void
}

/** What was done to the bot, and what was found afterwards. */
export type SoakResult = {
  texts: number
  files: number
  clicks: number
  /** Clicks whose presser saw an error: lost with the line or the process, and pressed again. */
  failedPresses: number
  /** Those of them that reached the bot over a line that stood, and were not answered within three seconds. */
  slowPresses: number
  faults: Readonly<Record<string, number>>
  handshakes: number
  redelivered: number
  /** Texts with no answer, and answers beyond the first. */
  unanswered: number
  doubled: number
  /** Uploads and clicks that no sent message (or line of a summary card) of ours answers. */
  unreceipted: number
  unansweredClicks: number
  resources: number
  awards: number
  doubledAwards: number
  /** Rows of the outbox sent more than once, and messages on the platform that belong to no row. */
  strays: number
  refused: number
  stillWaiting: number
  ledgerOk: boolean
  /** Resident memory of the program in MB: soon after its last start, and at the end. */
  memory: { early: number; late: number }
  seconds: number
}

/** Chats: enough that the platform's five messages a second into one chat are not the narrow place. */
const CHATS = 12
const TOKEN_SECONDS = 15

/**
 * Events of every kind at a steady rate while everything goes wrong at random: the program runs in its own process and
 * is killed `kills` times. Faults: 429, 5xx, hangs, resets, lost replies, truncated downloads, duplicates, dropped lines,
 * expiring tokens.
 */
export async function runSoak(options: SoakOptions): Promise<SoakResult> {
  const began = performance.now()
  const random = seeded(options.seed)
  const folder = await tempFolder()
  const feishu = await openFeishuStandIn({
    tokenSeconds: TOKEN_SECONDS,
    redeliverMs: [3_000, 6_000, 12_000, 24_000, 48_000],
  })
  const start = () => startProgram(feishu, folder.path)
  let program = await start()
  try {
    await feishu.gateway.connected()
    const url = await findEmbedded(folder.path)
    if (!url) throw new Error('the database is not there')
    const db = openDb(openPool(url, 3))
    try {
      const people = Array.from({ length: CHATS }, (_, index) => feishu.deeds.addUser(`老师${index + 1}`))
      const chats = people.map((one, index) => feishu.deeds.addGroup(`第${index + 1}组`, [one]))
      // A card in each chat: presses in one alone would fill its five messages a second.
      const cards = await Promise.all(people.map((one, index) => firstCard(feishu, one, chats[index], index)))
      feishu.faults.each((api) => fault(api, random))
      let early: number | undefined
      const done = await drive(
        feishu,
        { people, chats, cards, random, options },
        async () => {
          program.child.kill('SIGKILL')
          await program.end
          program = await start()
          // Read again below once it has worked for a while.
          early = undefined
        },
        async () => {
          early ??= await memoryOf(program)
        },
      )
      feishu.faults.clear()
      await until(async () => settled(feishu) && (await waiting(db, new Date())) === 0, 'rows', 180_000).catch(
        async (cause) => {
          throw new Error(`still waiting: ${await whatWaits(feishu, db)}`, { cause })
        },
      )
      await pause(1_000)
      const late = await memoryOf(program)
      return {
        ...done,
        ...(await judge(feishu, db, done.questions)),
        memory: { early: early ?? late, late },
        seconds: Math.round((performance.now() - began) / 1_000),
      }
    } finally {
      await db.destroy()
    }
  } finally {
    program.child.kill('SIGTERM')
    await program.end
    await feishu.close()
    await folder.drop()
  }
}

async function startProgram(feishu: FeishuStandIn, dir: string): Promise<Running> {
  const running = gongxiangStays(['start'], {
    DATA_DIR: dir,
    PORT: '0',
    LOG_LEVEL: process.env.SOAK_LOG ?? 'fatal',
    PRACTICE: 'on',
    FEISHU_APP_ID: feishu.appId,
    FEISHU_APP_SECRET: feishu.appSecret,
    FEISHU_DOMAIN: feishu.origin,
  })
  await running.ready
  return running
}

/** What a random call meets. The shares are those of a very bad day. */
function fault(api: Api, random: () => number): Fault | undefined {
  if (api === 'endpoint') return undefined
  const dice = random()
  if (api === 'resource.get' && dice < 0.08) return { kind: 'truncated', at: random() }
  if (dice < 0.02) return { kind: 'status', status: dice < 0.01 ? 500 : 503 }
  if (dice < 0.035) return { kind: 'limited', resetSeconds: 1 }
  if (dice < 0.045) return { kind: 'reset' }
  if (dice < 0.065) return { kind: 'lost' }
  if (dice < 0.067) return { kind: 'hang' }
  return undefined
}

async function firstCard(feishu: FeishuStandIn, user: User, chat: Chat | undefined, index: number): Promise<Message> {
  if (!chat) throw new Error('nobody is there')
  const bytes = await lessonPlan(`首份 ${index}`, [`第 ${index} 组最早的一份`])
  const { message } = feishu.deeds.uploads(user, chat, `首份${index} 教案.docx`, bytes)
  const answers = () => feishu.sent(chat.id).filter((one) => one.replyTo === message.id)
  await feishu.until(() => answers().length > 0, 'the first receipt', 60_000)
  const [card] = answers()
  if (!card) throw new Error('no receipt')
  return card
}

type Scene = { people: User[]; chats: Chat[]; cards: Message[]; random: () => number; options: SoakOptions }

async function drive(feishu: FeishuStandIn, scene: Scene, kill: () => Promise<void>, look: () => Promise<void>) {
  const { people, chats, cards, random, options } = scene
  const questions: Message[] = []
  const presses: Promise<void>[] = []
  const counts = { texts: 0, files: CHATS, clicks: 0, failedPresses: 0, slowPresses: 0 }
  const killAt = new Set(
    Array.from({ length: options.kills }, (_, n) => Math.floor(((n + 1) / (options.kills + 1)) * options.events)),
  )
  /** Lines cut and programs killed so far. */
  let troubles = 0
  const press = async (user: User, card: Message | undefined) => {
    if (!card) throw new Error('no card')
    const button = buttonsOf(card.content).find((one) => one.label === '下载')
    counts.clicks += 1
    // A person who sees an error presses again, a few times.
    for (let tries = 0; tries < 20; tries += 1) {
      const before = troubles
      const pressed = await feishu.deeds.presses(user, card, { value: button?.value })
      if (pressed.kind === 'answered') return
      counts.failedPresses += 1
      if (troubles === before && feishu.gateway.connections() > 0) counts.slowPresses += 1
      await feishu.gateway.connected()
    }
  }
  const began = performance.now()
  for (let index = 0; index < options.events; index += 1) {
    const due = began + (index * 1_000) / options.perSecond
    if (due > performance.now()) await pause(Math.max(0, due - performance.now()))
    const at = Math.floor(random() * CHATS)
    const [user, chat] = [people[at], chats[at]]
    if (!user || !chat) throw new Error('nobody is there')
    const dice = random()
    feishu.gateway.wire.isDoubled = random() < 0.05
    feishu.gateway.wire.fragments = random() < 0.1 ? 4 : 1
    if (dice < 0.65) {
      counts.texts += 1
      const { message, delivery } = feishu.deeds.says(user, chat, random() < 0.5 ? '/help' : '/top')
      questions.push(message)
      if (delivery && random() < 0.03) void delivery.settled.then((one) => feishu.deliveries.again(one))
    } else if (dice < 0.85) {
      counts.files += 1
      const bytes = await lessonPlan(`第 ${index} 课`, [`本课编号 ${index * 7919}。`])
      feishu.deeds.uploads(user, chat, `第${index}课 教案.docx`, bytes)
    } else presses.push(options.isOneChatPressed ? press(people[0] ?? user, cards[0]) : press(user, cards[at]))
    if (index % 150 === 149) {
      troubles += 1
      feishu.gateway.drop()
    }
    if (killAt.has(index)) {
      options.say?.(`killed at event ${index}`)
      troubles += 1
      await kill()
    }
    if (index % 150 === 149) await look()
    if (index % 500 === 499) options.say?.(`${index + 1} events`)
  }
  await Promise.all(presses)
  return { ...counts, questions }
}

/** How much of what, for whoever has to find out why. */
async function whatWaits(feishu: FeishuStandIn, db: Db): Promise<string> {
  const { rows } = await sql<{ what: string; n: number; next: Date; attempts: number; detail: string | null }>`
    select 'intake ' || kind as what, count(*)::int as n, min(next_at) as next, max(attempts) as attempts, null as detail
      from intake where status = 'waiting' group by kind
    union all select 'upload ' || status, count(*)::int, min(next_at), max(attempts), max(stage)
      from upload where status in ('waiting', 'stored') group by status
    union all select 'fact ' || kind, count(*)::int, null, null, null from fact where status = 'waiting' group by kind
    union all select 'message ' || kind, count(*)::int, min(next_at), max(attempts), min(key)
      from message where status = 'waiting' group by kind`.execute(db)
  const events = feishu.deliveries.all.filter((one) => one.state === 'waiting')
  return JSON.stringify({ rows, events: events.length, pushes: events.map((one) => one.pushes).slice(0, 10) })
}

function settled(feishu: FeishuStandIn): boolean {
  return feishu.deliveries.all.every((one) => one.state !== 'waiting')
}

async function judge(feishu: FeishuStandIn, db: Db, questions: readonly Message[]) {
  const sent = feishu.sent()
  const answers = Map.groupBy(sent, (one) => one.replyTo ?? '')
  const resources = await db.selectFrom('resource').select('id').execute()
  const awards = await db.selectFrom('point_tx').select('resource_id').where('rule', '=', 'upload.accepted').execute()
  const rows = await db.selectFrom('message').select(['ref', 'status', 'kind', 'key']).execute()
  const refs = rows.filter((row) => row.kind === 'post' && row.ref !== null).map((row) => row.ref)
  const known = new Set(refs)
  const answered = new Set(rows.filter((row) => row.status !== 'refused').map((row) => row.key))
  const uploads = await db.selectFrom('upload').select('id').execute()
  const clicks = await db.selectFrom('intake').select('id').where('kind', '=', 'button').execute()
  const ledger = await verifyLedger(db)
  return {
    faults: feishu.faults.counts(),
    handshakes: feishu.gateway.handshakes(),
    redelivered: feishu.deliveries.all.filter((one) => one.pushes > 1).length,
    unanswered: questions.filter((one) => !answers.has(one.id)).length,
    doubled: questions.reduce((sum, one) => sum + Math.max(0, (answers.get(one.id)?.length ?? 0) - 1), 0),
    unreceipted: uploads.filter(({ id }) => !answered.has(`receipt:${id}`)).length,
    unansweredClicks: clicks.filter(({ id }) => !answered.has(`in:${id}`)).length,
    resources: resources.length,
    awards: awards.length,
    doubledAwards: awards.length - new Set(awards.map((row) => row.resource_id)).size,
    strays: refs.length - known.size + sent.filter((one) => one.type !== 'file' && !known.has(one.id)).length,
    refused: rows.filter((row) => row.status === 'refused').length,
    stillWaiting:
      (await waiting(db, new Date())) + feishu.deliveries.all.filter((one) => one.state === 'waiting').length,
    ledgerOk: ledger.ok,
  }
}

async function memoryOf({ child }: Running): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1_024)
}
