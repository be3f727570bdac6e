import { wasRecalled } from '#db/rows/intake.ts'
import { insertUpload } from '#db/rows/uploads.ts'
import { chatSettings } from '#db/settings.ts'
import type { Incoming } from './incoming.ts'
import type { Scene } from './scene.ts'

export type AskedLink = { url: string; title: string }

/** The `platform` of an upload whose bytes are made here: a shortcut to an address. */
export const LINK = 'link'

const ADDRESS = /https?:\/\/[^\s<>"'`，。；、！？（）《》【】“”\])]+/gi
/** `[title](address)`, as Feishu hands a titled link over. */
const TITLED = /\[([^\]\n]{1,200})\]\((https?:\/\/[^\s)]+)\)/i
const ASKING =
  /^(?:请|麻烦|帮忙|帮我|帮|把|将|给我|给)*(?:这个|这条|这份|一下|下面的|以下)*(?:链接|网址|网页|资源|资料)?(?:请|帮我|帮忙)?\s*(?:收录|收藏|收一?下|登记|入库|加入(?:资源)?库|存一?下|保存|添加|collect|catalogue|catalog|save)(?:一下|到(?:资源)?库里?|进(?:资源)?库|这个|这条|此|该|以下|下面)*(?:的)?(?:链接|网址|网页|link|url)?[\s:：，,。.！!~～]*/i

/**
 * A link that somebody asks the bot to catalogue: `@bot 收录 https://…`, `/收录 …`, or a bare link in a direct chat. In a
 * group a link that is only talked about is nobody's request: undefined, and the bot stays silent (decision 0017).
 */
export function askedLink(
  text: string,
  heard: { direct: boolean; mentionsBot: boolean },
  botNames: readonly string[],
): AskedLink | undefined {
  const slashed = /^\s*[/／](?:收录|收藏|link|collect)(?=\s|$|h)/i.test(text)
  const named = botNames.some((name) => text.toLowerCase().includes(`@${name}`))
  if (!slashed && !heard.direct && !heard.mentionsBot && !named) return undefined
  const titled = TITLED.exec(text)
  const plain = titled ? text.replace(titled[0], ' ') : text
  const found = titled ? [titled[2] ?? ''] : (plain.match(ADDRESS) ?? [])
  const [url = ''] = found
  if (found.length !== 1 || !URL.canParse(url) || url.length > 900) return undefined
  const words = botNames
    .reduce((rest, name) => rest.replaceAll(`@${name}`, ' '), plain.replace(url, ' '))
    .replace(/@[^\s@,，:：]{1,24}/g, ' ')
    .replace(/^\s*[/／](?:收录|收藏|link|collect)/i, '收录')
    .replace(/\s+/g, ' ')
    .trim()
  const asking = ASKING.exec(words)
  const rest = (asking ? words.slice(asking[0].length) : words)
    .replace(/(?:请|帮我)?(?:收录|收藏|入库)(?:一下|吧|了)?[。!！]?$/, '')
    .trim()
  // Without a verb only a bare or a titled share is a request; 「这个链接打得开吗 https://…」 is a question.
  const shared = rest === '' || /^[【《[]/.test(rest)
  if (!asking && rest === words && !shared) return undefined
  return { url, title: titleOf(titled?.[1] ?? rest, url) }
}

/** What the message calls it, else the address without its scheme. */
function titleOf(said: string, url: string): string {
  const title = said.replace(/^[:：，,\s-]+|[:：，,\s-]+$/g, '').slice(0, 120)
  if (/[\p{L}\p{N}]{2}/u.test(title) && !/^https?:/i.test(title)) return title
  const { hostname, pathname } = new URL(url)
  const last = safely(pathname.split('/').findLast((step) => step !== '') ?? '')
  return /\p{Script=Han}/u.test(last) ? last.replace(/\.\w{2,5}$/, '') : hostname.replace(/^www\./, '')
}

function safely(step: string): string {
  try {
    return decodeURIComponent(step)
  } catch {
    return step
  }
}

/** The upload of a link: from here on it is a file like any other, a shortcut of a few bytes. */
export async function onLink(
  scene: Scene,
  event: Extract<Incoming, { kind: 'text' }>,
  link: AskedLink,
): Promise<'done' | 'ignored'> {
  const { bot, trx, intake, school, chat, member } = scene
  if (chatSettings.parse(chat.settings).catalogue === 'off') return 'ignored'
  if (await wasRecalled(trx, intake, event.messageRef)) return 'ignored'
  const uploadId = await insertUpload(trx, {
    schoolId: school.id,
    intakeId: intake.id,
    chatId: chat.id,
    memberId: member.id,
    fileName: `${link.title.replace(/[/\\:*?"<>|]/g, ' ').trim()}.url`,
    size: shortcut(link.url).length,
    fileRef: { platform: LINK, id: link.url },
    messageRef: event.messageRef,
    sentAt: new Date(event.sentAt),
  })
  scene.after.push(() => void bot.ring('file.fetch', { schoolId: school.id, uploadId }))
  return 'done'
}

/** An Internet shortcut: opens in a browser on Windows and macOS. */
export function shortcut(url: string): Buffer {
  return Buffer.from(`[InternetShortcut]\r\nURL=${new URL(url).href}\r\n`)
}
