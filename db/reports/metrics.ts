import { sql } from 'kysely'
import type { Text } from '#kit/lang.ts'
import type { Policy } from '../policy/schema.ts'
import { METRICS, type MetricId } from '../policy/sections/reports.ts'
import { termAt } from '../policy/terms.ts'
import type { Reader } from '../schema.ts'
import { type QuotaRate, quotaRate } from '../terms/rate.ts'

/** One figure of the dashboard. `value` is undefined when there is nothing to measure yet. */
export type Metric = {
  id: MetricId
  label: Text
  formula: Text
  kind: 'share' | 'number'
  value: number | undefined
  /** What it was computed from: parts and whole. */
  parts: [number, number]
  owner: 'admin' | 'head' | 'reviewer' | undefined
  target: { atLeast: number } | { atMost: number } | undefined
  /** undefined without a value or a target. */
  met: boolean | undefined
}

export const METRIC_WORDS: Record<MetricId, { label: Text; formula: Text; kind: Metric['kind'] }> = {
  utilisation: {
    label: { zh: '资源利用率', en: 'Utilisation' },
    formula: { zh: '近 90 天被他人下载过的资源 ÷ 现有资源', en: 'items that others took in 90 days ÷ live items' },
    kind: 'share',
  },
  satisfaction: {
    label: { zh: '用户满意度', en: 'Satisfaction' },
    formula: {
      zh: '评分满 5 人的资源所得评分中，4–5 星的比例',
      en: 'share of 4–5 stars among ratings of items with at least 5',
    },
    kind: 'share',
  },
  freshness: {
    label: { zh: '资源更新率', en: 'Freshness' },
    formula: { zh: '期内新增或更新的资源 ÷ 现有资源', en: 'items created or renewed in the period ÷ live items' },
    kind: 'share',
  },
  stability: {
    label: { zh: '平台稳定性', en: 'Stability' },
    formula: { zh: '1 − 处理失败的消息 ÷ 全部消息', en: '1 − events that failed ÷ all events' },
    kind: 'share',
  },
  quota_rate: {
    label: { zh: '任务达标率', en: 'Quota met' },
    formula: { zh: '本学期达标的教师 ÷ 有任务的教师', en: 'teachers who met the term’s quota ÷ those who owe one' },
    kind: 'share',
  },
  participation: {
    label: { zh: '参与率', en: 'Participation' },
    formula: { zh: '期内分享、下载或评价过的教师 ÷ 全体教师', en: 'teachers who shared, took or rated ÷ all teachers' },
    kind: 'share',
  },
  review_days: {
    label: { zh: '审核时长（天）', en: 'Days to review' },
    formula: { zh: '期内审核所用天数的中位数', en: 'median days from waiting to a decision' },
    kind: 'number',
  },
  false_positives: {
    label: { zh: '误判率', en: 'False positives' },
    formula: { zh: '核实后解除的疑点 ÷ 已核实的疑点', en: 'signals cleared ÷ signals decided' },
    kind: 'share',
  },
  first_answer_hours: {
    label: { zh: '求助首次回应（小时）', en: 'Hours to an answer' },
    formula: { zh: '求资源到采纳所用小时的中位数', en: 'median hours from a request to its accepted answer' },
    kind: 'number',
  },
}

type Counted = Record<MetricId, { parts: [number, number]; value: number | undefined }>

/** Every metric over `[from, to)`, with its owner and target from the policy. */
export async function readMetrics(
  db: Reader,
  schoolId: string,
  span: { from: Date; to: Date },
  policy: Policy,
): Promise<Metric[]> {
  const school = await db.selectFrom('school').select('time_zone').where('id', '=', schoolId).executeTakeFirstOrThrow()
  const term = termAt(policy, new Date(span.to.getTime() - 1), school.time_zone)
  const counted = await count(db, schoolId, span, await quotaRate(db, schoolId, term, policy, school.time_zone))
  return METRICS.map((id) => {
    const rule = policy.metrics[id]
    const { parts, value } = counted[id]
    const target =
      rule?.at_most !== undefined
        ? { atMost: rule.at_most }
        : rule?.at_least !== undefined
          ? { atLeast: rule.at_least }
          : undefined
    return { id, ...METRIC_WORDS[id], value, parts, owner: rule?.owner, target, met: met(value, target) }
  })
}

function met(value: number | undefined, target: Metric['target']): boolean | undefined {
  if (value === undefined || target === undefined) return undefined
  return 'atMost' in target ? value <= target.atMost : value >= target.atLeast
}

const share = (part: number, whole: number) => ({
  parts: [part, whole] satisfies [number, number],
  value: whole === 0 ? undefined : part / whole,
})

async function count(
  db: Reader,
  schoolId: string,
  { from, to }: { from: Date; to: Date },
  quota: QuotaRate,
): Promise<Counted> {
  const month3 = new Date(to.getTime() - 90 * 86_400_000)
  const { rows } = await sql<Record<string, number | null>>`
    with span as materialized (
      select * from fact where school_id = ${schoolId} and occurred_at >= ${from} and occurred_at < ${to}
    ), live as (
      select id, member_id, rating_count, accepted_at from resource
      where school_id = ${schoolId} and status = 'live' and shared_at < ${to}
    ), staff as (
      select id from member where school_id = ${schoolId} and role <> 'pupil' and left_at is null and created_at < ${to}
    )
    select
      (select count(*) from live)::int as live,
      (select count(*) from live where exists (
        select 1 from fact f where f.school_id = ${schoolId} and f.resource_id = live.id
          and f.kind = 'resource.downloaded' and f.actor_id <> live.member_id
          and f.occurred_at >= ${month3} and f.occurred_at < ${to}))::int as used,
      (select count(*) from rating join live on live.id = rating.resource_id
        where rating.school_id = ${schoolId} and live.rating_count >= 5)::int as ratings,
      (select count(*) from rating join live on live.id = rating.resource_id
        where rating.school_id = ${schoolId} and live.rating_count >= 5 and rating.stars >= 4)::int as good,
      (select count(*) from live where accepted_at >= ${from} and accepted_at < ${to})::int as fresh,
      (select count(*) from intake where school_id = ${schoolId} and received_at >= ${from} and received_at < ${to})::int
        as events,
      (select count(*) from intake where school_id = ${schoolId} and received_at >= ${from} and received_at < ${to}
        and status = 'failed')::int as failed,
      (select count(*) from staff)::int as staff,
      (select count(distinct actor_id) from span where actor_id in (select id from staff)
        and kind in ('resource.accepted', 'resource.downloaded', 'resource.rated'))::int as active,
      (select count(*) from span where kind = 'review.decided')::int as reviews,
      (select percentile_cont(0.5) within group (
        order by extract(epoch from occurred_at - (payload ->> 'since')::timestamptz) / 86400)
        from span where kind = 'review.decided') as review_days,
      (select count(*) from span where kind = 'flag.decided' and payload ->> 'signal' is null)::int as decided,
      (select count(*) from span where kind = 'flag.decided' and payload ->> 'signal' is null
        and payload ->> 'outcome' = 'cleared')::int as cleared,
      (select count(*) from span where kind = 'request.fulfilled')::int as answers,
      (select percentile_cont(0.5) within group (order by extract(epoch from done.occurred_at - asked.occurred_at) / 3600)
        from span done join fact asked on asked.school_id = done.school_id and asked.kind = 'request.posted'
          and asked.payload ->> 'request' = done.payload ->> 'request'
        where done.kind = 'request.fulfilled') as answer_hours
  `.execute(db)
  const row = rows[0] ?? {}
  const n = (key: string) => row[key] ?? 0
  const stable = share(n('events') - n('failed'), n('events'))
  const median = (value: number | null | undefined, of: number) => ({
    parts: [of, of] satisfies [number, number],
    value: value === null || value === undefined ? undefined : Math.round(Math.max(0, value) * 10) / 10,
  })
  return {
    utilisation: share(n('used'), n('live')),
    satisfaction: share(n('good'), n('ratings')),
    freshness: share(n('fresh'), n('live')),
    stability: stable,
    quota_rate: share(quota.met, quota.owing),
    participation: share(n('active'), n('staff')),
    review_days: median(row.review_days, n('reviews')),
    false_positives: share(n('cleared'), n('decided')),
    first_answer_hours: median(row.answer_hours, n('answers')),
  }
}
