import { sql } from 'kysely'
import type { Text } from '#kit/lang.ts'
import { policyAt } from '../policy/at.ts'
import type { Policy } from '../policy/schema.ts'
import type { Reader, Trx } from '../schema.ts'
import { quotaSheets } from '../terms/quota.ts'
import { termSpanOf } from '../terms/span.ts'
import type { Exemption } from '../terms/tables.ts'
import { type AppraisalRow, appraisalRows, bandOf, type Stretch } from './appraisal-rows.ts'

/** Everything that a sheet says about one teacher; points in 厘. */
export type Figures = AppraisalRow & {
  /** As the quota counts: what the author withdrew late still counts, an exemption owes nothing. */
  quotaDone: number
  quotaDue: number
  exempt: Exemption | undefined
  band: number | undefined
  /** Badges and honours of the term that stand. */
  honours: Text[]
  evidence: Evidence[]
}

/** A resource of the term and what it earned in it. */
export type Evidence = {
  id: number
  title: string
  type: string
  origin: keyof Policy['origin']
  downloads: number
  mean: number | undefined
  points: number
}

/** Resources that stand as evidence on a sheet; the newest are left out beyond that. */
const EVIDENCE = 200

/** Everybody's figures in the order of departments and names: as they are now, or as they were when the term was locked. */
export async function readFigures(db: Reader, stretch: Stretch): Promise<Figures[]> {
  const kept = await db
    .selectFrom('term_appraisal')
    .select('figures')
    .where('school_id', '=', stretch.schoolId)
    .where('term', '=', stretch.termId)
    .orderBy('n')
    .execute()
  return kept.length > 0 ? kept.map((row) => row.figures) : countFigures(db, stretch)
}

/** Keeps everybody's figures for good. Called once, by the lock of a term, while the ledger stands still. */
export async function keepFigures(trx: Trx, stretch: Stretch): Promise<void> {
  const figures = await countFigures(trx, stretch)
  const rows = figures.map((one, n) => ({ n, member_id: one.memberId, figures: one }))
  await sql`
    insert into term_appraisal (school_id, term, member_id, n, figures)
    select ${stretch.schoolId}, ${stretch.termId}, r.member_id, r.n, r.figures
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (member_id bigint, n int, figures jsonb)`.execute(trx)
}

async function countFigures(db: Reader, stretch: Stretch): Promise<Figures[]> {
  const { schoolId, termId, to } = stretch
  const policy = await policyAt(db, schoolId, new Date(to.getTime() - 1))
  const { time_zone: zone } = await db
    .selectFrom('school')
    .select('time_zone')
    .where('id', '=', schoolId)
    .executeTakeFirstOrThrow()
  const rows = await appraisalRows(db, stretch)
  const span = termSpanOf(policy, termId, zone)
  const quotas = new Map(
    (span ? await quotaSheets(db, schoolId, span, policy, zone) : []).map((one) => [one.member, one] as const),
  )
  const evidence = await evidenceOf(db, stretch)
  const honours = await honoursOf(db, stretch, policy)
  const points = rows.map((row) => row.contribution)
  return rows.map((row) => {
    const quota = quotas.get(row.memberId)
    return {
      ...row,
      quotaDone: quota?.done ?? row.originals,
      quotaDue: quota?.due ?? 0,
      exempt: quota?.exempt,
      band: bandOf(row.contribution, points, policy.appraisal.bands),
      honours: honours.get(row.memberId) ?? [],
      evidence: evidence.get(row.memberId) ?? [],
    }
  })
}

/** Resources that were accepted in the term and stand, with what they earned in it, oldest first, by author. */
async function evidenceOf(db: Reader, { schoolId, termId, from, to }: Stretch): Promise<Map<number, Evidence[]>> {
  const { rows } = await sql<Omit<Evidence, 'mean'> & { member: number; mean: number | null }>`
    select r.member_id as member, r.id, r.title, r.type, r.origin, r.download_count as downloads, q.mean,
      coalesce(earned.amount, 0)::bigint as points
    from resource r
    left join quality_state q on q.school_id = r.school_id and q.resource_id = r.id
    left join (
      select resource_id, member_id, sum(amount) as amount from point_tx
      where school_id = ${schoolId} and term_id = ${termId} and resource_id is not null group by 1, 2
    ) earned on earned.resource_id = r.id and earned.member_id = r.member_id
    where r.school_id = ${schoolId} and r.status in ('live', 'frozen')
      and r.accepted_at >= ${from} and r.accepted_at < ${to}
    order by r.id`.execute(db)
  const found = new Map<number, Evidence[]>()
  for (const { member, mean, ...row } of rows) {
    const list = found.get(member) ?? []
    if (list.length < EVIDENCE) list.push({ ...row, points: Number(row.points), mean: mean ?? undefined })
    found.set(member, list)
  }
  return found
}

/** Badges and honours that people got in the term, or for it, and that were not taken back; by member. */
async function honoursOf(db: Reader, { schoolId, termId, from, to }: Stretch, policy: Policy) {
  const badges = await db
    .selectFrom('badge_award')
    .select(['member_id', 'badge'])
    .where('school_id', '=', schoolId)
    .where('revoked_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb('period', '=', termId),
        eb.and([eb('period', '=', ''), eb('reached_at', '>=', from), eb('reached_at', '<', to)]),
      ]),
    )
    .orderBy('reached_at')
    .orderBy('badge')
    .execute()
  const honours = await db
    .selectFrom('honour')
    .select(['member_id', 'title_zh', 'title_en'])
    .where('school_id', '=', schoolId)
    .where('revoked_at', 'is', null)
    .where('given_at', '>=', from)
    .where('given_at', '<', to)
    .orderBy('id')
    .execute()
  const found = new Map<number, Text[]>()
  const add = (member: number | null, name: Text) => {
    if (member !== null) found.set(member, [...(found.get(member) ?? []), name])
  }
  for (const { member_id: member, badge } of badges) {
    const name = policy.badges.find((one) => one.id === badge)?.name
    if (name) add(member, name)
  }
  for (const one of honours) add(one.member_id, { zh: one.title_zh, en: one.title_en })
  return found
}
