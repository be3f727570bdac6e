import type { Platform } from '#bot/platform.ts'
import { wechatConfigOf } from '#bot/platforms/wechat/config.ts'
import type { Wechat } from '#bot/platforms/wechat/wechat.ts'
import { tellAdmins } from '#bot/tell.ts'
import type { BlobStore } from '#db/blobs.ts'
import type { Db } from '#db/schema.ts'
import type { Clock } from '#kit/clock.ts'
import type { Env } from '#kit/env.ts'
import type { Log } from '#kit/log.ts'
import type { SignIn } from '#web/web.ts'
import { forgive } from './forgive.ts'

export type OwnWechat = { platform: Wechat; signIn: SignIn }

type Parts = {
  env: Env
  log: Log
  clock: Clock
  db: Db
  blobs: BlobStore
  schoolId: string
  /** Where administrators can be told what happens to the account. */
  platforms: ReadonlyMap<string, Platform>
  wake(schoolId: string, chatId: number): void
  /** The address of the sign-in page, once the web server is open. */
  page(): string | undefined
  /** Shows a code to scan to whoever started the program. */
  print(text: string): void
}

/** WeChat, when it is turned on. Nothing of wechaty is loaded otherwise, and not before the platform starts. */
export async function openOwnWechat(parts: Parts): Promise<OwnWechat | undefined> {
  const { env, log, clock, db, blobs, schoolId } = parts
  const config = wechatConfigOf(env)
  if (!config) return undefined
  const [{ openWechat, WECHAT }, { openIdentity }, { openPace }, { openWechatSender }, { openSessions }] =
    await Promise.all([
      import('#bot/platforms/wechat/wechat.ts'),
      import('#bot/platforms/wechat/identity.ts'),
      import('#bot/platforms/wechat/pace.ts'),
      import('#bot/platforms/wechat/send.ts'),
      import('#bot/platforms/wechat/sessions.ts'),
    ])
  const { isWechatys } = await import('#bot/platforms/wechat/blame.ts')
  forgive(isWechatys)
  const [{ openNews }, { stageText }, { codeAsSvg, codeForTerminal }] = await Promise.all([
    import('#bot/platforms/wechat/tell.ts'),
    import('#bot/platforms/wechat/news.ts'),
    import('#bot/platforms/wechat/code.ts'),
  ])
  const [{ openWechatPictures }, { openPictures }] = await Promise.all([
    import('#bot/platforms/wechat/pictures.ts'),
    import('#workers/picture/pictures.ts'),
  ])
  const pictures = openPictures({ db, clock })
  const sessions = openSessions({ db, schoolId, clock })
  const alert = openNews({
    schoolId,
    blobs,
    clock,
    log,
    page: parts.page,
    send: ({ key, view }) => tellAdmins(parts, { schoolId, except: WECHAT, key, view }),
  })
  async function show(code: string): Promise<void> {
    const picture = await codeForTerminal(code)
    parts.print(`微信扫码登录 · Scan with WeChat\n${picture}${parts.page() ?? ''}`)
  }
  const platform = openWechat({
    config,
    blobs,
    schoolId,
    clock,
    log,
    identity: openIdentity({
      db,
      schoolId,
      puppet: config.puppet,
      stableIds: config.stableIds,
      clock,
      doubtful: ({ key, topic }) => alert({ kind: 'room', key, topic }),
    }),
    sessions,
    alert,
    showCode: (code) => void show(code).catch((error) => log.error({ err: error }, 'the code could not be shown')),
    sender: (wire) => {
      const sender = openWechatSender(
        {
          db,
          schoolId,
          blobs,
          clock,
          log,
          turns: openPace(config.pace, () => clock.now().getTime()),
          sessions,
          complained: () => alert({ kind: 'paused' }),
          picture: openWechatPictures({ db, schoolId, draw: pictures.of, log }),
          ...(env.PUBLIC_URL !== undefined && { publicUrl: env.PUBLIC_URL }),
        },
        wire,
      )
      return { ...sender, stop: () => Promise.all([sender.stop(), pictures.stop()]).then(() => undefined) }
    },
  })
  return {
    platform,
    signIn: {
      async now() {
        const { stage, code, detail } = platform.session()
        const is = stage === 'replacing' ? 'starting' : stage === 'off' ? 'offline' : stage
        return { is, sentence: stageText(stage), detail, ...(code !== undefined && { code: await codeAsSvg(code) }) }
      },
    },
  }
}
