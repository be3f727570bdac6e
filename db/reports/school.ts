import { sql } from 'kysely'
import { policyAt } from '../policy/at.ts'
import { termLabel } from '../policy/terms.ts'
import type { Reader, School } from '../schema.ts'
import { standings } from '../school-index/snapshot.ts'
import { ledgerHead } from './appraisal.ts'
import type { Stretch } from './appraisal-rows.ts'
import { METRIC_WORDS, type Metric, readMetrics } from './metrics.ts'
import { findCheck, listRectify } from './monthly.ts'
import { type Cell, REPORT_TITLES, type Report, type Sheet } from './report.ts'

const OWNERS = {
  admin: { zh: '管理员', en: 'administrator' },
  head: { zh: '教研组长', en: 'head of department' },
  reviewer: { zh: '审核员', en: 'reviewer' },
} as const

/** Every metric of the term with formula, owner and target. */
export async function metricsReport(db: Reader, stretch: Stretch): Promise<Report> {
  return {
    name: 'metrics',
    title: REPORT_TITLES.metrics,
    about: [{ label: { zh: '学期', en: 'Term' }, value: termLabel(stretch.termId) }],
    sheets: [metricSheet(await metricsOf(db, stretch))],
  }
}

async function metricsOf(db: Reader, { schoolId, from, to }: Stretch): Promise<Metric[]> {
  const policy = await policyAt(db, schoolId, new Date(to.getTime() - 1))
  return readMetrics(db, schoolId, { from, to }, policy)
}

function metricSheet(metrics: readonly Metric[]): Sheet {
  return {
    name: REPORT_TITLES.metrics,
    columns: [
      { label: { zh: '指标', en: 'Metric' }, kind: 'text' },
      { label: { zh: '结果', en: 'Value' }, kind: 'text' },
      { label: { zh: '目标', en: 'Target' }, kind: 'text' },
      { label: { zh: '达到', en: 'Met' }, kind: 'text' },
      { label: { zh: '负责', en: 'Owner' }, kind: 'text' },
      { label: { zh: '算法', en: 'Formula' }, kind: 'text' },
    ],
    rows: metrics.map((metric) => [
      metric.label,
      metricValue(metric, metric.value),
      targetOf(metric),
      metric.met === undefined ? '—' : metric.met ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' },
      metric.owner && OWNERS[metric.owner],
      metric.formula,
    ]),
  }
}

/** `87.5%`, `2.5`, or a dash without data. */
export function metricValue(metric: Pick<Metric, 'kind'>, value: number | undefined): string {
  if (value === undefined) return '—'
  return metric.kind === 'share' ? `${Math.round(value * 1000) / 10}%` : String(value)
}

export function targetOf(metric: Pick<Metric, 'kind' | 'target'>): string {
  if (!metric.target) return '—'
  return 'atMost' in metric.target
    ? `≤ ${metricValue(metric, metric.target.atMost)}`
    : `≥ ${metricValue(metric, metric.target.atLeast)}`
}

/** The school's sheet for the yearly targets: metrics, what each department gave, months, and the index. */
export async function kpiReport(db: Reader, school: School, stretch: Stretch): Promise<Report> {
  const standing = (await standings(db, stretch.to)).find((row) => row.school_id === school.id)
  return {
    name: 'kpi',
    title: REPORT_TITLES.kpi,
    about: [
      { label: { zh: '学校', en: 'School' }, value: { zh: school.name, en: school.name_en } },
      { label: { zh: '学期', en: 'Term' }, value: termLabel(stretch.termId) },
      {
        label: { zh: '校际指数', en: 'School index' },
        value: standing ? `${standing.points}（${standing.tier}）` : '—',
      },
      { label: { zh: '账本核对码', en: 'Ledger head' }, value: (await ledgerHead(db, school.id)).slice(0, 16) },
    ],
    sheets: [
      metricSheet(await metricsOf(db, stretch)),
      await departmentSheet(db, stretch),
      await monthSheet(db, school, stretch),
    ],
  }
}

async function departmentSheet(db: Reader, { schoolId, termId, from, to }: Stretch): Promise<Sheet> {
  const { rows } = await sql<{
    name: string
    name_en: string | null
    roster: number
    givers: number
    items: number
    points: number
  }>`
    select d.name, d.name_en, count(m.id)::int as roster,
      count(m.id) filter (where p.points > 0)::int as givers,
      coalesce(sum(i.items), 0)::int as items, coalesce(sum(p.points), 0)::bigint as points
    from department d
    join member m on m.school_id = d.school_id and m.department_id = d.id and m.left_at is null and m.role <> 'pupil'
    left join (
      select member_id, sum(amount) as points from point_tx
      where school_id = ${schoolId} and term_id = ${termId} group by 1
    ) p on p.member_id = m.id
    left join (
      select member_id, count(*) as items from resource
      where school_id = ${schoolId} and status = 'live' and accepted_at >= ${from} and accepted_at < ${to} group by 1
    ) i on i.member_id = m.id
    where d.school_id = ${schoolId}
    group by d.id, d.name, d.name_en order by d.name`.execute(db)
  return {
    name: { zh: '各教研组', en: 'Departments' },
    columns: [
      { label: { zh: '教研组', en: 'Department' }, kind: 'text' },
      { label: { zh: '人数', en: 'Staff' }, kind: 'count' },
      { label: { zh: '有贡献人数', en: 'Contributors' }, kind: 'count' },
      { label: { zh: '参与率', en: 'Took part' }, kind: 'share' },
      { label: { zh: '收录件数', en: 'Items' }, kind: 'count' },
      { label: { zh: '贡献分', en: 'Contribution' }, kind: 'points' },
    ],
    rows: rows.map((row) => [
      { zh: row.name, en: row.name_en ?? row.name },
      row.roster,
      row.givers,
      row.roster === 0 ? undefined : row.givers / row.roster,
      row.items,
      Number(row.points),
    ]),
    chart: { title: { zh: '各教研组参与率', en: 'Departments: share that took part' }, label: 0, value: 3 },
  }
}

async function monthSheet(db: Reader, school: School, { schoolId, termId }: Stretch): Promise<Sheet> {
  const { rows } = await sql<{ month: string; people: number; points: number }>`
    select to_char(counts_at at time zone ${school.time_zone}, 'YYYY-MM') as month,
      count(distinct member_id)::int as people, sum(amount)::bigint as points
    from point_tx where school_id = ${schoolId} and term_id = ${termId} and amount <> 0
    group by 1 order by 1`.execute(db)
  return {
    name: { zh: '逐月', en: 'By month' },
    columns: [
      { label: { zh: '月份', en: 'Month' }, kind: 'text' },
      { label: { zh: '贡献人数', en: 'Contributors' }, kind: 'count' },
      { label: { zh: '贡献分', en: 'Contribution' }, kind: 'points' },
    ],
    rows: rows.map((row) => [row.month, row.people, Number(row.points)]),
    chart: { title: { zh: '逐月贡献分', en: 'Contribution by month' }, label: 0, value: 2 },
  }
}

/** A month's check with what must be put right. undefined when it was not made. */
export async function checkReport(db: Reader, schoolId: string, month: string): Promise<Report | undefined> {
  const check = await findCheck(db, schoolId, month)
  if (!check) return undefined
  const rectify = await listRectify(db, schoolId, month)
  return {
    name: 'check',
    title: REPORT_TITLES.check,
    about: [
      { label: { zh: '月份', en: 'Month' }, value: month },
      { label: { zh: '得分', en: 'Points' }, value: `${check.points} / ${check.full}` },
    ],
    sheets: [
      {
        name: REPORT_TITLES.check,
        columns: [
          { label: { zh: '项目', en: 'Item' }, kind: 'text' },
          { label: { zh: '结果', en: 'Value' }, kind: 'text' },
          { label: { zh: '目标', en: 'Target' }, kind: 'text' },
          { label: { zh: '得分', en: 'Points' }, kind: 'number' },
          { label: { zh: '满分', en: 'Of' }, kind: 'number' },
          { label: { zh: '整改人', en: 'To put right' }, kind: 'text' },
          { label: { zh: '期限', en: 'Until' }, kind: 'text' },
          { label: { zh: '已整改', en: 'Done' }, kind: 'text' },
        ],
        rows: check.items.map((item): Cell[] => {
          const words = METRIC_WORDS[item.id]
          const line = rectify.find(({ metric }) => metric === item.id)
          return [
            words.label,
            metricValue(words, item.value),
            targetOf({ ...words, target: item.target }),
            item.value === undefined ? undefined : item.points,
            item.weight,
            line?.ownerName,
            line?.due,
            line ? (line.doneAt ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' }) : undefined,
          ]
        }),
      },
    ],
  }
}

/** Every school’s index with the inputs that it was computed from. */
export async function schoolsReport(db: Reader, at: Date): Promise<Report> {
  const rows = (await standings(db, at)).sort((left, right) => right.points - left.points)
  return {
    name: 'schools',
    title: REPORT_TITLES.schools,
    about: [{ label: { zh: '学校数', en: 'Schools' }, value: rows.length, kind: 'count' }],
    sheets: [
      {
        name: REPORT_TITLES.schools,
        columns: [
          { label: { zh: '学校', en: 'School' }, kind: 'text' },
          { label: { zh: '指数', en: 'Index' }, kind: 'number' },
          { label: { zh: '等级', en: 'Tier' }, kind: 'text' },
          { label: { zh: '教职工数', en: 'FTE' }, kind: 'number' },
          { label: { zh: '原创积分基数', en: 'Originals' }, kind: 'number' },
          { label: { zh: '数量 n', en: 'Number n' }, kind: 'mean' },
          { label: { zh: '质量 q', en: 'Quality q' }, kind: 'mean' },
          { label: { zh: '影响 i', en: 'Influence i' }, kind: 'mean' },
          { label: { zh: '截至', en: 'As of' }, kind: 'day' },
        ],
        rows: rows.map((row) => [
          { zh: row.name, en: row.name_en },
          row.points,
          row.tier,
          row.inputs.fte,
          row.inputs.originals,
          row.score.n,
          row.score.q,
          row.score.i,
          row.day,
        ]),
        notes: [
          {
            zh: '指数 = 100 ×（数量、质量、影响各自换算成 0–1 后的加权和），权重见 /rules 校际；每周一按事实重算，重算结果相同。',
            en: 'Index = 100 × the weighted sum of number, quality and influence, each as 0–1; the weights are in /rules schools. Computed from facts every Monday, and again the same.',
          },
        ],
      },
    ],
  }
}

/** Per reviewer and month: decisions, in time, refused, overturned. */
export async function reviewersReport(db: Reader, { schoolId, termId, from, to }: Stretch): Promise<Report> {
  const policy = await policyAt(db, schoolId, new Date(to.getTime() - 1))
  const days = policy.rules['audit.done']?.sla_days ?? 3
  const { rows } = await sql<{
    name: string
    decisions: number
    refused: number
    late: number
    overturned: number
    median: number | null
  }>`
    select m.name, count(*)::int as decisions,
      count(*) filter (where f.payload ->> 'decision' = 'refused')::int as refused,
      count(*) filter (where f.occurred_at - (f.payload ->> 'since')::timestamptz > make_interval(days => ${days}))::int
        as late,
      count(*) filter (where exists (select 1 from fact o where o.school_id = f.school_id
        and o.kind = 'review.overturned' and o.payload ->> 'of' = f.key))::int as overturned,
      percentile_cont(0.5) within group (
        order by extract(epoch from f.occurred_at - (f.payload ->> 'since')::timestamptz) / 3600) as median
    from fact f join member m on m.school_id = f.school_id and m.id = f.actor_id
    where f.school_id = ${schoolId} and f.kind = 'review.decided' and f.occurred_at >= ${from} and f.occurred_at < ${to}
    group by m.id, m.name order by m.name, m.id`.execute(db)
  return {
    name: 'reviewers',
    title: REPORT_TITLES.reviewers,
    about: [{ label: { zh: '学期', en: 'Term' }, value: termLabel(termId) }],
    sheets: [
      {
        name: REPORT_TITLES.reviewers,
        columns: [
          { label: { zh: '审核员', en: 'Reviewer' }, kind: 'text' },
          { label: { zh: '审核件数', en: 'Decisions' }, kind: 'count' },
          { label: { zh: '退回', en: 'Refused' }, kind: 'count' },
          { label: { zh: '超时', en: 'Late' }, kind: 'count' },
          { label: { zh: '被改判', en: 'Overturned' }, kind: 'count' },
          { label: { zh: '用时中位数（小时）', en: 'Median hours' }, kind: 'number' },
        ],
        rows: rows.map((row) => [
          row.name,
          row.decisions,
          row.refused,
          row.late,
          row.overturned,
          row.median === null ? undefined : Math.round(row.median * 10) / 10,
        ]),
        chart: { title: { zh: '审核件数', en: 'Decisions' }, label: 0, value: 1 },
      },
    ],
  }
}
