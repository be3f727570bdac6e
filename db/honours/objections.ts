import type { Selectable } from 'kysely'
import { coAuthorsOf } from '../review/co-authors.ts'
import type { Reader, Trx } from '../schema.ts'
import type { Candidate, Selection } from './selections.ts'
import type { HonourTables } from './tables.ts'

export type Objection = Selectable<HonourTables['objection']>

/** Somebody objects to a candidate of a public selection. Answers the objection's number. */
export async function object(
  trx: Trx,
  selection: Selection,
  given: { n: number; by: number; body: string; now: Date },
): Promise<number> {
  const row = await trx
    .insertInto('objection')
    .values({
      school_id: selection.school_id,
      selection_id: selection.id,
      n: given.n,
      by_id: given.by,
      body: given.body,
      created_at: given.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

export async function objectionsOf(db: Reader, schoolId: string, selectionId: number): Promise<Objection[]> {
  return db
    .selectFrom('objection')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('selection_id', '=', selectionId)
    .orderBy('id')
    .execute()
}

/** Decides an objection; upheld, its candidate is dropped. Undefined when it was decided before. */
export async function decideObjection(
  trx: Trx,
  selection: Selection,
  given: { id: number; upheld: boolean; reply: string; by: number; now: Date },
): Promise<Objection | undefined> {
  const row = await trx
    .updateTable('objection')
    .set({
      status: given.upheld ? 'upheld' : 'dismissed',
      reply: given.reply,
      decided_by: given.by,
      decided_at: given.now,
    })
    .where('school_id', '=', selection.school_id)
    .where('selection_id', '=', selection.id)
    .where('id', '=', given.id)
    .where('status', '=', 'open')
    .returningAll()
    .executeTakeFirst()
  if (row && given.upheld) {
    await trx
      .updateTable('candidate')
      .set({ status: 'dropped' })
      .where('school_id', '=', selection.school_id)
      .where('selection_id', '=', selection.id)
      .where('n', '=', row.n)
      .execute()
  }
  return row
}

/** Who is concerned by a selection: nobody of them decides about it. */
export async function concerned(db: Reader, candidates: readonly Candidate[]): Promise<number[]> {
  const ids: number[] = []
  for (const one of candidates) {
    if (one.member_id !== null) ids.push(one.member_id)
    if (one.resource_id !== null) {
      ids.push(...(await coAuthorsOf(db, one.school_id, one.resource_id)).map((who) => who.memberId))
    }
    if (one.team_id !== null) {
      const rows = await db
        .selectFrom('team_member')
        .select('member_id')
        .where('school_id', '=', one.school_id)
        .where('team_id', '=', one.team_id)
        .where('status', '=', 'in')
        .execute()
      ids.push(...rows.map((row) => row.member_id))
    }
  }
  return [...new Set(ids)]
}
