import type { Want } from './intent.ts'
import { ANY_ID, bare, idIn } from './numbers.ts'

const SCORE =
  /(?<![\d加得涨扣+＋差才只就了有年共满占考\-.#])(?:打|评(?!价)|给)?\s*(?:一?个)?(10|[0-9]|[一二三四五两十])\s*(?:分(?![钟数之类享析裂])|颗星星?|颗星|星(?![期球座空级])|★)(?:好评)?|(满分|满星|(?<=给\s?#?\d{2,9}号?(?:资源|文件)?个?)好评)(?:好评)?|((?:⭐|★|🌟){1,5})/u
const DIGITS: Record<string, string> = { 一: '1', 二: '2', 两: '2', 三: '3', 四: '4', 五: '5', 十: '10' }

/** 「129 5星 非常棒」: number and score in front. */
const LEADS = /^#?\d{2,9}号?[\s，,：:]*(?:\d|[一二三四五])\s*(?:分(?!钟)|颗?星)/

/**
 * `rate` with number, stars and comment: 「给128打5分，很实用」 → `128 5 很实用`. `known` is the replied resource, or empty.
 * A score is passed on as it was given, also 10: the command says what is allowed.
 */
export function ratingWant(clauses: readonly string[], text: string, known: string): Want | undefined {
  if (known && /^[2-5]$/.test(text.trim())) return { name: 'rate', rest: `${known} ${text.trim()}` }
  const command =
    /^(?:请|我|帮我|麻烦|给个?)*(评分|评价|打分|评)(?![课审估论比选优析定卷语委教议述阅])\s*(?:一下)?[:：]?\s*(.*)$/su.exec(
      text,
    )
  if (command && /^(?:#?\d|[一二三四五]\s*[分星颗]|这|$|[一二三四五](?:\s|$|，))/.test(command[2] ?? ''))
    return typedRating(command[2] ?? '', known)
  if (/为什么|为啥|凭什么|怎么|[?？]|吗$|规则|课件要|满分\d|几分|多少分/.test(text)) return undefined
  const at = clauses.findIndex((clause) => SCORE.test(clause))
  const clause = clauses[at]
  if (clause === undefined || clauses.length > 6) return undefined
  const match = SCORE.exec(clause)
  if (!match) return undefined
  const id = idIn(clause.replace(SCORE, ' 。')) || idIn(clauses.filter((_, index) => index !== at).join('，'))
  const verb = /打|评|值(?!班|日)|给(?!我|大家|孩子|学生)/.test(clause)
  const alone =
    bare(clause, SCORE, ANY_ID, /打|评|给|必须|妥妥|值得|好评|觉得|资源|课件|教案|试卷|文件|资料/g) === '' &&
    clauses.length <= 3
  if (!id && !known && !(alone && (verb || clauses.length === 1))) return undefined
  if (!known && !verb && !alone && !LEADS.test(clause)) return undefined
  if (known && !verb && !alone && clause.length > 25) return undefined
  if (!id && !verb && Number(DIGITS[match[1] ?? ''] ?? match[1] ?? 5) > 5) return undefined
  const stars = match[1] ? (DIGITS[match[1]] ?? match[1]) : match[3] ? String([...match[3]].length) : '5'
  const spare = clauses
    .map((one, index) => comment(index === at ? one.replace(SCORE, ' ') : one, index === at))
    .filter(Boolean)
  return { name: 'rate', rest: [id || known, stars, spare.join('，')].filter(Boolean).join(' ') }
}

/** What follows 评: `128 5 很好`, `4 很实用` in a reply, `128 五星`. */
function typedRating(words: string, known: string): Want {
  const clean = words
    .replace(/^(?:这份|这个|它)[，,\s]*/, '')
    .replace(/(?<=^|\s|\d)([一二三四五两])(?=\s*(?:[分星颗，,]|$|\s))/gu, (digit) => DIGITS[digit] ?? digit)
  // Half a star is no star: the command says so.
  if (/^#?\d+\s+\d{1,2}[.．]\d/.test(clean)) return { name: 'rate', rest: clean }
  const match =
    /^#?(\d+)(?:号|号资源)?[\s，,:：]*(?:打|给|评)?\s*(?:(\d{1,2})(?!\d)\s*(?:分|颗?星|★)?)?[\s，,：:。]*(.*)$/su.exec(
      clean,
    )
  if (!match) return { name: 'rate', rest: [known, clean.trim()].filter(Boolean).join(' ') }
  const [, first = '', second, tail = ''] = match
  const note = comment(tail.replace(/^(?:分|颗?星)[\s，,]*/, ''), false)
  const told = second ? null : SCORE.exec(tail)
  if (told?.[1])
    return {
      name: 'rate',
      rest: [first, DIGITS[told[1]] ?? told[1], comment(tail.replace(SCORE, ' '), false)].filter(Boolean).join(' '),
    }
  if (second) return { name: 'rate', rest: [first, second, note].filter(Boolean).join(' ') }
  const isScore = known !== '' || first.length === 1
  return { name: 'rate', rest: [isScore ? known : '', first, note].filter(Boolean).join(' ') }
}

function comment(clause: string, scored: boolean): string {
  const left = clause
    .replace(ANY_ID, ' ')
    .replace(scored ? /^.*(?:改|换)(?:成|为|到)\s*$/ : /^$/, ' ')
    .replace(scored ? /^\s*对?\s*的?(?:评价|打分|评分)(?:是|为)?[:：]?/ : /^$/, '')
    .replace(
      scored
        ? /(?:^|(?<=[\s]))(?:我|请|帮我|麻烦)*(?:给|为|对)?\s*(?:它|这[份个]|那[份个])?(?:资源|课件|教案)?\s*(?:打|评|给)?个?\s*$|^\s*(?:我|请|帮我|麻烦)*(?:给|为|对)\s*(?:它|这[份个]|那[份个])?(?:资源|课件|教案)?\s*(?:打|评|给)?个?/g
        : /^$/,
      ' ',
    )
    .replace(/^(?:我?(?:个人)?(?:觉得|认为)\s*)?(?:必须|妥妥|值得|值|直接)+(?:的|给)?/, '')
    .replace(/^[\s，,：:的了吧]+|[\s，,：:吧]+$/g, '')
    .replace(/^(?:这[份个]|那[份个]|它)(?:资源|文件)?/, '')
    .trim()
  return bare(left) === '' || left === '一' || /^(?:谢谢|感谢|辛苦|打(?!不|开|印)|评|给)+/.test(left)
    ? ''
    : left.replace(/\s+/g, ' ')
}
