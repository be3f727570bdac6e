import {
  type AccountKey,
  findAccount,
  linkByUnion,
  setChecked,
  setPlatformName,
  setUnionId,
} from '#db/rows/accounts.ts'
import { findChatName, renameChat } from '#db/rows/cursors.ts'
import type { Db } from '#db/schema.ts'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import { showable } from '#kit/text.ts'
import { type FeishuApi, FeishuError, isPassing } from './client.ts'

/** An event waits this long for a name at most: it must be acknowledged within 3 s. */
const NAME_WAIT_MS = 800
/** A person's contact entry is asked for once in so long; free tenants have 10,000 calls a month. */
const CHECK_EVERY_MS = 7 * 86_400_000
/** A chat's member list, when a name in it is missing. */
const LIST_EVERY_MS = 60_000
/** After a refusal for want of permission nobody is asked for so long. */
const NO_PERMISSION_MS = 3_600_000
/** Who was never seen before has an account only when their event has committed. */
const ACCOUNT_WAIT_MS = 1_000
/** Another process may have heard of a new name: the database is asked again after this. */
const CHAT_NAME_MS = 60_000
/** The platform is asked at first sight, and again after this: each is a call of the quota. */
const CHAT_ASK_MS = 12 * 3_600_000
const PAGES = 20
const KNOWN_AT_MOST = 20_000

export type People = {
  /** Makes a person known before their event is handed over; answers their name. Never throws, never takes 1 s. */
  sight(openId: string, unionId: string | undefined, chatId: string | undefined): Promise<string>
  /** The same for a group's name. */
  chatName(chatId: string): Promise<string>
  /** A name that an event happened to hold. */
  learn(openId: string, name: string | null | undefined): void
  learnChat(chatId: string, name: string | null | undefined): void
  /** Looks people up whose contact entry was never read; runs in the background. */
  stop(): Promise<void>
}

/**
 * Names of people and groups. Events hold ids only. A group's member list gives names without any contact permission;
 * the contact entry, where it is permitted, adds the department and the union id. All of it is kept in the database.
 */
export function openPeople(with_: {
  db: Db
  api: FeishuApi
  schoolId: string
  platform: string
  clock: Clock
  log: Log
}): People {
  const { db, api, schoolId, platform, clock, log } = with_
  const names = new Map<string, string>()
  const chats = new Map<string, { name: string; at: number }>()
  const askedChats = new Map<string, number>()
  const readingChats = new Map<string, Promise<void>>()
  const linked = new Set<string>()
  const listed = new Map<string, { at: number; done: Promise<void> }>()
  const asked = new Map<string, Promise<void>>()
  const queue: string[] = []
  const timers = new Set<NodeJS.Timeout>()
  let pausedUntil = 0
  let working: Promise<void> | undefined
  let stopped = false
  const key = (openId: string): AccountKey => ({ schoolId, platform, externalId: openId })

  function keep(openId: string, given: string | null | undefined): void {
    const name = given ? showable(given, 40, '') : ''
    if (name === '' || names.get(openId) === name) return
    if (names.size > KNOWN_AT_MOST) names.clear()
    const before = names.get(openId) ?? standIn(openId)
    names.set(openId, name)
    void setPlatformName(db, key(openId), name, [before, standIn(openId)]).catch((error) =>
      log.warn({ err: error }, 'a name could not be kept'),
    )
  }

  function holdChat(chatId: string, name: string): string {
    if (chats.size > KNOWN_AT_MOST) chats.clear()
    chats.set(chatId, { name, at: performance.now() })
    return name
  }

  /** One call, however many messages of the chat wait for its name. */
  function readChatOnce(chatId: string): Promise<void> {
    const before = readingChats.get(chatId)
    if (before) return before
    askedChats.set(chatId, performance.now())
    const read = api
      .getChat(chatId)
      .then((chat) => learnChat(chatId, chat.name))
      .catch((error) => complain(error, 'the name of a chat'))
      .finally(() => readingChats.delete(chatId))
    readingChats.set(chatId, read)
    return read
  }

  function learnChat(chatId: string, given: string | null | undefined): void {
    const name = given ? showable(given, 80, '') : ''
    if (name === '' || chats.get(chatId)?.name === name) return
    holdChat(chatId, name)
    void renameChat(db, schoolId, platform, chatId, name).catch((error) =>
      log.warn({ err: error }, 'a chat name could not be kept'),
    )
  }

  async function list(chatId: string): Promise<void> {
    let token: string | undefined
    for (let page = 0; page < PAGES; page += 1) {
      const { items, pageToken } = await api.listMembers(chatId, token)
      for (const one of items) keep(one.member_id, one.name)
      if (pageToken === undefined) return
      token = pageToken
    }
  }

  /** One list per chat at a time, and not again within a minute. */
  function listOnce(chatId: string): Promise<void> {
    const known = listed.get(chatId)
    const now = performance.now()
    if (known && now - known.at < LIST_EVERY_MS) return known.done
    const done = list(chatId).catch((error) => complain(error, 'the member list of a chat'))
    listed.set(chatId, { at: now, done })
    return done
  }

  function complain(error: unknown, what: string): void {
    const facts = error instanceof FeishuError ? { code: error.code, status: error.status, logId: error.logId } : {}
    log.info({ ...facts, what }, 'feishu did not tell')
  }

  /** Without permission for contact entries nobody is asked for a while. */
  function forbidden(error: unknown): void {
    complain(error, 'a contact entry')
    if (error instanceof FeishuError && !isPassing(error)) pausedUntil = performance.now() + NO_PERMISSION_MS
  }

  /** The contact entry: name, union id, department. Fields without permission are missing. */
  async function ask(openId: string): Promise<void> {
    const { name, unionId, departmentIds } = await api.getUser(openId)
    keep(openId, name)
    const [first] = departmentIds
    const department = first === undefined || first === '0' ? undefined : (await api.getDepartment(first)).name
    const write = async () => {
      if (!(await setChecked(db, key(openId), clock.now(), department && showable(department, 40)))) return false
      if (unionId) await setUnionId(db, key(openId), unionId)
      const known = names.get(openId)
      if (known !== undefined) await setPlatformName(db, key(openId), known, [standIn(openId), known])
      return true
    }
    if (await write()) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      write().catch((error) => log.warn({ err: error }, 'a contact entry could not be kept'))
    }, ACCOUNT_WAIT_MS)
    timers.add(timer)
  }

  function askLater(openId: string): void {
    queue.push(openId)
    working ??= (async () => {
      for (let next = queue.shift(); next !== undefined && !stopped; next = queue.shift()) {
        if (performance.now() < pausedUntil) continue
        await ask(next).catch(forbidden)
      }
    })().finally(() => {
      working = undefined
    })
  }

  /** Asked at first sight in this process: what the database knows, and whether the platform should be asked. */
  async function lookUp(openId: string, unionId: string | undefined): Promise<void> {
    if (linked.size > KNOWN_AT_MOST) linked.clear()
    linked.add(openId)
    let account = await findAccount(db, key(openId))
    if (!account && unionId && (await linkByUnion(db, key(openId), unionId)))
      account = await findAccount(db, key(openId))
    if (account && unionId && account.unionId !== unionId) await setUnionId(db, key(openId), unionId)
    if (account && account.name !== standIn(openId) && !names.has(openId)) names.set(openId, account.name)
    const checked = account?.checkedAt
    if (!checked || clock.now().getTime() - checked.getTime() > CHECK_EVERY_MS) askLater(openId)
  }

  return {
    async sight(openId, unionId, chatId) {
      try {
        if (!linked.has(openId)) {
          const work = asked.get(openId) ?? lookUp(openId, unionId).finally(() => asked.delete(openId))
          asked.set(openId, work)
          await work
        }
        if (!names.has(openId) && chatId !== undefined) await within(NAME_WAIT_MS, listOnce(chatId))
        if (!names.has(openId) && chatId === undefined && performance.now() >= pausedUntil) {
          await within(NAME_WAIT_MS, ask(openId).catch(forbidden))
        }
      } catch (error) {
        log.warn({ err: error }, 'a person could not be looked up')
      }
      return names.get(openId) ?? standIn(openId)
    },
    async chatName(chatId) {
      const known = chats.get(chatId)
      if (known !== undefined && performance.now() - known.at < CHAT_NAME_MS) return known.name
      const kept = await findChatName(db, schoolId, platform, chatId).catch(() => undefined)
      if (known !== undefined && performance.now() - (askedChats.get(chatId) ?? known.at) < CHAT_ASK_MS) {
        return holdChat(chatId, kept ?? known.name)
      }
      const meanwhile = chats.get(chatId)
      if (known === undefined && meanwhile !== undefined) return meanwhile.name
      const read = readChatOnce(chatId)
      if (kept !== undefined) return holdChat(chatId, kept)
      await within(NAME_WAIT_MS, read)
      return chats.get(chatId)?.name ?? '群聊'
    },
    learn: keep,
    learnChat,
    async stop() {
      stopped = true
      queue.length = 0
      for (const timer of timers) clearTimeout(timer)
      await working
    },
  }
}

/** What somebody is called until the platform tells their name: recognisable, and not somebody else's. */
export function standIn(openId: string): string {
  return `老师${openId.slice(-4)}`
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  await Promise.race([work, promise]).finally(() => clearTimeout(timer))
}
