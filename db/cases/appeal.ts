import { sql } from 'kysely'
import type { Reader } from '../schema.ts'
import { findOpenAppeal } from './open.ts'
import type { CaseFile } from './tables.ts'

/** A ledger entry, as far as an appeal must know it. */
export type Entry = {
  seq: number
  member_id: number
  resource_id: number | null
  amount: number
  /** The case whose decision posted it. */
  caseId: number | undefined
  /** Its term is settled and locked. */
  locked: boolean
}

export async function findEntry(db: Reader, schoolId: string, seq: number): Promise<Entry | undefined> {
  const row = await db
    .selectFrom('point_tx as tx')
    .leftJoin('fact', (join) => join.onRef('fact.school_id', '=', 'tx.school_id').onRef('fact.id', '=', 'tx.fact_id'))
    .select(['tx.seq', 'tx.member_id', 'tx.resource_id', 'tx.amount', 'fact.kind', 'fact.payload'])
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('fact as lock')
            .select('lock.id')
            .whereRef('lock.school_id', '=', 'tx.school_id')
            .where('lock.kind', '=', 'term.locked')
            .where('lock.key', '=', sql<string>`'locked:' || tx.term_id`),
        )
        .as('locked'),
    )
    .where('tx.school_id', '=', schoolId)
    .where('tx.seq', '=', seq)
    .executeTakeFirst()
  if (!row) return undefined
  const { kind, payload, locked, ...entry } = row
  const decided = kind === 'case.decided' ? payload?.case : undefined
  return { ...entry, locked: Boolean(locked), caseId: typeof decided === 'number' ? decided : undefined }
}

/** Why this case can not be appealed now; undefined when it can. */
export async function appealHindrance(
  db: Reader,
  file: CaseFile,
  now: Date,
): Promise<{ is: 'open' | 'late' | 'answered' | 'undecided'; appeal?: CaseFile } | undefined> {
  const before = await findOpenAppeal(db, file.school_id, { ofCase: file.id })
  if (before && before.state !== 'dropped') {
    return before.state === 'decided' ? { is: 'answered', appeal: before } : { is: 'open', appeal: before }
  }
  if (file.state !== 'decided' || file.appeal_until === null) return { is: 'undecided' }
  return file.appeal_until < now ? { is: 'late' } : undefined
}
