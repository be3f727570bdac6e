import { sql } from 'kysely'
import { policyAt } from '../policy/at.ts'
import type { Policy } from '../policy/schema.ts'
import { termAt } from '../policy/terms.ts'
import type { Reader } from '../schema.ts'
import type { SchoolInputs } from './score.ts'

const DAY_MS = 86_400_000

/**
 * What the indexes of all schools are computed from, as of `at`. Only facts that occurred before `at`, staff by the days
 * they came and left, and the policy in force: asking again for the same instant gives the same, whatever happened since.
 */
export async function indexInputs(
  db: Reader,
  at: Date,
): Promise<{ inputs: SchoolInputs[]; policies: Map<string, Policy>; terms: Map<string, string> }> {
  const schools = await db.selectFrom('school').select(['id', 'time_zone', 'settings']).orderBy('id').execute()
  const inputs: SchoolInputs[] = []
  const policies = new Map<string, Policy>()
  const terms = new Map<string, string>()
  for (const { id: schoolId, settings, time_zone } of schools) {
    const policy = await policyAt(db, schoolId, at)
    policies.set(schoolId, policy)
    terms.set(schoolId, termAt(policy, at, time_zone).id)
    const since = new Date(at.getTime() - policy.school_index.window_days * DAY_MS)
    const declared = Number(settings.fte)
    inputs.push({
      schoolId,
      fte: Math.max(1, declared > 0 ? declared : await staffOf(db, schoolId, at)),
      originals: await originalsOf(db, schoolId, since, at, policy),
      means: await meansOf(db, schoolId, at, policy),
      ...(await reachOf(db, schoolId, since, at)),
    })
  }
  return { inputs, policies, terms }
}

async function staffOf(db: Reader, schoolId: string, at: Date): Promise<number> {
  const row = await db
    .selectFrom('member')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('school_id', '=', schoolId)
    .where('role', '<>', 'pupil')
    .where('created_at', '<=', at)
    .where((eb) => eb.or([eb('left_at', 'is', null), eb('left_at', '>', at)]))
    .executeTakeFirstOrThrow()
  return row.n
}

/** Whether the resource of fact `f` stands at `at`: the last word on it is neither a withdrawal nor an upheld case. */
const stands = (at: Date) => sql`not exists (
  select 1 from fact gone
  where gone.school_id = f.school_id and gone.resource_id = f.resource_id and gone.occurred_at <= ${at}
    and (
      (gone.kind = 'resource.withdrawn' and not exists (
        select 1 from fact back where back.school_id = gone.school_id and back.resource_id = gone.resource_id
          and back.kind = 'resource.restored' and back.id > gone.id and back.occurred_at <= ${at}))
      or (gone.kind = 'case.decided' and gone.payload ->> 'ruling' not in ('fraud', 'reviewer_error') and not exists (
        select 1 from fact over where over.school_id = gone.school_id and over.kind = 'case.overturned'
          and over.payload ->> 'case' = gone.payload ->> 'case' and over.occurred_at <= ${at}))))`

async function originalsOf(db: Reader, schoolId: string, since: Date, at: Date, policy: Policy): Promise<number> {
  const { rows } = await sql<{ type: string; n: number }>`
    select said.type, count(*) as n
    from fact f
    cross join lateral (
      select last.payload ->> 'type' as type, last.payload ->> 'origin' as origin from fact last
      where last.school_id = f.school_id and last.resource_id = f.resource_id and last.occurred_at <= ${at}
        and last.kind in ('resource.accepted', 'resource.corrected')
      order by last.id desc limit 1
    ) said
    where f.school_id = ${schoolId} and f.kind = 'resource.accepted' and f.occurred_at > ${since}
      and f.occurred_at <= ${at} and said.origin = 'original' and ${stands(at)}
    group by said.type`.execute(db)
  return rows.reduce((sum, row) => sum + (policy.type_base[row.type] ?? 0) * row.n, 0)
}

/** B of every rated resource that stands: the Bayesian mean of its last ratings, by who rates. */
async function meansOf(db: Reader, schoolId: string, at: Date, policy: Policy): Promise<number[]> {
  const rule = policy.rules['quality.bonus']
  const weights = policy.rules.rater_weight
  const { rows } = await sql<{ resource_id: number; rater: string; stars: number; recent: boolean }>`
    select distinct on (f.resource_id, f.actor_id) f.resource_id, f.payload ->> 'rater' as rater,
      (f.payload ->> 'stars')::int as stars,
      f.occurred_at > ${new Date(at.getTime() - rule.prior_mean_days * DAY_MS)} as recent
    from fact f
    where f.school_id = ${schoolId} and f.kind = 'resource.rated' and f.occurred_at <= ${at}
      and (f.payload ->> 'author')::bigint <> f.actor_id and ${stands(at)}
    order by f.resource_id, f.actor_id, f.id desc`.execute(db)
  const given = rows.filter((row) => row.stars > 0)
  const recent = given.filter((row) => row.recent)
  const [low, high] = rule.prior_mean_range
  const mean = recent.reduce((sum, row) => sum + row.stars, 0) / Math.max(1, recent.length)
  const prior = recent.length === 0 ? rule.prior_mean_default : Math.min(high, Math.max(low, mean))
  const weightOf = (rater: string) =>
    rater === 'expert' || rater === 'same_subject' || rater === 'student'
      ? (weights?.[rater] ?? 1)
      : (weights?.teacher ?? 1)
  return [...Map.groupBy(given, (row) => row.resource_id).values()].map((ratings) => {
    const weight = ratings.reduce((sum, row) => sum + weightOf(row.rater), 0)
    const stars = ratings.reduce((sum, row) => sum + weightOf(row.rater) * row.stars, 0)
    return Math.round(((rule.prior_weight * prior + stars) / (rule.prior_weight + weight)) * 1e6) / 1e6
  })
}

/** People of other schools who took something, came to lectures, and hours that they used rooms here. */
async function reachOf(db: Reader, schoolId: string, since: Date, at: Date) {
  const { rows } = await sql<{ users: number; attendees: number }>`
    select
      count(distinct (payload ->> 'from_school', actor_id))
        filter (where kind = 'resource.downloaded' and payload ->> 'from_school' <> ${schoolId}) as users,
      count(distinct (payload ->> 'event', actor_id)) filter (
        where kind = 'lecture.attended' and exists (
          select 1 from fact held where held.school_id = fact.school_id and held.kind = 'lecture.hosted'
            and held.payload ->> 'event' = fact.payload ->> 'event'
            and held.payload ->> 'level' in ('cross_school', 'district'))) as attendees
    from fact
    where school_id = ${schoolId} and occurred_at > ${since} and occurred_at <= ${at}
      and kind in ('resource.downloaded', 'lecture.attended')`.execute(db)
  return { externalUsers: rows[0]?.users ?? 0, lectureAttendees: rows[0]?.attendees ?? 0, facilityHours: 0 }
}
