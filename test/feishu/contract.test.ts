import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { Incoming } from '#bot/incoming.ts'
import type { ChatRef, Mark, Platform } from '#bot/platform.ts'
import { platformContract, type Rig, type Shown } from '#bot/platforms/contract.ts'
import { decodePress } from '#bot/platforms/feishu/cards/press.ts'
import { openFeishu } from '#bot/platforms/feishu/feishu.ts'
import { type BlobStore, openFolderBlobs } from '#db/blobs.ts'
import { SAMPLE_SCHOOL, seedPracticeSchool } from '#db/practice/seed.ts'
import { systemClock } from '#kit/clock.ts'
import { silentLog } from '#kit/log.ts'
import type { Block } from '#workers/view.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { buttonsOf, wordsOf } from './read-card.ts'
import { openFeishuStandIn } from './stand-in.ts'
import { type Chat, directChat, type Message } from './world.ts'

let database: TestDatabase
let dir: string
let blobs: BlobStore

beforeAll(async () => {
  database = await freshDatabase()
  dir = await mkdtemp(join(tmpdir(), 'gongxiang-feishu-'))
  blobs = await openFolderBlobs(dir)
  await seedPracticeSchool(database.db, { now: new Date(), timeZone: 'Asia/Shanghai', locale: 'zh-CN' })
})
afterAll(async () => {
  await database.drop()
  await rm(dir, { recursive: true, force: true })
})

const MARKS: Record<string, Mark> = { OnIt: 'received', DONE: 'done', CrossMark: 'refused' }

async function makeRig(): Promise<Rig> {
  // Nothing here needs an acknowledgement to be missed, so that a machine that stalls is not taken for one that is silent.
  const feishu = await openFeishuStandIn({ ackMs: 25_000, redeliverMs: [50, 100, 200, 400, 800, 1_600, 3_200] })
  const { world, deeds } = feishu
  const li = deeds.addUser('李老师')
  const group = deeds.addGroup('备课组', [li])
  /** What some bot has committed: the next process must not be handed it again from the history. */
  const committed = new Set<string>()
  const config = { appId: feishu.appId, appSecret: feishu.appSecret, origin: feishu.origin, mode: 'websocket' as const }
  const open = async (): Promise<Platform> => {
    const platform = await openFeishu({
      db: database.db,
      blobs,
      schoolId: SAMPLE_SCHOOL,
      config,
      clock: systemClock,
      log: silentLog,
      zone: 'Asia/Shanghai',
      timing: { firstWaitMs: 20 },
      known: async (keys) => new Set(keys.filter((key) => committed.has(key))),
    })
    return {
      ...platform,
      start: (on) =>
        platform.start(async (incoming: Incoming) => {
          const handled = await on(incoming)
          committed.add(incoming.eventKey)
          return handled
        }),
    }
  }
  const platform = await open()
  const platforms = [platform]
  const chatOf = (chat: ChatRef): Chat => {
    const found = chat.id.startsWith('ou_') ? directChat(world, chat.id) : world.chats.get(chat.id)
    if (!found) throw new Error(`no chat ${chat.id}`)
    return found
  }
  const messageOf = (ref: string): Message => {
    const found = world.messages.get(ref)
    if (!found) throw new Error(`no message ${ref}`)
    return found
  }
  return {
    platform,
    group: { id: group.id, kind: 'group' },
    person: { id: li.openId, name: li.name },
    mention: `@${world.bot.name}`,
    says: async (chat, text, replyTo) =>
      deeds.says(li, chatOf(chat), text, replyTo === undefined ? {} : { replyTo }).message.id,
    uploads: async (chat, name, bytes) => deeds.uploads(li, chatOf(chat), name, Buffer.from(bytes)).message.id,
    async presses(_chat, ref, command, args) {
      const button = buttonsOf(messageOf(ref).content).find((one) => {
        const pressed = decodePress(one.value)
        return pressed?.command === command && JSON.stringify(pressed.args) === JSON.stringify(args)
      })
      if (!button) throw new Error(`no button for ${command}`)
      await deeds.presses(li, messageOf(ref), { value: button.value })
    },
    async recalls(_chat, ref) {
      deeds.recalls(li, messageOf(ref))
    },
    async reacts(_chat, ref) {
      deeds.reacts(li, messageOf(ref), 'THUMBSUP')
    },
    transcript: async (chat) =>
      [...world.messages.values()].filter((one) => one.chat === chatOf(chat).id && !one.recalled).map(shown),
    async restart() {
      await platform.stop()
      const next = await open()
      platforms.push(next)
      return next
    },
    async close() {
      for (const one of platforms) await one.stop()
      await feishu.close()
    },
  }
}

/** A message as the suite compares it: of our cards, the text and the buttons. */
function shown(message: Message): Shown {
  const mark = message.reactions.map((one) => MARKS[one.emoji]).find((one) => one !== undefined)
  const base = {
    ref: message.id,
    ...(message.replyTo && { replyTo: message.replyTo }),
    ...(mark && { mark }),
    edited: message.edits > 0,
  }
  if (!message.byBot) return { ...base, text: wordsOf(message.type, message.content) }
  const buttons = buttonsOf(message.content)
  const actions = buttons.flatMap((button) => {
    const pressed = decodePress(button.value)
    return pressed ? [{ label: button.label, ...pressed }] : []
  })
  const text = wordsOf(message.type, message.content)
    .split('\n')
    .filter((line) => !buttons.some((button) => button.label === line))
    .join('\n')
  const blocks: Block[] = [
    { kind: 'text', text },
    ...(actions.length > 0 ? [{ kind: 'actions' as const, actions }] : []),
  ]
  return { ...base, view: { blocks } }
}

platformContract('Feishu', makeRig)
