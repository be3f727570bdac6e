import { type Lang, say, type Text } from '#kit/lang.ts'
import { type Block, sentence, type View } from '#workers/view.ts'
import type { Alert, Stage } from './life.ts'

/** What the sign-in page says of each stage. */
export function stageText(stage: Stage): Text {
  switch (stage) {
    case 'online':
      return { zh: '微信在线。', en: 'WeChat is online.' }
    case 'scan':
      return {
        zh: '请用那个备用微信账号的手机扫码，并在手机上确认。',
        en: 'Scan the code with the phone of the spare WeChat account and confirm there.',
      }
    case 'starting':
      return { zh: '正在连接微信。', en: 'Connecting to WeChat.' }
    case 'offline':
      return {
        zh: '微信已退出登录，等待新的二维码。',
        en: 'WeChat has logged out; waiting for a new code.',
      }
    case 'replacing':
      return { zh: '连接中断，正在重新连接。', en: 'The connection broke; connecting again.' }
    case 'failed':
      return {
        zh: '多次连接都没有成功，仍在重试。请检查 puppet 服务和 .env，见 docs/wechat.md。',
        en: 'Connecting has failed many times and is still tried. Check the puppet service and .env; see docs/wechat.md.',
      }
    case 'off':
      return { zh: '微信没有启动。', en: 'WeChat is not running.' }
    default:
      return stage satisfies never
  }
}

/** What an administrator is told elsewhere. `page` is the sign-in page; `code` the picture of the code. */
export function newsView(
  alert: Alert,
  lang: Lang,
  more: { page?: string; code?: Extract<Block, { kind: 'file' }> } = {},
): View {
  const told = (zh: string, en: string, tone: View['tone'], notes: Block[] = []): View => {
    const view = sentence(say(lang, { zh, en }), { tone })
    return { ...view, blocks: [...view.blocks, ...notes] }
  }
  const page: Block[] =
    more.page === undefined
      ? []
      : [{ kind: 'note', text: say(lang, { zh: `登录页：${more.page}`, en: `The sign-in page: ${more.page}` }) }]
  switch (alert.kind) {
    case 'scan':
      return told(
        '微信需要扫码登录。请用那个备用账号的手机扫码并确认；二维码几分钟就会过期，登录页上总是最新的。',
        'WeChat needs a scan. Scan the code with the spare account’s phone and confirm; a code lasts a few minutes, the sign-in page always has the latest.',
        'warn',
        [...(more.code ? [more.code] : []), ...page],
      )
    case 'logout':
      return told(
        '微信退出了登录，微信群里暂时没有回应。可能需要重新扫码；飞书不受影响。',
        'WeChat has logged out, so the groups there get no answers for now. It may need another scan; other platforms are not affected.',
        'bad',
        page,
      )
    case 'failed':
      return told(
        '微信多次连接都没有成功，仍在重试。请检查 puppet 服务和令牌，见 docs/wechat.md。',
        'WeChat could not be connected many times and is still tried. Check the puppet service and its token; see docs/wechat.md.',
        'bad',
        [{ kind: 'note', text: alert.why.slice(0, 200) }, ...page],
      )
    case 'paused':
      return told(
        '微信提示“操作过于频繁”，已停发 30 分钟。请看看账号是否正常，并把发送上限调低。',
        'WeChat says the account acts too often, so nothing is sent for 30 minutes. See whether the account is well, and lower the limits.',
        'bad',
      )
    case 'room': {
      const args = { room: alert.key }
      const view = told(
        `微信里有一个新群也叫「${alert.topic}」。是原来那个群（比如重建的），还是另一个群？决定之前按新群处理。`,
        `There is a new WeChat group that is also called “${alert.topic}”. Is it the one you know (made anew, say), or another? Until you decide it counts as another.`,
        'warn',
      )
      const actions = [
        {
          label: say(lang, { zh: '是同一个群', en: 'The same group' }),
          command: 'merge',
          args: { ...args, same: '1' },
        },
        { label: say(lang, { zh: '是另一个群', en: 'Another group' }), command: 'merge', args: { ...args, same: '0' } },
      ]
      const later = say(lang, { zh: '以后也可以用 /merge 决定。', en: '/merge shows this question again.' })
      return { ...view, blocks: [...view.blocks, { kind: 'actions', actions }, { kind: 'note', text: later }] }
    }
    case 'back':
      return told(
        '微信恢复了。停机时发的文件如果没有回应，请再发一次。',
        'WeChat is back. A file that got no answer meanwhile should be sent again.',
        'good',
      )
    default:
      return alert satisfies never
  }
}
