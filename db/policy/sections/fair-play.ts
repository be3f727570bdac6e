import { z } from 'zod'
import { share } from './rules.ts'

const days = z.number().int().min(1).max(400)
const some = z.number().int().min(1)
const positive = z.number().positive()

/**
 * When a pattern is looked at by a person. Kept from the rule page: who knows a threshold stays just below it. Every
 * signal can be switched off by leaving it out of `on`.
 */
export const fairPlaySection = z.strictObject({
  on: z.array(
    z.enum([
      'pair',
      'ring',
      'burst',
      'rating_burst',
      'near_duplicate',
      'splitting',
      'rating_bomb',
      'favouritism',
      'bounty',
      'padding',
    ]),
  ),
  /** A person decides a flag within these days. */
  decision_days: days,
  /** What was cleared is not raised again for the same people within these days. */
  quiet_days: days,
  /** People who decide that a flag holds. */
  approvals: z.number().int().min(2),
  /** Share of cleared among decided flags that is still fine. */
  false_positive_target: share,
  pair: z.strictObject({ days, each_way: some, share }),
  ring: z.strictObject({
    days,
    people: z.tuple([z.number().int().min(3), z.number().int().max(20)]),
    events: some,
    internal_share: share,
    /** Times the group's own baseline. */
    baseline_times: positive,
    /** The baseline is also what these people did in the days before the window, when there were `events` then. */
    history_days: days,
    /** What is normal within a department, until the school's own departments show it. */
    department_share: share,
    /** A tie: one person takes so many of another's … */
    tie_events: some,
    /** … and they make this share of what the one took, or of what the other gave. */
    tie_share: share,
    /** Everybody of the school, or of a department, is no ring: this share of the school … */
    everybody_share: share,
    /** … or all active people of one department, when they are so many or this share of it. */
    whole_people: some,
    whole_share: share,
  }),
  burst: z.strictObject({
    downloads: some,
    minutes: some,
    hold_hours: some,
    /** Innocent: so many different people of so many departments. */
    wide_people: some,
    wide_departments: some,
    /** Innocent too: something new, shared within these hours, that so many different people take once each. */
    fresh_hours: some,
    gathering_people: some,
    gathering_share: share,
    /** Accounts younger than this that do nothing else are thin; this share of them is not innocent … */
    thin_days: days,
    thin_share: share,
    /** … when it is also so many times their share in the school. */
    thin_times: positive,
  }),
  rating_burst: z.strictObject({ ratings: some, minutes: some, one_group_share: share, hold_hours: some }),
  near_duplicate: z.strictObject({ alike: share }),
  splitting: z.strictObject({
    items: some,
    hours: some,
    /** Of the median pages of the type; what is not smaller is no piece. */
    median_share: share,
    /** The school's own median needs so many items; until then `default_pages`. */
    median_items: some,
    median_days: days,
    default_pages: positive,
  }),
  rating_bomb: z.strictObject({
    z: positive,
    /** Ratings of others that an item must have, and the least spread that is believed. */
    history: some,
    least_spread: positive,
    /** So many ratings without a download on one item are shown to a person; fewer weigh nothing silently. */
    without_download: some,
  }),
  favouritism: z.strictObject({
    days,
    z: positive,
    /** Decisions on the author, and on others, that must be there. */
    decisions: some,
    blind_disagreement: share,
    blind_decisions: some,
  }),
  bounty: z.strictObject({ pair_per_month: some, return_days: days }),
  padding: z.strictObject({ days, events: some, people: some }),
})

export const SIGNALS = fairPlaySection.shape.on.element.options
export type Signal = (typeof SIGNALS)[number]
