import { z } from 'zod'
import { FACT_PAYLOADS, type FactKind } from '#db/rows/fact-payloads.ts'
import type { Fact } from '#db/schema.ts'

/** A fact as the rules read it: who, what, when, and what its payload says. */
export type PointFact<K extends FactKind = FactKind> = {
  [Kind in K]: {
    id: number
    key: string
    kind: Kind
    schoolId: string
    /** 0 when nobody did it; rules that need somebody refuse it while reading. */
    actor: number
    resource: number
    at: Date
    said: z.output<(typeof FACT_PAYLOADS)[Kind]>
  }
}[K]

/** Kinds that make no sense without who did them. */
const NEED_ACTOR = new Set<string>([
  'resource.downloaded',
  'resource.rated',
  'review.decided',
  'panel.scored',
  'request.fulfilled',
  'loan.returned',
  'lecture.hosted',
  'lecture.attended',
  'observation.feedback',
  'teaching.confirmed',
  'duplicate.reported',
  'points.adjusted',
  'points.opened',
] satisfies FactKind[])

const SOMEBODY = z.object({ actor: z.number() })

/**
 * A fact from its row; undefined for a kind that concerns no points. Throws ZodError when the payload is not what its
 * kind promises: whoever wrote the fact must be mended, the fact itself never changes.
 */
export function readFact(row: Fact): PointFact | undefined {
  if (!isKind(row.kind)) return undefined
  const actor = NEED_ACTOR.has(row.kind) ? SOMEBODY.parse({ actor: row.actor_id }).actor : 0
  const said: unknown = FACT_PAYLOADS[row.kind].parse(row.payload)
  return {
    id: row.id,
    key: row.key,
    kind: row.kind,
    schoolId: row.school_id,
    actor: row.actor_id ?? actor,
    resource: row.resource_id ?? 0,
    at: row.occurred_at,
    said,
  } as PointFact
}

function isKind(kind: string): kind is FactKind {
  return Object.hasOwn(FACT_PAYLOADS, kind)
}
