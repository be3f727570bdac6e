import { foldPinyin, soundOf } from './homophones.ts'
import type { CommandFace } from './intent.ts'

/**
 * The one command that a mistyped word resembles, or undefined. Slips: one wrong, missing, extra or swapped letter
 * (two from five letters on), another character of the same sound, the pinyin instead of the characters, a word that
 * means a command without being its name. Two commands equally near: undefined, since a wrong guess is worse than none.
 */
export function nearCommand(word: string, catalogue: readonly CommandFace[]): string | undefined {
  const typed = word.toLowerCase().replace(/\s+/g, '')
  const synonym = SYNONYMS.find(([words]) => words.split(' ').includes(typed))?.[1]
  if (synonym && catalogue.some((face) => face.name === synonym)) return synonym
  let best = Number.POSITIVE_INFINITY
  const nearest = new Set<string>()
  for (const face of catalogue) {
    for (const name of [face.name, ...face.aliases]) {
      const distance = distanceTo(typed, name.toLowerCase())
      if (distance === undefined || distance > best) continue
      if (distance < best) nearest.clear()
      best = distance
      nearest.add(face.name)
    }
  }
  const [only, ...others] = nearest
  return others.length === 0 ? only : undefined
}

/** Names that people expect; asking back is kinder than guessing what they wanted to pass. */
const SYNONYMS: readonly (readonly [words: string, name: string])[] = [
  ['搜素 搜寻 查询 检索 搜寻 寻找 找寻 查阅 收索 蒐索 query lookup google', 'search'],
  ['menu start manual usage 功能 命令 指令 教程 使用说明 怎么用', 'help'],
  ['排名 名次 排位 榜首 龙虎榜 ranking rankings ranks board榜', 'top'],
  ['余额 我的分数 我的分 我的得分 score scores balance point', 'me'],
  ['我的文件 我的资料 我的课件 我的上传 uploads myfiles', 'mine'],
  ['删除 撤销 取消 delete remove recall undo', 'withdraw'],
  ['还原 undelete', 'restore'],
  ['明细表 原因 理由 reason explain', 'why'],
  ['纠正 修正 编辑 更改 edit change fix', 'correct'],
  ['打星 点评 评论 评星 stars star', 'rate'],
  ['审批 待审核 审核列表 approve pending', 'review'],
  ['周报 发周榜 发布榜单', 'board'],
  ['配置 setting config', 'settings'],
  ['最近 新资源 newest latest recent', 'new'],
  ['制度 细则 rule policy', 'rules'],
  ['匿名 实名 花名 privacy', 'visibility'],
  ['中文 英文 english chinese', 'language'],
  ['获取 get fetch', 'download'],
  ['renwu wode renwu wodrenwu xueqirenwu task tasks 我的达标', 'quota'],
  ['duihuan jifenduihuan huanjiangpin exchange prize prizes 奖品 礼品', 'redeem'],
  ['shensu woyaoshensu 异议 complaint', 'appeal'],
  ['huizhang dengji level levels badge', 'badges'],
  ['zhengshu certificates', 'certificate'],
]

/** Edits between a word and a name; undefined when the name is too short for that many, or they are too far apart. */
function distanceTo(typed: string, name: string): number | undefined {
  const chinese = /[\u4e00-\u9fff]/.test(name)
  if (chinese && /^[a-z]{4,}$/.test(typed)) {
    const sounds = name.length >= 2 ? soundOf(name) : undefined
    return sounds && sounds.join('') === foldPinyin(typed) ? 1 : undefined
  }
  if (chinese !== /[\u4e00-\u9fff]/.test(typed)) return undefined
  if (chinese) return chineseDistance(typed, name)
  if (name.length < 3 || typed.length < 3) return undefined
  const allowed = name.length >= 5 && typed.length >= 5 ? 2 : 1
  const edits = damerau(typed, name, allowed)
  if (edits === undefined || edits === 0) return edits
  // A first letter is hardly ever mistyped: /date is no /rate, /test no /best. Swapping it is: /hlep, /esarch.
  const swapped = [...typed.slice(0, 2)].sort().join('') === [...name.slice(0, 2)].sort().join('')
  return typed.charAt(0) === name.charAt(0) || swapped || name.length >= 7 ? edits : undefined
}

function chineseDistance(typed: string, name: string): number | undefined {
  if (name.length < 2) return undefined
  if (typed.length === name.length) {
    const [heard, meant] = [soundOf(typed), soundOf(name)]
    if (heard && meant && heard.join(' ') === meant.join(' ')) return 1
    if (name.length === 2 && typed.charAt(0) === name.charAt(1) && typed.charAt(1) === name.charAt(0)) return 1
  }
  return name.length >= 3 && typed.length >= 3 ? damerau(typed, name, 1) : undefined
}

/** Damerau–Levenshtein distance (optimal string alignment), undefined above `max`. */
export function damerau(a: string, b: string, max: number): number | undefined {
  if (Math.abs(a.length - b.length) > max) return undefined
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a.charAt(i - 1) === b.charAt(j - 1)
      let cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1))
      const swap = i > 1 && j > 1 && a.charAt(i - 1) === b.charAt(j - 2) && a.charAt(i - 2) === b.charAt(j - 1)
      if (swap) cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      next.push(cost)
    }
    before = row
    row = next
  }
  const distance = row[b.length] ?? Number.POSITIVE_INFINITY
  return distance <= max ? distance : undefined
}
