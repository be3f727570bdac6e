/** The calls that a fault can be aimed at. */
export const APIS = [
  'token',
  'endpoint',
  'message.create',
  'message.reply',
  'message.patch',
  'message.get',
  'message.list',
  'message.delete',
  'resource.get',
  'file.create',
  'image.create',
  'reaction.create',
  'reaction.delete',
  'chat.get',
  'chat.list',
  'chat.members',
  'user.get',
  'department.get',
  'bot.info',
  'other',
] as const
export type Api = (typeof APIS)[number]

/** What can go wrong with one call. */
export type Fault =
  /** An HTTP status with a page in place of JSON, nothing done. */
  | { kind: 'status'; status: number }
  /** HTTP 429 with the reset header, nothing done. In seconds. */
  | { kind: 'limited'; resetSeconds: number }
  /** A code of the platform, with HTTP 200 unless told; nothing done. */
  | { kind: 'code'; code: number; status?: number }
  /** No answer, ever; nothing done. */
  | { kind: 'hang' }
  /** The connection is reset before anything is done. */
  | { kind: 'reset' }
  /** Everything is done, but the answer is lost. */
  | { kind: 'lost' }
  /** Done and answered late. In milliseconds. */
  | { kind: 'slow'; ms: number }
  /** A body that ends early: with a closed connection, or by falling silent. A fraction of the bytes. */
  | { kind: 'truncated'; at: number }
  | { kind: 'stalled'; at: number }
  /** HTTP 200 with something that is no JSON; everything done. */
  | { kind: 'garbage' }

/** Names what goes wrong next. Without a plan nothing does. */
export type Faults = {
  /** The next `times` calls of this kind (or of any kind) go wrong. */
  next(api: Api | '*', fault: Fault, times?: number): void
  /** Every call is judged by `choose` until told otherwise; `undefined` lets it pass. */
  each(choose: ((api: Api) => Fault | undefined) | undefined): void
  /** The fault of a call that has just come in. */
  take(api: Api): Fault | undefined
  /** How many calls went wrong since the start, by kind of fault. */
  counts(): Readonly<Record<string, number>>
  clear(): void
}

export function openFaults(): Faults {
  let plan: { api: Api | '*'; fault: Fault; left: number }[] = []
  let choose: ((api: Api) => Fault | undefined) | undefined
  const counts: Record<string, number> = {}
  const planned = (api: Api): Fault | undefined => {
    const found = plan.find((one) => one.left > 0 && (one.api === api || one.api === '*'))
    if (!found) return undefined
    found.left -= 1
    return found.fault
  }
  return {
    next(api, fault, times = 1) {
      plan.push({ api, fault, left: times })
    },
    each(next) {
      choose = next
    },
    take(api) {
      const fault = planned(api) ?? choose?.(api)
      if (fault) counts[fault.kind] = (counts[fault.kind] ?? 0) + 1
      return fault
    },
    counts: () => counts,
    clear() {
      plan = []
      choose = undefined
    },
  }
}
