import type { Log } from '#kit/log.ts'
import type { Hears, Instance } from './instance.ts'

/** Where the account stands. `failed` keeps trying, but somebody should look. */
export type Stage = 'off' | 'starting' | 'scan' | 'online' | 'offline' | 'replacing' | 'failed'

/** What administrators are told, once each time it begins. */
export type Alert =
  | { kind: 'scan'; code: string }
  | { kind: 'logout' }
  | { kind: 'failed'; why: string }
  /** WeChat complained about too many messages. */
  | { kind: 'paused' }
  /** A new room has the name of a known one: is it the same? */
  | { kind: 'room'; key: string; topic: string }
  | { kind: 'back' }

/** In milliseconds. */
export type LifeTiming = {
  firstWaitMs: number
  longestWaitMs: number
  /** `start` and `stop` of wechaty are not waited for longer. */
  startWithinMs: number
  stopWithinMs: number
  /** Without a sign of life for so long the puppet is asked; after twice as long it is replaced. */
  silenceMs: number
  /** Logged out or waiting for a scan for so long: a fresh instance, with a fresh code. */
  offlineMs: number
  /** Codes to scan are announced at most this often. */
  alertEveryMs: number
  lookMs: number
}

const TIMING: LifeTiming = {
  firstWaitMs: 5_000,
  longestWaitMs: 300_000,
  startWithinMs: 60_000,
  stopWithinMs: 20_000,
  silenceMs: 240_000,
  offlineMs: 600_000,
  alertEveryMs: 600_000,
  lookMs: 1_000,
}
const ALERT_LONGEST_MS = 6 * 3_600_000
const UNSCANNED = 'nobody has scanned the code'
/** Attempts in a row without getting online after which the state is `failed`. */
const GIVE_NOTICE = 10

export type Life = {
  start(): void
  stage(): Stage
  /** For /healthz and doctor: one English line. */
  detail(): string
  /** The code to scan now. */
  code(): string | undefined
  /** The instance, the account and the time of the login, while online. */
  online(): { instance: Instance; botId: string; since: Date } | undefined
  stop(): Promise<void>
}

/**
 * Keeps one account online. Whatever goes wrong with an instance (its watchdog, a dead server, a flood of errors,
 * silence), it is stopped, dropped and replaced by a new one after a wait that doubles from 5 s to 5 min.
 */
export function openLife(parts: {
  make(hears: Hears): Promise<Instance>
  message: Hears['message']
  renamed: Hears['renamed']
  friendship: Hears['friendship']
  moved: Hears['moved']
  now(): number
  /** Called at each login, before anything is handed over. */
  entered(botId: string): Promise<void>
  alert(alert: Alert): void
  /** Called with each new code to scan. */
  code?: ((code: string) => void) | undefined
  log: Log
  timing?: Partial<LifeTiming>
}): Life {
  const { log } = parts
  const timing = { ...TIMING, ...parts.timing }
  let stage: Stage = 'off'
  let why = ''
  let code: string | undefined
  let botId: string | undefined
  let current: Instance | undefined
  let attempts = 0
  let since = performance.now()
  let loginAt = new Date(0)
  let alive = since
  let asked = false
  let alertedAt = Number.NEGATIVE_INFINITY
  /** Doubles while nobody scans, so that a weekend is not a hundred messages. */
  let alertWait = timing.alertEveryMs
  let told = false
  let end: ((why: string) => void) | undefined
  let running: Promise<void> | undefined
  let stopped = true
  let wake: (() => void) | undefined

  /** Resolves when what follows a login is done, so that nobody is read by what was known before it. */
  let entering: Promise<void> = Promise.resolve()

  async function settled(id: string, mine: () => boolean): Promise<void> {
    for (let wait = 200; mine(); wait = Math.min(wait * 2, 15_000)) {
      try {
        return await parts.entered(id)
      } catch (error) {
        log.error({ err: error }, 'what follows a wechat login failed, will try again')
        await new Promise((resolve) => setTimeout(resolve, wait).unref())
      }
    }
  }

  const enter = (next: Stage) => {
    stage = next
    since = performance.now()
  }

  function hearsOf(finish: (why: string) => void, mine: () => boolean): Hears {
    return {
      scan(next) {
        if (!mine()) return
        const isNew = next !== undefined && next !== code
        code = next
        if (next === undefined) return
        if (stage !== 'scan' || isNew) enter('scan')
        if (isNew) parts.code?.(next)
        const now = performance.now()
        if (now - alertedAt < alertWait) return
        alertedAt = now
        alertWait = Math.min(alertWait * 2, Math.max(ALERT_LONGEST_MS, timing.alertEveryMs))
        told = true
        parts.alert({ kind: 'scan', code: next })
      },
      login(id) {
        if (!mine()) return
        code = undefined
        botId = id
        loginAt = new Date(parts.now())
        attempts = 0
        enter('online')
        alive = performance.now()
        log.info('wechat is logged in')
        entering = settled(id, mine)
        if (told) parts.alert({ kind: 'back' })
        told = false
        alertedAt = Number.NEGATIVE_INFINITY
        alertWait = timing.alertEveryMs
      },
      logout(reason) {
        if (!mine() || stopped || stage === 'replacing') return
        botId = undefined
        enter('offline')
        log.warn({ reason: reason.slice(0, 80) }, 'wechat logged the account out')
        if (!told) parts.alert({ kind: 'logout' })
        told = true
      },
      message: async (message) => {
        await entering
        if (mine()) await parts.message(message)
      },
      friendship: async (request) => {
        if (mine()) await parts.friendship(request)
      },
      renamed: async (room) => {
        if (mine()) await parts.renamed(room)
      },
      moved: async (...what) => {
        await entering
        if (mine()) await parts.moved(...what)
      },
      alive() {
        alive = performance.now()
        asked = false
      },
      broken: finish,
    }
  }

  async function once(): Promise<string> {
    enter('starting')
    code = undefined
    botId = undefined
    asked = false
    alive = performance.now()
    let mine = true
    let instance: Instance | undefined
    const { promise: ended, resolve: finish } = Promise.withResolvers<string>()
    end = finish
    const look = setInterval(() => {
      const now = performance.now()
      if (stage === 'online') {
        if (now - alive > 2 * timing.silenceMs) finish('nothing was heard for too long')
        else if (now - alive > timing.silenceMs && !asked) {
          asked = true
          instance?.probe()
        }
      } else if ((stage === 'offline' || stage === 'starting') && now - since > timing.offlineMs) {
        finish('no login')
      } else if (stage === 'scan' && now - since > timing.offlineMs) {
        finish(UNSCANNED)
      }
    }, timing.lookMs)
    try {
      instance = await parts.make(hearsOf(finish, () => mine))
      current = instance
      await within(instance.start(), timing.startWithinMs, 'wechaty did not start')
      return await ended
    } catch (error) {
      log.warn({ err: error }, 'wechaty could not be started')
      return error instanceof Error && error.name === 'OperatorError' ? error.message : 'it could not be started'
    } finally {
      clearInterval(look)
      mine = false
      current = undefined
      botId = undefined
      code = undefined
      end = undefined
      if (instance) {
        await within(instance.stop(), timing.stopWithinMs, 'wechaty did not stop').catch((error) =>
          log.warn({ err: error }, 'a spent wechaty did not stop in time and was dropped'),
        )
      }
    }
  }

  async function run(): Promise<void> {
    while (!stopped) {
      why = await once()
      if (stopped) return
      // Waiting for a person is no failure.
      if (why !== UNSCANNED || attempts === 0) attempts += 1
      enter(attempts >= GIVE_NOTICE ? 'failed' : 'replacing')
      if (attempts === GIVE_NOTICE) {
        told = true
        parts.alert({ kind: 'failed', why })
      }
      const wait = Math.min(timing.firstWaitMs * 2 ** Math.min(attempts - 1, 10), timing.longestWaitMs)
      // Half of it by chance, so that several accounts do not come back at once.
      const ms = wait / 2 + (Math.random() * wait) / 2
      log.warn({ why, attempts, waitMs: Math.round(ms) }, 'wechat is replaced')
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  return {
    start() {
      if (!stopped) throw new Error('the wechat account was started twice')
      stopped = false
      running = run()
    },
    stage: () => stage,
    detail() {
      const seconds = Math.round((performance.now() - since) / 1_000)
      if (stage === 'off') return 'not started'
      if (stage === 'online') return `online for ${seconds} s`
      if (stage === 'scan') return 'waiting for somebody to scan the code; see docs/wechat.md'
      if (stage === 'offline') return `logged out ${seconds} s ago; scan again`
      if (stage === 'starting') return `starting for ${seconds} s`
      return `${stage === 'failed' ? 'failing' : 'being replaced'}, attempt ${attempts}: ${why}; see docs/wechat.md`
    },
    code: () => code,
    online: () =>
      stage === 'online' && current && botId !== undefined ? { instance: current, botId, since: loginAt } : undefined,
    async stop() {
      stopped = true
      end?.('stopped')
      wake?.()
      await running
      enter('off')
    },
  }
}

/** Throws when `work` takes longer; what it does afterwards is not looked at. */
async function within<T>(work: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  work.catch(() => undefined)
  try {
    return await Promise.race([
      work,
      new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error(`${what} within ${ms} ms`)), ms)
      }),
    ])
  } finally {
    clearTimeout(timer)
  }
}
