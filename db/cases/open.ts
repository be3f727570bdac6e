import type { Insertable } from 'kysely'
import { UserFacingError } from '#kit/errors.ts'
import { policyAt } from '../policy/at.ts'
import type { PointTx, Reader, Resource, Trx } from '../schema.ts'
import { addStep, findOpenAbout, openReportsOf } from './file.ts'
import { takeOut } from './hide.ts'
import { holdFor } from './hold.ts'
import type { CaseFile, CaseTables, ReportKind } from './tables.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

export type NewReport = {
  schoolId: string
  kind: ReportKind
  resource: Pick<Resource, 'id' | 'member_id' | 'status'>
  by: number
  reason: string
  /** Who holds the right, as a takedown claim names them. */
  holder?: string | undefined
  /** The resource that was there first. */
  original?: number | undefined
  now: Date
}
export type Opened = { file: CaseFile; outcome: 'opened' | 'joined' | 'again'; hidden: boolean }

/**
 * A report about a resource. A second report of the same kind joins the open case. A copyright claim with a named right
 * holder hides the resource at once; without one it is hidden by the clock unless somebody looks first.
 */
export async function openReport(trx: Trx, given: NewReport): Promise<Opened> {
  const { schoolId, kind, resource, by, now } = given
  const { cases } = await policyAt(trx, schoolId, now)
  await trx
    .selectFrom('resource')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('id', '=', resource.id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const there = await findOpenAbout(trx, schoolId, resource.id, kind)
  if (there) return join(trx, there, given)
  if ((await openReportsOf(trx, schoolId, by)) >= cases.open_reports_per_person) throw tooMany()
  const claims = kind === 'copyright'
  const file = await insertCase(trx, {
    school_id: schoolId,
    kind,
    resource_id: resource.id,
    original_id: given.original ?? null,
    member_id: kind === 'review_error' ? await reviewerOf(trx, schoolId, resource) : resource.member_id,
    opened_by: by,
    reason: given.reason,
    holder: given.holder ?? null,
    hide_due: claims ? new Date(now.getTime() + cases.hide_within_hours * HOUR_MS) : null,
    due_at: new Date(now.getTime() + cases.decision_days * DAY_MS),
    opened_at: now,
  })
  await addParty(trx, file, by, given.reason)
  await addStep(trx, schoolId, file.id, { what: 'opened', at: now, actor: by, note: given.reason })
  const hidden = claims && given.holder !== undefined && (await hide(trx, file, { now }))
  return { file, outcome: 'opened', hidden }
}

async function join(trx: Trx, file: CaseFile, given: NewReport): Promise<Opened> {
  const added = await addParty(trx, file, given.by, given.reason)
  if (added) {
    const step = { what: 'joined', at: given.now, actor: given.by, note: given.reason }
    await addStep(trx, file.school_id, file.id, step)
  }
  const names = file.holder === null && given.holder !== undefined && file.hidden_at === null
  if (names) {
    await trx
      .updateTable('case_file')
      .set({ holder: given.holder ?? null })
      .where('school_id', '=', file.school_id)
      .where('id', '=', file.id)
      .execute()
  }
  const hidden = names && (await hide(trx, file, { now: given.now }))
  return { file, outcome: added ? 'joined' : 'again', hidden }
}

/** Hides what a case is about until it is decided, and holds what it earned lately. Reversible: `show`. */
export async function hide(trx: Trx, file: CaseFile, given: { by?: number; now: Date }): Promise<boolean> {
  if (file.resource_id === null) return false
  const { now } = given
  const out = await takeOut(trx, { schoolId: file.school_id, resourceId: file.resource_id, as: 'frozen', now })
  if (!out) return false
  await trx
    .updateTable('case_file')
    .set({ hidden_at: now, hide_due: null })
    .where('school_id', '=', file.school_id)
    .where('id', '=', file.id)
    .execute()
  await holdFor(trx, file, now)
  await addStep(trx, file.school_id, file.id, { what: 'hidden', at: now, actor: given.by })
  return true
}

/** An appeal: against a ledger entry of one's own, or against the decision of a case. */
export async function openAppeal(
  trx: Trx,
  given: {
    schoolId: string
    member: number
    reason: string
    now: Date
    tx?: Pick<PointTx, 'seq' | 'resource_id'>
    ofCase?: CaseFile
  },
): Promise<CaseFile> {
  const { schoolId, member, now } = given
  const { cases } = await policyAt(trx, schoolId, now)
  const file = await insertCase(trx, {
    school_id: schoolId,
    kind: 'appeal',
    resource_id: given.ofCase?.resource_id ?? given.tx?.resource_id ?? null,
    member_id: member,
    opened_by: member,
    reason: given.reason,
    tx_seq: given.tx?.seq ?? null,
    of_case: given.ofCase?.id ?? null,
    due_at: new Date(now.getTime() + cases.appeal_decision_days * DAY_MS),
    opened_at: now,
  })
  await addStep(trx, schoolId, file.id, { what: 'opened', at: now, actor: member, note: given.reason })
  return file
}

/** The open appeal about the same, if there is one. */
export async function findOpenAppeal(
  db: Reader,
  schoolId: string,
  about: { tx?: number; ofCase?: number },
): Promise<CaseFile | undefined> {
  return db
    .selectFrom('case_file')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('kind', '=', 'appeal')
    .$if(about.tx !== undefined, (query) => query.where('tx_seq', '=', about.tx ?? 0))
    .$if(about.ofCase !== undefined, (query) => query.where('of_case', '=', about.ofCase ?? 0))
    .orderBy('id', 'desc')
    .executeTakeFirst()
}

export async function insertCase(trx: Trx, values: Insertable<CaseTables['case_file']>): Promise<CaseFile> {
  return trx.insertInto('case_file').values(values).returningAll().executeTakeFirstOrThrow()
}

export async function addParty(trx: Trx, file: CaseFile, member: number, note: string): Promise<boolean> {
  const row = await trx
    .insertInto('case_party')
    .values({ school_id: file.school_id, case_id: file.id, member_id: member, role: 'reporter', note })
    .onConflict((conflict) => conflict.constraint('case_party__pkey').doNothing())
    .returning('case_id')
    .executeTakeFirst()
  return row !== undefined
}

/** Whose decision about the resource it was, the latest one. */
async function reviewerOf(trx: Trx, schoolId: string, resource: Pick<Resource, 'id'>): Promise<number> {
  const row = await trx
    .selectFrom('review')
    .select('reviewer_id')
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', resource.id)
    .where('status', 'in', ['accepted', 'refused'])
    .executeTakeFirst()
  if (row?.reviewer_id == null) {
    throw new UserFacingError(
      'not_reviewed',
      { zh: `编号 ${resource.id} 没有审核记录。`, en: `No. ${resource.id} was never reviewed.` },
      { zh: '对积分有疑问：/appeal', en: 'About points: /appeal' },
    )
  }
  return row.reviewer_id
}

function tooMany(): UserFacingError {
  return new UserFacingError(
    'too_many_reports',
    {
      zh: '您的几份报告还在处理，请等其中一份有结果后再报。',
      en: 'Several reports of yours are still looked at; please wait until one is decided.',
    },
    { zh: '进度：/cases', en: 'Progress: /cases' },
  )
}
