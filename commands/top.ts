import { z } from 'zod'
import { board, SUBJECTS } from '#db/boards/board.ts'
import { PERIODS, windowAt } from '#db/boards/periods.ts'
import { policyAt } from '#db/policy/at.ts'
import type { Action, View } from '#workers/view.ts'
import { boardView } from '#workers/view-board.ts'
import { type Context, defineCommand } from './command.ts'

const PERIOD_WORDS: readonly [RegExp, (typeof PERIODS)[number], boolean][] = [
  [/^(上周|上星期|last week)$/i, 'week', true],
  [/^(上月|上个月|last month)$/i, 'month', true],
  [/^(上学期|上个学期|last term|last semester)$/i, 'term', true],
  [/^(上学年|去年|last year)$/i, 'year', true],
  [/^(本周|这周|周|星期|周榜|this week|week|weekly)$/i, 'week', false],
  [/^(本月|这个月|月|月榜|this month|month|monthly)$/i, 'month', false],
  [/^(本学期|这学期|学期|学期榜|this term|term|semester)$/i, 'term', false],
  [/^(本学年|学年|今年|年|年榜|全年|this year|year|yearly)$/i, 'year', false],
]
const SUBJECT_WORDS: readonly [RegExp, (typeof SUBJECTS)[number]][] = [
  [/^(个人|老师|教师|我|person|people|teachers?)$/i, 'person'],
  [/^(教研组|学科组|组|部门|departments?)$/i, 'department'],
  [/^(学校|校际|各校|schools?)$/i, 'school'],
]
export const top = defineCommand({
  name: 'top',
  aliases: ['排行', '排行榜', '榜单', '榜', 'rank', 'leaderboard'],
  summary: {
    zh: '积分榜：本周、本月、本学期、学年；个人、教研组、学校',
    en: 'Boards: week, month, term, year; person, department, school',
  },
  usage: {
    zh: '/top [本周|上周|本月|本学期|学年] [个人|教研组|学校] [文字]',
    en: '/top [week|last week|month|term|year] [person|department|school] [text]',
  },
  examples: ['/top', '/top 本月 教研组'],
  who: 'everyone',
  args: z.object({
    period: z.enum(PERIODS).default('week'),
    subject: z.enum(SUBJECTS).default('person'),
    before: z.enum(['0', '1']).default('0'),
    mine: z.enum(['0', '1']).default('0'),
    plain: z.enum(['0', '1']).default('0'),
  }),
  fromText(rest) {
    const args: Record<string, string> = {}
    const words = rest
      .trim()
      .replace(/(last|this)\s+(week|month|term|year)/gi, '$1_$2')
      .split(/[\s,，、的]+/)
    for (const word of words.map((one) => one.replace('_', ' ')).filter((one) => one !== '')) {
      const period = PERIOD_WORDS.find(([pattern]) => pattern.test(word))
      const subject = SUBJECT_WORDS.find(([pattern]) => pattern.test(word))
      if (period) Object.assign(args, { period: period[1], before: period[2] ? '1' : '0' })
      else if (subject) args.subject = subject[1]
      else if (/^(文字|文字版|text)$/i.test(word)) args.plain = '1'
      else return undefined
    }
    return args
  },
  async run({ period, subject, before, mine, plain }, ctx) {
    const at = before === '1' ? await lastWindow(period, ctx) : ctx.now
    const alone = mine === '1' || ctx.chat.kind === 'direct'
    const found = await board(ctx.db, {
      schoolId: ctx.school.id,
      subject,
      period,
      at,
      ...(alone && { viewer: ctx.member.id }),
    })
    const view = boardView(ctx.t, found)
    return {
      view: {
        ...view,
        blocks: [...view.blocks, ...switches({ period, subject, before }, alone, ctx)],
        ...(plain === '1' && { about: { plain: true } }),
      },
      ...(mine === '1' ? { to: 'member' as const } : { replace: ctx.pressed && ('own' as const) }),
    }
  },
})

/** The last instant of the window before this one. */
async function lastWindow(period: (typeof PERIODS)[number], ctx: Context): Promise<Date> {
  const policy = await policyAt(ctx.db, ctx.school.id, ctx.now)
  return new Date(windowAt(period, ctx.now, ctx.zone, policy).from.getTime() - 1)
}

type Shown = { period: (typeof PERIODS)[number]; subject: (typeof SUBJECTS)[number]; before: string }

function switches(shown: Shown, alone: boolean, { t }: Context): View['blocks'] {
  const names = {
    week: t({ zh: '本周', en: 'Week' }),
    month: t({ zh: '本月', en: 'Month' }),
    term: t({ zh: '本学期', en: 'Term' }),
    year: t({ zh: '学年', en: 'Year' }),
    person: t({ zh: '个人', en: 'People' }),
    department: t({ zh: '教研组', en: 'Departments' }),
    school: t({ zh: '学校', en: 'Schools' }),
  }
  const go = (label: string, change: Partial<Shown>): Action => ({
    label,
    command: 'top',
    args: { ...shown, before: '0', ...change },
  })
  const actions = [
    ...PERIODS.filter((one) => one !== shown.period).map((period) => go(names[period], { period })),
    ...SUBJECTS.filter((one) => one !== shown.subject).map((subject) => go(names[subject], { subject })),
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
  return [{ kind: 'actions', actions }]
}
