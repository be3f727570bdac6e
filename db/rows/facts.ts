import type { Fact, Trx } from '../schema.ts'

export const FACT_KINDS = [
  'resource.accepted',
  'resource.downloaded',
  'resource.rated',
  'resource.withdrawn',
  'resource.restored',
] as const
export type FactKind = (typeof FACT_KINDS)[number]

export type NewFact = {
  schoolId: string
  /** The stable business key; a second fact with it is not written. */
  key: string
  kind: FactKind
  actorId: number
  resourceId: number
  occurredAt: Date
  payload?: Record<string, unknown>
}

/** Records that something happened; undefined when it was recorded before. */
export async function insertFact(trx: Trx, fact: NewFact): Promise<Fact | undefined> {
  return trx
    .insertInto('fact')
    .values({
      school_id: fact.schoolId,
      key: fact.key,
      kind: fact.kind,
      actor_id: fact.actorId,
      resource_id: fact.resourceId,
      occurred_at: fact.occurredAt,
      payload: JSON.stringify(fact.payload ?? {}),
    })
    .onConflict((conflict) => conflict.constraint('fact__key__key').doNothing())
    .returningAll()
    .executeTakeFirst()
}
