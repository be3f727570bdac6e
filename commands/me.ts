import { z } from 'zod'
import { windowAt } from '#db/boards/periods.ts'
import { type Standing, standingsOf } from '#db/boards/standing.ts'
import { type WeekTotal, weeksOfMember } from '#db/boards/trend.ts'
import { levelOf, nextLevel } from '#db/honours/levels.ts'
import { formatPoints } from '#db/ledger/amount.ts'
import { type Balance, balance, statement } from '#db/ledger/read.ts'
import { rulesAt } from '#db/policy/at.ts'
import type { Policy } from '#db/policy/schema.ts'
import { expiringOf } from '#db/terms/expiring.ts'
import { clockFace } from '#kit/zone.ts'
import type { Block, View } from '#workers/view.ts'
import { expectedText } from '#workers/view-expected.ts'
import { pendingText } from '#workers/view-pending.ts'
import { type Context, defineCommand } from './command.ts'
import { ACCOUNT_LABELS, entryItem } from './entry-words.ts'
import { moreWords, notUsed } from './not-used.ts'

const ENTRIES = 5
/** Weeks of the trend; fewer than two of them with points are no trend. */
const WEEKS = 8

export const me = defineCommand({
  name: 'me',
  aliases: ['我的', '积分', '我的积分', 'points'],
  summary: { zh: '我的积分、名次和最近的变化', en: 'My points, my place and the latest changes' },
  usage: { zh: '/me', en: '/me' },
  who: 'everyone',
  args: z.object({ more: z.string().max(40).optional() }),
  fromText: (rest) => moreWords(rest, COVERED),
  async run({ more }, ctx) {
    const shown = await view(ctx)
    return { view: { ...shown, blocks: [...notUsed(more, NOW_ONLY, ctx), ...shown.blocks] }, to: 'member' }
  },
})

/** Words for what is shown anyway. */
const COVERED =
  /^(?:[吗呢么吧?？]|有?多少|查询|情况|余额|明细|积分|分数|我的|现在|本周|这周|本学期|这学期|总|points?|balance|now|please|week|term)+$/i
const NOW_ONLY = {
  zh: '这里是现在的积分；某一段时间的名次：/top 我 上学期。',
  en: 'These are your points as of now; your place in another time: /top me last term.',
}

async function view(ctx: Context): Promise<View> {
  const { t, db, school, member, now, zone } = ctx
  // Asked together, so that they share one way to the server and back. What the policy must be known for leaves as soon as
  // that is answered, while the server is still at the rest.
  const rules = rulesAt(db, school.id, now)
  const [{ policy }, has, entries, weeks, ends, [week, term]] = await Promise.all([
    rules,
    balance(db, school.id, member.id),
    statement(db, school.id, member.id, { limit: ENTRIES, without: ['vest'] }),
    weeksOfMember(db, { schoolId: school.id, at: now, zone, weeks: WEEKS }, member.id),
    rules.then(({ policy }) => expiringOf(db, school.id, member.id, { policy, now, zone })),
    rules.then(({ policy }) =>
      standingsOf(
        db,
        school.id,
        member.id,
        (['week', 'term'] as const).map((period) => windowAt(period, now, zone, policy)),
      ),
    ),
  ])
  const expected = expectedText(await ctx.expected?.())
  return {
    title: t({ zh: `${member.name}的积分`, en: `Points of ${member.name}` }),
    blocks: [
      ...(member.pending_since === null ? [] : [{ kind: 'text' as const, text: t(pendingText()) }]),
      {
        kind: 'fields',
        fields: [
          {
            label: t({ zh: '累计积分', en: 'Points' }),
            value: formatPoints(has.contrib),
            note: level(has.contrib, policy, ctx),
          },
          // Redemption is for teachers: a balance would promise what nobody gives.
          ...(member.role === 'pupil' ? [] : spendable(has, ends, policy, ctx)),
          { label: t({ zh: '本周', en: 'This week' }), value: place(week, ctx) },
          { label: t({ zh: '本学期', en: 'This term' }), value: place(term, ctx) },
        ],
      },
      ...(expected === undefined ? [] : [{ kind: 'text' as const, text: t(expected), style: 'strong' as const }]),
      ...trend(weeks, ctx),
      ...(entries.length > 0
        ? [{ kind: 'list' as const, items: entries.map((line) => entryItem(line, ctx)) }]
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
      {
        kind: 'note',
        text: t({ zh: '哪一笔怎么算的：/why #第几笔', en: 'How an entry came about: /why #entry' }),
      },
    ],
  }
}

/** What can be spent and what not yet; what is held or put up only when there is some. */
function spendable(
  has: Balance,
  ends: { amount: number; at: Date } | undefined,
  policy: Policy,
  { t, zone, lang }: Context,
): { label: string; value: string; note?: string }[] {
  const days = policy.spendable.vest_days
  const last = ends && clockFace(new Date(ends.at.getTime() - 60_000), zone, lang)
  return [
    {
      label: t({ zh: '可用积分', en: 'Spendable' }),
      value: formatPoints(has.avail),
      ...(ends && {
        note: t({
          zh: `其中 ${formatPoints(ends.amount)} 在 ${last} 到期`,
          en: `${formatPoints(ends.amount)} of your spendable points expire on ${last}`,
        }),
      }),
    },
    {
      label: t({ zh: '待生效', en: 'Not in force yet' }),
      value: formatPoints(has.pending),
      ...(has.pending > 0 && { note: t({ zh: `入账满 ${days} 天可用`, en: `spendable ${days} days after posting` }) }),
    },
    ...(['hold', 'escrow'] as const)
      .filter((account) => has[account] !== 0)
      .map((account) => ({ label: capital(t(ACCOUNT_LABELS[account])), value: formatPoints(has[account]) })),
  ]
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}

function trend(weeks: readonly WeekTotal[], { t }: Context): Block[] {
  if (weeks.filter((week) => week.amount !== 0).length < 2) return []
  const title = t({ zh: `近 ${WEEKS} 周积分`, en: `Points in the last ${WEEKS} weeks` })
  const points = weeks.map(({ day, amount }) => ({
    label: day.slice(5).replace('-', '/'),
    value: Number(formatPoints(amount)),
  }))
  return [{ kind: 'chart', title, points }]
}

function place({ points, rank }: Standing = { points: 0, rank: undefined }, { t }: Context): string {
  const amount = formatPoints(points)
  return rank === undefined
    ? t({ zh: `${amount} 分`, en: `${amount} points` })
    : t({ zh: `${amount} 分，第 ${rank} 名`, en: `${amount} points, no. ${rank}` })
}

/** The highest level reached, and how far the next one is. */
function level(contrib: number, policy: Policy, { t }: Context): string {
  const { from, name } = levelOf(policy, contrib)
  const next = nextLevel(policy, from)
  if (!next) return t(name)
  const gap = formatPoints(Math.round(next.from * policy.minor_units - contrib))
  return t({ zh: `${name.zh}，再 ${gap} 分到「${next.name.zh}」`, en: `${name.en}; ${gap} to “${next.name.en}”` })
}
