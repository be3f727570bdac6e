import type { Policy } from '#db/policy/schema.ts'
import type { Text, Translate } from '#kit/lang.ts'

/** Boards, ties, levels and what they bring. */
export function boards({ board, levels, honours }: Policy, t: Translate): string[] {
  const named = levels.map(([from, name]) => `${typeof name === 'string' ? name : t(name)} ${from}`)
  const perks = honours.perks.map(
    (perk) => `${t(perk.name)}${t({ zh: `（${perk.from} 分起）`, en: ` (from ${perk.from})` })}`,
  )
  const days = board.newcomer_days
  const lines: Text[] = [
    {
      zh: `榜按周（周一零点起）、月、学期、学年计，只展示前 ${board.public_top_n} 名，从不展示末位；自己的名次和前后各 ${board.neighbours} 名只有自己看得到。`,
      en: `Boards cover weeks (from Monday 0:00), months, terms and school years; they show the first ${board.public_top_n} and never the last. One’s own place, with ${board.neighbours} neighbours on either side, is for oneself.`,
    },
    {
      zh: '同分并列（1-2-2-4）。奖项只有一个时，依次比：被评资源的平均分（按积分加权）、受益人数、外校受益人数；仍相同则共享。',
      en: 'Equal points share a place (1-2-2-4). Where there is one prize: the mean of rated resources (weighted by points), then people reached, then people of other schools; if still equal, it is shared.',
    },
    {
      zh: `教研组按在册人均，并向平均收缩（每组加 ${board.group_shrink_k} 位平均的人），人数多少都公平。`,
      en: `Departments count per head of their roster, drawn towards the mean (as if ${board.group_shrink_k} average people more were in each), fair to small and large.`,
    },
    ...(days === undefined
      ? []
      : [
          {
            zh: `加入不满 ${days} 天的同事另有新人榜。怎么上榜由自己定：/visibility`,
            en: `Who joined less than ${days} days ago has a newcomers’ board. How one is shown is one’s own choice: /visibility`,
          },
        ]),
    {
      zh: `等级按累计贡献分：${named.join('、')}。${perks.length > 0 ? `权益：${perks.join('、')}。` : ''}`,
      en: `Levels by lifetime contribution: ${named.join(', ')}.${perks.length > 0 ? ` They bring: ${perks.join(', ')}.` : ''}`,
    },
  ]
  return lines.map(t)
}

/** How schools stand to each other, and what that gives. */
export function schools({ school_index: index, tiers, queue }: Policy): Text[] {
  const { number, quality, influence } = index.weights
  const { A, B, C } = tiers.rights
  const all = Object.values(queue.weights).reduce((sum, weight) => sum + weight, 0)
  const open = Math.round(tiers.untiered_share * 100)
  return [
    {
      zh: `校际指数 = 100 ×（数量 ${number} + 质量 ${quality} + 影响 ${influence}，各自换算成 0–1），每周一由事实重算。`,
      en: `Index of a school = 100 × (number ${number} + quality ${quality} + influence ${influence}, each as 0–1), computed from facts every Monday.`,
    },
    {
      zh: `等级：A ≥ ${tiers.a_from}，B ≥ ${tiers.b_from}，其余 C；越过界线 ${tiers.hysteresis} 分才变，每学期最多降 ${tiers.max_step_down_per_term} 级，新学校前 ${tiers.floor.terms} 个学期不低于 ${tiers.floor.tier}。`,
      en: `Tiers: A from ${tiers.a_from}, B from ${tiers.b_from}, else C; one changes only ${tiers.hysteresis} beyond a bound, falls by ${tiers.max_step_down_per_term} a term at most, and is not below ${tiers.floor.tier} in a school’s first ${tiers.floor.terms} terms.`,
    },
    {
      zh: `A / B / C：提前预约 ${A.horizon_days} / ${B.horizon_days} / ${C.horizon_days} 天，同时 ${A.concurrent} / ${B.concurrent} / ${C.concurrent} 个，借期 ×${A.loan_factor} / ${B.loan_factor} / ${C.loan_factor}。`,
      en: `A / B / C: booking ${A.horizon_days} / ${B.horizon_days} / ${C.horizon_days} days ahead, ${A.concurrent} / ${B.concurrent} / ${C.concurrent} at once, loans ×${A.loan_factor} / ${B.loan_factor} / ${C.loan_factor}.`,
    },
    {
      zh: `排队满分 ${all}：用途 ${queue.weights.purpose}、等候 ${queue.weights.wait}、等级 ${queue.weights.tier}、少占用 ${queue.weights.own_ratio}、信用 ${queue.weights.credit}；对外时段至少 ${open}% 不看等级。`,
      en: `In a queue, of ${all}: purpose ${queue.weights.purpose}, waiting ${queue.weights.wait}, tier ${queue.weights.tier}, using little ${queue.weights.own_ratio}, credit ${queue.weights.credit}; at least ${open}% of every window for other schools is free of tiers.`,
    },
  ]
}
