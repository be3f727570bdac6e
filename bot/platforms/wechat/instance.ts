import type {
  ContactInterface,
  FriendshipInterface,
  MessageInterface,
  RoomInterface,
  WechatyInterface,
} from 'wechaty/impls'
import type { Log } from '#kit/log.ts'

/** What an instance tells. None of these may throw; the instance catches what they reject with. */
export type Hears = {
  /** A code to scan; undefined once somebody has scanned it. */
  scan(code: string | undefined): void
  login(botId: string): void
  logout(reason: string): void
  message(message: MessageInterface): Promise<void>
  renamed(room: RoomInterface): Promise<void>
  /** The account was taken into a room or put out of one, by somebody, at some time. */
  moved(what: 'joined' | 'left', room: RoomInterface, by: ContactInterface, at: Date): Promise<void>
  /** Somebody asks to be a friend, or has become one. */
  friendship(request: FriendshipInterface): Promise<void>
  /** A sign of life of any kind. */
  alive(): void
  /** The instance is of no use any more and must be replaced. */
  broken(why: string): void
}

export type Instance = {
  bot: WechatyInterface
  /** Resolves when wechaty has begun, which says nothing about being connected. Rejects when it can not. */
  start(): Promise<void>
  /** Asks the puppet for a sign of life, which arrives as `alive`. */
  probe(): void
  stop(): Promise<void>
}

/** Errors of the wire: the puppet's server is gone. */
const GONE = /\b14 UNAVAILABLE\b|ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|no such token|INVALID_ARGUMENT/i
/** What wechaty says at each change of a room, in good health. */
const NOISE = /no payload found for id|wrong id|dirty/i
/** What the puppet's watchdog says when it has heard nothing. */
const WATCHDOG = /WatchdogAgent reset/
/** So many errors within `FLOOD_MS` are no accident. */
const FLOOD = 12
const FLOOD_MS = 30_000

const SILENT = 'the puppet’s watchdog heard nothing'
/** A sign of life within this outweighs the watchdog. In milliseconds. */
const RECENT_MS = 30_000
/** After so long a stop that hangs is helped. In milliseconds. */
const CUT_MS = 8_000

const SCAN = { waiting: 2, scanned: 3, confirmed: 4, timeout: 5 }

/**
 * One wechaty with every listener it needs, once. wechaty ends the process on an error without listener and on a
 * listener that rejects, so all of them are here and none lets anything out. A spent instance is thrown away: its own
 * reset leaks listeners and is not waited for.
 */
export function openInstance(bot: WechatyInterface, hears: Hears, log: Log): Instance {
  let errors: number[] = []
  let over = false
  /** The kind of the last error, for the reason of a failed start. Never shown outside the program's own records. */
  let last = ''
  let aliveAt = performance.now()
  const alive = () => {
    aliveAt = performance.now()
    hears.alive()
  }
  /** The watchdog counts heartbeats only; a puppet that has just answered lives. */
  const barked = () => {
    if (performance.now() - aliveAt > RECENT_MS) broken(SILENT)
  }
  const broken = (why: string) => {
    if (over) return
    over = true
    hears.broken(why)
  }
  const quietly = (work: Promise<void>) => void work.catch((error) => log.warn({ err: error }, 'a wechat event failed'))

  bot.on('scan', (code, status) => {
    alive()
    hears.scan(status === SCAN.waiting || status === SCAN.timeout ? code : undefined)
  })
  bot.on('login', (user) => {
    alive()
    hears.login(user.id)
  })
  bot.on('logout', (_user, reason) => hears.logout(reason ?? ''))
  bot.on('message', (message) => {
    alive()
    quietly(hears.message(message))
  })
  bot.on('room-topic', (room) => {
    alive()
    quietly(hears.renamed(room))
  })
  const isSelf = (people: readonly ContactInterface[]) =>
    bot.isLoggedIn && people.some((one) => one.id === bot.puppet.currentUserId)
  bot.on('room-join', (room, invited, by, at) => {
    alive()
    quietly(isSelf(invited) ? hears.moved('joined', room, by, at ?? new Date()) : hears.renamed(room))
  })
  bot.on('room-leave', (room, gone, by, at) => {
    alive()
    quietly(by && isSelf(gone) ? hears.moved('left', room, by, at ?? new Date()) : hears.renamed(room))
  })
  bot.on('friendship', (request) => {
    alive()
    quietly(hears.friendship(request))
  })
  bot.on('heartbeat', () => alive())
  bot.on('dong', () => alive())
  bot.on('error', (error) => {
    const words = `${error.name} ${error.message}`
    if (NOISE.test(words)) {
      log.debug('wechaty looked up a room as a person')
      return
    }
    last = withoutToken(words).slice(0, 120)
    if (WATCHDOG.test(words)) {
      barked()
      return
    }
    if (GONE.test(words)) {
      broken('the puppet’s server does not answer')
      return
    }
    log.warn({ kind: error.name }, 'wechaty reports an error')
    const now = performance.now()
    errors = [...errors.filter((at) => now - at < FLOOD_MS), now]
    if (errors.length >= FLOOD) broken('too many errors within half a minute')
  })

  /**
   * Two habits of puppets that end badly. Their reset works in place, leaks listeners and would bring a spent puppet back
   * to life. And the service's client keeps names on disk in a folder that carries the token, shows old ones for ever,
   * and ends the process with an error nobody can catch when the folder is still locked by the client before.
   */
  function tame(puppet: object): void {
    Reflect.set(puppet, 'reset', async () => barked())
    const store: unknown = Reflect.get(puppet, '_payloadStore')
    if (typeof store !== 'object' || store === null) return
    for (const deed of ['start', 'stop']) Reflect.set(store, deed, async () => undefined)
  }

  return {
    bot,
    async start() {
      await bot.init()
      tame(bot.puppet)
      bot.puppet.on('reset', () => broken(SILENT))
      await bot.start()
      // A start that failed resolves; what went wrong was said as an error.
      if (bot.puppet.state.active() !== true && !over) throw new Error(`the puppet did not start: ${last}`)
    },
    probe() {
      try {
        bot.puppet.ding('gongxiang')
      } catch (error) {
        log.debug({ err: error }, 'the puppet could not be asked')
      }
    },
    async stop() {
      over = true
      const connection = connectionOf(bot)
      const cut = setTimeout(() => connection?.(), CUT_MS)
      try {
        await bot.stop()
      } finally {
        clearTimeout(cut)
        connection?.()
      }
    },
  }
}

/** An error may quote the token that was refused. */
function withoutToken(words: string): string {
  return words.replace(/\b\w*_?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22,}|\b(?:puppet|insecure|uuid)_[\w-]+/gi, '…')
}

/**
 * Cuts the connection of the service's client for good. Its own stop asks the server first and, when that never
 * answers, leaves a channel behind that tries to connect for ever.
 */
function connectionOf(bot: WechatyInterface): (() => void) | undefined {
  let manager: unknown
  try {
    manager = Reflect.get(bot.puppet, '_grpcManager')
  } catch {
    return undefined
  }
  if (typeof manager !== 'object' || manager === null) return undefined
  const found = manager
  return () => {
    const client: unknown = Reflect.get(found, '_client')
    if (typeof client !== 'object' || client === null || !('close' in client)) return
    if (typeof client.close === 'function') client.close()
    Reflect.set(found, '_client', undefined)
  }
}
