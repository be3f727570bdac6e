import { z } from 'zod'
import { policyAt } from '#db/policy/at.ts'
import { nextPolicy } from '#db/policy/next.ts'
import type { Policy } from '#db/policy/schema.ts'
import { labelOf, TYPES } from '#db/taxonomy.ts'
import { clockFace } from '#kit/zone.ts'
import type { Block, View } from '#workers/view.ts'
import { type Context, defineCommand } from './command.ts'

export const rules = defineCommand({
  name: 'rules',
  aliases: ['规则', '积分规则'],
  summary: { zh: '现在的积分规则，和下一版', en: 'The points rules in force, and the next ones' },
  usage: { zh: '/rules', en: '/rules' },
  who: 'everyone',
  args: z.object({}),
  fromText: () => ({}),
  async run(_args, ctx) {
    const policy = await policyAt(ctx.db, ctx.school.id, ctx.now)
    const next = await nextPolicy(ctx.db, ctx.school.id, ctx.now)
    return { view: view(policy, next, ctx) }
  },
})

function view(policy: Policy, next: { version: string; effectiveFrom: Date } | undefined, ctx: Context): View {
  const { t } = ctx
  const { rules: all } = policy
  const upload = all['upload.accepted']
  const download = all['download.counted']
  const rating = all['review.useful']
  const base = Object.entries(policy.type_base)
    .sort((left, right) => right[1] - left[1])
    .map(([type, points]) => `${t(labelOf(TYPES, type))} ${points}`)
  const tiers = download.tiers.map(([to, factor]) =>
    to === null
      ? t({ zh: `之后每人 ${factor}`, en: `then ${factor} each` })
      : t({ zh: `前 ${to} 人每人 ${factor}`, en: `up to ${to} people ${factor} each` }),
  )
  const lines = [
    t({ zh: `分享（收录后）：${base.join('、')}。`, en: `Sharing, once accepted: ${base.join(', ')}.` }),
    t({
      zh: `原创 ×${policy.origin.original}，改编 ×${policy.origin.adapted}，转载 ×${policy.origin.licensed_repost}；学科、年级、单元都是第一份 ×${policy.gap_bonus}。`,
      en: `Original ×${policy.origin.original}, adapted ×${policy.origin.adapted}, reposted ×${policy.origin.licensed_repost}; the first of its subject, grade and unit ×${policy.gap_bonus}.`,
    }),
    t({
      zh: `每天前 ${upload.per_day_full} 份全额，到第 ${upload.per_day_half} 份减半，再多不计；一学期 ${upload.term_soft_cap_items} 份以后 ×${upload.after_cap_factor}。`,
      en: `Per day the first ${upload.per_day_full} in full, up to ${upload.per_day_half} by half, then none; after ${upload.term_soft_cap_items} in a term ×${upload.after_cap_factor}.`,
    }),
    t({
      zh: `第一次分享：${all['upload.first_ever'].points}。`,
      en: `First share ever: ${all['upload.first_ever'].points}.`,
    }),
    t({
      zh: `被下载（不同的人，自己不算）：${tiers.join('，')}。`,
      en: `Downloaded (different people, never oneself): ${tiers.join(', ')}.`,
    }),
    t({
      zh: `有用的评价（下载过、评语满 ${rating.min_chars} 字）：${rating.points}，每天最多 ${rating.per_day} 次。`,
      en: `A useful review (downloaded, at least ${rating.min_chars} characters): ${rating.points}, at most ${rating.per_day} a day.`,
    }),
    t({
      zh: `${all.withdrawal.author_reverses_within_days} 天内撤回，积分退回。`,
      en: `Withdrawn within ${all.withdrawal.author_reverses_within_days} days: the points go back.`,
    }),
  ]
  const blocks: Block[] = lines.map((text) => ({ kind: 'text', text }))
  blocks.push({
    kind: 'note',
    text: next
      ? t({
          zh: `下一版 ${next.version} 从 ${clockFace(next.effectiveFrom, ctx.zone, ctx.lang)} 起生效。`,
          en: `The next version, ${next.version}, is in force from ${clockFace(next.effectiveFrom, ctx.zone, ctx.lang)}.`,
        })
      : t({
          zh: '没有已公布的下一版。改规则不会改动已有的积分。',
          en: 'No next version is announced. A change never touches points already given.',
        }),
  })
  return { title: t({ zh: `积分规则（${policy.version}）`, en: `Points rules (${policy.version})` }), blocks }
}
