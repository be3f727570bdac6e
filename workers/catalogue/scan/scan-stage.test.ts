import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BlobStore, openFolderBlobs } from '#db/blobs.ts'
import { RetryLater } from '#kit/errors.ts'
import { silentLog } from '#kit/log.ts'
import { clamd } from '#test/fixtures/clamd.ts'
import type { StageContext } from '../draft.ts'
import { openClamd } from './clamd.ts'
import { scan } from './scan-stage.ts'

let dir: string
let blobs: BlobStore
let sha: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gongxiang-scan-'))
  blobs = await openFolderBlobs(dir)
  sha = (await blobs.put('s', Readable.from([Buffer.from('hello')]), { maxBytes: 100 })).sha256
})
afterAll(() => rm(dir, { recursive: true, force: true }))

/** A stored file, tried so often before; the stage reads nothing else. */
function context(address: string | undefined, attempts: number | undefined): StageContext {
  const scanner = address === undefined ? undefined : openClamd(address)
  return {
    shop: { log: silentLog, blobs, scanner },
    upload: { id: 1, school_id: 's', blob_sha256: sha, attempts },
    signal: new AbortController().signal,
  } as unknown as StageContext
}
const AWAY = '127.0.0.1:1'

test('without a scanner nothing is asked', async () => {
  expect(await scan.run({}, context(undefined, 0))).toEqual({ next: {} })
})

test('a file waits for a scanner that is away, and after a minute of that for a reviewer', async () => {
  await expect(scan.run({}, context(AWAY, 0))).rejects.toThrow(RetryLater)
  await expect(scan.run({}, context(AWAY, 5))).rejects.toThrow(RetryLater)
  expect(await scan.run({}, context(AWAY, 6))).toEqual({ next: { flags: ['unscanned'] } })
})

test('an imported file can not wait: it goes to a reviewer at once', async () => {
  expect(await scan.run({}, context(AWAY, undefined))).toEqual({ next: { flags: ['unscanned'] } })
})

test('what the scanner can not judge goes to a reviewer; what it names is refused', async () => {
  const unable = await clamd(() => 'INSTREAM size limit exceeded. ERROR')
  expect(await scan.run({}, context(unable.address, 0))).toEqual({ next: { flags: ['unscanned'] } })
  await unable.close()
  const found = await clamd(() => 'stream: Test.Virus-1 FOUND')
  expect(await scan.run({}, context(found.address, 0))).toMatchObject({ stop: { virus: 'Test.Virus-1' } })
  await found.close()
})
