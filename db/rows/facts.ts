import type { Fact, Trx } from '../schema.ts'
import type { FactKind, FactPayload } from './fact-payloads.ts'

export type NewFact<K extends FactKind = FactKind> = {
  schoolId: string
  /** The stable business key; a second fact with it is not written. */
  key: string
  kind: K
  actorId?: number
  resourceId?: number
  occurredAt: Date
  payload: FactPayload<K>
}

/** Records that something happened; undefined when it was recorded before. */
export async function insertFact<K extends FactKind>(trx: Trx, fact: NewFact<K>): Promise<Fact | undefined> {
  return trx
    .insertInto('fact')
    .values({
      school_id: fact.schoolId,
      key: fact.key,
      kind: fact.kind,
      actor_id: fact.actorId ?? null,
      resource_id: fact.resourceId ?? null,
      occurred_at: fact.occurredAt,
      payload: JSON.stringify(fact.payload),
    })
    .onConflict((conflict) => conflict.constraint('fact__key__key').doNothing())
    .returningAll()
    .executeTakeFirst()
}
