import { policyAt } from '../policy/at.ts'
import type { Trx } from '../schema.ts'
import { addStep, lockCase } from './file.ts'
import { bringBack } from './hide.ts'
import { endHold, holdFor } from './hold.ts'
import { hide } from './open.ts'
import { type CaseFile, OPEN_STATES } from './tables.ts'

const DAY_MS = 86_400_000
type By = { schoolId: string; id: number; by: number; now: Date }

/** Asks the teacher for a statement; what the resource earned lately is held from now on. Undefined: it moved on. */
export async function ask(trx: Trx, given: By & { question?: string | undefined }): Promise<CaseFile | undefined> {
  const file = await lockOpen(trx, given)
  if (file?.state !== 'open' || file.kind === 'appeal') return undefined
  const { cases } = await policyAt(trx, given.schoolId, given.now)
  const until = new Date(given.now.getTime() + cases.statement_days * DAY_MS)
  const asked = await set(trx, file, { state: 'asked', asked_at: given.now, asked_until: until })
  if (file.kind !== 'content' && file.kind !== 'review_error') await holdFor(trx, asked, given.now)
  await addStep(trx, given.schoolId, file.id, {
    what: 'asked',
    at: given.now,
    actor: given.by,
    note: given.question,
  })
  return asked
}

/** What the teacher says; a second statement takes the first one's place until it is decided. */
export async function state(trx: Trx, given: By & { text: string }): Promise<CaseFile | undefined> {
  const file = await lockOpen(trx, given)
  if (!file || file.member_id !== given.by || file.asked_at === null) return undefined
  const stated = await set(trx, file, { statement: given.text, statement_at: given.now })
  await addStep(trx, given.schoolId, file.id, { what: 'stated', at: given.now, actor: given.by, note: given.text })
  return stated
}

/** A person hides what a case is about before it is decided. */
export async function hideNow(trx: Trx, given: By): Promise<CaseFile | undefined> {
  const file = await lockOpen(trx, given)
  if (!file || file.hidden_at !== null) return undefined
  return (await hide(trx, file, given)) ? lockCase(trx, given.schoolId, given.id) : undefined
}

/** The undo: shown again, and no longer hidden by the clock; the case goes on. */
export async function show(trx: Trx, given: By): Promise<CaseFile | undefined> {
  const file = await lockOpen(trx, given)
  if (!file || (file.hidden_at === null && file.hide_due === null)) return undefined
  if (file.resource_id !== null && file.hidden_at !== null) await bringBack(trx, given.schoolId, file.resource_id)
  const shown = await set(trx, file, { hidden_at: null, hide_due: null })
  if (file.state === 'open') await endHold(trx, file, given.now)
  await addStep(trx, given.schoolId, file.id, { what: 'shown', at: given.now, actor: given.by })
  return shown
}

/** A report is taken back by who made it, as long as nobody has done anything and nobody else joined it. */
export async function takeBackReport(trx: Trx, given: By): Promise<CaseFile | undefined> {
  const file = await lockOpen(trx, given)
  if (file?.state !== 'open' || file.opened_by !== given.by) return undefined
  const others = await trx
    .selectFrom('case_party')
    .select('member_id')
    .where('school_id', '=', given.schoolId)
    .where('case_id', '=', given.id)
    .where('member_id', '<>', given.by)
    .executeTakeFirst()
  if (others) return undefined
  if (file.resource_id !== null && file.hidden_at !== null) await bringBack(trx, given.schoolId, file.resource_id)
  await endHold(trx, file, given.now)
  await addStep(trx, given.schoolId, file.id, { what: 'taken_back', at: given.now, actor: given.by })
  return set(trx, file, { state: 'dropped', hidden_at: null, hide_due: null, decided_at: given.now })
}

async function lockOpen(trx: Trx, { schoolId, id }: By): Promise<CaseFile | undefined> {
  const file = await lockCase(trx, schoolId, id)
  return file && OPEN_STATES.some((state) => state === file.state) ? file : undefined
}

/** Changes a case whose row is locked. */
export async function set(
  trx: Trx,
  file: Pick<CaseFile, 'school_id' | 'id'>,
  values: Partial<Omit<CaseFile, 'school_id' | 'id' | 'proposal'>> & { proposal?: string },
): Promise<CaseFile> {
  return trx
    .updateTable('case_file')
    .set(values)
    .where('school_id', '=', file.school_id)
    .where('id', '=', file.id)
    .returningAll()
    .executeTakeFirstOrThrow()
}
