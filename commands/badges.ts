import { z } from 'zod'
import { badgesOf, progressOf } from '#db/honours/badges.ts'
import { levelOf, nextLevel, perksOf } from '#db/honours/levels.ts'
import { needed } from '#db/honours/measure.ts'
import { balance } from '#db/ledger/read.ts'
import { policyAt } from '#db/policy/at.ts'
import type { Policy } from '#db/policy/schema.ts'
import { termAt } from '#db/policy/terms.ts'
import { clockFace, dayOf } from '#kit/zone.ts'
import { type Block, type ListItem, sentence, type View } from '#workers/view.ts'
import { type Answer, type Context, defineCommand } from './command.ts'

const ON = /^(?:公开|播报|announce|public)\s*(?:开|on)?$|^(?:开|on)$/i
const OFF = /^(?:不公开|不播报|private|关|off|(?:公开|播报|announce|public)\s*(?:关|off))$/i

/** One's own badges, level and what is still missing; always in private. */
export const badges = defineCommand({
  name: 'badges',
  aliases: ['徽章', '我的徽章', '等级'],
  summary: { zh: '我的徽章、等级和进度', en: 'My badges, my level and how far the next ones are' },
  usage: {
    zh: '/badges；/badges 公开 开 或 关（周榜里提一句，默认不提）',
    en: '/badges; /badges announce on or off (a line in the weekly board; off by default)',
  },
  who: 'everyone',
  args: z.object({ announce: z.enum(['on', 'off']).optional() }),
  fromText(rest) {
    const text = rest.trim()
    if (text === '') return {}
    if (OFF.test(text)) return { announce: 'off' }
    return ON.test(text) ? { announce: 'on' } : undefined
  },
  async run({ announce }, ctx): Promise<Answer> {
    if (announce !== undefined) return choose(announce === 'on', ctx)
    return { view: await view(ctx), to: 'member' }
  },
})

async function view(ctx: Context): Promise<View> {
  const { t, db, school, member, now, zone, lang } = ctx
  const policy = await policyAt(db, school.id, now)
  const { contrib } = await balance(db, school.id, member.id)
  const level = levelOf(policy, contrib)
  const next = nextLevel(policy, level.from)
  const awards = await badgesOf(db, school.id, member.id, dayOf(now, zone))
  const known = (id: string) => policy.badges.find((badge) => badge.id === id)
  const items = awards.map((award): ListItem => {
    const badge = known(award.badge)
    return {
      title: badge ? t(badge.name) : award.badge,
      detail: [
        clockFace(award.reached_at, zone, lang),
        ...(award.expires_on === null
          ? []
          : [t({ zh: `⏳ 有效期至 ${award.expires_on}`, en: `⏳ until ${award.expires_on}` })]),
      ].join(' · '),
      ...(badge && { why: t(badge.about) }),
      actions: [
        {
          label: t({ zh: '领取证书', en: 'Certificate' }),
          command: 'certificate',
          args: { badge: award.badge, period: award.period },
        },
      ],
    }
  })
  const perks = perksOf(policy, contrib)
  return {
    title: t({ zh: `${member.name}的徽章`, en: `Badges of ${member.name}` }),
    blocks: [
      {
        kind: 'fields',
        fields: [
          {
            label: t({ zh: '等级', en: 'Level' }),
            value: t(level.name),
            ...(next && {
              note: t({ zh: `${next.from} 分到「${next.name.zh}」`, en: `${next.from} points to “${next.name.en}”` }),
            }),
          },
          ...(perks.length > 0
            ? [{ label: t({ zh: '权益', en: 'It brings' }), value: perks.map((perk) => t(perk.name)).join('、') }]
            : []),
        ],
      },
      ...(items.length > 0
        ? [{ kind: 'list' as const, items }]
        : [{ kind: 'text' as const, text: t({ zh: '还没有徽章。', en: 'No badges yet.' }) }]),
      ...(await ahead(policy, new Set(awards.map((award) => award.badge)), ctx)),
      {
        kind: 'note',
        text: t({
          zh: '徽章每天凌晨更新，只私下告诉您。',
          en: 'Badges are brought up to date every night and are told to you alone.',
        }),
      },
    ],
  }
}

/** What is begun and not complete, the nearest first. */
async function ahead(policy: Policy, held: ReadonlySet<string>, ctx: Context): Promise<Block[]> {
  const { t, db, school, member, now, zone } = ctx
  const term = termAt(policy, now, zone).id
  const progress = await progressOf(db, school.id, member.id)
  const rows = policy.badges.flatMap((badge) => {
    const most = needed(badge.criterion, policy)
    if (held.has(badge.id) || most === undefined) return []
    const found = progress.find((one) => one.badge === badge.id && (one.period === '' || one.period === term))
    return [{ badge, done: Math.min(found?.amount ?? 0, most), most }]
  })
  rows.sort((a, b) => b.done / b.most - a.done / a.most)
  if (rows.length === 0) return []
  return [
    { kind: 'text', text: t({ zh: '进行中', en: 'On the way' }), style: 'strong' },
    {
      kind: 'fields',
      fields: rows.slice(0, 8).map(({ badge, done, most }) => ({
        label: t(badge.name),
        value: `${done} / ${most}`,
        note: t(badge.about),
      })),
    },
  ]
}

async function choose(announce: boolean, ctx: Context): Promise<Answer> {
  const { t, school, member, now } = ctx
  await ctx.write((trx) =>
    trx
      .insertInto('honour_choice')
      .values({ school_id: school.id, member_id: member.id, announce, changed_at: now })
      .onConflict((conflict) => conflict.constraint('honour_choice__pkey').doUpdateSet({ announce, changed_at: now }))
      .execute(),
  )
  return {
    view: sentence(
      announce
        ? t({ zh: '好的，您的新徽章会在周榜里提一句。', en: 'Your new badges will have a line in the weekly board.' })
        : t({ zh: '好的，您的徽章只告诉您自己。', en: 'Your badges are told to you alone.' }),
      {
        tone: 'good',
        actions: [
          {
            label: t({ zh: '改回去', en: 'Undo' }),
            command: 'badges',
            args: { announce: announce ? 'off' : 'on' },
          },
        ],
      },
    ),
    to: 'member',
    replace: ctx.pressed,
  }
}
