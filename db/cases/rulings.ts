import type { Policy } from '../policy/schema.ts'
import { insertFact } from '../rows/facts.ts'
import type { Trx } from '../schema.ts'
import { bringBack, takeOut } from './hide.ts'
import { endHold } from './hold.ts'
import { set } from './steps.ts'
import type { CaseFile, CaseKind, Ruling } from './tables.ts'

const DAY_MS = 86_400_000

/** What can be ruled in a case of each kind, the usual one first. */
export function rulingsOf(file: Pick<CaseFile, 'kind' | 'of_case'>): readonly Ruling[] {
  if (file.kind === 'appeal') return file.of_case === null ? ['explained', 'adjusted'] : ['denied', 'granted']
  return BY_KIND[file.kind]
}

const BY_KIND: Record<Exclude<CaseKind, 'appeal'>, readonly Ruling[]> = {
  copyright: ['takedown', 'plagiarism', 'unfounded'],
  plagiarism: ['plagiarism', 'duplicate_other', 'takedown', 'unfounded'],
  duplicate: ['duplicate_other', 'duplicate_own', 'unfounded'],
  content: ['recall', 'unfounded'],
  fraud: ['fraud', 'unfounded'],
  review_error: ['reviewer_error', 'unfounded'],
}

/** What must be heard before: whoever stands to lose something for good is asked first. */
export function needsStatement(ruling: Ruling): boolean {
  return SANCTIONS.has(ruling)
}

/** How many people must say the same. */
export function approvalsFor(ruling: Ruling, cases: Policy['cases']): number {
  const { approvals } = cases
  switch (ruling) {
    case 'plagiarism':
    case 'takedown':
    case 'duplicate_own':
    case 'duplicate_other':
    case 'fraud':
    case 'reviewer_error':
      return approvals.sanction
    case 'recall':
      return approvals.recall
    case 'unfounded':
      return approvals.dismissal
    case 'granted':
    case 'denied':
      return approvals.penalty_appeal
    case 'adjusted':
      return approvals.adjustment
    case 'explained':
      return approvals.explanation
    default:
      return ruling satisfies never
  }
}

const SANCTIONS = new Set<Ruling>([
  'plagiarism',
  'takedown',
  'duplicate_own',
  'duplicate_other',
  'fraud',
  'reviewer_error',
])

/** Does what a ruling means: rows and facts in the caller's transaction; points follow from the facts. */
export async function carryOut(trx: Trx, file: CaseFile, policy: Policy, now: Date): Promise<void> {
  const { ruling } = file
  if (ruling === null) throw new Error(`case ${file.id} has no ruling`)
  await endHold(trx, file, now)
  switch (ruling) {
    case 'plagiarism':
    case 'takedown':
    case 'duplicate_own':
    case 'duplicate_other':
      return sanction(trx, file, ruling, policy, now)
    case 'recall':
      return recall(trx, file, now)
    case 'reviewer_error':
      return overturnReview(trx, file, now)
    case 'unfounded':
      if (file.resource_id !== null && file.hidden_at !== null) await bringBack(trx, file.school_id, file.resource_id)
      return
    case 'adjusted':
      return adjust(trx, file, now)
    case 'fraud':
    case 'granted':
    case 'denied':
    case 'explained':
      return
    default:
      return ruling satisfies never
  }
}

type Sanction = 'plagiarism' | 'takedown' | 'duplicate_own' | 'duplicate_other'

async function sanction(trx: Trx, file: CaseFile, ruling: Sanction, policy: Policy, now: Date): Promise<void> {
  const { school_id: schoolId, resource_id: resourceId } = file
  if (resourceId === null) throw new Error(`case ${file.id} is about no resource`)
  await takeOut(trx, { schoolId, resourceId, as: 'withdrawn', now })
  const repeat = ruling === 'plagiarism' && (await wasFoundBefore(trx, file))
  if (ruling === 'plagiarism') {
    const days = policy.rules['penalty.plagiarism']?.full_review_days ?? 0
    await set(trx, file, { full_review_until: new Date(now.getTime() + days * DAY_MS) })
  }
  await insertFact(trx, {
    schoolId,
    key: `case:${file.id}`,
    kind: 'case.decided',
    resourceId,
    occurredAt: now,
    payload: {
      case: file.id,
      ruling,
      member: file.member_id,
      approvals: file.approvals,
      ...(repeat && { repeat }),
      ...(ruling === 'duplicate_other' && file.original_id !== null && { original: file.original_id }),
    },
  })
  const reporter = file.opened_by
  if ((ruling === 'duplicate_own' || ruling === 'duplicate_other') && reporter !== null) {
    await insertFact(trx, {
      schoolId,
      key: `duplicate-reported:${file.id}`,
      kind: 'duplicate.reported',
      actorId: reporter,
      resourceId,
      occurredAt: now,
      payload: { report: file.id },
    })
  }
}

/** Whether plagiarism by the same person was found before and still stands. */
async function wasFoundBefore(trx: Trx, file: CaseFile): Promise<boolean> {
  const row = await trx
    .selectFrom('case_file')
    .select('id')
    .where('school_id', '=', file.school_id)
    .where('member_id', '=', file.member_id)
    .where('ruling', '=', 'plagiarism')
    .where('state', '=', 'decided')
    .where('id', '<>', file.id)
    .executeTakeFirst()
  return row !== undefined
}

async function recall(trx: Trx, file: CaseFile, now: Date): Promise<void> {
  if (file.resource_id === null) return
  await takeOut(trx, { schoolId: file.school_id, resourceId: file.resource_id, as: 'frozen', now })
  await insertFact(trx, {
    schoolId: file.school_id,
    key: `frozen:${file.resource_id}:${file.id}`,
    kind: 'resource.frozen',
    resourceId: file.resource_id,
    occurredAt: now,
    payload: { reason: 'content' },
  })
}

/** The error was put right: findable again (or its new version is), and the points are freed. */
export async function fixed(trx: Trx, file: CaseFile, given: { with?: number; now: Date }): Promise<void> {
  if (file.resource_id === null) return
  await bringBack(trx, file.school_id, file.resource_id)
  await insertFact(trx, {
    schoolId: file.school_id,
    key: `fixed:${file.resource_id}:${file.id}`,
    kind: 'resource.fixed',
    actorId: file.member_id,
    resourceId: file.resource_id,
    occurredAt: given.now,
    payload: {},
  })
  await set(trx, file, { fixed_at: given.now, fixed_with: given.with ?? null })
}

/** The reviewer's points go back, and what they refused waits for somebody else. */
async function overturnReview(trx: Trx, file: CaseFile, now: Date): Promise<void> {
  const { school_id: schoolId, resource_id: resourceId } = file
  if (resourceId === null) return
  const review = await trx
    .selectFrom('fact')
    .select('key')
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', resourceId)
    .where('kind', '=', 'review.decided')
    .where('actor_id', '=', file.member_id)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  if (review) {
    // The case takes the points, so that an appeal can give them back; the other fact is for whoever counts decisions.
    await insertFact(trx, {
      schoolId,
      key: `case:${file.id}`,
      kind: 'case.decided',
      resourceId,
      occurredAt: now,
      payload: {
        case: file.id,
        ruling: 'reviewer_error',
        member: file.member_id,
        approvals: file.approvals,
        facts: [review.key],
      },
    })
    await insertFact(trx, {
      schoolId,
      key: `overturned:${review.key}`,
      kind: 'review.overturned',
      resourceId,
      occurredAt: now,
      payload: { of: review.key },
    })
  }
  const again = await trx
    .updateTable('review')
    .set({ status: 'waiting', reviewer_id: null, reason: null, decided_at: null, created_at: now })
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', resourceId)
    .where('status', '=', 'refused')
    .returning('resource_id')
    .executeTakeFirst()
  if (!again) return
  await trx
    .updateTable('resource')
    .set({ status: 'review' })
    .where('school_id', '=', schoolId)
    .where('id', '=', resourceId)
    .where('status', '=', 'refused')
    .execute()
}

async function adjust(trx: Trx, file: CaseFile, now: Date): Promise<void> {
  const { contribution = 0, spendable = 0, reason } = file.proposal
  await insertFact(trx, {
    schoolId: file.school_id,
    key: `adjusted:case-${file.id}:${file.member_id}`,
    kind: 'points.adjusted',
    actorId: file.member_id,
    ...(file.resource_id !== null && { resourceId: file.resource_id }),
    occurredAt: now,
    payload: {
      ticket: `case-${file.id}`,
      contribution,
      spendable,
      approvals: file.approvals,
      ...(reason !== undefined && { reason }),
    },
  })
}
