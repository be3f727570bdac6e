import { cleanText } from './clean.ts'
import type { Message } from './intent.ts'

/**
 * Whether the bot is spoken to, and the text without quotes and names. `overheard`: people talk among themselves.
 * `about_bot`: it is named, but people are told about it, as in 「大家可以@小享 查积分」.
 */
export type Heard = {
  mode: 'direct' | 'mention' | 'reply' | 'overheard' | 'about_bot'
  text: string
  /** Somebody else is named as well. */
  others: boolean
}

export function hear(message: Message, botNames: readonly string[]): Heard {
  const { text: unquoted, quotesBot } = withoutQuote(cleanText(message.text), botNames)
  const toAll = TO_ALL.test(unquoted)
  const named = findBot(unquoted, botNames, message.mentionsBot)
  const mentioned = named !== undefined || (message.mentionsBot && !toAll)
  const before = named === undefined ? '' : unquoted.slice(0, named.at)
  const after = named === undefined ? '' : removeBot(unquoted.slice(named.at), named.names)
  let text = named === undefined ? unquoted : removeBot(unquoted, named.names)
  if (named === undefined && message.mentionsBot && !toAll)
    text = text.replace(/@[^\s@,，。:：!！?？、]{1,24}(?=\s|$)\s?/, '')
  const others = /(^|[^\w.])@[^\s@]/.test(text)
  text = withoutNames(text)
  const mode = message.direct
    ? 'direct'
    : mentioned
      ? speaksAbout(before, after, text)
        ? 'about_bot'
        : 'mention'
      : message.repliesToBot || quotesBot
        ? 'reply'
        : 'overheard'
  return { mode, text, others }
}

const TO_ALL = /@\s?(?:所有人|全体成员|全体|大家|all\b|everyone\b)/i

/** WeChat for Windows and bridges without replies put the quoted message into the text. */
function withoutQuote(text: string, botNames: readonly string[]): { text: string; quotesBot: boolean } {
  const quote = /^「([^：:\n]{1,40})[：:][\s\S]*?」\n+(?:- ?){5,}-?\n+/.exec(text)
  if (!quote) return { text, quotesBot: false }
  const author = (quote[1] ?? '').trim().toLowerCase()
  return { text: text.slice(quote[0].length).trim(), quotesBot: botNames.some((name) => name.toLowerCase() === author) }
}

type Named = { at: number; names: string[] }

/** Where the bot is named. Without the platform's word for it, the name must end where the mention ends. */
function findBot(text: string, botNames: readonly string[], trusted: boolean): Named | undefined {
  if (!text.includes('@')) return undefined
  const lower = text.toLowerCase()
  const names = botNames
    .map((name) => cleanText(name).toLowerCase())
    .filter(Boolean)
    .sort((a, b) => b.length - a.length)
  let at = -1
  const found: string[] = []
  for (const name of names) {
    let place = mentionAt(lower, name, 0, trusted)
    if (place >= 0) found.push(name)
    for (; place >= 0; place = mentionAt(lower, name, place + 1, trusted)) if (at < 0 || place < at) at = place
  }
  return at < 0 ? undefined : { at, names: found }
}

function mentionAt(lower: string, name: string, from: number, trusted: boolean): number {
  for (const sign of [`@${name}`, `@ ${name}`]) {
    const at = lower.indexOf(sign, from)
    if (at < 0 || (at > 0 && /[\w.]/.test(lower.charAt(at - 1)))) continue
    const next = lower.charAt(at + sign.length)
    if (trusted || next === '' || /[^\p{L}\p{N}_]/u.test(next) || STARTS_REQUEST.test(lower.slice(at + sign.length)))
      return at
  }
  return -1
}

const STARTS_REQUEST = /^(?:麻烦|帮我|帮忙|请|找一|搜|有没有|你好|您好|谢谢|排行|我的|查)/

function removeBot(text: string, names: readonly string[]): string {
  let left = text
  for (const name of names) {
    const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    left = left.replace(new RegExp(`@ ?${escaped}`, 'gi'), ' ')
  }
  return left.replace(/[ ]+/g, ' ').trim()
}

/** Other people's names are no content: `@李老师`, `@所有人`. An e-mail address is left alone. */
function withoutNames(text: string): string {
  if (!text.includes('@')) return text
  return text
    .replace(/(^|[^\w.])@\s?(?:所有人|全体成员|全体|all|everyone)(?![a-z])/gi, '$1 ')
    .replace(
      /(^|[^\w.])@(?:[\u4e00-\u9fff]{1,5}?(?:老师|主任|校长|组长|书记|同学)|[^\s@,，。:：!！?？、]{1,24})/g,
      '$1 ',
    )
    .replace(/ +/g, ' ')
    .trim()
}

/** Ends with when it was: 「昨天@小享 给我发的课件挺好」. */
const PAST = /(?:昨天|昨晚|刚才|刚刚|上次|前天|上周|之前|早上|那天|怎么|为什么|为啥|居然|竟然|原来|要不是)$/

/** Ends with who does it: 「你@小享 试一下」. */
const SOMEBODY =
  /(?:^|[\s，,。])(?:那|要不|不如)?(?:你们?|您|他们?|她们?|谁|有人|我(?:刚才|刚刚|刚|昨天|今天|上次|也|已经|都))$/

/** A statement about the bot, not a question whether it can: 「会自动收录」, 「已经收录了」, not 「能帮我找」. */
const TELLS =
  /^(?:会|能|可以|已经?|将|就会|自动)(?!不|否|帮|给我|给一|再|找|搜|查|麻烦|请|看|发|告诉|推荐|[\u4e00-\u9fff]{0,4}我)/

/** People explain the bot to each other: its name follows "you can ask", or the sentence speaks to everybody. */
function speaksAbout(before: string, after: string, text: string): boolean {
  if (/^[\s]*\//.test(text)) return false
  const lead = before.trim()
  if (
    /(?:^|[^请想再])(?:去|找|问|问问|问一下|叫|让|用|试试|试一下|交给|发给|传给|多亏|多亏了|学学|艾特|直接|可以|记得|靠|加|拉|说|听说|发现|@一下|at|ask|use|try)$/i.test(
      lead,
    )
  ) {
    return lead.length > 1 && !/(?:请问|想问)(?:一下)?$/.test(lead)
  }
  if (TO_ALL.test(lead)) return true
  // It is the object of somebody's deed (「我刚才@小享 了」) or the subject of what is told (「@小享 会自动收录」).
  if (/^(?:了|过|啦|那里|那儿)/.test(after) && lead !== '') return true
  if (/^(?:和|跟|与|还有)\s*@/.test(after)) return true
  if (/(?:把|被|跟|和|比|像|由|对|关于|感谢)$/.test(lead) && !/^(?:感谢|你好|您好)$/.test(lead)) return true
  if (
    PAST.test(lead) &&
    /^(?:给|发|说|回|推|找|查|收|没|帮|把|都|也|就|还|又|不|我)/.test(after) &&
    !/[?？]|吗/.test(after)
  )
    return true
  if (SOMEBODY.test(lead) && !/(?:麻烦|请|拜托|辛苦|谢谢|求)(?:你们?|您)$/.test(lead)) return true
  if (lead !== '' && TELLS.test(after) && !/[?？]|吗/.test(after)) return true
  if (
    /(?:大家|各位|老师们|同事们|你们|诸位|家长)/.test(lead) &&
    /(?:可以|以后|记得|请|直接|都|一律|统一|如果|需要|要|注意)/.test(lead)
  ) {
    return true
  }
  return (
    /^(?:会|能|已经|是(?!不是|否)|就是|可以)/.test(text) &&
    /(?:大家|各位|老师们|你们|咱们)/.test(text) &&
    !/[?？吗]/.test(text)
  )
}
