import type { BoardSubject } from '#db/boards/board.ts'
import type { Scope } from '#db/boards/list.ts'
import type { Period } from '#db/boards/periods.ts'
import type { Metric } from '#db/boards/tables.ts'

/**
 * What `/top` was asked for, as its arguments. No word is dropped: what means nothing to a board is `unknown`, two words
 * that no board can follow together are the `clash`.
 */
export function topArgs(rest: string): Record<string, string> {
  const args: Record<string, string> = {}
  const saidBy = new Map<string, string>()
  const unknown: string[] = []
  for (const word of topWordsOf(rest)) {
    const meant = meaningOf(word)
    if (!meant) unknown.push(word)
    for (const [key, value] of Object.entries(meant ?? {})) {
      const earlier = saidBy.get(key)
      if (earlier !== undefined && args[key] !== value) args.clash ??= `${earlier}|${word}`
      args[key] = value
      saidBy.set(key, word)
    }
  }
  // The board of schools has all of them, whoever else is named.
  if (args.subject === 'school' && args.scope === 'school')
    args.clash ??= `${saidBy.get('subject')}|${saidBy.get('scope')}`
  if (unknown.length > 0) args.unknown = unknown.join(' ').slice(0, MAX_UNKNOWN)
  return args
}
export const MAX_UNKNOWN = 40

/** The words of what was typed after `/top`; `last month` is one. */
export function topWordsOf(rest: string): string[] {
  return rest
    .trim()
    .replace(/(last|this|next)\s+(week|month|term|semester|year|group|chat|school)(?![a-z])/gi, '$1_$2')
    .replace(/(my)\s+(department)(?!s)/gi, '$1_$2')
    .replace(/(all|new)\s+(schools|colleagues)/gi, '$1_$2')
    .split(/[\s,，、/的]+/)
    .map((one) => one.replace('_', ' '))
    .filter((one) => one !== '')
}

/** What one word says of a board; undefined for a word that says nothing. */
export function meaningOf(word: string): Record<string, string> | undefined {
  const period = PERIODS.find(([pattern]) => pattern.test(word))
  if (period) return { period: period[1], before: period[2] ? '1' : '0' }
  return OTHERS.find(([pattern]) => pattern.test(word))?.[1]
}

/** Whether a word names a time, of which there may be no board. */
export function isTime(word: string): boolean {
  return TIME.test(word)
}

type Meaning = Partial<{
  subject: BoardSubject
  metric: Metric
  scope: Scope
  newcomers: '1'
  prize: '1'
  plain: '1'
  mine: '1'
}>

const PERIODS: readonly [RegExp, Period, boolean][] = [
  [/^(上周|上星期|shangzhou|last week)$/i, 'week', true],
  [/^(上月|上个月|shang(?:ge)?yue|last month)$/i, 'month', true],
  [/^(上学期|上个学期|shang(?:ge)?xueqi|last term|last semester)$/i, 'term', true],
  [/^(上学年|去年|shangxuenian|qunian|last year)$/i, 'year', true],
  [/^(本周|这周|周|星期|周榜|benzhou|zhezhou|this week|week|weekly)$/i, 'week', false],
  [/^(本月|这个月|月|月榜|benyue|zhegeyue|this month|month|monthly)$/i, 'month', false],
  [/^(本学期|这学期|学期|学期榜|(?:ben|zhe)?xueqi|this term|this semester|term|semester)$/i, 'term', false],
  [/^(本学年|学年|今年|年|年榜|全年|(?:ben)?xuenian|jinnian|quannian|this year|year|yearly)$/i, 'year', false],
]

const TIME =
  /年(?!级)|学期|月|周|星期|礼拜|[天日]$|季度|历史|累计|总榜|总排[行名]|^(?:19|20)\d\d$|^(?:jin|zuo|ming|qian|hou)tian$|^xia(?:ge)?(?:zhou|yue|xueqi|xuenian)$|^(?:ming|qian)nian$|\b(?:day|daily|week|month|term|semester|quarter|year|today|yesterday|tomorrow|ever|all-time)\b/i

/** Boards of groups are of a school or of all: who names a group chat, newcomers or a prize means people. */
const OTHERS: readonly [RegExp, Meaning][] = [
  [/^(我|我自己|自己|我的名次|wo|me|my|mine)$/i, { mine: '1' }],
  [/^(个人|老师|教师|geren|laoshi|jiaoshi|person|people|persons?|teachers?|individuals?)$/i, { subject: 'person' }],
  [/^(教研组|学科组|组|部门|jiaoyanzu|xuekezu|bumen|departments?)$/i, { subject: 'department' }],
  [/^(学校|校际|各校|xuexiao|gexiao|schools?)$/i, { subject: 'school' }],
  [/^(积分|积分榜|jifen|points?)$/i, { metric: 'points' }],
  [/^(质量|质量榜|评分|zhiliang|pingfen|quality)$/i, { metric: 'quality' }],
  [/^(受益|受益榜|受益人|受益者|受益人数|用得多|shouyi|beneficiar(y|ies))$/i, { metric: 'beneficiaries' }],
  [/^(本群|群|benqun|this group|this chat|group|chat)$/i, { subject: 'person', scope: 'chat' }],
  [/^(本组|benzu|my department)$/i, { subject: 'person', scope: 'department' }],
  [/^(本校|全校|benxiao|quanxiao|this school)$/i, { scope: 'school' }],
  [/^(集团|全区|区|全部学校|jituan|quanqu|all schools|district)$/i, { scope: 'district' }],
  [/^(新人|新人榜|新老师|xinren|newcomers?|new colleagues)$/i, { subject: 'person', newcomers: '1' }],
  [/^(奖|评奖|奖品|pingjiang|jiangpin|prizes?)$/i, { subject: 'person', prize: '1' }],
  [/^(文字|文字版|wenzi|wenziban|text)$/i, { plain: '1' }],
  // Ten ranks are what a board shows.
  [/^(前十名?|前10名?|qianshi|榜|榜单|排行|排行榜|排名|board|leaderboard|ranking|10)$/i, {}],
]
