import type { About } from '#workers/view.ts'
import { englishTop } from './english.ts'
import { idIn } from './numbers.ts'
import { clausesOf, queryOf } from './query.ts'
import { receiptWant } from './receipts.ts'
import { topTokens } from './wants.ts'

/**
 * What was typed after a command's name, as that command wants it. Words typed after a slash are trusted: only clear
 * courtesy goes, and what is not recognised stays as it is.
 */
export function restFor(name: string, typed: string, about: About | undefined): string {
  const rest = typed
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^[:：,，、。!！?？~～=+_-]+(?!\d) */, '')
    .replace(/[\s,，、。!！?？~～]+$/, '')
    .replace(/^[<【[](.*)[>】\]]$/, '$1')
  const known = about?.resource === undefined ? '' : String(about.resource)
  switch (name) {
    case 'search':
      return searchRest(rest.replace(/^(?:一下子?|一些|[一几]?[份个]|点儿?)(?=[^位人性体别的].)/, ''))
    case 'top':
      return topRest(rest)
    case 'why':
    case 'withdraw':
    case 'restore':
    case 'download': {
      const bare = rest.replace(/^(?:#|编号|第(?=\d+号))\s*/, '').replace(/^(\d+)号?(?:资源|文件|那份|这份)?$/, '$1')
      return DEICTIC.test(bare) ? known : bare
    }
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

const DEICTIC = /^(?:[这那](?:份|个|篇|条)?|它|刚才(?:那|这)?[份个]?|this|that|it)?(?:资源|文件)?$/i

function searchRest(rest: string): string {
  if (!COURTESY.test(rest) || rest.length > 300) return rest
  return queryOf(clausesOf(rest), false, undefined)?.query || rest
}

/** Only these make a typed query a sentence: `/search 麻烦找一下分数的课件，谢谢`. */
const COURTESY =
  /麻烦|请问|请帮|帮我|帮忙|帮找|有没有|(?:找|搜|查)(?:一下|一些|[一几]?[份个]|点)|(?:[\s，,。]|.{4})(?:谢谢|多谢|谢啦|thanks|thank you)[啦了您你哈!！。~～]*$|(?:有吗|吗|呢|么)$|please/i

const PERIODS = /^(?:本周|上周|本月|上月|本学期|上学期|学年|全部|week|month|term|year)$/i
/** The board in words where it would be a picture. */
const IN_WORDS = /(?:^|[\s,，、/的])(?:文字版?|text)$/i
const SUBJECTS = /^(?:个人|教研组|学科组|学校|person|department|school)$/i

function topRest(rest: string): string {
  const bare = rest.replace(IN_WORDS, '').trim()
  if (bare !== rest) return `${topRest(bare)} 文字`.trim()
  const words = rest.split(/[\s,，、/]+/).filter(Boolean)
  if (words.every((word) => PERIODS.test(word) || SUBJECTS.test(word)))
    return words.map((word) => word.toLowerCase()).join(' ')
  const tokens = /[\u4e00-\u9fff]/.test(rest)
    ? topTokens(`${rest.replace(/\s+/g, '')}榜`)
    : englishTop(rest.toLowerCase())
  return tokens || rest
}
