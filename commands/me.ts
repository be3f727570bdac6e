import { z } from 'zod'
import { board } from '#db/boards/board.ts'
import { formatPoints } from '#db/ledger/amount.ts'
import { balance, type Line, statement } from '#db/ledger/read.ts'
import { weeklyPoints } from '#db/ledger/weeks.ts'
import { policyAt } from '#db/policy/at.ts'
import type { Policy } from '#db/policy/schema.ts'
import { clockFace } from '#kit/zone.ts'
import type { Block, View } from '#workers/view.ts'
import { pendingText } from '#workers/view-pending.ts'
import { type Context, defineCommand } from './command.ts'

const ENTRIES = 5
/** Weeks of the trend; fewer than two of them with points are no trend. */
const WEEKS = 8

export const me = defineCommand({
  name: 'me',
  aliases: ['我的', '积分', '我的积分', 'points'],
  summary: { zh: '我的积分、名次和最近的变化', en: 'My points, my place and the latest changes' },
  usage: { zh: '/me', en: '/me' },
  who: 'everyone',
  args: z.object({}),
  fromText: () => ({}),
  async run(_args, ctx) {
    return { view: await view(ctx), to: 'member' }
  },
})

async function view(ctx: Context): Promise<View> {
  const { t, db, school, member, now } = ctx
  const { contrib, pending } = await balance(db, school.id, member.id)
  const policy = await policyAt(db, school.id, now)
  const places = await Promise.all([place('week', ctx), place('term', ctx)])
  const entries = await statement(db, school.id, member.id, { limit: ENTRIES })
  return {
    title: t({ zh: `${member.name}的积分`, en: `Points of ${member.name}` }),
    blocks: [
      ...(member.pending_since === null ? [] : [{ kind: 'text' as const, text: t(pendingText()) }]),
      {
        kind: 'fields',
        fields: [
          {
            label: t({ zh: '累计积分', en: 'Points' }),
            value: formatPoints(contrib),
            note: level(contrib, policy, ctx),
          },
          { label: t({ zh: '待生效的可用积分', en: 'Spendable, not yet in force' }), value: formatPoints(pending) },
          { label: t({ zh: '本周', en: 'This week' }), value: places[0] },
          { label: t({ zh: '本学期', en: 'This term' }), value: places[1] },
        ],
      },
      ...(await trend(ctx)),
      ...(entries.length > 0
        ? [{ kind: 'list' as const, items: entries.map((line) => entry(line, ctx)) }]
        : [
            {
              kind: 'text' as const,
              text: t({
                zh: '还没有积分记录。往群里发一份教学文件就开始了。',
                en: 'No entries yet. Drop a teaching file in the group to begin.',
              }),
            },
          ]),
      {
        kind: 'actions',
        actions: [
          { label: t({ zh: '我的分享', en: 'What I shared' }), command: 'mine', args: {} },
          { label: t({ zh: '本周榜', en: 'This week’s board' }), command: 'top', args: { mine: '1' } },
          { label: t({ zh: '积分规则', en: 'Rules' }), command: 'rules', args: {} },
        ],
      },
    ],
  }
}

async function trend({ db, school, member, now, zone, t }: Context): Promise<Block[]> {
  const weeks = await weeklyPoints(db, school.id, member.id, { at: now, zone, weeks: WEEKS })
  if (weeks.filter((week) => week.amount !== 0).length < 2) return []
  const title = t({ zh: `近 ${WEEKS} 周积分`, en: `Points in the last ${WEEKS} weeks` })
  const points = weeks.map(({ day, amount }) => ({
    label: day.slice(5).replace('-', '/'),
    value: Number(formatPoints(amount)),
  }))
  return [{ kind: 'chart', title, points }]
}

async function place(period: 'week' | 'term', ctx: Context): Promise<string> {
  const { me: mine } = await board(ctx.db, {
    schoolId: ctx.school.id,
    subject: 'person',
    period,
    at: ctx.now,
    viewer: ctx.member.id,
  })
  const points = formatPoints(mine?.points ?? 0)
  return mine?.rank === undefined
    ? ctx.t({ zh: `${points} 分`, en: `${points} points` })
    : ctx.t({ zh: `${points} 分，第 ${mine.rank} 名`, en: `${points} points, no. ${mine.rank}` })
}

/** The highest level reached, and how far the next one is. */
function level(contrib: number, policy: Policy, { t }: Context): string {
  const points = contrib / policy.minor_units
  const reached = policy.levels.filter(([from]) => points >= from).at(-1)
  const next = policy.levels.find(([from]) => points < from)
  const name = reached?.[1] ?? ''
  if (!next) return name
  const gap = formatPoints(Math.round(next[0] * policy.minor_units - contrib))
  return t({ zh: `${name}，再 ${gap} 分到「${next[1]}」`, en: `${name}; ${gap} to “${next[1]}”` })
}

function entry(line: Line, { t, zone, lang }: Context) {
  const sign = line.amount >= 0 ? '+' : ''
  return {
    title: `${sign}${formatPoints(line.amount)}　${t(line.ruleLabel)}${line.kind === 'reversal' ? t({ zh: '（退回）', en: ' (taken back)' }) : ''}`,
    detail: `${clockFace(line.occurredAt, zone, lang)}${line.resourceId === undefined ? '' : ` · #${line.resourceId}`}`,
    why: t(line.trace),
  }
}
