import { randomUUID } from 'node:crypto'
import type { World } from './world.ts'

/** The platform waits so long for an acknowledgement; then it delivers again after these times. In milliseconds. */
export const ACK_MS = 3_000
export const REDELIVER_MS: readonly number[] = [15_000, 300_000, 3_600_000, 21_600_000]

/** One event on its way to the bot. Times are milliseconds of the process clock. */
export type Delivery = {
  id: string
  type: string
  /** The whole event, schema 2.0. */
  envelope: Record<string, unknown>
  /** A click: answered at once or not at all, never delivered again. */
  isCallback: boolean
  pushes: number
  createdAt: number
  firstPushAt: number | undefined
  ackedAt: number | undefined
  /** What the bot returned with its acknowledgement. */
  answer: unknown
  state: 'waiting' | 'acked' | 'given-up'
  /** Resolves when it is acknowledged or given up. */
  settled: Promise<Delivery>
}

/** Brings one event to the bot, once. Resolves with the answer when it was acknowledged; never throws. */
export type Push = (delivery: Delivery, acknowledged: (code: number, answer: unknown) => void) => boolean

export type Deliveries = {
  /** Delivers an event until it is acknowledged, as the platform does. */
  emit(type: string, event: Record<string, unknown>, more?: { isCallback?: boolean }): Delivery
  /** Delivers an event again, acknowledged or not, as after an hour or a week. */
  again(delivery: Delivery): void
  all: Delivery[]
  /** Resolves when nothing waits for an acknowledgement. */
  idle(): Promise<void>
  stop(): void
}

type Options = { world: World; push: Push; ackMs: number; redeliverMs: readonly number[] }

/** Acknowledgement within `ackMs`, else again after each of `redeliverMs`, then given up. */
export function openDeliveries({ world, push, ackMs, redeliverMs }: Options): Deliveries {
  const all: Delivery[] = []
  const timers = new Set<NodeJS.Timeout>()
  const resolvers = new Map<Delivery, (delivery: Delivery) => void>()
  const later = (ms: number, work: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      work()
    }, ms)
    timers.add(timer)
    return timer
  }
  const settle = (delivery: Delivery, state: 'acked' | 'given-up') => {
    if (delivery.state !== 'waiting') return
    delivery.state = state
    resolvers.get(delivery)?.(delivery)
    resolvers.delete(delivery)
  }

  function attempt(delivery: Delivery): void {
    const turn = delivery.pushes
    delivery.pushes += 1
    let over = false
    const next = () => {
      if (over) return
      over = true
      clearTimeout(timer)
      timers.delete(timer)
      const wait = delivery.isCallback ? undefined : redeliverMs[turn]
      if (wait === undefined) settle(delivery, 'given-up')
      else later(wait, () => delivery.state === 'waiting' && attempt(delivery))
    }
    const timer = later(ackMs, next)
    const pushed = push(delivery, (code, answer) => {
      if (over) return
      clearTimeout(timer)
      timers.delete(timer)
      if (code !== 200) return next()
      over = true
      delivery.ackedAt ??= performance.now()
      delivery.answer ??= answer
      settle(delivery, 'acked')
    })
    if (pushed) delivery.firstPushAt ??= performance.now()
    else next()
  }

  return {
    all,
    emit(type, event, more = {}) {
      const { promise, resolve } = Promise.withResolvers<Delivery>()
      const id = randomUUID().replaceAll('-', '')
      const delivery: Delivery = {
        id,
        type,
        envelope: {
          schema: '2.0',
          header: {
            event_id: id,
            event_type: type,
            create_time: String(world.clock.now().getTime()),
            token: '',
            app_id: world.appId,
            tenant_key: world.tenant,
          },
          event,
        },
        isCallback: more.isCallback ?? false,
        pushes: 0,
        createdAt: performance.now(),
        firstPushAt: undefined,
        ackedAt: undefined,
        answer: undefined,
        state: 'waiting',
        settled: promise,
      }
      resolvers.set(delivery, resolve)
      all.push(delivery)
      attempt(delivery)
      return delivery
    },
    again(delivery) {
      push(delivery, () => undefined)
    },
    async idle() {
      await Promise.all(all.map((delivery) => delivery.settled))
    },
    stop() {
      for (const timer of timers) clearTimeout(timer)
    },
  }
}
