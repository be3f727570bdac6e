import { DateTime } from 'luxon'
import { spanOf } from '#kit/zone.ts'
import { priorOf, priorSpan } from './load-state.ts'
import { bonusOf, qualityOf } from './quality.ts'
import type { Scene } from './scene.ts'
import type { ResourceState } from './state.ts'

/** The last moment of an ISO week such as `2026-W37`. */
export function endOf(week: string, zone: string): Date {
  const monday = DateTime.fromISO(week, { zone }).toJSDate()
  return new Date(spanOf('week', monday, zone).to.getTime() - 1)
}

/** Its ratings are those for which its bonus stands: the mean of a later week would only move what nobody changed. */
export async function isSettled(scene: Scene, state: ResourceState): Promise<boolean> {
  if (state.settledWeek === undefined || state.bonus === 0) return false
  const end = endOf(state.settledWeek, scene.zone)
  const policy = scene.policyOf(end)
  if (state.ratings < policy.rules['quality.bonus'].min_ratings) return false
  const span = priorSpan(scene, end)
  const { factor } = qualityOf(state, await priorOf(scene, span.from, span.to), policy)
  return bonusOf(state.base, factor, policy) === state.bonus
}
