import type { Member, Reader, Trx } from '../schema.ts'
import type { Thing } from './tables.ts'
import { setThing } from './things.ts'

/** Writes down damage: nobody can borrow or book the thing until its keeper says that it is repaired. */
export async function reportDamage(
  trx: Trx,
  given: { thing: Thing; by: Member; text: string; now: Date },
): Promise<number> {
  const { thing, by } = given
  const { id } = await trx
    .insertInto('repair')
    .values({
      school_id: thing.school_id,
      thing_id: thing.id,
      by_school: by.school_id,
      by_id: by.id,
      text: given.text,
      at: given.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await setThing(trx, thing, { status: 'blocked' })
  // Who reports what they have themselves did not hide it.
  await trx
    .updateTable('loan')
    .set({ damage_reported: true })
    .where('school_id', '=', thing.school_id)
    .where('thing_id', '=', thing.id)
    .where('borrower_school', '=', by.school_id)
    .where('borrower_id', '=', by.id)
    .where('status', 'in', ['out', 'back'])
    .execute()
  return id
}

/** Repaired: it can be used again. Answers how many reports were open. */
export async function setRepaired(trx: Trx, thing: Thing, now: Date): Promise<number> {
  const rows = await trx
    .updateTable('repair')
    .set({ fixed_at: now })
    .where('school_id', '=', thing.school_id)
    .where('thing_id', '=', thing.id)
    .where('fixed_at', 'is', null)
    .returning('id')
    .execute()
  if (rows.length > 0) await setThing(trx, thing, { status: 'ready' })
  return rows.length
}

/** Takes a report back; the thing can be used again when it was the only one. */
export async function withdrawReport(
  trx: Trx,
  given: { schoolId: string; id: number; by: Member; now: Date },
): Promise<boolean> {
  const row = await trx
    .updateTable('repair')
    .set({ fixed_at: given.now })
    .where('school_id', '=', given.schoolId)
    .where('id', '=', given.id)
    .where('by_school', '=', given.by.school_id)
    .where('by_id', '=', given.by.id)
    .where('fixed_at', 'is', null)
    .returning('thing_id')
    .executeTakeFirst()
  if (!row) return false
  const others = await trx
    .selectFrom('repair')
    .select('id')
    .where('school_id', '=', given.schoolId)
    .where('thing_id', '=', row.thing_id)
    .where('fixed_at', 'is', null)
    .executeTakeFirst()
  if (!others) await setThing(trx, { school_id: given.schoolId, id: row.thing_id }, { status: 'ready' })
  return true
}

export type OpenRepair = { id: number; thing_id: number; thing: string; text: string; at: Date }

/** What is broken of what somebody keeps. */
export async function openRepairs(db: Reader, member: Member): Promise<OpenRepair[]> {
  return db
    .selectFrom('repair')
    .innerJoin('thing', 'thing.id', 'repair.thing_id')
    .select(['repair.id', 'repair.thing_id', 'thing.name as thing', 'repair.text', 'repair.at'])
    .where('repair.school_id', '=', member.school_id)
    .where('repair.fixed_at', 'is', null)
    .$if(member.role !== 'admin', (query) => query.where('thing.keeper_id', '=', member.id))
    .orderBy('repair.id')
    .limit(20)
    .execute()
}
