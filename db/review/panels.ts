import { type Selectable, sql } from 'kysely'
import type { Policy } from '../policy/schema.ts'
import { insertFact } from '../rows/facts.ts'
import type { Reader, Trx } from '../schema.ts'
import { makersOf } from './co-authors.ts'
import { outlierOf, scoreOf, spreadOf } from './score.ts'
import type { ReviewTables } from './tables.ts'

export type Panel = Selectable<ReviewTables['panel']>
export type Judge = Selectable<ReviewTables['panel_judge']>

/**
 * Who could judge a resource: teachers of the school who did not make it, experts of its subject first, then its
 * reviewers; colleagues of the author's department last. Nobody twice in the same panel.
 */
export async function judgesFor(
  db: Reader,
  resource: { school_id: string; id: number; member_id: number; subject: string | null },
  limit: number,
  except: readonly number[],
): Promise<number[]> {
  const out = [...(await makersOf(db, resource)), ...except]
  const { rows } = await sql<{ id: number }>`
    select member.id from member
    left join member author on author.school_id = member.school_id and author.id = ${resource.member_id}
    where member.school_id = ${resource.school_id} and member.left_at is null and member.pending_since is null
      and member.role <> 'pupil' and member.id <> all (${out}::bigint[])
    order by (member.department_id is not null and member.department_id = author.department_id) is true,
      not exists (select from reviewer where reviewer.school_id = member.school_id and reviewer.member_id = member.id
        and reviewer.expert and reviewer.subject in ('*', ${resource.subject})),
      not (member.role in ('head', 'admin') or exists (
        select from reviewer where reviewer.school_id = member.school_id and reviewer.member_id = member.id
          and reviewer.subject in ('*', ${resource.subject}))),
      (select count(*) from panel_judge load where load.school_id = member.school_id and load.member_id = member.id
        and load.status = 'asked'),
      md5(member.id::text || ':' || ${String(resource.id)}), member.id
    limit ${limit}`.execute(db)
  return rows.map((row) => Number(row.id))
}

export async function openPanel(
  trx: Trx,
  given: {
    resource: { school_id: string; id: number }
    judges: readonly number[]
    policy: Policy
    by: number
    selectionId?: number
    now: Date
    due: Date
  },
): Promise<number | undefined> {
  const { resource, policy, now } = given
  const row = await trx
    .insertInto('panel')
    .values({
      school_id: resource.school_id,
      resource_id: resource.id,
      selection_id: given.selectionId ?? null,
      policy_version: policy.version,
      rubric: JSON.stringify(policy.panel.rubric),
      scale: policy.panel.scale,
      by_id: given.by,
      created_at: now,
      due_at: given.due,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (row) for (const judge of given.judges) await askJudge(trx, resource.school_id, row.id, judge, now)
  return row?.id
}

export async function askJudge(trx: Trx, schoolId: string, panelId: number, memberId: number, now: Date) {
  await trx
    .insertInto('panel_judge')
    .values({ school_id: schoolId, panel_id: panelId, member_id: memberId, asked_at: now })
    .onConflict((conflict) => conflict.constraint('panel_judge__pkey').doNothing())
    .execute()
}

export async function findPanel(db: Reader, schoolId: string, id: number): Promise<Panel | undefined> {
  return db.selectFrom('panel').selectAll().where('school_id', '=', schoolId).where('id', '=', id).executeTakeFirst()
}

export async function judgesOf(db: Reader, schoolId: string, panelId: number): Promise<(Judge & { name: string })[]> {
  return db
    .selectFrom('panel_judge')
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'panel_judge.school_id').onRef('member.id', '=', 'panel_judge.member_id'),
    )
    .selectAll('panel_judge')
    .select('member.name')
    .where('panel_judge.school_id', '=', schoolId)
    .where('panel_judge.panel_id', '=', panelId)
    .orderBy('panel_judge.asked_at')
    .orderBy('panel_judge.member_id')
    .execute()
}

/** Panels that wait for a judge's scores, soonest due first. */
export async function listAsked(db: Reader, schoolId: string, memberId: number): Promise<Panel[]> {
  return db
    .selectFrom('panel_judge')
    .innerJoin('panel', (join) =>
      join.onRef('panel.school_id', '=', 'panel_judge.school_id').onRef('panel.id', '=', 'panel_judge.panel_id'),
    )
    .selectAll('panel')
    .where('panel_judge.school_id', '=', schoolId)
    .where('panel_judge.member_id', '=', memberId)
    .where('panel_judge.status', '=', 'asked')
    .where('panel.status', '=', 'open')
    .orderBy('panel.due_at')
    .limit(20)
    .execute()
}

export async function listPanels(db: Reader, schoolId: string, limit: number): Promise<Panel[]> {
  return db
    .selectFrom('panel')
    .selectAll()
    .where('school_id', '=', schoolId)
    .orderBy(sql`status = 'open'`, 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

export type Scored =
  | { is: 'closed' }
  | { is: 'noted'; left: number }
  /** They are far apart: one more judge is needed; undefined when there is nobody left. */
  | { is: 'further'; judge: number | undefined }
  | { is: 'concluded'; score: number }

/**
 * A judge's scores, once. With enough of them the panel ends with its score, or, when they are far apart, asks one more
 * judge. The panel's row is locked, so two judges at once are counted one after the other.
 */
export async function handIn(
  trx: Trx,
  given: { schoolId: string; panelId: number; judge: number; scores: Record<string, number>; note?: string; now: Date },
  policy: Policy,
): Promise<Scored> {
  const { schoolId, panelId, now } = given
  const panel = await lockOpen(trx, schoolId, panelId)
  if (!panel) return { is: 'closed' }
  const mine = await trx
    .updateTable('panel_judge')
    .set({
      status: 'scored',
      scores: JSON.stringify(given.scores),
      total: scoreOf(panel.rubric, panel.scale, given.scores),
      note: given.note ?? null,
      decided_at: now,
    })
    .where('school_id', '=', schoolId)
    .where('panel_id', '=', panelId)
    .where('member_id', '=', given.judge)
    .where('status', '=', 'asked')
    .returning('member_id')
    .executeTakeFirst()
  if (!mine) return { is: 'closed' }
  await insertFact(trx, {
    schoolId,
    key: `panel:${panelId}:${given.judge}`,
    kind: 'panel.scored',
    actorId: given.judge,
    resourceId: panel.resource_id,
    occurredAt: now,
    payload: { panel: panelId },
  })
  return conclude(trx, panel, policy, now)
}

/** A judge who cannot, or knows the author too well: somebody else is asked. Undefined when nothing was asked of them. */
export async function declineJudging(
  trx: Trx,
  given: { schoolId: string; panelId: number; judge: number; now: Date },
): Promise<{ instead: number | undefined } | undefined> {
  const panel = await lockOpen(trx, given.schoolId, given.panelId)
  if (!panel) return undefined
  const row = await trx
    .updateTable('panel_judge')
    .set({ status: 'declined', decided_at: given.now })
    .where('school_id', '=', given.schoolId)
    .where('panel_id', '=', given.panelId)
    .where('member_id', '=', given.judge)
    .where('status', '=', 'asked')
    .returning('member_id')
    .executeTakeFirst()
  return row && { instead: await oneMore(trx, panel, given.now) }
}

async function conclude(trx: Trx, panel: Panel, policy: Policy, now: Date): Promise<Scored> {
  const judges = await judgesOf(trx, panel.school_id, panel.id)
  const asked = judges.filter((judge) => judge.status === 'asked').length
  const totals = judges.flatMap((judge) =>
    judge.status === 'scored' && judge.total !== null ? [{ judge: judge.member_id, total: judge.total }] : [],
  )
  const { min_judges: least } = policy.panel
  if (asked > 0 || totals.length < least) return { is: 'noted', left: Math.max(asked, least - totals.length) }
  const sd = (await usualSpread(trx, panel.school_id, policy.panel.sd_after)) ?? policy.panel.sd
  const isWide = spreadOf(totals.map((one) => one.total)) > policy.panel.spread_sd * sd
  if (isWide && totals.length === least) {
    const judge = await oneMore(trx, panel, now)
    if (judge !== undefined) return { is: 'further', judge }
  }
  const out = isWide && totals.length > least ? outlierOf(totals) : undefined
  const kept = totals.filter((one) => one.judge !== out)
  const score = Math.round((kept.reduce((sum, one) => sum + one.total, 0) / kept.length) * 100) / 100
  await trx
    .updateTable('panel')
    .set({ status: 'concluded', score, left_out: out ?? null, concluded_at: now })
    .where('school_id', '=', panel.school_id)
    .where('id', '=', panel.id)
    .execute()
  await insertFact(trx, {
    schoolId: panel.school_id,
    key: `panel-concluded:${panel.id}`,
    kind: 'panel.concluded',
    resourceId: panel.resource_id,
    occurredAt: now,
    payload: { panel: panel.id, score },
  })
  return { is: 'concluded', score }
}

async function oneMore(trx: Trx, panel: Panel, now: Date): Promise<number | undefined> {
  const resource = await trx
    .selectFrom('resource')
    .select(['school_id', 'id', 'member_id', 'subject'])
    .where('school_id', '=', panel.school_id)
    .where('id', '=', panel.resource_id)
    .executeTakeFirstOrThrow()
  const before = await judgesOf(trx, panel.school_id, panel.id)
  const except = before.map((judge) => judge.member_id)
  const [next] = await judgesFor(trx, resource, 1, except)
  if (next !== undefined) await askJudge(trx, panel.school_id, panel.id, next, now)
  return next
}

/** The school's own deviation of judges from their panels' means, pooled; undefined before enough panels have ended. */
export async function usualSpread(db: Reader, schoolId: string, least: number): Promise<number | undefined> {
  const { rows } = await sql<{ panels: number; sd: number | null }>`
    with recent as (
      select id from panel where school_id = ${schoolId} and status = 'concluded' order by concluded_at desc limit 200
    ), one as (
      select judge.panel_id, count(*) as n, var_samp(judge.total) as var from panel_judge judge
      join recent on recent.id = judge.panel_id
      where judge.school_id = ${schoolId} and judge.status = 'scored' group by 1 having count(*) > 1
    )
    select count(*) as panels, sqrt(sum((n - 1) * var) / nullif(sum(n - 1), 0)) as sd from one`.execute(db)
  const row = rows[0]
  return row && Number(row.panels) >= least && row.sd !== null && row.sd > 0 ? Number(row.sd) : undefined
}

async function lockOpen(trx: Trx, schoolId: string, id: number): Promise<Panel | undefined> {
  return trx
    .selectFrom('panel')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .where('status', '=', 'open')
    .forUpdate()
    .executeTakeFirst()
}

/** Ends a panel without a score; who has scored keeps what that earned. */
export async function cancelPanel(trx: Trx, schoolId: string, id: number): Promise<boolean> {
  const row = await trx
    .updateTable('panel')
    .set({ status: 'cancelled' })
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .where('status', '=', 'open')
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}
