import type { PointFact } from './fact.ts'
import type { LightFact } from './load.ts'
import type { LightKind } from './rules.ts'

const LIGHT: ReadonlySet<string> = new Set([
  'resource.accepted',
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
  'redemption.held',
  'redemption.captured',
  'redemption.released',
  'request.posted',
  'request.closed',
] satisfies LightKind[])

export function isLight(fact: PointFact): fact is LightFact {
  return LIGHT.has(fact.kind)
}
