import { UserFacingError } from '#kit/errors.ts'
import type { Text } from '#kit/lang.ts'
import { lockLedger } from '../ledger/post.ts'
import type { Member, Reader, Trx } from '../schema.ts'
import { schoolSettings } from '../settings.ts'
import { sharesOf } from './payers.ts'
import { capture, deliver, release } from './redemptions.ts'
import { lockRedemption, movedOn, notYours } from './rows.ts'
import type { ApprovalStep, Redemption } from './tables.ts'

/** Who may say yes at a step, for those who wait. */
export const STEP_NAMES: Record<ApprovalStep, Text> = {
  head: { zh: '教研组长', en: 'the head of department' },
  admin: { zh: '管理员', en: 'an administrator' },
  principal: { zh: '校长', en: 'the principal' },
}

export type Approved = { row: Redemption; done: boolean }

/** One person's yes to the next step; the last one spends the points. Two at the same time count once. */
export async function approveRedemption(
  trx: Trx,
  given: { approver: Member; id: number; now: Date },
): Promise<Approved> {
  const { approver, now } = given
  await lockLedger(trx, approver.school_id)
  const row = await lockRedemption(trx, approver.school_id, given.id)
  if (!row) throw notYours(given.id)
  if (row.status !== 'pending') throw movedOn(row)
  await refuseApprover(trx, row, approver)
  await trx
    .insertInto('redemption_approval')
    .values({ school_id: row.school_id, redemption_id: row.id, step: row.step, approver_id: approver.id, at: now })
    .execute()
  const next = await trx
    .updateTable('redemption')
    .set({ step: row.step + 1 })
    .where('school_id', '=', row.school_id)
    .where('id', '=', row.id)
    .where('status', '=', 'pending')
    .where('step', '=', row.step)
    .returningAll()
    .executeTakeFirst()
  if (!next) throw movedOn(row)
  if (next.step < next.steps.length) return { row: next, done: false }
  return { row: await capture(trx, next, now), done: true }
}

/** A no with a reason, or nothing left of it: the points go back. What was handed over is not taken back. */
export async function refuseRedemption(
  trx: Trx,
  given: { approver: Member; id: number; to: 'rejected' | 'out_of_stock'; reason: string | undefined; now: Date },
): Promise<Redemption> {
  const { approver } = given
  await lockLedger(trx, approver.school_id)
  const row = await lockRedemption(trx, approver.school_id, given.id)
  if (!row) throw notYours(given.id)
  const open = row.status === 'pending' || (given.to === 'out_of_stock' && row.status === 'approved')
  if (!open) throw movedOn(row)
  if (row.status === 'pending') await refuseApprover(trx, row, approver)
  else refuseOthers(approver)
  return release(trx, row, given.to, given.now, given.reason)
}

/** Its owner changes their mind, until it is approved. */
export async function cancelRedemption(
  trx: Trx,
  given: { member: Member; id: number; now: Date },
): Promise<Redemption> {
  const { member, now } = given
  await lockLedger(trx, member.school_id)
  const row = await lockRedemption(trx, member.school_id, given.id)
  if (row?.member_id !== member.id) throw notYours(given.id)
  if (row.status !== 'draft' && row.status !== 'pending') throw movedOn(row)
  return release(trx, row, 'cancelled', now)
}

/** It was handed over: an administrator says so, or who received it. */
export async function deliverRedemption(
  trx: Trx,
  given: { member: Member; id: number; now: Date },
): Promise<Redemption> {
  const { member, now } = given
  const row = await lockRedemption(trx, member.school_id, given.id)
  if (!row || (row.member_id !== member.id && member.role !== 'admin')) throw notYours(given.id)
  if (row.status !== 'approved') throw movedOn(row)
  return deliver(trx, row, now)
}

/** What waits for this person's yes, and for administrators what waits to be handed over; oldest first. */
export async function listForApprover(db: Reader, approver: Member, limit: number): Promise<Redemption[]> {
  const rows = await db
    .selectFrom('redemption')
    .selectAll()
    .where('school_id', '=', approver.school_id)
    .where('status', 'in', approver.role === 'admin' ? ['pending', 'approved'] : ['pending'])
    .orderBy('status', 'desc')
    .orderBy('id')
    .limit(200)
    .execute()
  const mine: Redemption[] = []
  for (const row of rows) {
    if (row.status === 'approved' || (await whyNot(db, row, approver)) === undefined) mine.push(row)
    if (mine.length >= limit) break
  }
  return mine
}

/** Members who may say yes to the next step, to be told; without one, every administrator who may. */
export async function approversOf(db: Reader, row: Redemption): Promise<number[]> {
  const people = await db
    .selectFrom('member')
    .selectAll()
    .where('school_id', '=', row.school_id)
    .where('role', 'in', ['head', 'admin'])
    .where('left_at', 'is', null)
    .orderBy('id')
    .execute()
  const may: number[] = []
  for (const person of people) if ((await whyNot(db, row, person)) === undefined) may.push(person.id)
  return may
}

async function refuseApprover(db: Reader, row: Redemption, approver: Member): Promise<void> {
  const why = await whyNot(db, row, approver)
  if (why) throw new UserFacingError('not_approver', why)
}

/** Why this person may not say yes: their own, said yes before, or not their step. */
async function whyNot(db: Reader, row: Redemption, person: Member): Promise<Text | undefined> {
  const payers = row.pooled ? (await sharesOf(db, row)).map((share) => share.member_id) : []
  if (row.member_id === person.id || payers.includes(person.id)) {
    return { zh: '自己参与的兑换由别人审批。', en: 'Somebody else decides on your own redemption.' }
  }
  const before = await db
    .selectFrom('redemption_approval')
    .select('step')
    .where('school_id', '=', row.school_id)
    .where('redemption_id', '=', row.id)
    .where('approver_id', '=', person.id)
    .executeTakeFirst()
  if (before) {
    return { zh: '您已经审批过，还需要另一位审批人。', en: 'You have said yes; a second person is needed.' }
  }
  const step = row.steps[row.step] ?? 'admin'
  if (await fits(db, row, person, step)) return undefined
  return {
    zh: `这一步由${STEP_NAMES[step].zh}审批。`,
    en: `This step is for ${STEP_NAMES[step].en}.`,
  }
}

async function fits(db: Reader, row: Redemption, person: Member, step: ApprovalStep): Promise<boolean> {
  switch (step) {
    case 'admin':
      return person.role === 'admin'
    case 'principal': {
      const principal = await principalOf(db, row.school_id)
      return person.role === 'admin' && (principal === undefined || principal === person.id)
    }
    case 'head': {
      if (person.role !== 'head' && person.role !== 'admin') return false
      const heads = await headsOf(db, row)
      return heads.length === 0 ? person.role === 'admin' || person.role === 'head' : heads.includes(person.id)
    }
    default:
      return step satisfies never
  }
}

/** The heads of the asker's department, other than the asker; empty when there is none to ask. */
async function headsOf(db: Reader, row: Redemption): Promise<number[]> {
  const rows = await db
    .selectFrom('member as asker')
    .innerJoin('member as head', (join) =>
      join.onRef('head.school_id', '=', 'asker.school_id').onRef('head.department_id', '=', 'asker.department_id'),
    )
    .select('head.id')
    .where('asker.school_id', '=', row.school_id)
    .where('asker.id', '=', row.member_id)
    .where('head.role', '=', 'head')
    .where('head.left_at', 'is', null)
    .whereRef('head.id', '<>', 'asker.id')
    .execute()
  return rows.map((head) => head.id)
}

/** The administrator who was named principal with `/settings 校长 姓名`; undefined: any administrator is. */
async function principalOf(db: Reader, schoolId: string): Promise<number | undefined> {
  const school = await db.selectFrom('school').select('settings').where('id', '=', schoolId).executeTakeFirstOrThrow()
  const { principal: name } = schoolSettings.parse(school.settings)
  if (name === '—') return undefined
  const row = await db
    .selectFrom('member')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('role', '=', 'admin')
    .where('left_at', 'is', null)
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.id
}

function refuseOthers(person: Member): void {
  if (person.role === 'admin') return
  throw new UserFacingError('not_approver', {
    zh: '已经通过的兑换由管理员处理。',
    en: 'What is approved is for an administrator.',
  })
}
