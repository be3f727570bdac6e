import { z } from 'zod'
import { type Board, type BoardQuery, board, SUBJECTS } from '#db/boards/board.ts'
import { insertCard } from '#db/boards/cards.ts'
import { SCOPES } from '#db/boards/list.ts'
import { PERIODS, windowAt } from '#db/boards/periods.ts'
import { prizePlaces } from '#db/boards/prize.ts'
import { METRICS } from '#db/boards/tables.ts'
import { bestWeekOf, mondayOf, weeksOfMember } from '#db/boards/trend.ts'
import { policyAt } from '#db/policy/at.ts'
import type { Text } from '#kit/lang.ts'
import { dayOf, dayText } from '#kit/zone.ts'
import { type Action, type Block, sentence, type View } from '#workers/view.ts'
import { boardView, cardRows, type OwnWeeks } from '#workers/view-board.ts'
import { type Answer, type Context, defineCommand } from './command.ts'
import { isTime, MAX_UNKNOWN, meaningOf, topArgs, topWordsOf } from './top-words.ts'

/** Weeks of one's own trend. */
const WEEKS = 8
/** Prizes that are decided: the first three. */
const PRIZES = 3
const flag = z.enum(['0', '1']).default('0')
const args = z.object({
  period: z.enum(PERIODS).default('week'),
  subject: z.enum(SUBJECTS).default('person'),
  metric: z.enum(METRICS).default('points'),
  scope: z.enum(SCOPES).default('school'),
  before: flag,
  mine: flag,
  newcomers: flag,
  prize: flag,
  plain: flag,
  /** Words that say nothing of a board, or a time of which there is none. */
  unknown: z.string().max(MAX_UNKNOWN).optional(),
  /** Two words that no board can follow together: `教研组|本群`. */
  clash: z.string().max(1_000).optional(),
})
type Args = z.output<typeof args>

const USAGE = {
  zh: '/top [本周|上周|本月|本学期|学年] [个人|我|教研组|学校] [积分|质量|受益] [本群|本组|集团] [新人] [奖] [文字]',
  en: '/top [week|last week|month|term|year] [person|me|department|school] [points|quality|beneficiaries] [this group|my department|all schools] [newcomers] [prize] [text]',
}

export const top = defineCommand({
  name: 'top',
  aliases: ['排行', '排行榜', '榜单', '榜', 'rank', 'leaderboard'],
  summary: {
    zh: '榜：本周、本月、本学期、学年；个人、教研组、学校；积分、质量、受益',
    en: 'Boards: week, month, term, year; person, department, school; points, quality, beneficiaries',
  },
  usage: USAGE,
  examples: ['/top', '/top 本月 教研组', '/top 学期 质量', '/top 上周 奖'],
  who: 'everyone',
  args,
  fromText: topArgs,
  async run(asked, ctx) {
    if (asked.unknown !== undefined) return { view: notUnderstood(asked.unknown, asked, ctx) }
    if (asked.clash !== undefined) return { view: notTogether(asked.clash, ctx) }
    const why = refusal(asked, ctx)
    if (why) return { view: sentence(ctx.t(why), { tone: 'warn' }), to: 'member' }
    const at = asked.before === '1' ? await lastWindow(asked.period, ctx) : ctx.now
    const alone = asked.mine === '1' || ctx.chat.kind === 'direct'
    const query = queryOf(asked, at, ctx)
    const found = await board(ctx.db, alone ? { ...query, viewer: ctx.member.id } : query)
    const own = alone && found.me && asked.metric === 'points' ? await ownWeeks(ctx) : undefined
    const shown = boardView(ctx.t, found, own)
    const prizes = asked.prize === '1' ? await prizeBlocks(found, query, ctx) : []
    const view: View = {
      ...shown,
      blocks: [...shown.blocks, ...prizes, ...switches(asked, alone, ctx)],
      ...(asked.plain === '1' && { about: { plain: true } }),
    }
    if (!alone) await remember(view, found, ctx)
    const answer: Answer = { view }
    return asked.mine === '1' ? { ...answer, to: 'member' } : { ...answer, replace: ctx.pressed && 'own' }
  },
})

/** What was not understood is said, with the boards that there are of the rest. */
function notUnderstood(words: string, asked: Args, { t }: Context): View {
  const { subject, metric, scope, newcomers, prize, mine } = asked
  const isOfTime = topWordsOf(words).every(isTime)
  const text = isOfTime
    ? {
        zh: `没有「${words}」的榜。榜按本周、本月、本学期、学年，或者上周、上月、上学期、上学年。`,
        en: `There is no board of “${words}”: boards are of this or the last week, month, term or school year.`,
      }
    : {
        zh: `没有看懂「${words}」，榜不按它分。可以这样选：`,
        en: `I do not know what “${words}” means for a board. You can choose:`,
      }
  const actions = PERIODS.map((period) => ({
    label: t(PERIOD_NAMES[period]),
    command: 'top',
    args: { period, subject, metric, scope, newcomers, prize, mine },
  }))
  return sentence(t(text), { tone: 'warn', actions, ...(!isOfTime && { note: t(USAGE) }) })
}

function notTogether(clash: string, { t }: Context): View {
  const [one, other] = clash.split('|')
  const text = {
    zh: `「${one}」和「${other}」不能同时看，请选一个。`,
    en: `No board is of both “${one}” and “${other}”: choose one of them.`,
  }
  const note = {
    zh: '教研组和学校的榜看本校或集团，不分群、新人和奖。',
    en: 'Boards of departments and schools are of this school or of all, and have no groups, newcomers or prizes.',
  }
  const isOfGroups = [one, other].some((word) => GROUPS.has(meaningOf(word ?? '')?.subject))
  return sentence(t(text), { tone: 'warn', ...(isOfGroups && { note: t(note) }) })
}
const GROUPS = new Set<string | undefined>(['department', 'school'])

/** Why a board cannot be: there is no such group or department here. */
function refusal({ scope, subject }: Args, { chat, member }: Context): Text | undefined {
  if (subject !== 'person') return undefined
  if (scope === 'chat' && chat.kind !== 'group') {
    return {
      zh: '本群榜要在群里看。在群里发 /top 本群；这里可以看 /top 本校。',
      en: 'The board of a group is shown in that group: say /top this group there, or /top this school here.',
    }
  }
  if (scope === 'department' && member.department_id === null) {
    return {
      zh: '您还没有加入教研组，请联系管理员；现在可以看 /top 本校。',
      en: 'You belong to no department yet; an administrator can change that. Meanwhile: /top this school.',
    }
  }
  return undefined
}

function queryOf({ subject, period, metric, scope, newcomers }: Args, at: Date, { school, chat, member }: Context) {
  return {
    schoolId: school.id,
    subject,
    period,
    at,
    metric,
    scope,
    chatId: chat.id,
    newcomers: newcomers === '1',
    ...(member.department_id !== null && { departmentId: member.department_id }),
  } satisfies BoardQuery
}

/** The last instant of the window before this one. */
async function lastWindow(period: (typeof PERIODS)[number], ctx: Context): Promise<Date> {
  const policy = await policyAt(ctx.db, ctx.school.id, ctx.now)
  return new Date(windowAt(period, ctx.now, ctx.zone, policy).from.getTime() - 1)
}

async function ownWeeks({ db, school, member, now, zone }: Context): Promise<OwnWeeks> {
  const weeks = await weeksOfMember(db, { schoolId: school.id, at: now, zone, weeks: WEEKS }, member.id)
  const best = await bestWeekOf(db, school.id, member.id)
  return {
    weeks,
    ...(best && { best: { monday: dayText(mondayOf(best.week, zone), dayOf(now, zone)), points: best.points } }),
  }
}

/** The board in a group names people: when one of them wants that no more, it is changed. */
async function remember(view: View, found: Board, { chat, school, eventKey, lang, now, t, write }: Context) {
  const rows = cardRows(t, view, [found])
  if (rows.length === 0) return
  // The message of an answer has the key of its event.
  await write((trx) => insertCard(trx, { schoolId: school.id, chatId: chat.id, key: eventKey, lang, rows, at: now }))
}

/** Who has the first prizes when each is a single one: ties decided by merit, with the reason. */
async function prizeBlocks(found: Board, query: BoardQuery, { db, t, now }: Context): Promise<Block[]> {
  if (found.subject !== 'person' || found.rows.length === 0) return []
  const { rows, window } = await board(db, { ...query, limit: PRIZES })
  const places = await prizePlaces(db, { schoolId: query.schoolId, window, places: PRIZES, now }, rows)
  const names = new Map(rows.map((row) => [row.id, t(row.name)]))
  const items = places.map(({ place, members, why }) => ({
    title: t({
      zh: `第 ${place} 名：${members.map((id) => names.get(id) ?? '').join('、')}`,
      en: `No. ${place}: ${members.map((id) => names.get(id) ?? '').join(', ')}`,
    }),
    ...(why && { why: t(why) }),
  }))
  return [
    {
      kind: 'text',
      text: t({ zh: '如果每个名次只有一份奖', en: 'If there is one prize for each place' }),
      style: 'strong',
    },
    { kind: 'list', items },
    {
      kind: 'note',
      text: t({
        zh: '并列时依次比较：按积分加权的平均质量、受益人数、外校受益人数；都相同就共享。不看姓名、编号和先后。',
        en: 'Ties are decided by mean quality weighted by points, then beneficiaries, then those of other schools; if all are the same the prize is shared. Never by name, number or speed.',
      }),
    },
  ]
}

function switches(asked: Args, alone: boolean, { t, chat, member }: Context): View['blocks'] {
  const { period, subject, metric, scope, newcomers, before } = asked
  const shown = { period, subject, metric, scope, newcomers, before }
  const go = (label: Text, change: Partial<typeof shown>): Action => ({
    label: t(label),
    command: 'top',
    args: { ...shown, newcomers: '0', ...('period' in change && { before: '0' }), ...change },
  })
  const first = [
    ...PERIODS.filter((one) => one !== period).map((one) => go(PERIOD_NAMES[one], { period: one })),
    ...SUBJECTS.filter((one) => one !== subject).map((one) =>
      go(SUBJECT_NAMES[one], { subject: one, scope: 'school' }),
    ),
    ...(alone
      ? []
      : [
          {
            label: t({ zh: '我的名次', en: 'My place' }),
            command: 'top',
            args: { ...shown, mine: '1', subject: 'person' },
          },
        ]),
  ]
  const second = [
    ...METRICS.filter((one) => one !== metric).map((one) => go(METRIC_NAMES[one], { metric: one })),
    ...(subject === 'person' && scope !== 'school' ? [go(SCOPE_NAMES.school, { scope: 'school' })] : []),
    ...(subject === 'person' && scope !== 'chat' && chat.kind === 'group'
      ? [go(SCOPE_NAMES.chat, { scope: 'chat' })]
      : []),
    ...(subject === 'person' && scope !== 'department' && member.department_id !== null && alone
      ? [go(SCOPE_NAMES.department, { scope: 'department' })]
      : []),
    ...(subject === 'person' && newcomers === '0'
      ? [go({ zh: '新人', en: 'New colleagues' }, { newcomers: '1', scope: 'school' })]
      : []),
  ]
  return [
    { kind: 'actions', actions: first },
    { kind: 'actions', actions: second },
  ]
}

const PERIOD_NAMES = {
  week: { zh: '本周', en: 'Week' },
  month: { zh: '本月', en: 'Month' },
  term: { zh: '本学期', en: 'Term' },
  year: { zh: '学年', en: 'School year' },
}
const SUBJECT_NAMES = {
  person: { zh: '个人', en: 'People' },
  department: { zh: '教研组', en: 'Departments' },
  school: { zh: '学校', en: 'Schools' },
}
const METRIC_NAMES = {
  points: { zh: '积分', en: 'Points' },
  quality: { zh: '质量', en: 'Quality' },
  beneficiaries: { zh: '受益', en: 'Beneficiaries' },
}
const SCOPE_NAMES = {
  school: { zh: '本校', en: 'This school' },
  chat: { zh: '本群', en: 'This group' },
  department: { zh: '本组', en: 'My department' },
}
