import type { EventDispatcher } from '@larksuiteoapi/node-sdk'
import type { BlobStore } from '#db/blobs.ts'
import type { Db } from '#db/schema.ts'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import type { Incoming } from '../../incoming.ts'
import { type Committed, type Platform, PlatformRefusal, type Take } from '../../platform.ts'
import { answerClick } from './clicks.ts'
import { openFeishuClient } from './client.ts'
import type { FeishuConfig } from './config.ts'
import { EVENTS, openMapper } from './events.ts'
import { fetchResource } from './fetch.ts'
import { type Limits, openLimits } from './limits.ts'
import { openLines } from './lines.ts'
import { takeOnce } from './once.ts'
import { openPeople } from './people.ts'
import { openReconciler, type Reconciler } from './reconcile.ts'
import { openSending } from './send.ts'
import { commonPace, openShare, type Share } from './share.ts'
import { openSocket } from './socket.ts'
import { openSupervisor, type Supervisor, type Timing } from './supervisor.ts'
import { openWebhook, type Webhook } from './webhook.ts'

export const FEISHU = 'feishu'
/** The bot's own id is asked for again after this, until it is known: without it mentions are not recognised. */
const WHO_AM_I_MS = 5_000
/** An event waits for that answer so long at most: it must be acknowledged within 3 s. In milliseconds. */
const WHO_WAIT_MS = 500

export type FeishuParts = {
  db: Db
  blobs: BlobStore
  schoolId: string
  config: FeishuConfig
  clock: Clock
  log: Log
  /** The school's zone. */
  zone: string
  publicUrl?: string | undefined
  /** Waits of the supervisor, and how often the history is read; for tests. */
  timing?: Partial<Timing> & { reconcileEveryMs?: number }
  limits?: Limits
  /** Which event keys have been committed, for a bot that keeps no intake; see reconcile.ts. */
  known?: (keys: readonly string[]) => Promise<Set<string>>
}

export type Feishu = Platform & {
  /** In webhook mode: what the web server hands the platform's requests to. */
  webhook: Webhook | undefined
}

/**
 * Feishu and Lark: events over the SDK's long connection or over our webhook, calls through the SDK's client. An event
 * is acknowledged when the intake row has committed; its file is fetched afterwards, by a job.
 */
export async function openFeishu(parts: FeishuParts): Promise<Feishu> {
  const { db, schoolId, config, clock, log, zone, timing = {} } = parts
  const api = await openFeishuClient(config, log)
  const people = openPeople({ db, api, schoolId, platform: FEISHU, clock, log })
  let me: string | undefined
  let asking: Promise<unknown> | undefined
  const mapper = openMapper({
    ...{ db, api, people, schoolId, platform: FEISHU, appId: config.appId, zone, log },
    botOpenId: () => me,
  })
  const limits = parts.limits ?? openLimits({ windows: config.limits ?? 'on', common: commonPace(db, config.appId) })
  const sending = openSending({ ...parts, api, appId: config.appId, limits, platform: FEISHU })
  let share: Share | undefined
  let take: Take | undefined
  let supervisor: Supervisor | undefined
  let reconciler: Reconciler | undefined
  let timer: NodeJS.Timeout | undefined

  const inLine = openLines()
  const underWay = new Set<Promise<unknown>>()
  /** Keeps count of what is being taken in, so that a stop does not cut off its acknowledgement. */
  function onEvent(type: string, event: unknown): Promise<unknown> {
    if (type === 'card.action.trigger') return answerClick(count(takePress(event)))
    return count(takeIn(type, event))
  }

  function count<T>(work: Promise<T>): Promise<T> {
    underWay.add(work)
    void work.catch(() => undefined).finally(() => underWay.delete(work))
    return work
  }

  async function understand(type: string, event: unknown): Promise<Incoming[]> {
    if (me === undefined) await within(WHO_WAIT_MS, whoAmI())
    return mapper.map(type, event)
  }

  /** Resolves when everything that came of the event is committed: then the SDK acknowledges it. */
  async function takeIn(type: string, event: unknown): Promise<void> {
    await takeAll(await inLine(event, understand(type, event)))
  }

  /** A press waits for nobody else's names: somebody looks at the button. Nothing: a card that is not understood. */
  async function takePress(event: unknown): Promise<Committed | undefined> {
    const found = await understand('card.action.trigger', event)
    const [committed] = await takeAll(found)
    return found.length === 0 ? undefined : (committed ?? { handled: Promise.resolve(undefined) })
  }

  async function takeAll(found: readonly Incoming[]) {
    const on = take
    if (!on) throw new Error('the feishu platform is not started')
    const committed = await Promise.all(found.map((incoming) => on(incoming)))
    for (const incoming of found) reconciler?.noticed(incoming.chat.id)
    return committed
  }

  /** Learns the bot's own id; never throws. */
  async function whoAmI(): Promise<void> {
    if (me !== undefined) return
    asking ??= api
      .botInfo()
      .then((bot) => {
        me = bot.openId
        clearInterval(timer)
      })
      .catch((error) => log.warn({ err: error }, 'feishu did not say who the bot is, will ask again'))
      .finally(() => {
        asking = undefined
      })
    await asking
  }

  const dispatcher: EventDispatcher = new api.sdk.lark.EventDispatcher({
    loggerLevel: api.sdk.lark.LoggerLevel.error,
    logger: api.sdk.logger,
  })
  dispatcher.register(Object.fromEntries(EVENTS.map((type) => [type, (event: unknown) => onEvent(type, event)])))
  const webhook =
    config.mode === 'webhook'
      ? openWebhook(config, clock, log, (body) => dispatcher.invoke(body, { needCheck: false }))
      : undefined

  return {
    name: FEISHU,
    webhook,
    can: {
      cards: true,
      buttons: true,
      edits: true,
      replies: true,
      files: true,
      images: true,
      direct: true,
      marks: true,
      bursts: false,
      toasts: true,
    },
    async start(on) {
      if (take) throw new Error('the feishu platform was started twice')
      const once = takeOnce(on)
      take = once
      share = await openShare({ db, appId: config.appId, limits, log })
      const history = openReconciler({
        ...{ db, api, mapper, schoolId, platform: FEISHU, appId: config.appId, clock, log, take: once },
        ...(timing.reconcileEveryMs !== undefined && { everyMs: timing.reconcileEveryMs }),
        ...(parts.known && { known: parts.known }),
      })
      reconciler = history
      timer = setInterval(() => void whoAmI(), WHO_AM_I_MS)
      void whoAmI()
      if (webhook) {
        void history.run()
        return
      }
      const { promise, resolve } = Promise.withResolvers<void>()
      supervisor = openSupervisor(
        (on) => openSocket(api, config, dispatcher, on),
        () => {
          resolve()
          void history.run()
        },
        log,
        timing,
      )
      supervisor.start()
      // A platform that is down must not keep the others from starting: it is left to the supervisor.
      const patience = setTimeout(resolve, FIRST_CONNECTION_MS)
      await promise.finally(() => clearTimeout(patience))
      await within(WHO_WAIT_MS, whoAmI())
    },
    async post(chat, out) {
      const { ref } = await sending.post(chat, out)
      mapper.remember(ref, chat)
      return { ref }
    },
    edit: sending.edit,
    mark: sending.mark,
    async fetch(file, signal) {
      if (file.platform !== FEISHU) throw new PlatformRefusal('file_unknown', 'the file is on another platform')
      return fetchResource(api, file, signal)
    },
    /** A person can be written to by their id; the chat is made by the first message. */
    async direct(personId) {
      return /^ou_[0-9a-zA-Z_-]+$/.test(personId) ? { id: personId, kind: 'direct' } : undefined
    },
    state() {
      if (!take) return { ready: false, detail: 'not started' }
      const { ready, detail } = supervisor?.state() ?? { ready: true, detail: webhook?.detail() ?? 'webhook' }
      const who = me === undefined ? '; feishu did not say who the bot is, so mentions are not recognised' : ''
      return { ready, detail: `${detail}; ${reconciler?.detail() ?? ''}${who}` }
    },
    async stop() {
      clearInterval(timer)
      await within(ACK_WAIT_MS, Promise.allSettled(underWay))
      // The SDK sends the acknowledgement in the microtasks after ours.
      await new Promise((resolve) => setImmediate(resolve))
      supervisor?.stop()
      supervisor = undefined
      take = undefined
      await reconciler?.stop()
      await people.stop()
      await share?.stop()
      // Calls of the sender go on: it stops after us. Idle connections do not keep the process.
    },
  }
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const late = setTimeout(resolve, ms)
  await Promise.race([work, promise]).finally(() => clearTimeout(late))
}

/** How long a stop waits for what is being taken in. In milliseconds. */
const ACK_WAIT_MS = 2_000

/** How long a start waits for the first connection, so that a start that works is seen to work. In milliseconds. */
const FIRST_CONNECTION_MS = 5_000
