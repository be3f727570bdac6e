/** How long after a look at a chat's history the next one comes. In units of the first wait: an hour, and four. */
const BUSY_TIMES = 12
const QUIET_TIMES = 48

/**
 * The wait, in milliseconds, after a look at a chat's history. Each look is a call, and free tenants have 10,000 a month.
 * So looks grow rarer while they find that the events tell everything: after 5 minutes, then 10, 20, 40 and each hour;
 * each four hours where nothing is said. A find, a failure or a new connection begins anew. That is some 25 calls a day
 * for a busy group, where a look each 5 minutes would be 288.
 */
export function nextLook(
  beforeMs: number | undefined,
  { firstMs, isAnew, wasHeard }: { firstMs: number; isAnew: boolean; wasHeard: boolean },
): number {
  if (isAnew || beforeMs === undefined) return firstMs
  return Math.min(beforeMs * 2, firstMs * (wasHeard ? BUSY_TIMES : QUIET_TIMES))
}
