import { sql } from 'kysely'
import { samePeople } from '../cases/persons.ts'
import type { Reader, Trx } from '../schema.ts'
import { type FairFlag, OPEN_FLAGS } from './tables.ts'

export async function findFlag(db: Reader, schoolId: string, id: number): Promise<FairFlag | undefined> {
  return db
    .selectFrom('fair_flag')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .where('signal', '<>', 'case')
    .executeTakeFirst()
}

/** The same for changing it; the row stays locked, so that two people never decide at once. */
export async function lockFlag(trx: Trx, schoolId: string, id: number): Promise<FairFlag | undefined> {
  return trx
    .selectFrom('fair_flag')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .where('signal', '<>', 'case')
    .forUpdate()
    .executeTakeFirst()
}

/**
 * What waits for a person, holds before notes, then by due date; nothing about the reader. `secondOnly`: those that wait
 * for a second person.
 */
export async function listOpenFlags(
  db: Reader,
  schoolId: string,
  given: { reader: number; secondOnly: boolean; limit: number; page: number },
): Promise<FairFlag[]> {
  const self = [...(await samePeople(db, schoolId, [given.reader]))]
  return db
    .selectFrom('fair_flag')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('signal', '<>', 'case')
    .where('status', 'in', given.secondOnly ? ['proposed'] : OPEN_FLAGS)
    .where(sql<boolean>`not (members && ${self}::bigint[])`)
    .orderBy(sql`effect = 'note'`)
    .orderBy('due_at')
    .orderBy('id')
    .limit(given.limit)
    .offset(given.page * given.limit)
    .execute()
}

/** Flags about which a member was asked for a word. */
export async function listAskedOf(db: Reader, schoolId: string, member: number): Promise<FairFlag[]> {
  return db
    .selectFrom('fair_flag')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('status', 'in', ['asked', 'proposed'])
    .where('asked_at', 'is not', null)
    .where(sql<boolean>`members @> ${[member]}::bigint[]`)
    .orderBy('id')
    .execute()
}

/** How many facts of a member's awards wait to be looked at: `待核实` without a reason. */
export async function heldFor(
  db: Reader,
  schoolId: string,
  about: { member: number; resource?: number; now: Date },
): Promise<{ facts: number }> {
  const { rows } = await sql<{ n: number }>`
    select count(distinct fact.key)::int as n
    from fair_flag flag
    join fact on fact.school_id = flag.school_id and fact.key = any (flag.facts)
    where flag.school_id = ${schoolId} and flag.status in ('open', 'asked', 'proposed') and flag.effect = 'hold'
      and (flag.until is null or flag.until > ${about.now})
      and (${about.resource ?? null}::bigint is null or fact.resource_id = ${about.resource ?? null}::bigint)
      and (fact.kind in ('resource.downloaded', 'resource.accepted') and (fact.payload ->> 'author')::bigint = ${about.member}
        or fact.kind in ('resource.rated', 'request.fulfilled') and fact.actor_id = ${about.member})`.execute(db)
  return { facts: rows[0]?.n ?? 0 }
}

/** Of the flags that people decided in a span, how many were in order. The rate is what the policy has a target for. */
export async function falseAlarms(
  db: Reader,
  schoolId: string,
  span: { from: Date; to: Date },
): Promise<{ decided: number; cleared: number; share: number | undefined }> {
  const row = await db
    .selectFrom('fair_flag')
    .select((eb) => [
      eb.fn.countAll<number>().as('decided'),
      eb.fn.countAll<number>().filterWhere('status', '=', 'cleared').as('cleared'),
    ])
    .where('school_id', '=', schoolId)
    .where('signal', '<>', 'case')
    .where('decided_at', '>=', span.from)
    .where('decided_at', '<', span.to)
    .executeTakeFirstOrThrow()
  return { ...row, share: row.decided === 0 ? undefined : row.cleared / row.decided }
}
