import { randomUUID } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Delivery, Push } from './deliveries.ts'
import { CONTROL, DATA, decodeFrame, encodeFrame, type Frame, headerOf } from './frame.ts'
import type { Route } from './http.ts'
import type { World } from './world.ts'

/** The platform takes so many connections of one app. */
const MAX_CONNECTIONS = 50
const SERVICE = 33_554_678

/** How frames travel; every switch is a fault that was seen. */
export type Wire = {
  /** Pieces of one event, sent in a shuffled order. 1 = whole. */
  fragments: number
  /** Every event is pushed twice at once. */
  isDoubled: boolean
  /** Clicks come as `card` frames. */
  hasCardFrames: boolean
  /** So many events are held back and then pushed in the opposite order. 0 = none. */
  reverse: number
  /** The socket is cut right after a push, so that the acknowledgement is lost; counts down. */
  cutAfterPush: number
  /** Upgrades that are answered with HTTP 503; counts down. */
  refusedUpgrades: number
  /** What the next pongs carry in place of the client's settings. */
  pongs: string[]
  /** What was missed is pushed in the same packet as the handshake, where the SDK loses it. */
  isGlued: boolean
  /** Pings are not answered. */
  isPongless: boolean
  /** Answers of the endpoint call that come before any success. `bare`: without `data`. */
  endpoint: { code: number; bare?: boolean }[]
}

export type Gateway = {
  wire: Wire
  route: Route
  push: Push
  /** Connections that have sent their first ping. */
  connections(): number
  /** Resolves when there are so many of them. */
  connected(count?: number): Promise<void>
  /** Cuts every connection, as a network does. */
  drop(): void
  /** Every present connection falls silent without being closed: half-open. */
  freeze(): void
  /** Connections made since the start. */
  handshakes(): number
  /** Takes the upgrades of a server. */
  attach(server: Server): void
  close(): void
}

type Connection = { socket: WebSocket; isReady: boolean; isFrozen: boolean }
type Options = {
  world: World
  origin: () => string
  pingSeconds: number
  /** How long a client waits before it connects again: at most the first, then each the second. In seconds. */
  reconnectSeconds: { first: number; next: number }
}

/** The long connection's side of the platform: the endpoint call, sockets, frames, acknowledgements. */
export function openGateway(options: Options): Gateway {
  const { world } = options
  const wire: Wire = {
    fragments: 1,
    isDoubled: false,
    hasCardFrames: false,
    reverse: 0,
    cutAfterPush: 0,
    refusedUpgrades: 0,
    pongs: [],
    isGlued: false,
    isPongless: false,
    endpoint: [],
  }
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const open = new Set<Connection>()
  const tickets = new Set<string>()
  const waiting = new Map<string, (code: number, answer: unknown) => void>()
  let held: (() => void)[] = []
  let lost: Delivery[] = []
  let watchers: (() => void)[] = []
  let handshakes = 0
  let turn = 0

  const clientConfig = () => ({
    PingInterval: options.pingSeconds,
    ReconnectCount: -1,
    ReconnectInterval: options.reconnectSeconds.next,
    ReconnectNonce: options.reconnectSeconds.first,
  })

  function sendEvent(connection: Connection, delivery: Delivery, acknowledged?: (code: number, a: unknown) => void) {
    const id = randomUUID()
    if (acknowledged) waiting.set(id, acknowledged)
    const type = delivery.isCallback && wire.hasCardFrames ? 'card' : 'event'
    for (const frame of framesOf(id, type, delivery, wire.fragments)) connection.socket.send(encodeFrame(frame))
    if (wire.cutAfterPush > 0) {
      wire.cutAfterPush -= 1
      connection.socket.terminate()
    }
  }

  function onFrame(connection: Connection, data: Buffer): void {
    if (connection.isFrozen) return
    const frame = decodeFrame(data)
    if (frame.method === CONTROL) {
      if (headerOf(frame, 'type') !== 'ping') return
      connection.isReady = true
      for (const watcher of watchers) watcher()
      if (wire.isPongless) return
      connection.socket.send(encodeFrame(pong(wire.pongs.shift() ?? JSON.stringify(clientConfig()))))
      return
    }
    const acknowledged = waiting.get(headerOf(frame, 'message_id'))
    const reply = JSON.parse(frame.payload.toString()) as { code: number; data?: string }
    acknowledged?.(
      reply.code,
      reply.data === undefined ? undefined : JSON.parse(Buffer.from(reply.data, 'base64').toString()),
    )
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? '/', 'http://gateway').searchParams.get('ticket') ?? ''
    if (wire.refusedUpgrades > 0 || !tickets.delete(ticket)) {
      wire.refusedUpgrades = Math.max(0, wire.refusedUpgrades - 1)
      socket.end('HTTP/1.1 503 Service Unavailable\r\nHandshake-Status: 1\r\nConnection: close\r\n\r\n')
      return
    }
    socket.cork()
    sockets.handleUpgrade(request, socket, head, (websocket) => {
      handshakes += 1
      const connection: Connection = { socket: websocket, isReady: false, isFrozen: false }
      open.add(connection)
      websocket.on('message', (data) => onFrame(connection, data as Buffer))
      websocket.on('error', () => undefined)
      websocket.on('close', () => open.delete(connection))
      if (wire.isGlued) for (const delivery of lost) sendEvent(connection, delivery)
      lost = []
    })
    process.nextTick(() => socket.uncork())
  }

  const ready = () =>
    [...open].filter((one) => one.isReady && (one.isFrozen || one.socket.readyState === one.socket.OPEN))
  return {
    wire,
    route: {
      api: 'endpoint',
      method: 'POST',
      path: /^\/callback\/ws\/endpoint$/,
      open: true,
      handle(call) {
        const planned = wire.endpoint.shift()
        if (planned) return { code: planned.code, msg: 'injected', ...(!planned.bare && { data: {} }) }
        if (call.json.AppID !== world.appId || call.json.AppSecret !== world.appSecret) {
          return { code: 514, msg: 'auth failed', data: {} }
        }
        if (open.size >= MAX_CONNECTIONS) return { code: 1000040350, msg: 'too many connections', data: {} }
        const ticket = randomUUID()
        tickets.add(ticket)
        const query = new URLSearchParams({
          fpid: '493',
          aid: '552564',
          device_id: '1',
          service_id: String(SERVICE),
          ticket,
        })
        const url = `${options.origin().replace(/^http/, 'ws')}/ws/v2?${query}`
        return { code: 0, msg: '', data: { URL: url, ClientConfig: clientConfig() } }
      },
    },
    push(delivery, acknowledged) {
      const all = ready()
      const connection = all[turn++ % Math.max(1, all.length)]
      if (!connection) {
        lost.push(delivery)
        return false
      }
      const send = () => {
        if (connection.isFrozen || connection.socket.readyState !== connection.socket.OPEN) return
        sendEvent(connection, delivery, acknowledged)
        if (wire.isDoubled) sendEvent(connection, delivery, acknowledged)
      }
      if (wire.reverse === 0) send()
      else {
        held.push(send)
        if (held.length >= wire.reverse) {
          const all = held.reverse()
          held = []
          for (const one of all) one()
        }
      }
      return true
    },
    connections: () => ready().length,
    async connected(count = 1) {
      while (ready().length < count) {
        await new Promise<void>((resolve) => watchers.push(resolve))
        watchers = []
      }
    },
    drop() {
      for (const { socket } of open) socket.terminate()
      open.clear()
    },
    freeze() {
      for (const connection of open) connection.isFrozen = true
    },
    handshakes: () => handshakes,
    close() {
      for (const { socket } of open) socket.terminate()
      sockets.close()
    },
    attach(server) {
      server.on('upgrade', upgrade)
    },
  }
}

function framesOf(id: string, type: string, delivery: Delivery, pieces: number): Frame[] {
  const payload = Buffer.from(JSON.stringify(delivery.envelope))
  const sum = Math.max(1, Math.min(pieces, payload.length))
  const size = Math.ceil(payload.length / sum)
  const frames = Array.from({ length: sum }, (_, seq) => ({
    seqId: seq,
    logId: 1,
    service: SERVICE,
    method: DATA,
    headers: [
      { key: 'type', value: type },
      { key: 'message_id', value: id },
      { key: 'sum', value: String(sum) },
      { key: 'seq', value: String(seq) },
      { key: 'trace_id', value: delivery.id },
      { key: 'timestamp', value: '0' },
    ],
    payload: payload.subarray(seq * size, (seq + 1) * size),
  }))
  // A fixed shuffle: odd pieces backwards, then even ones.
  return [...frames.filter((_, seq) => seq % 2 === 1).reverse(), ...frames.filter((_, seq) => seq % 2 === 0)]
}

function pong(payload: string): Frame {
  const headers = [{ key: 'type', value: 'pong' }]
  return { seqId: 0, logId: 0, service: SERVICE, method: CONTROL, headers, payload: Buffer.from(payload) }
}
