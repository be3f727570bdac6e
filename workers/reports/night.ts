import { METRIC_WORDS } from '#db/reports/metrics.ts'
import { keepMonthlyCheck, lastMonth, type MonthlyCheck } from '#db/reports/monthly.ts'
import { tellAdmins } from '#db/rows/tell.ts'
import type { Db, School } from '#db/schema.ts'
import { keepIndexes } from '#db/school-index/snapshot.ts'
import { forgetSearchers } from '#db/search-log/log.ts'
import type { Translate } from '#kit/lang.ts'
import type { NightStep } from '../night/steps.ts'
import type { View } from '../view.ts'

/** The check of the month that is over: made in the first night, told to the administrators after the quiet hours. */
export const monthlyCheck: NightStep = {
  name: 'monthly-check',
  async run(db: Db, school: School, now: Date) {
    const check = await keepMonthlyCheck(db, school, now)
    // A month in which nothing could be measured asks nothing of anybody.
    if (!check || check.full === 0) return
    const key = `monthly-check:${lastMonth(now, school.time_zone)}`
    await db.transaction().execute((trx) => tellAdmins(trx, school.id, { key, view: (t) => card(check, t), now }))
  },
}

/** The index of all schools, once a week. */
export const schoolIndex: NightStep = {
  name: 'school-index',
  async run(db, _school, now) {
    await keepIndexes(db, now)
  },
}

/** Who searched is forgotten after 30 days. */
export const forgetting: NightStep = {
  name: 'forget-searchers',
  async run(db, school, now) {
    await forgetSearchers(db, school.id, now)
  },
}

function card(check: MonthlyCheck, t: Translate): View {
  const missed = check.items.filter((item) => item.met === false).map((item) => t(METRIC_WORDS[item.id].label))
  return {
    title: t({ zh: `月检查 ${check.month}`, en: `Check of ${check.month}` }),
    blocks: [
      {
        kind: 'fields',
        fields: [{ label: t({ zh: '得分', en: 'Points' }), value: `${check.points} / ${check.full}` }],
      },
      {
        kind: 'text',
        text:
          missed.length === 0
            ? t({ zh: '各项都达到目标。', en: 'Every target is met.' })
            : t({ zh: `需要整改：${missed.join('、')}。`, en: `To put right: ${missed.join(', ')}.` }),
      },
      {
        kind: 'actions',
        actions: [
          { label: t({ zh: '查看', en: 'Open' }), command: 'check', args: { month: check.month }, style: 'primary' },
          { label: t({ zh: '导出', en: 'Export' }), command: 'export', args: { report: 'check', term: check.month } },
        ],
      },
    ],
  }
}
