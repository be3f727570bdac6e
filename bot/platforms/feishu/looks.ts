/** The longest wait between two looks at a quiet chat's history, in units of the first: an hour for five minutes. */
const QUIET_TIMES = 12

/**
 * The wait, in milliseconds, after a look at a chat's history. While people talk in a chat it is looked at every
 * `firstMs`; where nothing was heard since the last look, ever more rarely: after 5 minutes, then 10, 20, 40 and each
 * hour, since each look is a call and free tenants have 10,000 a month. A find, a failure or a new connection begins
 * anew.
 */
export function nextLook(
  beforeMs: number | undefined,
  { firstMs, isAnew, wasHeard }: { firstMs: number; isAnew: boolean; wasHeard: boolean },
): number {
  if (isAnew || wasHeard || beforeMs === undefined) return firstMs
  return Math.min(beforeMs * 2, firstMs * QUIET_TIMES)
}
