import { z } from 'zod'
import { FORMATS, REPORT_TITLES, REPORTS, type ReportName } from '#db/reports/report.ts'
import { requestReport } from '#db/reports/request.ts'
import { stretchOf } from '#db/reports/stretch.ts'
import { schoolYear, schoolYearOf } from '#db/reports/year.ts'
import { findMembers } from '#db/rows/find-member.ts'
import { UserFacingError } from '#kit/errors.ts'
import { type Action, sentence, type View } from '#workers/view.ts'
import { type Answer, type Context, defineCommand } from './command.ts'

const WORDS: Record<string, ReportName> = {
  我的档案: 'appraisal',
  我的考核: 'appraisal',
  考核: 'appraisal',
  个人: 'appraisal',
  汇总: 'appraisals',
  年度: 'year',
  学年: 'year',
  全校: 'appraisals',
  指标: 'kpi',
  月检: 'check',
  月检查: 'check',
  数据: 'metrics',
  校际: 'schools',
  审核: 'reviewers',
  账本: 'ledger',
}

export const exportCommand = defineCommand({
  name: 'export',
  aliases: ['导出', '我的档案', '考核表'],
  summary: { zh: '导出自己的考核表；管理员可导出各种报表', en: 'Your appraisal as a file; reports for administrators' },
  usage: { zh: '/export 报表 学期 格式（都可省略）', en: '/export report term format (all optional)' },
  examples: ['/export', '/export 汇总 2026-autumn xlsx', '/export 年度 2026-2027'],
  who: ['teacher', 'head', 'admin'],
  args: z.object({
    report: z.enum(REPORTS).optional(),
    format: z.enum(FORMATS).optional(),
    term: z.string().max(40).optional(),
    who: z.string().max(60).optional(),
  }),
  fromText(rest) {
    const args: Record<string, string> = {}
    for (const word of rest.normalize('NFKC').trim().split(/\s+/)) {
      if (word === '') continue
      const lower = word.toLowerCase()
      const report = WORDS[word] ?? REPORTS.find((one) => one === lower || REPORT_TITLES[one].zh === word)
      const format = FORMATS.find((one) => one === lower) ?? (lower === 'excel' ? 'xlsx' : undefined)
      if (report) args.report = report
      else if (format) args.format = format
      else if (/^\d{4}-/.test(word)) args.term = word
      else args.who = word
    }
    return args
  },
  async run(args, ctx): Promise<Answer> {
    const admin = ctx.member.role === 'admin'
    if (args.report === undefined && args.who === undefined && admin) return { view: menu(ctx), to: 'member' }
    const report = args.report ?? 'appraisal'
    if (report !== 'appraisal' && admin && args.who !== undefined) throw unknownWord(args.who)
    if (report !== 'appraisal' && !admin) {
      throw new UserFacingError('not_yours', {
        zh: '这份报表只有管理员可以导出。您可以用 /export 导出自己的考核表。',
        en: 'Only administrators may export that. /export gives you your own appraisal.',
      })
    }
    const subjectId = report === 'appraisal' ? await subjectOf(args.who, ctx) : undefined
    // Refuses an unknown term now, not later.
    if (report === 'year') schoolYear(args.term ?? schoolYearOf(ctx.now, ctx.school.time_zone))
    else if (report !== 'check') await stretchOf(ctx.db, ctx.school, args.term, ctx.now)
    const requestId = await ctx.write((trx) =>
      requestReport(trx, {
        schoolId: ctx.school.id,
        report,
        format: args.format ?? (report === 'appraisal' ? 'pdf' : 'xlsx'),
        term: args.term,
        subjectId,
        askedBy: ctx.member.id,
        lang: ctx.lang,
        askedAt: ctx.now,
      }),
    )
    ctx.ring('report.make', { schoolId: ctx.school.id, requestId })
    const title = ctx.t(REPORT_TITLES[report])
    return {
      view: sentence(
        ctx.t({
          zh: `正在生成${title}，好了会私聊发给您。`,
          en: `${title} is being made; you get it in private when it is ready.`,
        }),
      ),
    }
  },
})

/** Oneself; for an administrator, whoever is named. */
async function subjectOf(who: string | undefined, ctx: Context): Promise<number> {
  if (who === undefined || who === 'me' || who === '我') return ctx.member.id
  const found = await findMembers(ctx.db, ctx.school.id, who)
  const [only] = found
  if (only && found.length === 1 && (only.id === ctx.member.id || ctx.member.role === 'admin')) return only.id
  if (ctx.member.role !== 'admin') {
    throw new UserFacingError('not_yours', {
      zh: '只能导出自己的考核表：/export',
      en: 'You may export your own appraisal only: /export',
    })
  }
  if (found.length === 0) throw unknownWord(who)
  throw new UserFacingError('no_member', {
    zh: `有 ${found.length} 位“${who}”，请写成员编号。`,
    en: `${found.length} people are called “${who}”: use a number.`,
  })
}

/** Neither a report, a format, a term nor a colleague. */
function unknownWord(word: string): UserFacingError {
  const titles = REPORTS.map((report) => REPORT_TITLES[report])
  return new UserFacingError('unknown_word', {
    zh: `不认识“${word}”。报表有：${titles.map((one) => one.zh).join('、')}；格式：${FORMATS.join('、')}；也可以写老师姓名，导出其考核表。`,
    en: `“${word}” is neither a report (${titles.map((one) => one.en).join(', ')}), a format (${FORMATS.join(', ')}) nor a colleague.`,
  })
}

function menu({ t }: Context): View {
  const button = (report: ReportName): Action => ({
    label: t(REPORT_TITLES[report]),
    command: 'export',
    args: { report },
  })
  return {
    title: t({ zh: '导出报表', en: 'Reports' }),
    blocks: [
      {
        kind: 'text',
        text: t({
          zh: '请选一份，默认为本学期的表格文件。某位老师的考核表：/export 姓名',
          en: 'Choose one; it covers this term, as a spreadsheet. One person’s appraisal: /export name',
        }),
      },
      { kind: 'actions', actions: REPORTS.map(button) },
    ],
  }
}
