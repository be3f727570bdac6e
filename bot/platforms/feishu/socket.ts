import type { EventDispatcher, WSClient } from '@larksuiteoapi/node-sdk'
import { z } from 'zod'
import type { FeishuApi } from './client.ts'
import type { FeishuConfig } from './config.ts'

/** One long connection of the SDK, with what it lacks put right. It connects once; reconnecting is the supervisor's. */
export type Socket = {
  /** Connects; one of the three callbacks follows, or silence. */
  connect(): void
  close(): void
  /** When the last frame came, on the monotonic clock. */
  lastFrameAt(): number
  /** How often we ping, and so how often a frame must come. In milliseconds. */
  pingEveryMs(): number
}

/** The platform's ping interval is 120 s; a dead connection would be noticed only after that. In milliseconds. */
const PING_AT_MOST_MS = 30_000
const PING_AT_LEAST_MS = 50
const HANDSHAKE_MS = 10_000

type Frame = { headers: { key: string; value: string }[]; payload?: Uint8Array }
/** The SDK's inner parts that we lean on; `openSocket` refuses to start without them, so the version is pinned. */
type Inner = {
  reConnect(isStart?: boolean): Promise<void>
  communicate(): void
  handleControlData(frame: Frame): Promise<void>
  handleEventData(frame: Frame): Promise<void>
  pingLoop(): void
  wsConfig: {
    getWS(): { pingInterval?: number }
    updateWs(change: { pingInterval: number }): void
    getWSInstance(): { pause(): void; resume(): void } | null
    setWSInstance(socket: { pause(): void; resume(): void } | null): void
  }
}

/**
 * Puts right, in 1.74.0: `card` frames are dropped without an answer (they become `event` frames); frames that come
 * together with the handshake are lost (the socket is paused until somebody listens); a dead connection is never
 * noticed (each frame is timed, and pings come at least every 30 s); reconnecting waits up to minutes and gives up for
 * good on "system busy" (both are left to the supervisor).
 */
export function openSocket(
  api: FeishuApi,
  config: FeishuConfig,
  dispatcher: EventDispatcher,
  on: { ready(): void; lost(): void; refused(why: string): void },
): Socket {
  const { lark, http, logger } = api.sdk
  let lastFrame = performance.now()
  const client: WSClient = new lark.WSClient({
    appId: config.appId,
    appSecret: config.appSecret,
    domain: config.origin,
    logger,
    loggerLevel: lark.LoggerLevel.warn,
    httpInstance: http as unknown as import('@larksuiteoapi/node-sdk').HttpInstance,
    handshakeTimeoutMs: HANDSHAKE_MS,
    onReady: () => {
      lastFrame = performance.now()
      on.ready()
    },
    onError: (error) => on.refused(error.message),
  })
  const inner = innerOf(client)
  const { wsConfig } = inner
  const original = {
    reConnect: inner.reConnect.bind(client),
    communicate: inner.communicate.bind(client),
    control: inner.handleControlData.bind(client),
    event: inner.handleEventData.bind(client),
    pingLoop: inner.pingLoop.bind(client),
    setSocket: wsConfig.setWSInstance.bind(wsConfig),
  }
  const limitPing = () => {
    const { pingInterval = Number.NaN } = wsConfig.getWS()
    if (pingInterval >= PING_AT_LEAST_MS && pingInterval <= PING_AT_MOST_MS) return
    wsConfig.updateWs({ pingInterval: PING_AT_MOST_MS })
  }
  inner.reConnect = async (isStart = false) => {
    if (isStart) await original.reConnect(true)
    else on.lost()
  }
  wsConfig.setWSInstance = (socket) => {
    original.setSocket(socket)
    socket?.pause()
  }
  inner.communicate = () => {
    original.communicate()
    wsConfig.getWSInstance()?.resume()
  }
  inner.pingLoop = () => {
    limitPing()
    original.pingLoop()
  }
  inner.handleControlData = async (frame) => {
    lastFrame = performance.now()
    // The SDK complains of a pong without settings, and makes timers of NaN from one with a part of them.
    if (isPong(frame) && !hasSettings(frame)) return
    await original.control(frame)
    limitPing()
  }
  inner.handleEventData = (frame) => {
    lastFrame = performance.now()
    const headers = frame.headers.map((one) =>
      one.key === 'type' && one.value === 'card' ? { ...one, value: 'event' } : one,
    )
    return original.event({ ...frame, headers })
  }
  return {
    connect() {
      void client.start({ eventDispatcher: dispatcher }).catch((error) => on.refused(String(error)))
    },
    close: () => client.close({ force: true }),
    lastFrameAt: () => lastFrame,
    pingEveryMs: () => Math.min(wsConfig.getWS().pingInterval ?? PING_AT_MOST_MS, PING_AT_MOST_MS),
  }
}

function isPong(frame: Frame): boolean {
  return frame.headers.some((one) => one.key === 'type' && one.value === 'pong')
}

function hasSettings({ payload }: Frame): boolean {
  try {
    const given: unknown = JSON.parse(new TextDecoder().decode(payload))
    return settings.safeParse(given).success
  } catch {
    return false
  }
}

const settings = z.object({
  PingInterval: z.number(),
  ReconnectCount: z.number(),
  ReconnectInterval: z.number(),
  ReconnectNonce: z.number(),
})

function innerOf(client: WSClient): Inner {
  const inner = client as unknown as Inner
  const { wsConfig } = inner
  const needed = [
    inner.reConnect,
    inner.communicate,
    inner.handleControlData,
    inner.handleEventData,
    inner.pingLoop,
    wsConfig?.getWS,
    wsConfig?.updateWs,
    wsConfig?.getWSInstance,
    wsConfig?.setWSInstance,
  ]
  if (needed.every((one) => typeof one === 'function')) return inner
  throw new Error('this version of @larksuiteoapi/node-sdk is built otherwise than 1.74.0; install that one')
}
