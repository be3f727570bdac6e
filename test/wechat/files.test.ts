import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { FileBox } from 'file-box'
import { afterEach, expect, test } from 'vitest'
import { type Ear, openEar } from '#bot/platforms/contract.ts'
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

test('a file above the limit is refused with its sentence, before all of it has come', async () => {
  const { fetch } = await sent(await cdn(() => 'good'), { config: { maxFileBytes: 10_000 } })
  await expect(fetch()).rejects.toMatchObject({ name: 'UserFacingError', code: 'file_too_large' })
})

test('while nobody is logged in a file waits', async () => {
  const { fetch, puppets } = await sent(await cdn(() => 'good'))
  await puppets.at(-1)?.logout('kicked')
  await expect(fetch()).rejects.toMatchObject({ name: 'RetryLater' })
})
