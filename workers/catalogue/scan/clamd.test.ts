import { createServer, type Server } from 'node:net'
import { Readable } from 'node:stream'
import { afterEach, expect, test } from 'vitest'
import { RetryLater } from '#kit/errors.ts'
import { openClamd, targetOf } from './clamd.ts'

let server: Server | undefined
afterEach(async () => {
  await new Promise((done) => (server ? server.close(done) : done(undefined)))
  server = undefined
})

/** A daemon that speaks the protocol: collects the chunks, judges them, answers with a NUL. */
async function daemon(judge: (bytes: Buffer) => string | undefined, breakOffAt = Number.POSITIVE_INFINITY) {
  const received: Buffer[] = []
  server = createServer((socket) => {
    let pending = Buffer.alloc(0)
    let greeted = false
    let body = Buffer.alloc(0)
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      pending = Buffer.concat([pending, data])
      if (!greeted) {
        const end = pending.indexOf(0)
        if (end < 0) return
        if (pending.subarray(0, end).toString() === 'zVERSION') {
          socket.end('ClamAV 1.4.6/27000/Sun Nov 22 2026\0')
          return
        }
        expect(pending.subarray(0, end).toString()).toBe('zINSTREAM')
        pending = pending.subarray(end + 1)
        greeted = true
      }
      while (pending.length >= 4) {
        const length = pending.readUInt32BE(0)
        if (length === 0) {
          received.push(body)
          const answer = judge(body)
          if (answer !== undefined) socket.end(`${answer}\0`)
          return
        }
        if (pending.length < 4 + length) return
        body = Buffer.concat([body, pending.subarray(4, 4 + length)])
        pending = pending.subarray(4 + length)
        if (body.length > breakOffAt) {
          socket.end('INSTREAM size limit exceeded. ERROR\0')
          return
        }
      }
    })
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { address: `127.0.0.1:${address.port}`, received }
}

const bytes = (size: number) => Readable.from([Buffer.alloc(size, 7)])

test('the bytes arrive whole, in chunks, and a clean file is clean', async () => {
  const { address, received } = await daemon(() => 'stream: OK')
  expect(await openClamd(address).scan(bytes(300_001))).toEqual({ kind: 'clean' })
  expect(received[0]?.length).toBe(300_001)
})

test('a finding is named', async () => {
  const { address } = await daemon(() => 'stream: Win.Test.EICAR_HDB-1 FOUND')
  expect(await openClamd(address).scan(bytes(10))).toEqual({ kind: 'infected', name: 'Win.Test.EICAR_HDB-1' })
})

test('a daemon that hangs up in the middle because the file is too large for it has not judged it', async () => {
  const { address } = await daemon(() => 'stream: OK', 1_000_000)
  const verdict = await openClamd(address).scan(bytes(20_000_000))
  expect(verdict).toMatchObject({ kind: 'unable', why: 'INSTREAM size limit exceeded. ERROR' })
})

test('a daemon that is silent, away or talks nonsense never counts as clean', async () => {
  const { address } = await daemon(() => undefined)
  await expect(openClamd(address, { timeoutMs: 50 }).scan(bytes(10))).rejects.toThrow(RetryLater)
  const nonsense = await daemonAfter(() => 'OK')
  expect(await openClamd(nonsense).scan(bytes(10))).toMatchObject({ kind: 'unable' })
  await expect(openClamd('127.0.0.1:1').scan(bytes(10))).rejects.toThrow(RetryLater)
  await expect(openClamd('/nowhere/clamd.ctl').version()).rejects.toThrow(RetryLater)
})

test('a stored file that breaks while it is read is an error of the store, not of the scanner', async () => {
  const { address } = await daemon(() => 'stream: OK')
  const broken = Readable.from(
    (async function* () {
      yield Buffer.alloc(10)
      throw new Error('the disk is gone')
    })(),
  )
  await expect(openClamd(address).scan(broken)).rejects.toThrow('the disk is gone')
})

test('addresses: host, host and port, IPv6, a socket', () => {
  expect(targetOf('127.0.0.1')).toEqual({ host: '127.0.0.1', port: 3310 })
  expect(targetOf('tcp://clam:3311')).toEqual({ host: 'clam', port: 3311 })
  expect(targetOf('[::1]:3310')).toEqual({ host: '::1', port: 3310 })
  expect(targetOf('unix:///run/clamav/clamd.ctl')).toEqual({ path: '/run/clamav/clamd.ctl' })
  expect(targetOf('/run/clamav/clamd.ctl')).toEqual({ path: '/run/clamav/clamd.ctl' })
})

/** Another one, after the first was closed. */
async function daemonAfter(judge: () => string): Promise<string> {
  await new Promise((done) => (server ? server.close(done) : done(undefined)))
  return (await daemon(judge)).address
}
