import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { FeishuError, isPassing } from './errors.ts'
import { openFeishuHttp } from './http.ts'
import { FilePart } from './multipart.ts'

const endings: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of endings.splice(0)) await end()
})

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  endings.push(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const http = openFeishuHttp()
const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) =>
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
const failure = async (work: Promise<unknown>): Promise<FeishuError> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof FeishuError) return error
  throw new Error('no FeishuError')
}

test('a code other than 0 is thrown with its status, log id and how long to wait', async () => {
  const origin = await serve((_request, response) =>
    json(
      response,
      429,
      { code: 99991400, msg: 'too many; ErrorValue: 家长您好', error: { log_id: 'L1' } },
      { 'x-ogw-ratelimit-reset': '3' },
    ),
  )
  const error = await failure(
    http.request({ url: `${origin}/open-apis/im/v1/messages/om_secret/reply`, method: 'POST' }),
  )
  expect(error).toMatchObject({ code: 99991400, status: 429, logId: 'L1', retryAfterMs: 3_000 })
  expect(error.message).toContain('too many')
  expect(error.message).not.toMatch(/om_secret|家长/)
  expect(isPassing(error)).toBe(true)
})

test('HTTP 200 with a code is an error too, also where a stream was asked for, and a refusal lasts', async () => {
  const origin = await serve((_request, response) => json(response, 400, { code: 234037, msg: 'too large' }))
  const error = await failure(http.request({ url: `${origin}/x`, responseType: 'stream' }))
  expect(error).toMatchObject({ code: 234037, status: 400 })
  expect(isPassing(error)).toBe(false)
  const soft = await serve((_request, response) => json(response, 200, { code: 230099, msg: 'card' }))
  expect(await failure(http.request({ url: `${soft}/x` }))).toMatchObject({ code: 230099, status: 200 })
})

test('silence, a broken connection and an answer that is no JSON may be tried again', async () => {
  const silent = await serve(() => undefined)
  expect(isPassing(await failure(http.request({ url: `${silent}/x`, timeout: 50 })))).toBe(true)
  const reset = await serve((request) => request.socket.destroy())
  expect(isPassing(await failure(http.request({ url: `${reset}/x` })))).toBe(true)
  const page = await serve((_request, response) => response.writeHead(502).end('<html>'))
  expect(isPassing(await failure(http.request({ url: `${page}/x` })))).toBe(true)
  const torn = await serve((_request, response) => response.writeHead(200).end('{"code":0,"da'))
  expect(isPassing(await failure(http.request({ url: `${torn}/x` })))).toBe(true)
})

test('a body that ends early or stands still fails, one that flows slowly does not', async () => {
  const torn = await serve((request, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half')
    setImmediate(() => request.socket.destroy())
  })
  const stream = await http.request({ url: `${torn}/x`, responseType: 'stream' })
  await expect(buffer(stream as Readable)).rejects.toThrow()
  const still = await serve((_request, response) => response.writeHead(200, { 'content-length': '100' }).write('half'))
  const stalled = await http.request({ url: `${still}/x`, responseType: 'stream', timeout: 50 })
  await expect(buffer(stalled as Readable)).rejects.toThrow(/stands still/)
  const slow = await serve((_request, response) => {
    response.writeHead(200)
    let left = 6
    const timer = setInterval(() => {
      left -= 1
      response.write('x')
      if (left > 0) return
      clearInterval(timer)
      response.end()
    }, 40)
  })
  const flowing = await http.request({ url: `${slow}/x`, responseType: 'stream', timeout: 100 })
  expect((await buffer(flowing as Readable)).toString()).toBe('xxxxxx')
})

test('a file is sent as a form of a known length with its name and all its bytes, and a wrong size is an error', async () => {
  let got = ''
  let length = 0
  const origin = await serve((request, response) => {
    length = Number(request.headers['content-length'])
    void buffer(request).then(
      (body) => {
        got = body.toString()
        json(response, 200, { code: 0, data: { file_key: 'k' } })
      },
      () => undefined,
    )
  })
  const upload = (size: number) =>
    http.request({
      url: `${origin}/files`,
      method: 'POST',
      data: { file_name: '教案.docx', file: new FilePart('教案".docx', Readable.from([Buffer.from('bytes')]), size) },
    })
  await upload(5)
  expect(Buffer.byteLength(got)).toBe(length)
  expect(got).toContain('name="file_name"\r\n\r\n教案.docx')
  expect(got).toContain('filename="教案%22.docx"')
  expect(got).toContain('\r\n\r\nbytes\r\n')
  await expect(upload(9)).rejects.toThrow()
})

test('the answer to the connection call is made whole, so that the SDK can take it apart', async () => {
  const bare = await serve((_request, response) => json(response, 200, { code: 514, msg: 'auth failed' }))
  expect(await http.request({ url: `${bare}/callback/ws/endpoint`, method: 'POST' })).toMatchObject({
    code: 514,
    data: { ClientConfig: { ReconnectCount: -1 } },
  })
  const odd = await serve((_request, response) =>
    json(response, 200, { code: 0, data: { URL: 'ws://x', ClientConfig: { PingInterval: 'soon' } } }),
  )
  expect(await http.request({ url: `${odd}/callback/ws/endpoint`, method: 'POST' })).toMatchObject({
    code: 0,
    data: { URL: 'ws://x', ClientConfig: { PingInterval: 30 } },
  })
})
