import { setTimeout as pause } from 'node:timers/promises'
import { docxOf } from './docx.ts'
import { ask, drain, type Outcome, openRig, outcomeOf, type Rig } from './feishu.ts'
import { runMixed } from './feishu-mixed.ts'

type Say = (line: string) => void

/** Feishu's figures as lines of Markdown: speed, load, memory, then every bad day of the comparison with peers. */
export async function runFeishuBench({ quick, say }: { quick: boolean; say: Say }): Promise<string[]> {
  return [
    '## Feishu, long connection, stand-in platform, its limits off',
    '',
    ...(await speed(quick, say)),
    '',
    ...(await mixedDay(quick, say)),
    '',
    ...(await badDays(quick, say)),
    '',
  ]
}

async function speed(quick: boolean, say: Say): Promise<string[]> {
  const rig = await openRig()
  try {
    say(`connected after ${rig.connectedMs} ms`)
    await warmUp(rig)
    const early = await rig.memoryMb()
    const calm = await asked(rig, '/help', quick ? 100 : 400, 20)
    say(`20/s: ${line(calm)}`)
    await shareSome(rig, quick ? 10 : 40)
    const search = await asked(rig, '/search 分数 教案', quick ? 40 : 200, 10)
    say(`search: ${line(search)}`)
    const load = await asked(rig, '/help', 300 * (quick ? 5 : 20), 300)
    say(`300/s: ${line(load)}`)
    const rest = await asked(rig, '/help', quick ? 500 : 4_000, 200)
    const memory = await rig.memoryMb()
    const messages = calm.asked + search.asked + load.asked + rest.asked
    say(`200/s: ${line(rest)}`)
    say(`${memory} MB after ${messages} messages`)
    const caughtUp = await reconnect(rig, quick ? 100 : 500)
    say(`caught up after ${caughtUp.ms} ms`)
    return [
      `Connected ${rig.connectedMs} ms after start (limit 3,000). Resident memory of \`gongxiang start\` (all roles; PostgreSQL and the file process apart): ${early} MB after the first messages, ${memory} MB after ${messages} (limit 350).`,
      `${caughtUp.count} messages missed while the line was cut: all taken in ${caughtUp.ms} ms after it was back (limit 5,000).`,
      '',
      '| | ack p50 / p95 ms | reply p50 / p95 ms | replies/s | lost | doubled | redelivered | CPU ms each: program + database |',
      '|---|---|---|---|---|---|---|---|',
      row('/help at 20/s, 20 chats (ack p95 ≤ 15, reply p95 ≤ 25)', calm),
      row('/search at 10/s (reply p95 < 100)', search),
      row('/help at 300/s for 20 s (nothing lost, doubled, redelivered)', load),
      row(`/help at 200/s for ${Math.round(rest.asked / 200)} s`, rest),
    ]
  } finally {
    await rig.close()
  }
}

/** Memory where files and searches are among the messages. */
async function mixedDay(quick: boolean, say: Say): Promise<string[]> {
  const { points, unanswered } = await runMixed({ count: quick ? 600 : 10_000, perSecond: 60 }, say)
  const at = points.map(({ messages, mb }) => `${mb} MB after ${messages}`).join(', ')
  return [
    `Mixed day (85 % /help, 10 % /search, 5 % files) at 60 a second: resident memory ${at} (limit 350); ${unanswered} unanswered.`,
  ]
}

/** As in the comparison with peers: API calls take 100 ms, the platform waits 1.5 s, redelivery is shortened. */
async function badDays(quick: boolean, say: Say): Promise<string[]> {
  const rows: string[] = ['| bad day | asked | lost | doubled |', '|---|---|---|---|']
  const rig = await openRig({ ackMs: 1_500, redeliverMs: [1_500, 3_000, 6_000, 12_000], latencyMs: 100 })
  const note = (name: string, found: Outcome) => {
    say(`${name}: ${line(found)}`)
    rows.push(`| ${name} | ${found.asked} | ${found.lost} | ${found.doubled} |`)
  }
  try {
    await warmUp(rig)
    const { feishu } = rig
    feishu.gateway.wire.isDoubled = true
    const doubled = await ask(rig, '/help', { count: 20, perSecond: 10 })
    await drain(doubled)
    feishu.gateway.wire.isDoubled = false
    await pause(1_000)
    note('each event twice at once', outcomeOf(doubled))
    for (const one of doubled) feishu.deliveries.again(one.delivery)
    await pause(2_000)
    note('each event again, later', outcomeOf(doubled))
    await rig.kill()
    await rig.start()
    for (const one of doubled) feishu.deliveries.again(one.delivery)
    await pause(2_000)
    note('each event again, after a restart', outcomeOf(doubled))

    const killed = await ask(rig, '/help', {
      count: quick ? 60 : 200,
      perSecond: 100,
      at: async (index) => {
        if (index === (quick ? 30 : 120)) void rig.kill().then(() => rig.start())
      },
    })
    await drain(killed, 40_000)
    await pause(2_000)
    note('SIGKILL in the middle, at 100 a second', outcomeOf(killed))

    let calls = 0
    feishu.faults.each((api) => {
      if (api !== 'message.reply' && api !== 'message.create') return undefined
      calls += 1
      if (calls % 10 !== 0) return undefined
      return calls % 20 === 0 ? { kind: 'status', status: 500 } : { kind: 'limited', resetSeconds: 1 }
    })
    const flaky = await ask(rig, '/help', { count: quick ? 60 : 200, perSecond: 20 })
    await drain(flaky)
    feishu.faults.clear()
    note('a tenth of the sends refused with 500 or 429', outcomeOf(flaky))

    const revoked = await ask(rig, '/help', {
      count: 100,
      perSecond: 20,
      at: (index) => {
        if (index === 50) feishu.revokeTokens()
      },
    })
    await drain(revoked)
    note('every token revoked after 50 of 100', outcomeOf(revoked))
    return rows
  } finally {
    await rig.close()
  }
}

async function warmUp(rig: Rig): Promise<void> {
  await drain(await ask(rig, '/help', { count: 20, perSecond: 10 }))
}

async function asked(rig: Rig, text: string, count: number, perSecond: number): Promise<Outcome> {
  const before = await rig.cpu()
  const all = await ask(rig, text, { count, perSecond })
  await drain(all)
  const { program, database } = await rig.cpu()
  return outcomeOf(all, { program: program - before.program, database: database - before.database })
}

async function shareSome(rig: Rig, count: number): Promise<void> {
  const [user, chat] = [rig.people[0], rig.chats[0]]
  if (!user || !chat) throw new Error('nobody is there')
  for (let n = 0; n < count; n += 1) {
    const bytes = Buffer.from(await docxOf(`分数 第${n}课`, 0, 50_000 + n))
    const { message } = rig.feishu.deeds.uploads(user, chat, `三年级数学上册 分数 第${n}课教案.docx`, bytes)
    await rig.feishu.until(() => message.reactions.some((one) => one.emoji === 'DONE'), `the mark of ${n}`, 30_000)
  }
}

/** The line is cut, people go on talking, and nothing of it is delivered: how long until the history was read? */
async function reconnect(rig: Rig, count: number): Promise<{ count: number; ms: number }> {
  const { feishu } = rig
  await feishu.gateway.connected()
  const missed: string[] = []
  const answered = new Set<string>()
  feishu.onSent((message) => message.replyTo && answered.add(message.replyTo))
  feishu.gateway.wire.refusedUpgrades = 1
  feishu.gateway.drop()
  for (let n = 0; n < count; n += 1) {
    const [user, chat] = [rig.people[n % rig.people.length], rig.chats[n % rig.chats.length]]
    if (!user || !chat) throw new Error('nobody is there')
    missed.push(feishu.deeds.says(user, chat, '/help', { isMissed: true }).message.id)
  }
  await feishu.gateway.connected()
  const began = performance.now()
  await feishu.until(() => missed.every((id) => answered.has(id)), 'the answers to what was missed', 60_000)
  return { count, ms: Math.round(performance.now() - began) }
}

function row(name: string, found: Outcome): string {
  return `| ${name} | ${found.ack.p50} / ${found.ack.p95} | ${found.reply.p50} / ${found.reply.p95} | ${found.perSecond} | ${found.lost} | ${found.doubled} | ${found.redelivered} | ${found.cpu.program} + ${found.cpu.database} |`
}

function line(found: Outcome): string {
  return `ack p95 ${found.ack.p95} ms, reply p95 ${found.reply.p95} ms, ${found.perSecond} replies/s, lost ${found.lost}, doubled ${found.doubled}, redelivered ${found.redelivered} of ${found.asked}`
}
