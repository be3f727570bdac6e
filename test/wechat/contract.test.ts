import { platformContract, type Rig, type Shown } from '#bot/platforms/contract.ts'
import { renderText } from '#bot/platforms/wechat/text/render.ts'
import type { View } from '#workers/view.ts'
import { openWechatRig, type Road, type WechatRig, wechatDatabase } from './rig.ts'

const database = wechatDatabase()

/** WeChat as the suite sees it: what people do is done in the world, what the bot says is read there. */
async function makeRig(road: Road): Promise<Rig> {
  const rigs: WechatRig[] = []
  const views = new Map<string, View>()
  const open = async (from?: WechatRig) => {
    const made = await openWechatRig({
      db: database.db,
      road,
      ...(from && { world: from.world, dir: from.dir, blobs: from.blobs }),
    })
    rigs.push(made)
    const { wechat } = made
    let hear: Parameters<typeof wechat.start>[0] = async () => undefined
    /** The account must be in before anything can be said; the suite does not always start the bot first. */
    const enter = async () => {
      if (wechat.session().stage !== 'off') return
      await wechat.start((event) => hear(event))
      await made.online()
    }
    return {
      rig: made,
      platform: {
        ...wechat,
        async start(on: Parameters<typeof wechat.start>[0]) {
          hear = on
          await enter()
        },
        async post(...[chat, out]: Parameters<typeof wechat.post>) {
          await enter()
          views.set(
            renderText(out.view, { lang: out.lang, answerable: chat.kind === 'direct' }).parts.join('\n'),
            out.view,
          )
          return wechat.post(chat, out)
        },
        async direct(id: string) {
          await enter()
          return wechat.direct(id)
        },
      },
    }
  }
  const { rig, platform } = await open()
  const { world } = rig
  const li = world.person('李老师')
  const group = world.room('备课组', [li])
  const transcript: Shown[] = []
  return {
    platform,
    group: { id: group.id, kind: 'group' },
    person: { id: li.id, name: li.name },
    mention: '@小享\u2005',
    says: async (chat, text) => world.says(li, chat.kind === 'group' ? chat.id : world.botId, text),
    uploads: async (chat, name, bytes) => world.uploads(li, chat.id, name, Buffer.from(bytes)),
    presses: async () => {
      throw new Error('WeChat has no buttons')
    },
    recalls: async (chat, ref) => void world.recalls(li, chat.id, ref),
    reacts: async () => {
      throw new Error('WeChat has no reactions')
    },
    transcript: async (chat) => [
      ...transcript,
      ...world.sent
        .filter(({ to }) => to === chat.id)
        .map((one) => ({ ref: one.id, view: views.get(one.text ?? '') ?? { blocks: [] }, edited: false })),
    ],
    async restart() {
      await rig.wechat.stop()
      return (await open(rig)).platform
    },
    async close() {
      for (const one of rigs.reverse()) await one.close()
    },
  }
}

for (const road of ['mock', 'service'] as const) {
  platformContract(`WeChat over ${road}`, () => makeRig(road), [
    'history',
    'reactions',
    'replies',
    'edits',
    'marks',
    'buttons',
  ])
}
