import { readdir, stat } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { FileBox } from 'file-box'
import { afterEach, expect, test } from 'vitest'
import { type Ear, openEar } from '#bot/platforms/ear.ts'
import { openWechatRig, type RigOptions, type WechatRig, wechatDatabase } from './rig.ts'
import type { Person, Room } from './world.ts'

const BYTES = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(100_000, 3)])

const database = wechatDatabase()
let rig: WechatRig | undefined
let server: Server | undefined
afterEach(async () => {
  await rig?.close()
  server?.closeAllConnections()
  await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()))
  rig = undefined
  server = undefined
})

/** A download server of WeChat's, misbehaving as told; answers the good bytes from the second request on. */
async function cdn(fault: (n: number) => 'good' | 'not found' | 'empty' | 'stall' | 'cut'): Promise<string> {
  let n = 0
  const made = createServer((_request, response) => {
    n += 1
    const now = fault(n)
    if (now === 'not found') response.writeHead(404).end('<html><body>404 Not Found</body></html>')
    else if (now === 'empty') response.writeHead(200, { 'content-length': 0 }).end()
    else {
      response.writeHead(200, { 'content-length': BYTES.length })
      if (now === 'good') response.end(BYTES)
      else response.write(BYTES.subarray(0, 5_000), () => now === 'cut' && response.destroy())
    }
  })
  server = made
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}/file`
}

async function sent(url: string, options: Partial<RigOptions> = {}) {
  const made = await openWechatRig({ db: database.db, timing: { idleMs: 150 }, ...options })
  rig = made
  const ear: Ear = openEar()
  await made.wechat.start((event) => ear.on(event))
  await made.online()
  const li: Person = made.world.person('李老师')
  const room: Room = made.world.room('备课组', [li])
  made.world.uploads(li, room.id, '教案.docx', () => FileBox.fromUrl(url, '教案.docx'))
  const event = await ear.until('file')
  return { ...made, fetch: () => made.wechat.fetch(event.file, AbortSignal.timeout(5_000)) }
}

for (const fault of ['not found', 'empty', 'stall', 'cut'] as const) {
  test(`a download that ends in “${fault}” is tried again and never kept`, async () => {
    const { fetch } = await sent(await cdn((n) => (n === 1 ? fault : 'good')))
    await expect(fetch()).rejects.toMatchObject({ name: 'RetryLater' })
    const bytes = await buffer(await fetch())
    expect(Buffer.compare(bytes, BYTES)).toBe(0)
  })
}

test('a file above the limit is refused with WeChat’s own sentence, before all of it has come', async () => {
  const { fetch } = await sent(await cdn(() => 'good'), { config: { maxFileBytes: 10_000 } })
  await expect(fetch()).rejects.toMatchObject({
    name: 'UserFacingError',
    code: 'file_too_large',
    sentence: { zh: expect.stringContaining('微信这边的上限') },
  })
})

test('the waits grow from five seconds to three minutes; then there is a sentence, and a new try is a new count', async () => {
  const { fetch } = await sent(await cdn(() => 'not found'))
  const ends: unknown[] = []
  for (let n = 0; n < 5; n += 1) {
    await fetch().catch((error) => ends.push(error.name === 'RetryLater' ? error.afterMs : error.code))
  }
  expect(ends).toEqual([5_000, 30_000, 180_000, 'wechat_file_not_had', 5_000])
})

test('what failed leaves no file behind', async () => {
  const { fetch, dir } = await sent(await cdn(() => 'cut'))
  await expect(fetch()).rejects.toMatchObject({ name: 'RetryLater' })
  const left = await readdir(join(dir, 'blobs'), { recursive: true, withFileTypes: true })
  expect(left.filter((entry) => entry.isFile()).map((entry) => entry.name)).toEqual([])
})

test('the login is kept for its owner alone', async () => {
  const { dir } = await sent(await cdn(() => 'good'))
  const mode = async (name: string) => (await stat(join(dir, 'wechat', name))).mode & 0o777
  expect(await mode('bot.memory-card.json')).toBe(0o600)
  expect(await mode('.')).toBe(0o700)
})

test('while nobody is logged in a file waits', async () => {
  const { fetch, puppets } = await sent(await cdn(() => 'good'))
  await puppets.at(-1)?.logout('kicked')
  await expect(fetch()).rejects.toMatchObject({ name: 'RetryLater' })
})
