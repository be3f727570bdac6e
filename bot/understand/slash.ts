import type { About } from '#workers/view.ts'
import { simplified } from './clean.ts'
import { isEmoticon } from './emoticons.ts'
import type { CommandFace, Intent } from './intent.ts'
import { nearCommand } from './near.ts'
import { restFor } from './rest.ts'
import { isTopical } from './topic.ts'

/**
 * Reads a text that starts with a slash. Undefined: not a command at all (`/usr/bin`, `/微笑`, `/(ㄒoㄒ)/`), for the
 * caller to treat as other text. `eager`: the bot is spoken to, so a lone slash asks for help.
 */
export function slashIntent(
  text: string,
  catalogue: readonly CommandFace[],
  about: About | undefined,
  eager: boolean,
): Intent | undefined {
  const body = text.slice(1)
  const line = simplified(body).replace(/\n/g, ' ')
  const original = body.replace(/\n/g, ' ')
  if (line.trim() === '') return eager ? { kind: 'command', name: 'help', rest: '', how: 'slash' } : undefined
  const spaced = /^ /.test(line)
  const trimmed = line.trimStart()
  const offset = line.length - trimmed.length
  const first = /^\S+/.exec(trimmed)?.[0] ?? ''

  const run = (name: string, length: number): Intent => ({
    kind: 'command',
    name,
    rest: restFor(name, original.slice(offset + length), about),
    how: 'slash',
  })

  if (/^[?？]$/.test(trimmed))
    return catalogue.some((face) => face.name === 'help') ? run('help', trimmed.length) : undefined
  if (!/^[a-z\u4e00-\u9fff]/i.test(first)) return undefined

  const second = /^(\S+)( +)(\S+)/.exec(trimmed)
  const joined = second ? exact(`${second[1]}${second[3]}`, catalogue) : undefined
  if (second && joined && (first.length === 1 || !exact(first, catalogue) || /[\u4e00-\u9fff]/.test(first)))
    return run(joined, second[0].length)

  const whole = /^[a-z]+|^[\u4e00-\u9fff]+/i.exec(first)?.[0] ?? ''
  const named = exact(whole, catalogue)
  const after = first.slice(whole.length)
  if (named && !isPathTail(after)) return run(named, whole.length)
  if (spaced) return undefined
  if (/[/\\]/.test(first) || /^[a-z]+\.[a-z]/i.test(first)) return undefined
  if (isEmoticon(first) || UNIX.test(first)) return undefined

  if (nearCommand(whole, catalogue) === undefined || whole.length > 6) {
    const glued = withoutSpace(whole + after, catalogue)
    if (glued) return run(glued.name, glued.length)
  }
  const pair = second && /^[a-z]+$/i.test(`${second[1]}${second[3]}`) ? `${second[1]} ${second[3]}` : undefined
  const near =
    nearCommand(whole, catalogue) ?? (pair ? nearCommand(pair, catalogue) : undefined) ?? nearPrefix(whole, catalogue)
  const word = original.slice(offset, offset + whole.length)
  if (near) return { kind: 'unknown_command', word: pair && !nearCommand(whole, catalogue) ? pair : word, near }
  const short = /^[a-z]/i.test(whole) ? whole.length <= 15 : whole.length <= 4
  return short && after === '' ? { kind: 'unknown_command', word } : undefined
}

function exact(word: string, catalogue: readonly CommandFace[]): string | undefined {
  const lower = word.toLowerCase()
  return catalogue.find((face) => face.name === lower || face.aliases.some((alias) => alias.toLowerCase() === lower))
    ?.name
}

/** `/search/分数` is a command with an odd separator; `/help/index.html` and `/new/a/b` are paths. */
function isPathTail(after: string): boolean {
  return /^[/\\]/.test(after)
    ? !/^\/[^/\\]*[\u4e00-\u9fff][^/\\]*$/.test(after)
    : /^\.[a-z]/i.test(after) || /^[-_][a-z]/i.test(after)
}

const UNIX =
  /^(?:usr|home|etc|var|tmp|opt|root|dev|bin|sbin|lib|lib64|mnt|media|proc|sys|srv|boot|run|users|windows|www|html?|index|api|src|static|assets|public|data|img|images|login|admin)$/i

/** `/search分数`, `/top本月`, `/评128`: the longest name that the word starts with, if what follows can be its argument. */
function withoutSpace(word: string, catalogue: readonly CommandFace[]): { name: string; length: number } | undefined {
  const lower = word.toLowerCase()
  let best: { name: string; length: number } | undefined
  for (const face of catalogue) {
    for (const alias of [face.name, ...face.aliases]) {
      if (!/^[a-z\u4e00-\u9fff]/i.test(alias) || !lower.startsWith(alias.toLowerCase())) continue
      const tail = lower.slice(alias.length)
      if (tail === '' || !fits(face.name, alias, tail) || (best && best.length >= alias.length)) continue
      best = { name: face.name, length: alias.length }
    }
  }
  return best
}

function fits(name: string, alias: string, tail: string): boolean {
  const latin = /^[a-z]+$/i.test(alias)
  if (latin && /^[a-z]/.test(tail)) return alias.length >= 4 && name === 'search' && tail.length >= 4
  if (/^[#＃]?\d/.test(tail)) return !latin || alias.length > 1 || name === 'search'
  if (/^[^a-z0-9\u4e00-\u9fff]/.test(tail)) return true
  switch (name) {
    case 'search':
      return alias.length > 1 || (!NOT_SEARCH.test(alias + tail) && (latin || tail.length >= 2))
    case 'top':
      return /^(?:本|上|这|今|昨|明|去|下|周|月|学期|学年|今年|年|教研组|学科组|学校|个人|部门|全校|质量|受益|集团|新人|奖|文字|week|month|term|year|前)/.test(
        tail,
      )
    case 'rate':
      return /^[一二三四五两满][分星颗]|^这/.test(tail)
    case 'correct':
      return /^(?:成|为|年级|学科|类型|标题|这)/.test(tail) || isTopical(tail)
    case 'download':
      return /^(?:第|这)/.test(tail)
    case 'why':
    case 'withdraw':
    case 'restore':
      return /^(?:这|那|刚才)/.test(tail)
    case 'review':
      return /^(?:通过|退回|列表|队列|资源)/.test(tail)
    case 'new':
      return /^(?:的|资源|资料|上传|文件)/.test(tail)
    case 'language':
      return /^(?:中|英|汉|en|zh)/.test(tail)
    case 'visibility':
      return /^(?:实名|匿名|花名|不)/.test(tail)
    case 'help':
      return /^(?:搜|积|排|评|撤|下|一|中心)/.test(tail)
    case 'me':
      return /^(?:吗|呢|多少|查询|情况|余额|本|这)/.test(tail)
    default:
      return /^(?:现在|列表|一下|呢|吗)/.test(tail)
  }
}

/** Words that begin with 查, 找, 搜 and are no search with a glued query. */
const NOT_SEARCH = /^(?:查(?:询|阅|看|收|岗|房|账|验|错|重)|找(?:寻|茬|人|到|不到|事)|搜(?:寻|查|所|锁|救|集))/

/** `/评价标准`, `/searching`: a name with a tail that is no argument. */
function nearPrefix(word: string, catalogue: readonly CommandFace[]): string | undefined {
  const lower = word.toLowerCase()
  const matches = catalogue.filter((face) =>
    [face.name, ...face.aliases].some((alias) => {
      const name = alias.toLowerCase()
      const tail = lower.slice(name.length)
      if (!lower.startsWith(name))
        return /^[a-z]+$/.test(name) && name.endsWith('e') && lower === `${name.slice(0, -1)}ing`
      return /^[a-z]+$/.test(name)
        ? name.length >= 4 && /^(?:s|es|er|ed|ing|d|r|x)$/.test(tail)
        : name.length >= 2 && tail.length <= 3
    }),
  )
  return matches.length === 1 ? matches[0]?.name : undefined
}
