import type { About } from '#workers/view.ts'
import { type Asked, type Peeled, peel } from './peel.ts'
import { isRefusal, smallTalk } from './smalltalk.ts'
import {
  isFacet,
  isNarrative,
  isOtherWork,
  isTopical,
  looksLikeTitle,
  startsTopical,
  withoutFacetsOf,
} from './topic.ts'

/** Part of a text between two stops, with its courtesy taken off. */
export type Clause = { raw: string; core: string; asked: Asked; question: boolean }

/** What a text looks for. `firm`: it says so, with a verb or 有没有; otherwise only a thing was named. */
export type Query = { query: string; firm: boolean }

/** Cuts at stops; a voice message without any is cut where a courtesy or a new request begins. */
export function clausesOf(text: string): Clause[] {
  const broken = text
    .replace(
      /(?<=[\u4e00-\u9fff\ue000-\ue0c7]{2})(?<!您好|你好|请问|想|请|能|能不能|可以|可不可以|再|先|麻烦你?您?|[你您看查问道里还这那们师也到位谁])(?=麻烦[你您]|[你您]?(?:能不能|可不可以|能|请)?帮我(?!们)|[你您]有没有|有没有.{2}|请问|我想[找要问]|我要[找用]|(?:我|因为)?(?:明天|下周|马上|下节课)要|急用|在线等|谢谢[你您啦了]|多谢)/g,
      '，',
    )
    .replace(/(?<=.[啊呢嘛呀吧哈哦])(?=就是|我想|我要|你帮|帮我|那个|有没有|能不能|请)/g, '，')
  return broken
    .split(
      /(?<!\d)[，,](?!\d)|(?<=\d)[，,](?!\d{3})|(?<!\d)[,](?=\d)|[。！!；;\n…~～]+|(?<=[?？])|(?<=[a-z\u4e00-\u9fff])\.(?=\s|$)|\s{2,}/i,
    )
    .map((part) => part.trim())
    .filter((part) => part.replace(/[?？\s]/g, '') !== '')
    .map((raw) => ({ raw, ...thingHas(peel(raw), raw), question: /[?？]$|(?:吗|么|没有?|不)$/.test(raw) }))
}

/** 「八下物理第十章有课件吗」: the lesson in front, the kind of thing behind 有. */
function thingHas(peeled: Peeled, raw: string): Peeled {
  const match = /^(.{2,24}?)(?:有没有|有木有|有无|有(?:什么|啥|哪些)?)(?:好(?:用|一点)?的)?((?:配套)?的?.{1,8})$/.exec(
    peeled.core,
  )
  const [, lesson = '', kind = ''] = match ?? []
  const asks =
    peeled.asked === 'have' || /有(?:什么|啥|哪些)/.test(raw) || /(?:吗|么|没有?|不|[?？])[\s?？]*$/.test(raw)
  if (!asks || !isFacet(kind) || !isTopical(kind) || !isTopical(lesson)) return peeled
  return { core: `${lesson} ${kind}`, asked: 'have' }
}

/**
 * The bare query of a text, content words untouched, or undefined when it looks for nothing. In a reply only firm
 * requests count; `about.query` lets 「要四年级的」 narrow the search that was answered.
 */
export function queryOf(clauses: readonly Clause[], replying: boolean, about: About | undefined): Query | undefined {
  const useful = clauses.filter((clause) => smallTalk(clause.raw) === 'content' && !isRefusal(clause.raw))
  const work = useful.some((clause) => isWork(clause))
  const firm = useful.filter((clause) => isFirm(clause, replying))
  const lead = firm.find((clause) => clause.core !== '' && !DEICTIC.test(clause.core) && !isFiller(clause.core))
  if (lead) {
    if (work && lead.asked !== 'find' && lead.asked !== 'have') return undefined
    return { query: narrowed(join(useful, lead), about), firm: true }
  }
  const named = useful.filter((clause) => isNamed(clause, replying, firm.length > 0))
  if (named.length > 0)
    named.push(...useful.filter((clause) => !named.includes(clause) && clause.asked === 'get' && isFacet(clause.core)))
  if (named.length > 0 && firm.some((clause) => !replying || ASKS.test(clause.raw)))
    return { query: narrowed(named.map((one) => one.core).join(' '), about), firm: true }
  if (replying) {
    const facet = useful.map((clause) => clause.core.replace(NARROWS, '')).find(isFacet)
    return about?.query && facet ? { query: narrowed(facet, about), firm: true } : undefined
  }
  if (work || named.length === 0) return undefined
  return { query: narrowed(named.map((one) => one.core).join(' '), about), firm: false }
}

/** A verb of searching, 有没有, or 发我 with a thing that lessons know. */
function isFirm(clause: Clause, replying: boolean): boolean {
  if (clause.asked === 'no' || clause.asked === 'show') return clause.asked === 'show' && isTopical(clause.core)
  if (isWork(clause)) return false
  if (replying && NOT_TO_BOT.test(clause.raw)) return false
  if (replying && !isTopical(clause.core) && (!ASKS.test(clause.raw) || /^求/.test(clause.raw))) return false
  if (clause.asked === 'find' || clause.asked === 'have')
    return clause.core === '' || isTopical(clause.core) || !(isChat(clause.core) || isNarrative(clause.core))
  return (clause.core === '' || isTopical(clause.core)) && !PAST.test(clause.raw)
}

/** 「我昨天传的课件有人下载吗」 tells; it asks for no file. */
const PAST = /^(?:我们?|他|她|有人)(?:昨天|刚才|刚刚|上次|之前|前天|上周|今天)|给(?:大家|你|您|各位)(?:了|看看|用)?$/

function isWork(clause: Clause): boolean {
  if (clause.asked === 'find' || clause.asked === 'have') return false
  return isOtherWork(clause.core, clause.asked === 'help' || /^(?:请|麻烦|帮|替|给我|能|可以|你)/.test(clause.raw))
}

/** The leading clause with the bare things named around it: 「三年级下册，有没有小数的课件，要ppt的」. */
function join(useful: readonly Clause[], lead: Clause): string {
  const at = useful.indexOf(lead)
  const parts = useful.flatMap((clause, index) => {
    if (index === at) return [clause.core]
    if (isWork(clause)) return []
    const bare = clause.core.replace(/^(?:最好|尽量|优先|必须|只)?(?:是|要|带|含|有|配)?(?=.)/, '')
    const facet = bare.replace(WHOSE, '')
    if (isFacet(facet)) return [facet]
    // 「《二泉映月》，有没有课件」: the thing stands in front, behind it only the kind.
    if (/^(?:是|要)?(?:关于|有关)/.test(clause.raw)) return [bare]
    if (
      index < at &&
      clause.asked === 'no' &&
      (isFacet(lead.core) || /^适合/.test(lead.core)) &&
      isNamed(clause, false, true)
    )
      return [bare]
    const adds =
      index > at && /^(?:最好|尽量|优先|必须|只)?(?:是|要|带|含|有|配|附)/.test(clause.raw) && isTopical(bare)
    return adds && !isNarrative(bare) ? [bare] : []
  })
  return parts.join(' ')
}

/** Whose class it is for: 「孩子三年级」, 「我教五年级」. */
const WHOSE = /^(?:我?家?孩子|我们?|咱们?|学生)?(?:是?[教带上读]|是|的|在)?(?=[一二三四五六七八九\d初高])/

function isNamed(clause: Clause, replying: boolean, requested: boolean): boolean {
  if ((clause.asked === 'no' && POINTS_AT.test(clause.raw)) || PAST.test(clause.raw)) return false
  if (clause.core === '' || DEICTIC.test(clause.core) || isFiller(clause.core)) return false
  if (isWork(clause)) return false
  if (requested) return isTopical(clause.core) && !isNarrative(clause.core)
  if (replying || clause.asked === 'help') return startsTopical(clause.core) && !replying
  if (isTopical(clause.core)) return !isNarrative(clause.raw) || clause.asked !== 'no'
  return looksLikeTitle(clause.core) && looksLikeTitle(clause.raw.replace(/[?？]$/, ''))
}

/** In a reply these speak to people, or of what one does oneself: 「张老师你有没有」, 「我来找找」, 「推荐大家看看」. */
const NOT_TO_BOT =
  /^(?:谁|哪位|[\u4e00-\u9fff]{1,3}(?:老师|主任|校长|组长|哥|姐)|我们?(?:自己|来|去|也|正|再|先|刚)*(?:在)?(?:找|搜|查|看|下载)|推荐(?:大家|给|一下这|这))/

/** With the thing in another clause: 「四年级的，有吗」, 「五年级的，麻烦发一下」. */
const ASKS = /^(?:有|求|帮|麻烦|请|能|可以|发|再|给我|找|搜|查|推荐|来|还有|我想|我要|想|要|谁)/

/** 「这个课件不错」 tells about a thing; 「请大家上交教案」 is for people. */
const POINTS_AT =
  /^(?:这[个份些篇套次节]|那[份些篇套次节])|(?:请|让|叫|通知|提醒)(?:大家|各位|老师们|同学们|家长|孩子)|给(?:大家|你|您|各位)(?:了|看看|用)?$/

/** 「换成教案」 under a list of hits. */
const NARROWS = /^(?:那|我)?(?:换成?|改成|改为|只要|只看|就要|要|限|仅|看看?)(?:一下)?/

/** 这个, 上次那份: no name of anything. */
const DEICTIC =
  /^(?:[这那](?:个|份|些|里|篇|套|种)?|它|东西|一下|一份|上次那?[个份]?|刚才那?[个份]?|什么|啥|资源|资料|文件|原文件|分享|别的|其他的?|新的|一批|几个)+的?$/

function isFiller(core: string): boolean {
  return /^(?:[的了吗呢吧啊一下个份些有没我你您他她它们来去看再先也还就都好行]|我们?|可以|可能|应该)*$/.test(core)
}

/** After 找 or 有没有 these ask people for something else than a resource. */
function isChat(core: string): boolean {
  return /^(?:人|时间|空|个?事|问|谁|问题|办法|意见|可能|机会|必要|什么事|你|我|他|她|兴趣|男|女|对象|工作|领导|校长|主任|[\u4e00-\u9fff]{1,2}老师|钱|车|饭|茶|笔|快递|钥匙|手机|充电|雨伞|伞|吃的|东西吃)/.test(
    core,
  )
}

function narrowed(query: string, about: About | undefined): string {
  const tidy = query.replace(/\s+/g, ' ').trim()
  if (!about?.query || !isFacet(tidy)) return tidy
  const base = withoutFacetsOf(about.query, tidy)
  return base ? `${base} ${tidy}` : tidy
}
