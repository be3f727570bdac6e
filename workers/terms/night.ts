import type { NightStep } from '../night/steps.ts'
import { tellExpiry } from './expiry.ts'
import { remindQuota } from './remind.ts'
import { settleTerms } from './settle.ts'

/** Notice, cut, publicity, lock: whatever is due of the school's terms. */
export const terms: NightStep = {
  name: 'terms',
  run: async (db, school, now) => {
    await settleTerms(db, school, now)
  },
}

/** Who owes originals, or has points that expire, hears of it. After the terms, whose notice may have said it already. */
export const quotaReminders: NightStep = {
  name: 'quota',
  run: async (db, school, now) => {
    await remindQuota(db, school, now)
    await tellExpiry(db, school, now)
  },
}
