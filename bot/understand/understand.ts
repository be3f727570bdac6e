import type { About } from '#workers/view.ts'
import { hear } from './address.ts'
import { maskTitles, simplified, unmask, withoutEmoji } from './clean.ts'
import { withoutEmoticons } from './emoticons.ts'
import { englishQuery, englishWant } from './english.ts'
import { gistOf } from './gist.ts'
import type { CommandFace, Intent, Message, Want } from './intent.ts'
import { looseWant } from './loose.ts'
import { nearCommand } from './near.ts'
import { clausesOf, queryOf } from './query.ts'
import { receiptWant } from './receipts.ts'
import { asItSounds, respell } from './respell.ts'
import { restFor } from './rest.ts'
import { slashIntent } from './slash.ts'
import { isRefusal, smallTalk, soundsPleased } from './smalltalk.ts'
import { isTopical } from './topic.ts'
import { wantOf } from './wants.ts'

/**
 * What a text wants of the bot. Pure, without network; some 0.05 ms for a usual message, under 10 ms for 20,000 characters.
 *
 * In a group the bot hears commands that start with a slash, mentions of itself, and requests in reply to its own
 * messages; all else is `silence`. In a direct chat every text is for the bot. Thanks, emoji and 「不用找了」 are
 * `silence` everywhere; a greeting or an empty mention is `help`.
 *
 * `rest` of a command, by name. The receipt number comes from the text, else from `about.resource`, else is missing.
 * - search: the bare query, with ` 下一页` at its end for more of `about.query`
 * - top: period, then subject: `本月 教研组`, `term department`; past ones only as 上周, 上月, 上学期
 * - rate: `128 5 很实用`; why, withdraw, restore: `128`; download: `128`, or `第2` for the second of the replied list
 * - correct: `128 类型 教案`, `128 四年级`, or `128 年级` when only the wrong field is named
 * - review: `128 通过`, `128 退回 原因`, `128`; board: `now`; visibility: 实名, 匿名, 花名, 不上榜; language: `zh-CN`, `en`
 */
export function understand(message: Message, catalogue: readonly CommandFace[], botNames: readonly string[]): Intent {
  const { mode, text, others } = hear(message, botNames)
  const spoken = mode === 'direct' || mode === 'mention'
  if (
    text.startsWith('/') &&
    !(mode === 'overheard' && others && !/^\s*[/／]/.test(message.text.replace(/[\u200b-\u200f\ufeff]/g, '')))
  ) {
    const intent = slashIntent(text, catalogue, message.about, spoken)
    if (intent) return intent
  }
  if (mode === 'overheard' || mode === 'about_bot' || (mode === 'reply' && others)) return SILENCE
  if (text.length > LONGEST_SENTENCE) return mode === 'reply' ? SILENCE : { kind: 'unclear' }
  const want = wordsIntent(text, mode === 'reply', message.about, catalogue, botNames)
  if (want.kind === 'command' && !catalogue.some((face) => face.name === want.name))
    return mode === 'reply' ? SILENCE : { kind: 'unclear' }
  return want
}

const SILENCE: Intent = { kind: 'silence' }
/** Characters. A voice message of a minute is some 300; beyond this it is a pasted document. */
const LONGEST_SENTENCE = 600

function wordsIntent(
  heard: string,
  replying: boolean,
  about: About | undefined,
  catalogue: readonly CommandFace[],
  botNames: readonly string[],
): Intent {
  const said = stars(respell(simplified(heard)), about)
  const named = replying ? undefined : exactName(said, catalogue)
  if (named) return { kind: 'command', name: named, rest: named === 'why' ? idOf(about) : '', how: 'words' }
  const talk = smallTalk(said, botNames)
  if (talk === 'thanks') return placeInList(heard, about) ?? SILENCE
  if (talk !== 'content') return replying ? SILENCE : { kind: 'command', name: 'help', rest: '', how: 'words' }

  const { text, titles } = maskTitles(vocative(withoutEmoji(withoutEmoticons(said)), botNames))
  const found = (want: Want): Intent => ({
    kind: 'command',
    name: want.name,
    rest: unmask(want.rest, titles).trim(),
    how: 'words',
  })
  if (text === '') return SILENCE
  const clauses = clausesOf(text)
  const content = clauses.filter((clause) => smallTalk(clause.raw, botNames) === 'content')
  const meant = content.filter((clause) => !isRefusal(clause.raw))
  const undone = receiptWant(text, about)
  if (undone && (meant.length > 0 || undone.name === 'restore')) return found(undone)
  if (content.length === 0 || meant.length === 0) return SILENCE
  const tookBack = meant.length < content.length

  const plain = meant.map((clause) => clause.raw).join('，')
  const chinese = /[\u4e00-\u9fff\ue000-\ue0c7]/.test(plain)
  if (!chinese) {
    const want = englishWant(plain, about)
    // A rating's comment may be small talk by itself: `five stars, very useful`.
    if (want) return found(want.name === 'rate' ? (englishWant(text, about) ?? want) : want)
  }
  if (chinese || /^\S+$/.test(plain)) {
    const typed = typedCommand(plain, catalogue, about)
    if (typed) return found(typed)
  }
  for (const candidate of [
    plain,
    ...meant.map((clause) => clause.raw),
    ...meant.filter((clause) => clause.asked !== 'get' && clause.asked !== 'have').map((clause) => clause.core),
  ]) {
    if (replying && tellsNews(candidate)) continue
    const want = wantOf(candidate)
    if (want) return found(want.rest === '' && want.name === 'why' ? { ...want, rest: idOf(about) } : want)
  }
  if (chinese && !replying) {
    const gist = gistOf(plain)
    if (gist) return found(gist.name === 'why' ? { ...gist, rest: idOf(about) } : gist)
  }
  if (replying && about?.query && MORE.test(plain)) return found({ name: 'search', rest: `${about.query} 下一页` })
  const query = chinese ? queryOf(clauses, replying, about) : englishQuery(plain, replying)
  if (query?.firm) return found({ name: 'search', rest: query.query })
  if (!replying && NO_THING.test(plain)) return found({ name: 'search', rest: '' })
  if (tookBack) return SILENCE
  const near = nearName(plain, catalogue)
  if (near && !replying) return { kind: 'unknown_command', ...near }
  const loose = replying ? undefined : looseWant(plain)
  if (loose) return found(loose)
  const guess = query && isTopical(query.query) ? undefined : asItSounds(plain, catalogue)
  const guessed = guess === undefined ? undefined : (receiptWant(guess, about) ?? wantOf(guess))
  if (guessed) return found(guessed)
  if (query && !(soundsPleased(plain) && !isTopical(query.query))) return found({ name: 'search', rest: query.query })
  return replying || soundsPleased(text) ? SILENCE : { kind: 'unclear' }
}

/** 「我的」 alone is a name of /me, though every word of it is small talk. */
function exactName(said: string, catalogue: readonly CommandFace[]): string | undefined {
  const word = said.replace(/[\s。.！!～~]+$/, '')
  return /^我的/.test(word) ? catalogue.find((face) => face.aliases.includes(word))?.name : undefined
}

function idOf(about: About | undefined): string {
  return about?.resource === undefined ? '' : String(about.resource)
}

/** `1` is applause, except under a list, where it is a place. */
function placeInList(heard: string, about: About | undefined): Intent | undefined {
  const place = /^\s*(\d{1,2})\s*$/.exec(heard)?.[1]
  return place && about?.query !== undefined
    ? { kind: 'command', name: 'download', rest: `第${place}`, how: 'words' }
    : undefined
}

/** Under a receipt stars are a score, not decoration. */
function stars(text: string, about: About | undefined): string {
  if (about?.resource === undefined) return text
  return text.replace(/(?:⭐️?|🌟|★){1,5}/gu, (run) => ` ${[...run.replace(/\ufe0f/g, '')].length}星 `)
}

/** 「小享，帮我找…」: its name in front is a call. */
function vocative(text: string, botNames: readonly string[]): string {
  const lower = text.toLowerCase()
  const name = botNames.find((one) => one !== '' && lower.includes(one.toLowerCase()))
  if (!name) return text
  const at = lower.indexOf(name.toLowerCase())
  const before = text.slice(0, at)
  const left = text.slice(at + name.length)
  if (
    before !== '' &&
    !/(?:^|[\s，,。！!])(?:麻烦|请|拜托|辛苦|你好|您好|hi|hey|hello|ok|嗨|哈喽|诶|喂|亲爱的)\s?$/i.test(before)
  )
    return text
  if (before === '' && !/^(?:$|[\s，,。！!：:~～、]|同学|请|麻烦|帮|你|能|可|有没|给|找|查|搜|我|排|看)/.test(left))
    return text
  return `${before}${left.replace(/^(?:同学|[\s，,。！!：:~～、])+/, '')}`
}

/** A command's name without its slash, alone or with arguments after a space: `积分`, `搜索 分数`, `top 本月`. */
function typedCommand(plain: string, catalogue: readonly CommandFace[], about: About | undefined): Want | undefined {
  const match = /^[、\\!！#.·]?\s*([a-z]{2,}|[\u4e00-\u9fff]{2,6}|[\u4e00-\u9fff](?=\s|$))(?:[\s:：]+(.+))?$/is.exec(
    plain,
  )
  if (!match) return undefined
  const word = (match[1] ?? '').toLowerCase()
  const face = catalogue.find((one) => one.name === word || one.aliases.some((alias) => alias.toLowerCase() === word))
  const rest = match[2] ?? ''
  if (!face) return undefined
  // 「找 / 查找 / 评价 三年级…」 are verbs of a sentence; only search takes any words.
  const wanted = face.name === 'search' || (face.name === 'ask' && /悬赏|bounty/i.test(rest))
  if (rest !== '' && !wanted && !ARGUMENT.test(rest)) return undefined
  const normal = restFor(face.name, rest, about)
  const target =
    normal === '' && ['why', 'withdraw', 'restore', 'download', 'rate', 'correct'].includes(face.name)
      ? idOf(about)
      : normal
  return { name: face.name, rest: target }
}

const ARGUMENT =
  /^(?:#?\d|本|上[周月个]|这[周个]|week|month|term|year|department|school|教研组|学科组|学校|个人|实名|匿名|花名|不上榜|中文|英文|english|chinese|en$|zh|now$|现在|通过|退回|搜索|积分|排行)/i

/** 「排行榜更新了」 told under the bot's message is no request; 「谁第一了」 is. */
function tellsNews(text: string): boolean {
  return /了[。！!~～\s]*$/.test(text) && !/谁|几|多少|什么|哪|没有|为什么|怎么/.test(text)
}

const MORE =
  /^(?:后面|下面|后边|剩下)*(?:还有(?:没有|吗|别的|其他|更多)?(?:别的|其他|更多)?(?:的)?(?:吗|没)?|更多|下一?页|继续|往下|后面(?:的|呢)|再来(?:几个|点|一页)|换一?[批些组]|换几[个份]|(?:往[后下])?翻页?|下页|more|next(?: page)?|show more|any more)[?？。\s]*$/i

/** Asked to search, but not for what: 「帮我找一下」, 「找资料」; an empty search lists the newest. */
const NO_THING =
  /^有(?:没有)?(?:什么)?(?:资料|资源|素材)(?:吗|么)?[?？]?$|^(?:请|麻烦|你|能不能|能|可以|我想|我要|想|要|帮我|帮忙|给我|再|，)*(?:找找|找|搜索|搜|查找|查)(?:一?下|一些|一?[份个]|点)*(?:资料|资源|文件|东西|素材)?(?:吗|吧|呗|呀)?[。.?？!！]*$/

/** Syllables without characters: `wo de jifen`. */
const PINYIN = /^(?:(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?(?:[aeiouv]{1,3})(?:ng?|r)?)+$/i

/** A mistyped name, alone or before a space: `排行板`, `我的积份`, `serach 分数`. */
function nearName(plain: string, catalogue: readonly CommandFace[]): { word: string; near: string } | undefined {
  const spaced = /^[a-z]{1,6}(?: [a-z]{1,6}){1,4}$/i.test(plain) ? plain.replaceAll(' ', '') : ''
  const pinyin = spaced && PINYIN.test(spaced) ? nearCommand(spaced, catalogue) : undefined
  if (pinyin) return { word: plain, near: pinyin }
  const word = /^([a-z]{4,}|[\u4e00-\u9fff]{2,5})(?:\s.*)?$/i.exec(plain)?.[1]
  if (!word || (word !== plain && !/^[a-z]{5}/i.test(word)) || (isTopical(plain) && word === plain)) return undefined
  if (isTopical(word)) return undefined
  const near = nearCommand(word, catalogue)
  return near ? { word, near } : undefined
}
