import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import type { Api, Fault, Faults } from './faults.ts'
import type { Limits } from './limits.ts'
import { ApiRefusal, refusals } from './refusal.ts'
import type { World } from './world.ts'

/** A call as a handler sees it. */
export type Call = {
  /** What the path's pattern captured. */
  path: string[]
  query: URLSearchParams
  /** The body as JSON; an empty object when it is none. */
  json: Record<string, unknown>
  raw: Buffer
  contentType: string
}

/** JSON to answer with, or bytes. */
export type Reply = Record<string, unknown> | { bytes: Buffer; name: string }

export type Route = {
  api: Api
  method: string
  /** Matched against the whole path after `/open-apis`. */
  path: RegExp
  /** Without a token: the token call itself and the endpoint of the long connection. */
  open?: boolean
  handle(call: Call): Reply
}

/** A call that has been answered, for the figures. `at` and `doneAt` are milliseconds of the process clock. */
export type Answered = { api: Api; at: number; doneAt: number; status: number; code: number }

export type HttpSide = { server: Server; origin: string; calls: Answered[]; close(): Promise<void> }

type Parts = { world: World; routes: readonly Route[]; faults: Faults; limits: Limits; latencyMs: () => number }

/** The platform's HTTP server on the loopback: tokens, limits, faults, then the handler. */
export async function openHttp(parts: Parts): Promise<HttpSide> {
  const calls: Answered[] = []
  const server = createServer((request, response) => {
    response.on('error', () => undefined)
    void answer(parts, request, response, calls).catch((error) => {
      if (!response.headersSent) send(response, 500, { code: 2200, msg: `stand-in: ${String(error)}` })
      else response.destroy()
    })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    server,
    origin: `http://127.0.0.1:${port}`,
    calls,
    async close() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

async function answer(
  parts: Parts,
  request: IncomingMessage,
  response: ServerResponse,
  calls: Answered[],
): Promise<void> {
  const at = performance.now()
  const url = new URL(request.url ?? '/', 'http://stand-in')
  const path = url.pathname.replace(/^\/open-apis/, '')
  const route = parts.routes.find((one) => one.method === request.method && one.path.test(path))
  const api = route?.api ?? 'other'
  const raw = await buffer(request)
  const done = (status: number, code: number) => calls.push({ api, at, doneAt: performance.now(), status, code })
  const fault = parts.faults.take(api)
  if (await broken(fault, request, response)) {
    done(0, -1)
    return
  }
  if (parts.latencyMs() > 0) await pause(parts.latencyMs())
  try {
    const refusal = fault && refusalOf(fault)
    if (refusal) throw refusal
    if (!route) throw new ApiRefusal(404, 404, `no such API: ${request.method} ${path}`)
    if (!route.open) authorise(parts.world, request.headers.authorization)
    if (!route.open) parts.limits.api(api)
    const reply = route.handle({
      path: (route.path.exec(path) ?? []).slice(1).map(decodeURIComponent),
      query: url.searchParams,
      json: jsonOf(raw),
      raw,
      contentType: request.headers['content-type'] ?? '',
    })
    done(200, 0)
    await deliver(fault, request, response, reply)
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error
    done(error.status, error.code)
    send(
      response,
      error.status,
      { code: error.code, msg: error.message, error: { log_id: logId(), troubleshooter: 'stand-in' } },
      error.headers,
    )
  }
}

/** Faults that leave nothing done and no answer to read. True when the call is over. */
async function broken(fault: Fault | undefined, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  switch (fault?.kind) {
    case 'hang':
      return true
    case 'reset':
      request.socket.resetAndDestroy()
      return true
    case 'status':
      response.writeHead(fault.status, { 'content-type': 'text/html' }).end('<html><h1>Bad gateway</h1></html>')
      return true
    case 'slow':
      await pause(fault.ms)
      return false
    default:
      return false
  }
}

function refusalOf(fault: Fault): ApiRefusal | undefined {
  if (fault.kind === 'limited') return refusals.tooFrequent(fault.resetSeconds, 50)
  if (fault.kind === 'code') return new ApiRefusal(fault.status ?? 200, fault.code, 'injected')
  return undefined
}

async function deliver(
  fault: Fault | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
): Promise<void> {
  if (fault?.kind === 'lost') return void request.socket.resetAndDestroy()
  if (fault?.kind === 'garbage') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')
  const { bytes } = reply
  if (!Buffer.isBuffer(bytes)) return send(response, 200, reply as Record<string, unknown>)
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-length': bytes.length,
    'x-tt-logid': logId(),
  })
  if (fault?.kind !== 'truncated' && fault?.kind !== 'stalled') return void response.end(bytes)
  const part = bytes.subarray(0, Math.floor(bytes.length * fault.at))
  await new Promise<void>((resolve) => response.write(part, () => resolve()))
  if (fault.kind === 'truncated') request.socket.destroy()
}

function authorise(world: World, header: string | undefined): void {
  const token = /^Bearer (.+)$/.exec(header ?? '')?.[1]
  if (token === undefined) throw refusals.noToken()
  const until = world.tokens.get(token)
  if (until === undefined || until < performance.now()) throw refusals.badToken()
}

function jsonOf(raw: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(raw.toString())
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function send(
  response: ServerResponse,
  status: number,
  body: Record<string, unknown>,
  headers: Record<string, string> = {},
): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'x-tt-logid': logId(), ...headers })
    .end(JSON.stringify(body))
}

function logId(): string {
  return `02${randomBytes(15).toString('hex')}`
}
