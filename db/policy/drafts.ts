import { parseDocument } from 'yaml'
import { UserFacingError } from '#kit/errors.ts'
import { addDays } from '#kit/zone.ts'
import type { Reader, Trx } from '../schema.ts'
import { type Approval, approvalsOf } from './approvals.ts'
import { policyAt } from './at.ts'
import type { PolicyChange } from './diff.ts'
import type { DryRun } from './dry-run.ts'
import { invalid } from './parse.ts'
import { checkPolicy, publishPolicy } from './publish.ts'
import type { Policy } from './schema.ts'

/** A version that is not in force: drafted, tried out, approved by some. */
export type Draft = {
  id: number
  version: string
  effectiveFrom: Date
  source: string
  status: 'draft' | 'published' | 'withdrawn'
  by: number | undefined
  createdAt: Date
  report: DryRun | undefined
  reportedAt: Date | undefined
  approvals: Approval[]
}

/**
 * Keeps a checked file as a draft; the same file again is the same draft, another file of the same version takes its
 * place, and its approvals with it. Throws UserFacingError `policy_invalid` with everything that is wrong.
 */
export async function createDraft(
  trx: Trx,
  given: { schoolId: string; source: string; by: number | undefined; now: Date },
): Promise<{ draft: Draft; policy: Policy; changes: PolicyChange[] }> {
  const { schoolId, source, by, now } = given
  await trx.selectFrom('school').select('id').where('id', '=', schoolId).forUpdate().executeTakeFirstOrThrow()
  const { policy, changes, problems } = await checkPolicy(trx, schoolId, source, now)
  if (!policy || problems.length > 0) throw invalid(problems)
  const open = await trx
    .selectFrom('policy_draft')
    .select(['id', 'source'])
    .where('school_id', '=', schoolId)
    .where('version', '=', policy.version)
    .where('status', '=', 'draft')
    .executeTakeFirst()
  if (open && open.source !== source) await decide(trx, schoolId, open.id, 'withdrawn', now)
  if (open && open.source === source) {
    return { draft: await getDraft(trx, schoolId, open.id), policy, changes }
  }
  const { id } = await trx
    .insertInto('policy_draft')
    .values({
      school_id: schoolId,
      version: policy.version,
      effective_from: policy.effective_from,
      source,
      by_id: by ?? null,
      created_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { draft: await getDraft(trx, schoolId, id), policy, changes }
}

/** The drafts that are still open, newest first. */
export async function listDrafts(db: Reader, schoolId: string): Promise<Draft[]> {
  const rows = await drafts(db, schoolId).where('status', '=', 'draft').orderBy('id', 'desc').limit(20).execute()
  return Promise.all(rows.map((row) => withApprovals(db, row)))
}

export async function findDraft(db: Reader, schoolId: string, id: number): Promise<Draft | undefined> {
  const row = await drafts(db, schoolId).where('id', '=', id).executeTakeFirst()
  return row && withApprovals(db, row)
}

/** The same; throws UserFacingError `no_draft`. */
export async function getDraft(db: Reader, schoolId: string, id: number): Promise<Draft> {
  const draft = await findDraft(db, schoolId, id)
  if (draft) return draft
  throw new UserFacingError(
    'no_draft',
    { zh: `没有 ${id} 号规则草案。`, en: `There is no draft no. ${id}.` },
    { zh: '发送 /policy 查看现有的草案。', en: 'Send /policy to see the drafts there are.' },
  )
}

/** Attaches what the dry run found. */
export async function saveReport(trx: Trx, schoolId: string, id: number, report: DryRun, now: Date): Promise<void> {
  await trx
    .updateTable('policy_draft')
    .set({ report: JSON.stringify(report), reported_at: now })
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .execute()
}

export type Approved = { is: 'waits'; left: number; again: boolean } | { is: 'published'; policy: Policy }

/**
 * One administrator's yes. The last one that is needed publishes the version, with the approvers' names in it; it is
 * checked once more then, because time has passed. Throws UserFacingError when there is no recent dry run, or when the
 * draft is decided already.
 */
export async function approveDraft(
  trx: Trx,
  given: { schoolId: string; id: number; by: number; now: Date },
): Promise<Approved> {
  const { schoolId, id, by, now } = given
  await lock(trx, schoolId, id)
  const draft = await getDraft(trx, schoolId, id)
  if (draft.status !== 'draft') throw decided(draft)
  await refuseStale(trx, schoolId, draft, now)
  const again = draft.approvals.some((one) => one.member === by)
  if (!again) {
    await trx
      .insertInto('policy_approval')
      .values({ school_id: schoolId, draft_id: id, member_id: by, at: now })
      .execute()
  }
  const approvers = [...new Set([...draft.approvals.map((one) => one.member), by])]
  const { approval } = await policyAt(trx, schoolId, now)
  if (approvers.length < approval.approvers) return { is: 'waits', left: approval.approvers - approvers.length, again }
  const document = parseDocument(draft.source)
  document.setIn(
    ['approved_by'],
    approvers.map((one) => `member-${one}`),
  )
  const policy = await publishPolicy(trx, schoolId, document.toString({ lineWidth: 0 }), now)
  await decide(trx, schoolId, id, 'published', now)
  return { is: 'published', policy }
}

/** Takes a draft back; what is published stays. */
export async function withdrawDraft(trx: Trx, schoolId: string, id: number, now: Date): Promise<Draft> {
  await lock(trx, schoolId, id)
  const draft = await getDraft(trx, schoolId, id)
  if (draft.status !== 'draft') throw decided(draft)
  await decide(trx, schoolId, id, 'withdrawn', now)
  return draft
}

async function refuseStale(db: Reader, schoolId: string, draft: Draft, now: Date): Promise<void> {
  const { approval } = await policyAt(db, schoolId, now)
  const { time_zone: zone } = await db
    .selectFrom('school')
    .select('time_zone')
    .where('id', '=', schoolId)
    .executeTakeFirstOrThrow()
  const fresh = draft.reportedAt && addDays(draft.reportedAt, approval.dry_run_max_days, zone) > now
  if (draft.report && fresh) return
  throw new UserFacingError(
    'no_dry_run',
    draft.report
      ? {
          zh: `草案 ${draft.id} 的模拟结果已过期，不能批准。`,
          en: `The dry run of draft ${draft.id} is too old to approve it.`,
        }
      : {
          zh: `草案 ${draft.id} 还没有模拟，不能批准。`,
          en: `Draft ${draft.id} has not been tried out and cannot be approved.`,
        },
    {
      zh: `请先发送 /simulate ${draft.id}，看谁增谁减。`,
      en: `Send /simulate ${draft.id} first, to see who gains and who loses.`,
    },
  )
}

async function lock(trx: Trx, schoolId: string, id: number): Promise<void> {
  await trx
    .selectFrom('policy_draft')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .forUpdate()
    .execute()
}

async function decide(
  trx: Trx,
  schoolId: string,
  id: number,
  status: 'published' | 'withdrawn',
  now: Date,
): Promise<void> {
  await trx
    .updateTable('policy_draft')
    .set({ status, decided_at: now })
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .execute()
}

function decided(draft: Draft): UserFacingError {
  return draft.status === 'published'
    ? new UserFacingError('draft_decided', {
        zh: `草案 ${draft.id}（${draft.version}）已经发布，内容不能再改。要改请起草新版本。`,
        en: `Draft ${draft.id} (${draft.version}) is published and cannot be changed. Draft a new version.`,
      })
    : new UserFacingError('draft_decided', {
        zh: `草案 ${draft.id}（${draft.version}）已经撤回。需要时请重新提交。`,
        en: `Draft ${draft.id} (${draft.version}) was withdrawn. Hand it in again if it is needed.`,
      })
}

function drafts(db: Reader, schoolId: string) {
  return db.selectFrom('policy_draft').selectAll().where('school_id', '=', schoolId)
}

type Row = Awaited<ReturnType<ReturnType<typeof drafts>['execute']>>[number]

async function withApprovals(db: Reader, row: Row): Promise<Draft> {
  const approvals = await approvalsOf(db, 'policy_approval', { schoolId: row.school_id, id: row.id })
  return {
    id: row.id,
    version: row.version,
    effectiveFrom: row.effective_from,
    source: row.source,
    status: row.status,
    by: row.by_id ?? undefined,
    createdAt: row.created_at,
    report: row.report ?? undefined,
    reportedAt: row.reported_at ?? undefined,
    approvals,
  }
}
