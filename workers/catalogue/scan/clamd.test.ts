import { Readable } from 'node:stream'
import { afterEach, expect, test } from 'vitest'
import { RetryLater } from '#kit/errors.ts'
import { clamd } from '#test/fixtures/clamd.ts'
import { openClamd, targetOf } from './clamd.ts'

let open: Awaited<ReturnType<typeof clamd>> | undefined
afterEach(async () => {
  await open?.close()
  open = undefined
})

/** One at a time. */
async function daemon(judge: (bytes: Buffer) => string | undefined, breakOffAt?: number) {
  await open?.close()
  open = await clamd(judge, breakOffAt)
  return open
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
  const nonsense = await daemon(() => 'OK')
  expect(await openClamd(nonsense.address).scan(bytes(10))).toMatchObject({ kind: 'unable' })
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
