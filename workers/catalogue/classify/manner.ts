/** How a text speaks, whatever it is about. */
export type Manner = {
  /** 0..1: asks and leaves blanks, as a paper does. */
  paper: number
  /** -1..1: to children of primary school, or to older ones. */
  childlike: number
}

/** How much of a text is read for it, in characters. */
const READ = 3_000
const ASKS =
  /[(]\s{0,8}[)]|_{2,}|下列|[(]\d{1,2}分[)]|正确的是|错误的是|不正确的|选出|判断|填空|(?<![a-z])[a-d]\s?[.、．]|回答(?:问题|下列)|第\d{1,2}题|\d[~～—-]\d{1,2}题/giu
const CHILDLIKE =
  /小朋友|孩子们?|猜一猜|说一说|画一画|摸一摸|闻一闻|看一看|试一试|想一想|比一比|填一填|选一选|连一连|做一做|听一听|数一数|我会[选填做写]|我的发现|我们的(?:发现|问题|假设|结论|收获)|记录单|聚焦|研讨|小小|爸爸|妈妈|爷爷|奶奶|[一二三四五六]年级|小学/gu
const GROWN =
  /下列(?:叙述|说法|有关|关于|各)|示意图|据图|如图所示|[(]\d{1,2}分[)]|据此完成|读图|结合(?:材料|所学)|mol|初[一二三]|高[一二三]|中考|高考|[七八九]年级|学业水平|综合题|实验题|选择题/gu

export function mannerOf(text: string): Manner {
  const head = text.slice(0, READ)
  const size = Math.max(2, head.length / 80)
  const asks = count(head, ASKS)
  const child = new Set(head.match(CHILDLIKE)).size
  const grown = new Set(head.match(GROWN)).size
  return {
    paper: Math.min(1, asks / size / 1.2),
    childlike: Math.max(-1, Math.min(1, (child - 1.5 * grown) / 3)),
  }
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}
