import type { NightStep } from '../night/steps.ts'
import { lookAtPoor } from '../review/poor.ts'
import { evaluateHonours } from './evaluate.ts'

/** Badges and levels of whoever the day's facts name. */
export const honours: NightStep = {
  name: 'honours',
  async run(db, school, now) {
    await evaluateHonours(db, school, now)
  },
}

/** Poorly rated items go to a reviewer. */
export const poorItems: NightStep = {
  name: 'poor-items',
  async run(db, school, now) {
    await lookAtPoor(db, school, now)
  },
}
