import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { openService } from './service.ts'
import { openWechatWorld, type Person, type Room, type WechatWorld } from './world.ts'

/** What the flooded process held after so many events. Megabytes. */
export type Held = { heard: number; bytes: number; heapMb: number; rssMb: number; buffersMb: number }

/**
 * The adapter in a process of its own, over gRPC, while `act` makes people say things; `until` resolves with what that
 * process holds once it has heard so many events. The files it fetches are thrown away at the end.
 */
export async function flood<T>(
  act: (flooded: { world: WechatWorld; li: Person; room: Room; until(heard: number): Promise<Held> }) => Promise<T>,
): Promise<T> {
  const world = openWechatWorld()
  const li = world.person('李老师')
  const room = world.room('备课组', [li])
  const service = await openService(world)
  const dir = await mkdtemp(join(tmpdir(), 'gongxiang-flood-'))
  const program = fileURLToPath(new URL('./flood.ts', import.meta.url))
  const child = spawn(process.execPath, ['--expose-gc', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      WECHAT_ENABLED: 'true',
      WECHAT_ROOMS: '*',
      WECHAT_DATA_DIR: join(dir, 'wechat'),
      WECHAT_MAX_FILE_MB: '500',
      FLOOD_DIR: dir,
      WECHATY_PUPPET_SERVICE_TOKEN: service.token,
      WECHATY_PUPPET_SERVICE_ENDPOINT: service.endpoint,
    },
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => {
    const { value, done } = await lines.next()
    if (done) throw new Error('the flooded process is gone')
    return String(value)
  }
  try {
    while ((await next()) !== 'online') {
      // What comes before is not for us.
    }
    return await act({
      world,
      li,
      room,
      async until(heard) {
        for (;;) {
          const held: Held = JSON.parse(await next())
          if (held.heard >= heard) return held
        }
      },
    })
  } finally {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    await service.close()
    await rm(dir, { recursive: true, force: true })
  }
}

/** Says `many` things of the kinds that a group says, a hundred at a time, and waits until all are heard. */
export async function chatter(
  flooded: { world: WechatWorld; li: Person; room: Room; until(heard: number): Promise<Held> },
  from: number,
  many: number,
): Promise<Held> {
  const { world, li, room, until } = flooded
  let held: Held | undefined
  for (let n = from; n < from + many; n += 100) {
    for (let k = n; k < n + 100; k += 1) {
      if (k % 25 === 24)
        world.uploads(li, room.id, `第${k}课 教案.docx`, Buffer.from(`PK\u0003\u0004${k}`.padEnd(20_000)))
      else if (k % 25 === 12) world.shares(li, room.id, { title: `第${k}课`, url: `https://example.org/${k}` })
      else world.says(li, room.id, `@小享\u2005第${k}课的课件有人有吗`)
    }
    held = await until(n + 100)
    // The world is the test's own; it need not remember.
    world.messages.clear()
    world.files.clear()
    world.links.clear()
  }
  if (!held) throw new Error('nothing was said')
  return held
}
