import type { Db, School } from '#db/schema.ts'
import { caseDeadlines, fairPlay } from '../fairplay/night.ts'
import { honours, poorItems } from '../honours/night.ts'
import { settleNight } from '../points/night.ts'
import { policies } from '../policy/night.ts'
import { forgetting, monthlyCheck, schoolIndex } from '../reports/night.ts'
import { quotaReminders, terms } from '../terms/night.ts'

/**
 * A step of the nightly run of a school. It may run twice in one night and the second time change nothing; when it
 * throws, the others go on and it is tried again within the hour.
 */
export type NightStep = { name: string; run(db: Db, school: School, now: Date): Promise<void> }

/** The one list of nightly steps, in their order. Fair play comes before the points that it may hold; the rest looks at them. */
export const NIGHT_STEPS: readonly NightStep[] = [
  fairPlay,
  caseDeadlines,
  { name: 'points', run: (db, school, now) => settleNight(db, school.id, now) },
  poorItems,
  honours,
  policies,
  terms,
  quotaReminders,
  schoolIndex,
  monthlyCheck,
  forgetting,
]
