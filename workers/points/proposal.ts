import type { Leg } from '#db/ledger/post.ts'
import type { PointKind } from '#db/schema.ts'
import type { Text } from '#kit/lang.ts'

/** What a rule proposes to post for a fact; the desk looks after keys, shares, caps and periods. */
export type Proposal = {
  rule: string
  kind?: PointKind
  /** The business fact that is paid once; keys of the same under earlier members of a person come after the first. */
  roots: readonly [string, ...string[]]
  member: number
  actor?: number | undefined
  resource?: number | undefined
  /** The school day whose caps it uses; the fact's own by default. */
  day?: string
  /** In 厘, all authors together. */
  amount: number
  /** Others who made it; the member gets the rest. */
  shares?: readonly { member: number; share: number }[]
  trace: Text
  /** A nought because a cap is full: it is run again when a reversal makes room. */
  capped?: boolean
  /** Several facts may try for the same key (an edited review): a nought must not use it up. */
  again?: boolean
  /** Once it was taken back, another fact may earn it; everything else comes back by a restore only. */
  renewable?: boolean
  /** Instead of mint → contribution and the mirror. */
  legs?: readonly Leg[]
}

/** Rules whose rows a cap can make a nought, and by what their caps count. */
export const CAPPED_RULES = [
  'upload.accepted',
  'download.counted',
  'review.useful',
  'audit.done',
  'request.fulfilled',
  'loan.returned_on_time',
  'lecture.attended',
  'lesson_observation.feedback',
  'teaching.cross_school_period',
] as const

/** Keys of counters: what a person earned by a rule on a day, in a term, in a month; what they caused; what a pair did. */
export const counterOf = {
  day: (rule: string, member: number, day: string) => `d ${rule} ${member} ${day}`,
  term: (rule: string, member: number, term: string) => `t ${rule} ${member} ${term}`,
  actorDay: (rule: string, actor: number, day: string) => `a ${rule} ${actor} ${day}`,
  /** `from` is the first day of the week or month. */
  pair: (rule: string, member: number, actor: number, from: string) => `p ${rule} ${member} ${actor} ${from}`,
}

export type Count = { n: number; sum: number }
