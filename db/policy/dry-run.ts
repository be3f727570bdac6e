/**
 * What a draft would have done since a day: the past replayed under it, beside the past as it was. Amounts in 厘.
 * Kept with the draft, because nobody may approve what was not tried.
 */
export type DryRun = {
  /** The first instant that was replayed, and the last, ISO 8601. */
  since: string
  until: string
  /** The term it begins with, when it was asked for by name. */
  term?: string
  facts: number
  /** Everybody whose points differ, or who has any; the largest difference first. */
  members: DryRunMember[]
  /** Who would earn more, less, the same. */
  gain: number
  lose: number
  same: number
  /** Teachers who owe the quota of the last term in the stretch, and how many meet it. */
  quota: { owing: number; metBefore: number; metAfter: number }
  /** Book S in members' hands at the end. */
  liability: { before: number; after: number }
}

export type DryRunMember = {
  member: number
  name: string
  /** Book C, then book S (everything still theirs). */
  before: number
  after: number
  spendableBefore: number
  spendableAfter: number
}
