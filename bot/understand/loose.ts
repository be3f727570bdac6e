import type { Want } from './intent.ts'
import { idIn } from './numbers.ts'
import { isFacet } from './topic.ts'

/**
 * The last look at a text that was said to the bot and names a receipt number, when no grammar covered every word of
 * it: 「128我传重了帮我下掉」. The verb alone decides; undefined when there is none, or no number, or a whole paragraph.
 */
export function looseWant(text: string): Want | undefined {
  const id = idIn(text)
  if (id === '' || text.length > 40 || /[?？].+[?？]/.test(text)) return undefined
  if (/(?:取消|撤销|收回|撤掉).{0,8}(?:评分|评价|打分|打的分)/.test(text)) return { name: 'rate', rest: `${id} 0` }
  const score = /(?<![\d才只])([1-5一二两三四五])\s*(?:分(?!钟|之)|颗?星)/.exec(text)?.[1]
  if (score && /值|推荐|评|打|给|星/.test(text) && !/[?？吗]|为什么|怎么/.test(text))
    return { name: 'rate', rest: `${id} ${'一二三四五'.indexOf(score.replace('两', '二')) + 1 || score}` }
  const verb = VERBS.find(([, pattern]) => pattern.test(text))?.[0]
  if (verb === 'correct') {
    const value = /(?:是|应该|为|成|属于|归)\s*([^，,。是]{1,12}?)(?:的|吧|啊)?[。.]?$/.exec(text)?.[1] ?? ''
    const field = /年级|学科|科目|类型|标题|名称|册/.exec(text)?.[0] ?? ''
    if (isFacet(value)) return { name: verb, rest: `${id} ${value}` }
    return field === '' ? undefined : { name: verb, rest: `${id} ${field}` }
  }
  return verb === undefined ? undefined : { name: verb, rest: id }
}

const VERBS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['restore', /恢复|还原|放回|重新上架|(?:取消|撤销|不|别).{0,8}撤/],
  [
    'withdraw',
    /撤|删|下掉|下架|收回|拿掉|去掉|(?:不想|不要|不再|取消|停止).{0,3}(?:分享|共享|公开)|(?:传|发|上传)(?:错|重)了/,
  ],
  ['correct', /错了|不对|有误|弄错|搞错|归错|分错|标错|填错|写错|改|更正/],
  ['why', /积?分.{0,6}(?:问题|不对|少|来|依据|算)|(?:为什么|为啥|怎么|凭什么).{0,8}分/],
  ['download', /^(?:我|请|麻烦|帮我|想|要|给我)*(?:下|取(?!消)|拿|要|领)|下载|发(?:给)?我|给我/],
]
