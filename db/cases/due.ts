import { sql } from 'kysely'
import type { Reader, Trx } from '../schema.ts'
import { addStep, lockCase } from './file.ts'
import { hide } from './open.ts'
import { set } from './steps.ts'
import { type CaseFile, OPEN_STATES } from './tables.ts'

/** Copyright claims that nobody has looked at and that must be hidden before `until`. */
export async function listToHide(db: Reader, schoolId: string, until: Date): Promise<CaseFile[]> {
  return db
    .selectFrom('case_file')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('state', 'in', OPEN_STATES)
    .where('hide_due', '<=', until)
    .where('hidden_at', 'is', null)
    .orderBy('id')
    .execute()
}

/** Hides one by the clock; false when somebody was faster. */
export async function hideByClock(trx: Trx, file: CaseFile, now: Date): Promise<boolean> {
  const locked = await lockCase(trx, file.school_id, file.id)
  if (!locked || locked.hide_due === null || locked.hidden_at !== null) return false
  if (await hide(trx, locked, { now })) return true
  await set(trx, locked, { hide_due: null })
  return false
}

/** Open cases that are due before `until`, and of which nobody was reminded yet (or told that they are overdue). */
export async function listDue(
  db: Reader,
  schoolId: string,
  given: { until: Date; mark: 'reminded_at' | 'escalated_at' },
): Promise<CaseFile[]> {
  return db
    .selectFrom('case_file')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('state', 'in', OPEN_STATES)
    .where('due_at', '<=', given.until)
    .where(sql<boolean>`${sql.ref(given.mark)} is null`)
    .orderBy('id')
    .execute()
}

/** Notes that people were told, once; false when it was noted before. */
export async function markDue(
  trx: Trx,
  file: CaseFile,
  mark: 'reminded_at' | 'escalated_at',
  now: Date,
): Promise<boolean> {
  const locked = await lockCase(trx, file.school_id, file.id)
  if (!locked || locked[mark] !== null || !OPEN_STATES.some((state) => state === locked.state)) return false
  await set(trx, locked, { [mark]: now })
  const what = mark === 'reminded_at' ? 'reminded' : 'escalated'
  await addStep(trx, file.school_id, file.id, { what, at: now })
  return true
}
