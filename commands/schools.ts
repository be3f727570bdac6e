import { z } from 'zod'
import { policyAt } from '#db/policy/at.ts'
import { standings } from '#db/school-index/snapshot.ts'
import { sentence } from '#workers/view.ts'
import { type Context, defineCommand } from './command.ts'

export const schools = defineCommand({
  name: 'schools',
  aliases: ['校际', '校际指数', '学校指数'],
  summary: { zh: '校际指数：数量、质量、影响，以及本校的等级', en: 'The index of the schools, and the tier of yours' },
  usage: { zh: '/schools', en: '/schools' },
  who: 'everyone',
  args: z.object({}),
  fromText: (rest) => (rest.trim() === '' ? {} : undefined),
  async run(_args, ctx) {
    const { t } = ctx
    const rows = (await standings(ctx.db, ctx.now)).sort((left, right) => right.points - left.points)
    const own = rows.find((row) => row.school_id === ctx.school.id)
    if (!own) {
      return {
        view: sentence(
          t({ zh: '校际指数每周一计算，本校还没有。', en: 'The index is computed every Monday; there is none yet.' }),
        ),
      }
    }
    const policy = await policyAt(ctx.db, ctx.school.id, ctx.now)
    const top = rows.slice(0, policy.board.public_top_n)
    return {
      view: {
        title: t({ zh: '校际指数', en: 'School index' }),
        blocks: [
          {
            kind: 'ranking',
            unit: t({ zh: '指数', en: 'index' }),
            rows: top.map((row) => ({
              rank: 1 + rows.filter((one) => one.points > row.points).length,
              name: t({ zh: row.name, en: row.name_en }),
              amount: row.points.toFixed(1),
              note: row.tier,
              mine: row.school_id === ctx.school.id,
            })),
          },
          { kind: 'fields', fields: ownFields(own, policy.tiers.rights[own.tier], ctx) },
          {
            kind: 'text',
            style: 'quiet',
            text: t({
              zh: 'n 数量：半年里收录的原创资源，按类型折算，除以教师人数。q 质量：评分的平均，评得少时靠近全体平均。i 影响：外校用过的人、来听讲座的人、借出的场地时间。带 ^ 的换算成 0 到 1，与各校相比。等级 A、B、C 决定能提前几天预约，规则见 /rules。',
              en: 'n, number: accepted originals of half a year, weighed by type, per teacher. q, quality: the mean of the ratings, near everybody’s mean when there are few. i, influence: people of other schools who used them, who came to lectures, hours of rooms lent. With a ^ they are 0 to 1, compared with the other schools. The tier A, B or C says how many days ahead you may book: /rules.',
            }),
          },
          {
            kind: 'note',
            text: t({
              zh: `指数 = 100 ×（${weights(policy.school_index.weights)}），由事实每周一重算，任何人重算结果相同。`,
              en: `Index = 100 × (${weights(policy.school_index.weights)}), from facts every Monday; whoever computes it gets the same.`,
            }),
          },
        ],
      },
    }
  },
})

type Own = Awaited<ReturnType<typeof standings>>[number]
type Rights = { horizon_days: number; concurrent: number; loan_factor: number }

function ownFields({ score, inputs, tier, day }: Own, rights: Rights, { t }: Context) {
  return [
    { label: t({ zh: '本校等级', en: 'Your tier' }), value: tier, note: t({ zh: `截至 ${day}`, en: `as of ${day}` }) },
    {
      label: t({ zh: '数量 n', en: 'Number n' }),
      value: score.n.toFixed(2),
      note: t({
        zh: `原创 ${inputs.originals} ÷ ${inputs.fte} 人`,
        en: `originals ${inputs.originals} ÷ ${inputs.fte} staff`,
      }),
    },
    {
      label: t({ zh: '质量 q', en: 'Quality q' }),
      value: score.q.toFixed(2),
      note: t({ zh: `${inputs.means.length} 份有评分`, en: `${inputs.means.length} rated` }),
    },
    {
      label: t({ zh: '影响 i', en: 'Influence i' }),
      value: score.i.toFixed(2),
      note: t({ zh: `外校 ${inputs.externalUsers} 人`, en: `${inputs.externalUsers} people elsewhere` }),
    },
    {
      label: t({ zh: '预约', en: 'Booking' }),
      value: t({
        zh: `提前 ${rights.horizon_days} 天，同时 ${rights.concurrent} 个`,
        en: `${rights.horizon_days} days ahead, ${rights.concurrent} at once`,
      }),
    },
  ]
}

function weights({ number, quality, influence }: { number: number; quality: number; influence: number }): string {
  return `${number} n̂ + ${quality} q̂ + ${influence} î`
}
