import { isTime, meaningOf, topWordsOf } from '#commands/index.ts'
import type { About } from '#workers/view.ts'
import { idIn } from './numbers.ts'
import { clausesOf, queryOf } from './query.ts'
import { receiptWant } from './receipts.ts'
import { isTopPhrase, topTokens } from './wants.ts'

/**
 * What was typed after a command's name, as that command wants it. Words typed after a slash are trusted: only clear
 * courtesy goes, and what is not recognised stays as it is.
 */
export function restFor(name: string, typed: string, about: About | undefined): string {
  const trimmed = typed.replace(/\s+/g, ' ').trim()
  // `/search -答案 压强` leaves a word out; every other dash only parts the name from the words.
  const leavesOut = name === 'search' && /^\s+-(?=\p{L})/u.test(typed)
  const rest = (leavesOut ? trimmed : trimmed.replace(/^[:：,，、。!！?？~～=+_-]+(?!\d) */, ''))
    .replace(/[\s,，、。!！?？~～]+$/, '')
    .replace(/^[<【[](.*)[>】\]]$/, '$1')
  const known = about?.resource === undefined ? '' : String(about.resource)
  switch (name) {
    case 'search':
      return searchRest(rest.replace(/^(?:一下子?|一些|[一几]?[份个]|点儿?)(?=[^位人性体别的].)/, ''))
    case 'top':
      return topRest(rest)
    case 'why':
      // #42 is the 42nd posting; a number alone is a resource.
      if (/^(?:[#＃]\s*\d+|第\s*\d+\s*笔|\d+\s*笔)$/.test(rest)) return rest.replace('＃', '#').replace(/\s+/g, '')
      return bareNumber(rest, known)
    case 'withdraw':
    case 'restore':
    case 'download':
      return bareNumber(rest, known)
    case 'rate': {
      const rated = receiptWant(`评 ${rest}`, about)
      return rated?.name === 'rate' ? rated.rest : rest
    }
    case 'correct':
      return known && !/^#?\d{1,9}(?!\d|年级)/.test(rest)
        ? `${known} ${rest}`.trim()
        : rest.replace(/^#/, '').replace(/^(\d+)号/, '$1')
    case 'review': {
      const decided = rest === '' ? undefined : receiptWant(rest.replace(/^(通过|退回|驳回)\s+(\d+)/, '$1$2'), about)
      return decided?.name === 'review' && (idIn(rest) || known) ? decided.rest : rest.replace(/^#/, '')
    }
    case 'language':
      return /英|english|^en$/i.test(rest) ? 'en' : /中|汉|chinese|^zh/i.test(rest) ? 'zh-CN' : rest
    default:
      return rest.replace(/[\s，,]*(?:谢谢|多谢|thanks|thank you)$/i, '')
  }
}

/** The number of a resource, however it was typed; this one is the one replied to. */
function bareNumber(rest: string, known: string): string {
  const bare = rest.replace(/^(?:#|编号|第(?=\d+号))\s*/, '').replace(/^(\d+)号?(?:资源|文件|那份|这份)?$/, '$1')
  return DEICTIC.test(bare) ? known : bare
}

const DEICTIC = /^(?:[这那](?:份|个|篇|条)?|它|刚才(?:那|这)?[份个]?|this|that|it)?(?:资源|文件)?$/i

function searchRest(rest: string): string {
  if (!COURTESY.test(rest) || rest.length > 300) return rest
  return queryOf(clausesOf(rest), false, undefined)?.query || rest
}

/** Only these make a typed query a sentence: `/search 麻烦找一下分数的课件，谢谢`. */
const COURTESY =
  /麻烦|请问|请帮|帮我|帮忙|帮找|有没有|(?:找|搜|查)(?:一下|一些|[一几]?[份个]|点)|(?:[\s，,。]|.{4})(?:谢谢|多谢|谢啦|thanks|thank you)[啦了您你哈!！。~～]*$|(?:有吗|吗|呢|么)$|please/i

/** The board in words where it would be a picture. */
const IN_WORDS = /(?:^|[\s,，、/的])(?:文字版?|text)$/i

/**
 * The words of a board, each by itself, with the time first: those that it knows stay, a phrase (「这个月」, 「我们组」,
 * 「本月教研组」) becomes its words, courtesy goes, and whatever else there is stays for the command to say.
 */
function topRest(rest: string): string {
  const bare = rest.replace(IN_WORDS, '').trim()
  if (bare !== rest) return `${topRest(bare)} 文字`.trim()
  const words = topWordsOf(rest).flatMap(topWord)
  return [...words.filter(isTime), ...words.filter((word) => !isTime(word))].join(' ').toLowerCase().replace(THIS, '')
}
const THIS = /\bthis (?=week|month|term|year|semester)/g

function topWord(word: string): string[] {
  const isChinese = /[\u4e00-\u9fff]/.test(word)
  if (meaningOf(word)) return isChinese && isTime(word) ? topTokens(`${word}榜`).split(' ') : [word]
  if (!isChinese) return ENGLISH_FILL.test(word) ? [] : [word]
  return isTopPhrase(word) ? topTokens(`${word}榜`).split(' ').filter(Boolean) : [word]
}

const ENGLISH_FILL =
  /^(?:the|of|for|by|in|on|at|a|an|and|is|are|was|who|which|what|has|have|had|got|most|top|first|best|leading|list|please|show|see|give|us|now|with|from|to|current|place|rank|position)$/i
