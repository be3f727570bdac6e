import { type Clock, systemClock } from '#kit/clock.ts'
import { type Deeds, openDeeds } from './deeds.ts'
import { ACK_MS, type Deliveries, openDeliveries, REDELIVER_MS } from './deliveries.ts'
import { type Faults, openFaults } from './faults.ts'
import { fileRoutes } from './file-routes.ts'
import { type Gateway, openGateway } from './gateway.ts'
import { type Answered, openHttp } from './http.ts'
import { type Limits, openLimits } from './limits.ts'
import { messageRoutes } from './message-routes.ts'
import { peopleRoutes } from './people-routes.ts'
import { type WebhookTarget, webhookPush } from './webhook.ts'
import { type Message, openWorld, type World } from './world.ts'

export type StandInOptions = {
  /** Stamps messages; waiting, limits and expiry are real time. */
  clock?: Clock
  botName?: string
  /** The platform's rate limits; on unless told. */
  hasLimits?: boolean
  ackMs?: number
  redeliverMs?: readonly number[]
  tokenSeconds?: number
  pingSeconds?: number
  reconnectSeconds?: { first: number; next: number }
  /** Every API call takes at least so long. */
  latencyMs?: number
  /** Events go here over HTTP in place of the long connection. */
  webhook?: WebhookTarget
}

/**
 * Feishu on the loopback, as far as a bot can tell: HTTP API and long connection, with the platform's rules enforced
 * and its bad days at the test's command. Point FEISHU_DOMAIN at `origin`.
 */
export type FeishuStandIn = {
  origin: string
  appId: string
  appSecret: string
  world: World
  faults: Faults
  limits: Limits
  gateway: Gateway
  deliveries: Deliveries
  deeds: Deeds
  /** Every call with its time and outcome. */
  calls: Answered[]
  /** What the bot sent into a chat, oldest first; recalled messages are left out. */
  sent(chatId?: string): Message[]
  /** Resolves when the bot has sent or changed something, or reacted, and `done` says so. */
  until(done: () => boolean, what: string, deadlineMs?: number): Promise<void>
  /** Hears of every message the bot sends or changes, as it is accepted. */
  onSent(listener: (message: Message) => void): void
  /** Every token is void at once, as after a reset of the app's secret. */
  revokeTokens(): void
  set(options: { latencyMs?: number; tokenSeconds?: number; webhook?: WebhookTarget }): void
  close(): Promise<void>
}

export async function openFeishuStandIn(options: StandInOptions = {}): Promise<FeishuStandIn> {
  const live = { latencyMs: 0, tokenSeconds: 7_200, ...options }
  const world = openWorld({
    appId: 'cli_a1b2c3d4e5f60718',
    appSecret: 'standInSecretOfThirtyTwoLetters0',
    botName: options.botName ?? '共享助手',
    clock: options.clock ?? systemClock,
  })
  const faults = openFaults()
  const limits = openLimits(options.hasLimits ?? true)
  const listeners: ((message: Message) => void)[] = []
  let watchers: (() => void)[] = []
  const changed = () => {
    const now = watchers
    watchers = []
    for (const watcher of now) watcher()
  }
  const sent = (message: Message) => {
    for (const listener of listeners) listener(message)
    changed()
  }
  let origin = ''
  const gateway = openGateway({
    world,
    origin: () => origin,
    pingSeconds: options.pingSeconds ?? 120,
    reconnectSeconds: options.reconnectSeconds ?? { first: 0, next: 1 },
  })
  const overHttp = webhookPush(
    () => live.webhook,
    () => world.clock.now(),
  )
  const deliveries = openDeliveries({
    world,
    push: (delivery, acknowledged) => (live.webhook ? overHttp : gateway.push)(delivery, acknowledged),
    ackMs: options.ackMs ?? ACK_MS,
    redeliverMs: options.redeliverMs ?? REDELIVER_MS,
  })
  const routes = [
    gateway.route,
    ...peopleRoutes(world, () => live.tokenSeconds),
    ...messageRoutes(world, limits, sent),
    ...fileRoutes(world, changed),
  ]
  const http = await openHttp({ world, routes, faults, limits, latencyMs: () => live.latencyMs })
  origin = http.origin
  gateway.attach(http.server)
  return {
    origin,
    appId: world.appId,
    appSecret: world.appSecret,
    world,
    faults,
    limits,
    gateway,
    deliveries,
    deeds: openDeeds(world, deliveries),
    calls: http.calls,
    sent: (chatId) =>
      [...world.messages.values()].filter(
        (one) => one.byBot && !one.recalled && (chatId === undefined || one.chat === chatId),
      ),
    async until(done, what, deadlineMs = 20_000) {
      const { promise: late, reject } = Promise.withResolvers<never>()
      const timer = setTimeout(() => reject(new Error(`not within ${deadlineMs} ms: ${what}`)), deadlineMs)
      try {
        while (!done()) await Promise.race([new Promise<void>((resolve) => watchers.push(resolve)), late])
      } finally {
        clearTimeout(timer)
      }
    },
    onSent: (listener) => listeners.push(listener),
    revokeTokens: () => world.tokens.clear(),
    set: (next) => Object.assign(live, next),
    async close() {
      deliveries.stop()
      gateway.close()
      await http.close()
    },
  }
}
