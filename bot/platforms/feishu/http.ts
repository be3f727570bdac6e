import { type IncomingMessage, Agent as PlainAgent, type RequestOptions, request as requestPlain } from 'node:http'
import { request as requestSecure, Agent as SecureAgent } from 'node:https'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { FeishuError } from './errors.ts'
import { FilePart, multipart } from './multipart.ts'

/** What the SDK asks of its `httpInstance`, and what our own calls add (`signal`). */
export type HttpRequest = {
  url?: string
  method?: string
  headers?: Record<string, unknown>
  params?: Record<string, unknown>
  data?: unknown
  responseType?: string
  /** In milliseconds, to the end of the answer's head; after that it is how long a body may stand still. */
  timeout?: number
  $return_headers?: boolean
  signal?: AbortSignal
}

/** The part of an axios instance that the SDK uses: it resolves to the body, or to `{ data, headers }` when asked. */
export type FeishuHttp = {
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the SDK's; every answer is parsed in client.ts
  request(options: HttpRequest): Promise<any>
  // biome-ignore lint/suspicious/noExplicitAny: as above
  post(url: string, data?: unknown, options?: HttpRequest): Promise<any>
  close(): void
}

/** The SDK's own instance waits for ever. A sender must know within its lease; an upload may take longer. */
const TIMEOUT_MS = 10_000
const UPLOAD_TIMEOUT_MS = 60_000
/** An error's body, and every JSON answer, is read up to this; a page of history is about 100 KB. */
const MAX_JSON_BYTES = 8 * 1_048_576
/** The answer of this call is the SDK's to judge: it is a state of the connection, not a failed call. */
const SOCKET_ENDPOINT = '/callback/ws/endpoint'

/**
 * An HTTP instance for the SDK: timeouts, one connection pool, answers unwrapped, and every refusal (HTTP status or
 * `code !== 0`) thrown as FeishuError, also when the body was asked for as a stream.
 */
export function openFeishuHttp(): FeishuHttp {
  const agents = { 'http:': new PlainAgent({ keepAlive: true }), 'https:': new SecureAgent({ keepAlive: true }) }

  async function request(options: HttpRequest): Promise<unknown> {
    const url = addressOf(options)
    const response = await exchange(url, options, url.protocol === 'http:' ? agents['http:'] : agents['https:'])
    const status = response.statusCode ?? 0
    if (options.responseType === 'stream' && status >= 200 && status < 300) {
      return options.$return_headers ? { data: response, headers: response.headers } : response
    }
    const body = await readJson(response, url)
    if (url.pathname === SOCKET_ENDPOINT) return connectionOf(body, status)
    refuse(url, response, status, body)
    return options.$return_headers ? { data: body, headers: response.headers } : body
  }

  return {
    request,
    post: (url, data, options) => request({ ...options, url, data, method: 'POST' }),
    close() {
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

/**
 * What the SDK can take apart: without `data` it would throw and retry for ever in silence; without `ClientConfig` its
 * timers would run without a pause. Seconds; ReconnectCount -1 = for ever.
 */
function connectionOf(body: Record<string, unknown>, status: number): Record<string, unknown> {
  const data = (typeof body.data === 'object' && body.data !== null ? body.data : {}) as Record<string, unknown>
  const defaults = { PingInterval: 30, ReconnectCount: -1, ReconnectInterval: 120, ReconnectNonce: 30 }
  const given = (data.ClientConfig ?? {}) as Record<string, unknown>
  const known = Object.entries(given).filter(([, value]) => typeof value === 'number' && Number.isFinite(value))
  // Code 1 is the platform's "system busy": what an answer without a code, or without an address, amounts to.
  const answered = typeof body.code === 'number' ? body.code : status >= 400 && status < 500 ? status : 1
  const code = answered === 0 && typeof data.URL !== 'string' ? 1 : answered
  return { ...body, code, data: { ...data, ClientConfig: { ...defaults, ...Object.fromEntries(known) } } }
}

function addressOf(options: HttpRequest): URL {
  const url = new URL(options.url ?? '')
  for (const [name, value] of Object.entries(options.params ?? {})) {
    if (value !== undefined && value !== null) url.searchParams.append(name, String(value))
  }
  return url
}

function exchange(url: URL, options: HttpRequest, agent: PlainAgent | SecureAgent): Promise<IncomingMessage> {
  const method = (options.method ?? 'GET').toUpperCase()
  const { headers, body } = bodyOf(method, options)
  const upload = body instanceof Readable
  const patience = options.timeout ?? (upload ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS)
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const asked: RequestOptions = { method, headers, agent, ...(options.signal && { signal: options.signal }) }
  const open = url.protocol === 'http:' ? requestPlain : requestSecure
  const request = open(url, asked, (response) => {
    clearTimeout(deadline)
    // A body that stands still is given up; one that flows slowly is not.
    response.setTimeout(patience, () => response.destroy(gone(url, 'the answer stands still')))
    resolve(response)
  })
  const deadline = setTimeout(() => request.destroy(gone(url, `no answer within ${patience} ms`)), patience)
  request.on('error', (error) => {
    clearTimeout(deadline)
    if (upload) body.destroy()
    reject(options.signal?.aborted ? error : gone(url, 'the connection failed', error))
  })
  if (upload) {
    body.on('error', (error) => request.destroy(error))
    body.pipe(request)
  } else request.end(body)
  return promise
}

function bodyOf(method: string, options: HttpRequest): { headers: Record<string, string>; body?: string | Readable } {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    if (value !== undefined && value !== null) headers[name.toLowerCase()] = String(value)
  }
  if (method === 'GET' || options.data === undefined) return { headers }
  const { data } = options
  if (typeof data === 'object' && data !== null && Object.values(data).some((value) => value instanceof FilePart)) {
    const form = multipart(data as Record<string, unknown>)
    headers['content-type'] = form.type
    headers['content-length'] = String(form.length)
    return { headers, body: form.stream }
  }
  const body = JSON.stringify(data)
  headers['content-type'] = 'application/json; charset=utf-8'
  headers['content-length'] = String(Buffer.byteLength(body))
  return { headers, body }
}

async function readJson(response: IncomingMessage, url: URL): Promise<Record<string, unknown>> {
  let size = 0
  response.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > MAX_JSON_BYTES) response.destroy(gone(url, 'the answer is too long'))
  })
  try {
    const body: unknown = JSON.parse(await text(response))
    if (typeof body === 'object' && body !== null) return body as Record<string, unknown>
  } catch (error) {
    if (error instanceof FeishuError) throw error
    const status = response.statusCode ?? 0
    // A broken answer to a call that was carried out is as uncertain as none: it may be tried again.
    if (status < 300) throw gone(url, 'the answer was broken', error)
    throw new FeishuError(`${pathOf(url)}: HTTP ${status}`, { status, ...limitsOf(response) }, { cause: undefined })
  }
  throw gone(url, 'the answer is no object')
}

function refuse(url: URL, response: IncomingMessage, status: number, body: Record<string, unknown>): void {
  const code = typeof body.code === 'number' ? body.code : 0
  if (status < 300 && code === 0) return
  // The platform quotes what it refuses ('ErrorValue: …'), and that is somebody's text.
  const msg = typeof body.msg === 'string' ? body.msg.replace(/ErrorValue.*|[^ -~]+/gs, '').slice(0, 120) : ''
  throw new FeishuError(`${pathOf(url)}: HTTP ${status}, code ${code} ${msg}`.trim(), {
    code,
    status,
    ...limitsOf(response, body),
  })
}

function limitsOf(response: IncomingMessage, body?: Record<string, unknown>) {
  const seconds = Number(response.headers['x-ogw-ratelimit-reset'] ?? Number.NaN)
  const inBody = (body?.error as { log_id?: unknown } | undefined)?.log_id
  const header = response.headers['x-tt-logid']
  const logId = typeof header === 'string' ? header : typeof inBody === 'string' ? inBody : undefined
  return { logId, retryAfterMs: Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined }
}

function gone(url: URL, why: string, cause?: unknown): FeishuError {
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''
  return new FeishuError(`${pathOf(url)}: ${why}${code}`, {}, cause === undefined ? undefined : { cause })
}

/** The call's path with its ids cut out: short enough for a log, and the same for every message. */
function pathOf(url: URL): string {
  return url.pathname.replace(/\/(om|oc|ou|od|file|img)_[^/]+/g, '/$1_…')
}
