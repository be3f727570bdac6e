import type { Log } from '#kit/log.ts'
import type { Socket } from './socket.ts'

/** Without a ready connection after this, the attempt is given up. In milliseconds. */
const READY_WITHIN_MS = 20_000
/** A frame that is due may be late by so much before the connection counts as dead. */
const FRAME_GRACE_MS = 10_000
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 60_000
/** Wrong credentials are not righted within seconds. */
const REFUSED_WAIT_MS = 30_000
const LOOK_MS = 1_000

export type Timing = { readyWithinMs: number; frameGraceMs: number; firstWaitMs: number; longestWaitMs: number }

export type Supervisor = {
  start(): void
  state(): { ready: boolean; detail: string }
  stop(): void
}

/**
 * Keeps the connection up: an attempt without success, a refusal, a drop and a connection on which nothing comes any
 * more all end the same way, with a new attempt after a wait that doubles from 0.5 s to 60 s. `connected` is called
 * after each success. `make` builds a socket with these callbacks.
 */
export function openSupervisor(
  make: (on: { ready(): void; lost(): void; refused(why: string): void }) => Socket,
  connected: () => void,
  log: Log,
  timing: Partial<Timing> = {},
): Supervisor {
  const {
    readyWithinMs = READY_WITHIN_MS,
    frameGraceMs = FRAME_GRACE_MS,
    firstWaitMs = FIRST_WAIT_MS,
    longestWaitMs = LONGEST_WAIT_MS,
  } = timing
  let phase: 'idle' | 'connecting' | 'connected' | 'waiting' = 'idle'
  let attempts = 0
  let since = performance.now()
  let trouble: string | undefined
  let retry: NodeJS.Timeout | undefined
  let look: NodeJS.Timeout | undefined
  const socket = make({
    ready() {
      if (phase === 'idle') return
      phase = 'connected'
      since = performance.now()
      log.info({ attempts }, 'feishu connected')
      attempts = 0
      trouble = undefined
      connected()
    },
    lost: () => again(phase === 'connected' ? 'the connection was lost' : 'the connection could not be made'),
    refused: (why) => again(explain(why), refusalWait(why)),
  })

  function connect(): void {
    phase = 'connecting'
    since = performance.now()
    attempts += 1
    socket.connect()
  }

  function again(why: string, atLeastMs = 0): void {
    if (phase === 'idle' || phase === 'waiting') return
    phase = 'waiting'
    trouble = why
    since = performance.now()
    socket.close()
    // Half of the wait by chance, so that many schools do not come back at the same instant.
    const wait = Math.min(firstWaitMs * 2 ** Math.min(attempts, 10), longestWaitMs)
    const ms = Math.max(Math.min(atLeastMs, longestWaitMs), wait / 2 + (Math.random() * wait) / 2)
    log.warn({ why, attempts, waitMs: Math.round(ms) }, 'feishu is not connected, will try again')
    retry = setTimeout(connect, ms)
  }

  function watch(): void {
    const now = performance.now()
    if (phase === 'connecting' && now - since > readyWithinMs) {
      again(`no connection within ${readyWithinMs / 1_000} s; look at the network and the proxy`)
    }
    if (phase === 'connected' && now - Math.max(socket.lastFrameAt(), since) > socket.pingEveryMs() + frameGraceMs) {
      again('the connection was dead: the platform did not answer our pings')
    }
  }

  return {
    start() {
      if (phase !== 'idle') throw new Error('the feishu connection was started twice')
      look = setInterval(watch, Math.min(LOOK_MS, frameGraceMs))
      connect()
    },
    state() {
      const seconds = Math.round((performance.now() - since) / 1_000)
      if (phase === 'connected') return { ready: true, detail: `connected for ${seconds} s` }
      if (phase === 'idle') return { ready: false, detail: 'not started' }
      const detail = `not connected, attempt ${attempts}`
      return { ready: false, detail: trouble ? `${detail}: ${trouble}` : detail }
    },
    stop() {
      phase = 'idle'
      clearTimeout(retry)
      clearInterval(look)
      socket.close()
    },
  }
}

/** The platform's refusals of a connection, each with where to look. */
function explain(why: string): string {
  switch (codeOf(why)) {
    case 1:
    case 1000040351:
      return 'the platform says it is busy'
    case 403:
      return 'refused (403): in the developer console enable the bot, publish a version, and choose 长连接 under 事件与回调'
    case 514:
    case 10003:
    case 10014:
      return 'refused: FEISHU_APP_ID or FEISHU_APP_SECRET is wrong; see 凭证与基础信息 in the developer console'
    case 1000040350:
      return 'too many connections of this app: stop bots that use the same FEISHU_APP_ID elsewhere'
    default:
      return `refused, code ${codeOf(why) ?? 'unknown'}; see docs/feishu.md`
  }
}

function refusalWait(why: string): number {
  const code = codeOf(why)
  return code === 1 || code === 1000040351 || code === 1000040343 ? 0 : REFUSED_WAIT_MS
}

function codeOf(why: string): number | undefined {
  const code = /code=(\d+)/.exec(why)?.[1]
  return code === undefined ? undefined : Number(code)
}
