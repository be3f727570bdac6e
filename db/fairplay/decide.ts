import { addStep } from '../cases/file.ts'
import { insertCase } from '../cases/open.ts'
import { samePeople } from '../cases/persons.ts'
import type { CaseFile } from '../cases/tables.ts'
import { policyAt } from '../policy/at.ts'
import { insertFact } from '../rows/facts.ts'
import type { Member, Reader, Trx } from '../schema.ts'
import { DAY_MS } from './finding.ts'
import { lockFlag } from './flags.ts'
import { freeFacts } from './hold.ts'
import { type FairFlag, type FlagStatus, OPEN_FLAGS } from './tables.ts'

type By = { schoolId: string; id: number; by: number; now: Date }

/** May this member look at and decide a flag: an administrator, or a head as the second person, whom it does not concern. */
export async function mayDecide(db: Reader, flag: FairFlag, member: Pick<Member, 'id' | 'role'>): Promise<boolean> {
  if (member.role !== 'admin' && !(member.role === 'head' && flag.status === 'proposed')) return false
  return !(await samePeople(db, flag.school_id, flag.members)).has(member.id)
}

/** Nothing is wrong: what was held is posted. One person is enough to let somebody go. */
export async function clearFlag(trx: Trx, given: By & { note?: string | undefined }): Promise<FairFlag | undefined> {
  const flag = await lockOpen(trx, given)
  if (!flag) return undefined
  const cleared = await set(trx, flag, {
    status: 'cleared',
    decided_at: given.now,
    decided_by: [given.by],
    note: given.note ?? null,
  })
  await decided(trx, flag, 'cleared', given.now)
  return cleared
}

/** The people concerned are asked for a word before anybody decides. */
export async function askAbout(trx: Trx, given: By): Promise<FairFlag | undefined> {
  const flag = await lockOpen(trx, given)
  if (flag?.status !== 'open') return undefined
  return set(trx, flag, { status: 'asked', asked_at: given.now })
}

/** What one of them says. */
export async function stateAbout(trx: Trx, given: By & { text: string }): Promise<FairFlag | undefined> {
  const flag = await lockOpen(trx, given)
  if (!flag || flag.asked_at === null || !flag.members.includes(given.by)) return undefined
  return set(trx, flag, { statements: JSON.stringify({ ...flag.statements, [given.by]: given.text }) })
}

export type Upheld =
  | { is: 'proposed'; flag: FairFlag; missing: number }
  | { is: 'upheld'; flag: FairFlag; file: CaseFile | undefined }
  | { is: 'moved' | 'same_person' }
  | { is: 'unheard'; until: Date | undefined }

/**
 * One person's word that a flag holds; the last of those whom the policy asks for makes it so. Then what was held earns
 * nothing, what was posted of it goes back, and a case is on file that can be appealed.
 */
export async function uphold(trx: Trx, given: By & { note?: string | undefined }): Promise<Upheld> {
  const flag = await lockOpen(trx, given)
  if (!flag) return { is: 'moved' }
  const { fair_play: rules, cases } = await policyAt(trx, given.schoolId, given.now)
  const until = flag.asked_at === null ? undefined : new Date(flag.asked_at.getTime() + cases.statement_days * DAY_MS)
  const heard = Object.keys(flag.statements).length > 0 || (until !== undefined && until <= given.now)
  if (flag.effect !== 'note' && !heard) return { is: 'unheard', until }
  if (flag.decided_by.includes(given.by)) return { is: 'same_person' }
  const people = [...flag.decided_by, given.by]
  const note = given.note ?? flag.note
  const missing = rules.approvals - people.length
  if (missing > 0) {
    const proposed = await set(trx, flag, { status: 'proposed', proposed_by: given.by, decided_by: people, note })
    return { is: 'proposed', flag: proposed, missing }
  }
  const upheld = await set(trx, flag, { status: 'upheld', decided_at: given.now, decided_by: people, note })
  await decided(trx, flag, 'upheld', given.now)
  return {
    is: 'upheld',
    flag: upheld,
    file: flag.effect === 'note' ? undefined : await fileCase(trx, upheld, given.now),
  }
}

/** The second person does not agree, or the first takes the word back. */
export async function objectTo(trx: Trx, given: By): Promise<FairFlag | undefined> {
  const flag = await lockOpen(trx, given)
  if (flag?.status !== 'proposed') return undefined
  const status: FlagStatus = flag.asked_at === null ? 'open' : 'asked'
  return set(trx, flag, { status, decided_by: [], proposed_by: null })
}

/** The case behind an upheld flag: all who are concerned hear of it with its evidence, and may appeal. */
async function fileCase(trx: Trx, flag: FairFlag, now: Date): Promise<CaseFile | undefined> {
  const [first] = flag.members
  if (first === undefined) return undefined
  const { cases } = await policyAt(trx, flag.school_id, now)
  const file = await insertCase(trx, {
    school_id: flag.school_id,
    kind: 'fraud',
    state: 'decided',
    resource_id: flag.resource_id,
    member_id: first,
    reason: flag.note ?? '',
    flag_id: flag.id,
    asked_at: flag.asked_at,
    ruling: 'fraud',
    proposal: JSON.stringify({ reason: flag.note ?? '' }),
    approvals: flag.decided_by,
    due_at: now,
    decided_at: now,
    appeal_until: new Date(now.getTime() + cases.appeal_days * DAY_MS),
    opened_at: flag.raised_at,
  })
  for (const member of flag.members.slice(1)) {
    await trx
      .insertInto('case_party')
      .values({ school_id: flag.school_id, case_id: file.id, member_id: member, role: 'concerned' })
      .execute()
  }
  await addStep(trx, flag.school_id, file.id, { what: 'decided', at: now, note: 'fraud' })
  await trx
    .updateTable('fair_flag')
    .set({ case_id: file.id })
    .where('school_id', '=', flag.school_id)
    .where('id', '=', flag.id)
    .execute()
  await insertFact(trx, {
    schoolId: flag.school_id,
    key: `case:${file.id}`,
    kind: 'case.decided',
    ...(flag.resource_id !== null && { resourceId: flag.resource_id }),
    occurredAt: now,
    payload: { case: file.id, ruling: 'fraud', member: first, approvals: flag.decided_by, facts: flag.facts },
  })
  return file
}

async function lockOpen(trx: Trx, { schoolId, id }: By): Promise<FairFlag | undefined> {
  const flag = await lockFlag(trx, schoolId, id)
  return flag && OPEN_FLAGS.some((status) => status === flag.status) ? flag : undefined
}

async function decided(trx: Trx, flag: FairFlag, outcome: 'cleared' | 'upheld', now: Date): Promise<void> {
  if (outcome === 'cleared') await freeFacts(trx, flag.school_id, flag.facts, now)
  await insertFact(trx, {
    schoolId: flag.school_id,
    key: `flag-decided:${flag.id}`,
    kind: 'flag.decided',
    ...(flag.resource_id !== null && { resourceId: flag.resource_id }),
    occurredAt: now,
    payload: { flag: flag.id, outcome },
  })
}

type Changes = Partial<Omit<FairFlag, 'school_id' | 'id' | 'evidence' | 'statements'>> & {
  evidence?: string
  statements?: string
}

async function set(trx: Trx, flag: FairFlag, values: Changes): Promise<FairFlag> {
  return trx
    .updateTable('fair_flag')
    .set(values)
    .where('school_id', '=', flag.school_id)
    .where('id', '=', flag.id)
    .returningAll()
    .executeTakeFirstOrThrow()
}
