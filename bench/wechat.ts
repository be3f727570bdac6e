import { Readable } from 'node:stream'
import { FileBox } from 'file-box'
import { chatter, flood, type Held } from '#test/wechat/flooding.ts'

/**
 * The WeChat adapter in a process of its own, over gRPC on loopback against our stand-in: many messages (4 % files,
 * 4 % cards), and one large file. What the process holds says whether it keeps what it has heard.
 */
export async function runWechatBench(options: { quick: boolean; say(line: string): void }): Promise<string[]> {
  const total = options.quick ? 2_000 : 10_000
  const step = total / 5
  const rows: string[] = []
  options.say(`wechat: ${total} messages`)
  await flood(async (flooded) => {
    for (let n = 0; n < total; n += step) {
      const began = performance.now()
      const held = await chatter(flooded, n, step)
      const perSecond = step / ((performance.now() - began) / 1_000)
      rows.push(row(held, `${perSecond.toFixed(0)} messages/s`))
      options.say(rows.at(-1) ?? '')
    }
  })
  options.say('wechat: a file of 200 MB')
  const began = performance.now()
  const large = await flood(async ({ world, li, room, until }) => {
    const one = Buffer.alloc(1_048_576, 7)
    const pieces = () => Readable.from(Array.from({ length: 200 }, () => one))
    world.uploads(li, room.id, '录像.mp4', () => FileBox.fromStream(pieces(), '录像.mp4'))
    return until(1)
  })
  const seconds = (performance.now() - began) / 1_000
  return [
    '## WeChat: the adapter under a flood, over gRPC',
    '',
    '| messages heard | heap | buffers | whole process | pace |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    `A file of 200 MB: fetched in ${seconds.toFixed(1)} s with the start of the process; ${large.rssMb} MB held, ${large.buffersMb} MB of it buffers.`,
    '',
  ]
}

const row = (held: Held, pace: string) =>
  `| ${held.heard} | ${held.heapMb} MB | ${held.buffersMb} MB | ${held.rssMb} MB | ${pace} |`
