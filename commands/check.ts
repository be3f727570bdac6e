import { z } from 'zod'
import { METRICS } from '#db/policy/sections/reports.ts'
import { METRIC_WORDS } from '#db/reports/metrics.ts'
import { findCheck, lastMonth, listRectify, measureMonth, setRectified } from '#db/reports/monthly.ts'
import { metricValue, targetOf } from '#db/reports/school.ts'
import { UserFacingError } from '#kit/errors.ts'
import { dayOf } from '#kit/zone.ts'
import type { Action, ListItem, View } from '#workers/view.ts'
import { type Context, defineCommand } from './command.ts'

export const check = defineCommand({
  name: 'check',
  aliases: ['月检', '月检查'],
  summary: { zh: '月检查：各项得分和要整改的', en: 'The monthly check: points, and what must be put right' },
  usage: { zh: '/check 月份（如 2026-10，可省略）', en: '/check month (such as 2026-10; optional)' },
  examples: ['/check', '/check 2026-10'],
  who: ['admin'],
  args: z.object({
    month: z
      .string()
      .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
      .optional(),
    done: z.enum(METRICS).optional(),
    open: z.enum(METRICS).optional(),
  }),
  fromText(rest) {
    const words = rest.normalize('NFKC').trim()
    if (words === '') return {}
    return /^\d{4}-\d{2}$/.test(words) ? { month: words } : undefined
  },
  async run({ month = undefined, done, open }, ctx) {
    const asked = month ?? lastMonth(ctx.now, ctx.zone)
    const metric = done ?? open
    if (metric !== undefined) {
      const at = done === undefined ? null : ctx.now
      const line = { month: asked, metric, by: ctx.member.id, at }
      await ctx.write((trx) => setRectified(trx, ctx.school.id, line))
    }
    return { view: await view(asked, ctx), to: 'member', replace: true }
  },
})

async function view(month: string, ctx: Context): Promise<View> {
  const { t } = ctx
  const kept = await findCheck(ctx.db, ctx.school.id, month)
  const running = month === dayOf(ctx.now, ctx.zone).slice(0, 7)
  if (!kept && !running) {
    throw new UserFacingError('no_check', {
      zh: `没有 ${month} 的月检查；每月 1 日生成上个月的。本月至今：/check ${dayOf(ctx.now, ctx.zone).slice(0, 7)}`,
      en: `There is no check of ${month}; each is made on the 1st. This month so far: /check ${dayOf(ctx.now, ctx.zone).slice(0, 7)}`,
    })
  }
  const found = kept ?? (await measureMonth(ctx.db, ctx.school, month))
  const rectify = await listRectify(ctx.db, ctx.school.id, month)
  const items = found.items.map((item): ListItem => {
    const words = METRIC_WORDS[item.id]
    const line = rectify.find(({ metric }) => metric === item.id)
    const value = item.value === undefined ? t({ zh: '暂无数据', en: 'no data yet' }) : metricValue(words, item.value)
    return {
      title: `${t(words.label)}　${value}`,
      detail: t({
        zh: `目标 ${targetOf({ ...words, target: item.target })} · 得分 ${item.value === undefined ? '—' : item.points} / ${item.weight}`,
        en: `target ${targetOf({ ...words, target: item.target })} · ${item.value === undefined ? '—' : item.points} of ${item.weight}`,
      }),
      ...(line && { why: rectifyLine(line, ctx), actions: [mark(item.id, line.doneAt !== null, month, ctx)] }),
    }
  })
  return {
    title: t({
      zh: `月检查 ${month}：${found.points} / ${found.full}`,
      en: `Check of ${month}: ${found.points} of ${found.full}`,
    }),
    blocks: [
      { kind: 'list', items },
      {
        kind: 'note',
        text: kept
          ? t({ zh: '没有数据的项目不计入满分。', en: 'Items without data count in neither figure.' })
          : t({ zh: '本月至今，尚未定稿。', en: 'The month so far; not final.' }),
      },
      {
        kind: 'actions',
        actions: [
          { label: t({ zh: '导出', en: 'Export' }), command: 'export', args: { report: 'check', term: month } },
        ],
      },
    ],
  }
}

function rectifyLine(line: Awaited<ReturnType<typeof listRectify>>[number], { t }: Context): string {
  const who = line.ownerName ?? t({ zh: '未指定', en: 'nobody yet' })
  return line.doneAt
    ? t({ zh: `已整改（${who}）`, en: `put right (${who})` })
    : t({ zh: `待整改：${who}，${line.due} 前`, en: `to put right: ${who}, by ${line.due}` })
}

function mark(metric: string, isDone: boolean, month: string, { t }: Context): Action {
  return isDone
    ? { label: t({ zh: '重新打开', en: 'Open again' }), command: 'check', args: { month, open: metric } }
    : { label: t({ zh: '已整改', en: 'Put right' }), command: 'check', args: { month, done: metric } }
}
