import { ordinalsIn } from '../search/numerals.ts'
import { genericIn } from './generic.ts'

/** What a file calls itself: the name under which it was sent, its title, and its normalised text. */
export type Named = { names: readonly string[]; text: string }

/** Whether two files are about the same thing, as far as their names and first lines say. */
export type TopicMatch = 'same' | 'different' | 'unknown'

/** Normalised characters at the beginning of a text that count as its heading. */
const HEAD = 60
/** Words of a name that tell copies apart, not topics. */
const COPY_WORDS =
  /最终版?|终稿|定稿|初稿|修改[稿版后]?|修订[稿版]?|更新版?|新版|旧版|打印版|教师版|学生版|完整版|精简版|副本|备份|复制|拷贝|转换|定版|公开课|上传|新建|文档|演示文稿|final|copy|new|edited?|version|draft|backup|variant|微信|图片|v\d+/g

/**
 * Compares what names and headings say beyond common words. A word that only one name has still speaks for the same
 * topic when both texts keep using it, because people rename their files; once is not enough, for a form repeats its
 * school's name in every copy.
 */
export function sameTopic(first: Named, second: Named): TopicMatch {
  const one = pairsOf(first.names)
  const two = pairsOf(second.names)
  const common = [...one].filter((pair) => two.has(pair)).length
  const onlyOne = [...one].filter((pair) => !two.has(pair) && !second.text.includes(pair)).length
  const onlyTwo = [...two].filter((pair) => !one.has(pair) && !first.text.includes(pair)).length
  const said = new Set([
    ...one,
    ...two,
    ...pairsOf([first.text.slice(0, HEAD)]),
    ...pairsOf([second.text.slice(0, HEAD)]),
  ])
  const used = [...said].filter((pair) => twice(first.text, pair) && twice(second.text, pair)).length
  if (common >= 2 && common >= 2 * Math.min(onlyOne, onlyTwo)) return 'same'
  if (used >= 3 && (onlyOne === 0 || onlyTwo === 0)) return 'same'
  return common === 0 && used === 0 && onlyOne > 0 && onlyTwo > 0 ? 'different' : 'unknown'
}

/**
 * Whether both files count, and count differently: 第3周 and 第4周, Unit 1 and Unit 2. Their names say it,
 * else the beginnings of their texts. Revisions (第二稿, v3) are no such counters.
 */
export function numberedApart(first: Named, second: Named): boolean {
  const byName = apart(first.names.join(' '), second.names.join(' '))
  return byName ?? apart(first.text.slice(0, HEAD), second.text.slice(0, HEAD)) ?? false
}

/** Undefined when they have no counter in common. */
function apart(one: string, two: string): boolean | undefined {
  const left = countersIn(one)
  const right = countersIn(two)
  const common = [...left.keys()].filter((counter) => right.has(counter))
  return common.length === 0 ? undefined : common.some((counter) => left.get(counter) !== right.get(counter))
}

/** 第二版 and 第三次修改 count drafts. */
const DRAFTS = /[版次稿]$|部分$|组$/

/** Counter → the first number that it has. Of a lesson in a unit both are kept. */
function countersIn(text: string): Map<string, string> {
  const counters = new Map<string, string>()
  for (const ordinal of ordinalsIn(text.normalize('NFKC').toLowerCase())) {
    const [, number, counter] = /^第(\d+)(.+)$/.exec(ordinal) ?? []
    if (number === undefined || counter === undefined || DRAFTS.test(counter)) continue
    if (!counters.has(counter)) counters.set(counter, number)
  }
  return counters
}

function twice(text: string, pair: string): boolean {
  const at = text.indexOf(pair)
  return at >= 0 && text.includes(pair, at + pair.length)
}

/** Pairs of neighbouring characters that say something. */
function pairsOf(texts: readonly string[]): Set<string> {
  const pairs = new Set<string>()
  for (const text of texts) {
    const plain = text
      .normalize('NFKC')
      .toLowerCase()
      .replace(COPY_WORDS, ' ')
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
    const generic = genericIn(plain)
    for (let at = 0; at + 1 < plain.length; at += 1) {
      if (generic[at] === 1 || generic[at + 1] === 1) continue
      const pair = plain.slice(at, at + 2)
      if (!pair.includes(' ') && !/\d/.test(pair)) pairs.add(pair)
    }
  }
  return pairs
}
