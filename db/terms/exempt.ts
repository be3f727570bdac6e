import { UserFacingError } from '#kit/errors.ts'
import type { Text } from '#kit/lang.ts'
import type { Reader, Trx } from '../schema.ts'
import type { Exemption } from './tables.ts'

export const EXEMPTION_LABELS: Record<Exemption, Text> = {
  maternity: { zh: '产假', en: 'maternity leave' },
  sick: { zh: '病假', en: 'sick leave' },
  posting: { zh: '支教', en: 'posted elsewhere' },
  other: { zh: '其他', en: 'other' },
}

export type ExemptionRow = {
  id: number
  member: number
  name: string
  reason: Exemption
  note: string
  by: string
  at: Date
  endedAt: Date | undefined
}

/** Exempts a member for a term; who is exempt already keeps the reason. Answers whether it was new. */
export async function exempt(
  trx: Trx,
  given: { schoolId: string; term: string; member: number; reason: Exemption; note: string; by: number; now: Date },
): Promise<boolean> {
  const locked = await trx
    .selectFrom('term_close')
    .select('locked_at')
    .where('school_id', '=', given.schoolId)
    .where('term', '=', given.term)
    .executeTakeFirst()
  if (locked?.locked_at) throw lockedTerm(given.term)
  const row = await trx
    .insertInto('quota_exemption')
    .values({
      school_id: given.schoolId,
      term: given.term,
      member_id: given.member,
      reason: given.reason,
      note: given.note,
      by_id: given.by,
      created_at: given.now,
    })
    .onConflict((conflict) =>
      conflict.columns(['school_id', 'term', 'member_id']).where('ended_at', 'is', null).doNothing(),
    )
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Ends an exemption; the row stays, with who ended it. Answers whether there was one. */
export async function endExemption(
  trx: Trx,
  given: { schoolId: string; term: string; member: number; by: number; now: Date },
): Promise<boolean> {
  const row = await trx
    .updateTable('quota_exemption')
    .set({ ended_at: given.now, ended_by_id: given.by })
    .where('school_id', '=', given.schoolId)
    .where('term', '=', given.term)
    .where('member_id', '=', given.member)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** The log of a term: who was exempted by whom, newest first. */
export async function listExemptions(db: Reader, schoolId: string, term: string): Promise<ExemptionRow[]> {
  const rows = await db
    .selectFrom('quota_exemption as free')
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'free.school_id').onRef('member.id', '=', 'free.member_id'),
    )
    .innerJoin('member as admin', (join) =>
      join.onRef('admin.school_id', '=', 'free.school_id').onRef('admin.id', '=', 'free.by_id'),
    )
    .select([
      'free.id',
      'free.member_id',
      'member.name',
      'free.reason',
      'free.note',
      'admin.name as by',
      'free.created_at',
      'free.ended_at',
    ])
    .where('free.school_id', '=', schoolId)
    .where('free.term', '=', term)
    .orderBy('free.id', 'desc')
    .limit(100)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    member: row.member_id,
    name: row.name,
    reason: row.reason,
    note: row.note,
    by: row.by,
    at: row.created_at,
    endedAt: row.ended_at ?? undefined,
  }))
}

export function lockedTerm(term: string): UserFacingError {
  return new UserFacingError(
    'term_locked',
    { zh: `学期 ${term} 已锁定，不能再改。`, en: `Term ${term} is locked and cannot be changed.` },
    { zh: '之后的更正会记在当前学期。', en: 'Later corrections count for the current term.' },
  )
}
