import type { About } from '#workers/view.ts'
import type { Want } from './intent.ts'
import { ANY_ID, bare, ID, idIn, idsIn, THIS } from './numbers.ts'
import { ratingWant } from './rating.ts'
import { isFacet } from './topic.ts'

/**
 * Requests about one resource, in Chinese: rate, withdraw, restore, download, correct, review, and why it got its
 * points. The resource is the receipt number in the text, else what the replied message is about. `rest` is always
 * number first: `128 5 很实用`, `128 类型 教案`, `128 退回 内容不全`; the n-th of a list is `第2`.
 */
export function receiptWant(text: string, about: About | undefined): Want | undefined {
  const clauses = text
    .split(/[，,。！!；;\n～~]+|(?<=[?？])/)
    .map((part) => part.trim())
    .filter(Boolean)
  const known = about?.resource === undefined ? '' : String(about.resource)
  const onlyHow = text.replace(HOW_TO_GET, '')
  if (onlyHow !== text) return handing([`下载${onlyHow}`], known, about)
  if (/(?:怎么|如何|怎样|咋)(?!.{0,10}(?<![评打])分)/.test(text)) return complaint(text, known)
  return (
    complaint(text, known) ??
    ratingWant(clauses, text, known) ??
    undoing(clauses, known) ??
    decision(clauses, known) ??
    correction(text, known) ??
    handing(clauses, known, about)
  )
}

/** 「第二个怎么下载」: told how is less than handed the file. */
const HOW_TO_GET =
  /(?:我?想(?:要)?下载(?:下来)?)?(?:怎么|如何|咋)(?:才能|可以)?(?:下载?|获取|取|拿)(?:下来|到)?(?:啊|呀|呢)?[?？]?$/

const WITHDRAW =
  /撤回来?|撤销(?:分享)?|撤掉|撤下来?|撤了|撤吧|撤(?=\s*#?\d)|收回|删除|删掉|删了|删(?=\s*#?\d)|下架|取消分享|不分享了/
const RESTORE =
  /(?:取消|撤销).{0,8}撤[回销]|恢复|还原|重新上架|取消撤[回销]|(?:别|不要|不)撤(?:回|销)?了?|撤[回销]?错了|误撤了?|找回来?/

function undoing(clauses: readonly string[], known: string): Want | undefined {
  for (const [name, verb] of [
    ['restore', RESTORE],
    ['withdraw', WITHDRAW],
  ] as const) {
    for (const clause of clauses) {
      if (
        !verb.test(clause) ||
        /为什么|谁|被|(?:撤回|恢复|下架|还原|撤销)了(?:吗|没|[?？!！。]*$)|可以.*的$/.test(clause)
      )
        continue
      const id = idsIn(clause) || idIn(clauses.join('，'))
      const rest = bare(
        clause,
        verb,
        WITHDRAW,
        new RegExp(ID, 'g'),
        /和|跟|与|、/g,
        new RegExp(THIS, 'g'),
        /发错|传错|错|重复|资源|文件|不(?:想)?(?:需)?要了?/g,
      )
      if (rest === '') return { name, rest: id || known }
      const named =
        /^(?:请|麻烦|帮我|帮忙)*把(.{2,40}?)(?:给)?(?:撤回|撤销|删除|删掉|删了|撤了|撤掉|恢复|还原|下架)/.exec(
          clause,
        ) ??
        /^(?:请|麻烦|帮我|帮忙)*(?:撤回|撤销|删除|删掉|恢复|下架)(?=.*(?:[这那]份|那个|我的|我发|我传|刚才))(.{2,40})$/.exec(
          clause,
        )
      if (named && !id) return { name, rest: known || (named[1] ?? '').trim() }
    }
  }
  if (known && /^[撤删]$/.test(clauses.join(''))) return { name: 'withdraw', rest: known }
  const mistake = clauses.some((clause) =>
    /^(?:不好意思|抱歉|哎呀?|糟了?|我)*(?:这[个份])?(?:发|传|上传)错(?:了|文件了?|版本了?)$/.test(clause),
  )
  return mistake && known && clauses.length === 1 ? { name: 'withdraw', rest: known } : undefined
}

/** `通过128`, `128 退回，内容不全`; in a reply without the number. */
function decision(clauses: readonly string[], known: string): Want | undefined {
  const head = clauses[0] ?? ''
  const looked = /^(?:请|麻烦|我|要|去)*(?:审核|审批|审)(?:一下)?\s*/.exec(head)
  if (looked && idIn(head) && bare(head.slice(looked[0].length), ANY_ID) === '')
    return { name: 'review', rest: idIn(head) }
  const match =
    /^(?:请|麻烦|把|我|审核)*(.{0,16}?)(审核通过|予以通过|不予通过|不通过|未通过|通过|不同意|同意|批准|准了|退回(?:去|修改|重传)?|驳回|打回(?:去|重做)?|拒绝)(.*)$/.exec(
      head,
    )
  if (!match) return undefined
  const [, before = '', verb = '', after = ''] = match
  const id = idIn(before) || idIn(after.slice(0, 14))
  if (!id && /^(?:来|去)?了/.test(after)) return undefined
  const around = bare(before, ANY_ID, /审核/g)
  if (around !== '' || (!id && (!known || /^(?:过|的|率|了吗)/.test(after)))) return undefined
  const refused = /不|未|退|驳|打回|拒/.test(verb)
  const reason = [after.replace(ANY_ID, ' '), ...clauses.slice(1)]
    .map((part) => part.replace(/^[\s，,：:了吧]+|[\s了吧]+$/g, '').replace(/^(?:原因|理由)(?:是|[:：])?\s*/, ''))
    .filter((part) => bare(part) !== '')
  if (!refused && reason.join('').length > 12) return undefined
  return {
    name: 'review',
    rest: [id || known, refused ? '退回' : '通过', refused ? reason.join('，') : ''].filter(Boolean).join(' '),
  }
}

const FIELD = '(?:(?<![一二三四五六七八九\\d])年级|学科|科目|类型|类别|分类|册次|册|标题|题目|名称|名字|版本|单元|学段)'

function correction(text: string, known: string): Want | undefined {
  const id = idIn(text)
  const named = id || known
  const fieldBeside = (value: string) => new RegExp(FIELD).exec(text.replace(value, ' '))?.[0] ?? ''
  const field = new RegExp(FIELD).exec(text)?.[0] ?? ''
  const changed =
    /(?:改|更正|修改|换|纠正|调整|设|归|归类|分)(?:一下)?(?:成|为|到|回)\s*(.{1,60}?)(?:吧|谢谢|才对|啊|哦|了|吗|[，,。!！?？].*)?$/.exec(
      text,
    )?.[1]
  const aimed = named !== '' || field !== '' || /^(?:请|麻烦|帮我)*(?:把|更正)/.test(text)
  const short = known === '' ? undefined : /^(?:改|这?是|应为)?([^，,。]{1,12}?)的?$/.exec(text.trim())?.[1]
  const first =
    known === '' ? undefined : /^(?:是)?([^，,。是]{1,10}?)[，,\s]*(?:而|并)?不是([^，,。]{1,10})$/.exec(text.trim())
  if (first && isFacet(first[1] ?? '') && isFacet(first[2] ?? '')) return corrected(known, '', first[1] ?? '')
  if (short && short.length >= 2 && isFacet(short)) return corrected(known, '', short)
  if (changed && aimed && !/时间|周榜|发榜|语言|中文$|英文$/.test(text))
    return corrected(named, fieldBeside(changed), changed)
  const typed = new RegExp(`^(?:更正|修改|改一下|改)[\\s:：]*${ID}[\\s，,:：为成是]*(.{1,60})$`).exec(text)?.[5]
  if (typed && id)
    return corrected(
      id,
      new RegExp(`^${FIELD}`).exec(typed)?.[0] ?? '',
      typed.replace(new RegExp(`^${FIELD}[\\s:：，,改是为成]*`), ''),
    )
  if (!named)
    return /^(?:更正|纠正)/.test(text) && text.length < 40
      ? { name: 'correct', rest: text.replace(/^(?:更正|纠正)(?:一下)?\s*/, '') }
      : undefined
  for (const pattern of [
    /(?:应该|应当|其实|实际上?|明明)(?:是|为|属于|归)\s*(.{1,30}?)(?:的|吧|啊|才对|哦)?(?:$|[，,。!！不])/,
    /(?:错了|不对|有误|弄错|搞错|认错|识别错)[^，,。]{0,6}[，,。\s]*(?:这|它|应该|这份|那)?是\s*(.{1,30}?)(?:的|吧|啊|才对|哦)?(?:$|[，,。!！不])/,
    /不是.{1,16}?[，,\s]*(?:而|应该|这)?是\s*(.{1,30}?)(?:的|吧|啊|才对|哦)?(?:$|[，,。!！])/,
    /(?:这|它|这[份个])?是\s*(.{1,20}?)[，,\s]*不是/,
  ]) {
    const value = pattern.exec(text)?.[1]?.trim()
    const denied = /不是([^，,是]{1,10}?)[，,\s]*(?:而|应该|这)?是/.exec(text)?.[1] ?? ''
    if (value && (isFacet(value) || field !== '' || isFacet(denied))) return corrected(named, fieldBeside(value), value)
  }
  if (known && field && text.length <= 20 && /不对|错|有误|改|修改/.test(text))
    return { name: 'correct', rest: `${known} ${field}` }
  return undefined
}

function corrected(id: string, field: string, value: string): Want {
  const plain = value
    .trim()
    .replace(/^(?:是|为)/, '')
    .replace(/[吗么吧呢]$/, '')
    .replace(/(?<=.)的$/, '')
  return {
    name: 'correct',
    rest: [id, field === '分类' || field === '类别' ? '类型' : field, plain].filter(Boolean).join(' '),
  }
}

const GET = /下载|需要|想要|[发传拿]过来|求分享|求|发给我|发我|发|传给我|传我|给我|拿|取|要|来/g
const ORDINAL =
  /第\s*([一二三四五六七八九十]|\d{1,2})\s*(?:个|份|条|项|篇|套)?(?![课单章节册组题步周天部名次回届位学年版讲])/
const NUMERALS = '一二三四五六七八九十'

/** `128发我`, `下载第二个`; under a list a bare number is the place in it, under a receipt `发我一份` is that file. */
function handing(clauses: readonly string[], known: string, about: About | undefined): Want | undefined {
  if (known && /^[下取]$/.test(clauses.join(''))) return { name: 'download', rest: known }
  for (const clause of clauses) {
    if (/(?:下载|发|传)(?:了|过(?!来))|次数|不要|别/.test(clause)) continue
    const nth = ORDINAL.exec(clause)
    if (
      nth &&
      bare(clause, ORDINAL, GET, new RegExp(THIS, 'g')) === '' &&
      (GET.test(clause) || about?.query !== undefined)
    ) {
      GET.lastIndex = 0
      return { name: 'download', rest: `第${placeOf(nth[1] ?? '')}` }
    }
    GET.lastIndex = 0
    const place = /^\s*(?:要|选|下载|发|来|取)?\s*(\d{1,2})\s*[.。号]?$/.exec(clause)?.[1]
    if (place && about?.query !== undefined) return { name: 'download', rest: `第${place}` }
    const asks = GET.test(clause) && !/^(?:好|多|新|有|大家|不|我(?:来|先|去|已))/.test(clause)
    GET.lastIndex = 0
    const id = idIn(clause) || /(?:下载|取)\s*(\d{1,9})$/.exec(clause)?.[1] || ''
    const rest = bare(clause, ANY_ID, GET, new RegExp(THIS, 'g'), /^\s*\d+|\d+\s*$/g, /也|一|原/g)
    if (asks && rest === '' && (id || (known && /下载|发|传|给我|要|求|来一?[份个]|拿|取/.test(clause))))
      return { name: 'download', rest: id || known }
  }
  return undefined
}

function placeOf(numeral: string): string {
  const at = NUMERALS.indexOf(numeral)
  return numeral.length === 1 && at >= 0 ? String(at + 1) : numeral
}

const BARE_WHY = /^(?:这|这分|分)?(?:为什么|为啥|凭什么|怎么回事|咋回事|是?怎么算(?:的|出来的)?)$/

/** 「才3分啊」 under a receipt asks why, and so does 「128怎么才3分」. */
function complaint(text: string, known: string): Want | undefined {
  const plain = text.replace(/[\s，,。!！?？~～]+/g, '')
  if (plain.length > 30) return undefined
  if (known && /^(?:这|这分|分)?(?:为什么|为啥|凭什么|怎么回事|咋回事|是?怎么算(?:的|出来的)?)$/.test(plain))
    return { name: 'why', rest: known }
  if (known && BARE_WHY.test(plain)) return { name: 'why', rest: known }
  const low = /(?:才|只|就|怎么)(?:给|有|加|得|值)?了?\s*[\d一二两三四五六七八九十.]+\s*积?分/.test(plain)
  const asks =
    /为什么|为啥|怎么(?!.{0,3}(?:获得|赚|挣|加分|得分|算$|用))|咋|凭什么|凭啥/.test(plain) &&
    /(?<![评打])积?分|扣|少|低|没给|不给|不算|没算/.test(plain)
  const id = idIn(text.replace(/[\d.]+\s*积?分/g, ' '))
  const detail = /明细/.test(plain)
  if (!(low && (known || id)) && !(asks && (known || id)) && !(detail && (known || id))) return undefined
  if (detail && bare(plain, ANY_ID, /明细|积分|查|看看?|得分|加分/g) !== '') return undefined
  return { name: 'why', rest: id || known }
}
