import { z } from 'zod'
import { policyAt } from '#db/policy/at.ts'
import { readMetrics } from '#db/reports/metrics.ts'
import { metricValue, targetOf } from '#db/reports/school.ts'
import { stretchOf } from '#db/reports/stretch.ts'
import { defineCommand } from './command.ts'

export const metrics = defineCommand({
  name: 'metrics',
  aliases: ['数据', '指标', '数据看板'],
  summary: { zh: '本学期的各项指标、目标和算法', en: 'This term’s metrics with targets and formulas' },
  usage: { zh: '/metrics', en: '/metrics' },
  who: ['admin', 'head'],
  args: z.object({}),
  fromText: (rest) => (rest.trim() === '' ? {} : undefined),
  async run(_args, ctx) {
    const { t } = ctx
    const policy = await policyAt(ctx.db, ctx.school.id, ctx.now)
    const { from } = await stretchOf(ctx.db, ctx.school, undefined, ctx.now)
    // Half-open: what happened at this very instant counts.
    const to = new Date(ctx.now.getTime() + 1)
    const found = await readMetrics(ctx.db, ctx.school.id, { from, to }, policy)
    return {
      view: {
        title: t({ zh: '本学期数据', en: 'This term in figures' }),
        blocks: [
          {
            kind: 'fields',
            fields: found.map((metric) => ({
              label: t(metric.label),
              value:
                metric.value === undefined
                  ? t({ zh: '暂无数据', en: 'no data yet' })
                  : metricValue(metric, metric.value),
              note: `${t({ zh: '目标', en: 'target' })} ${targetOf(metric)}`,
            })),
          },
          {
            kind: 'actions',
            actions: [
              {
                label: t({ zh: '导出（含算法）', en: 'Export (with formulas)' }),
                command: 'export',
                args: { report: 'metrics' },
              },
            ],
          },
        ],
      },
      to: 'member',
    }
  },
})
