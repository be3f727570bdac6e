import { z } from 'zod'
import { count, share } from './rules.ts'

const name = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) })
const scalar = z.union([z.string(), z.number(), z.boolean()])
/** A field of the payload, with dots for what lies inside: `like.own`. */
const field = z.string().regex(/^[a-z_]+(\.[a-z_]+)*$/)

/**
 * What earns a badge, said over facts:
 * `count` facts of a kind that are `by` a person (the actor, the author, one of all `maker`s, or a payload field that
 * names a member) and whose payload says `where`; each `distinct` actor or resource once, over all or `best_of` one
 * resource; only the first of the school in its `first_of` fields; `at_least` so many.
 * `quality`: so many items with at least this mean and so many ratings. `quota`: the term's is met. `rank`: places of a term's points once it is
 * locked. `honour`: people decided.
 */
const criterion = z.union([
  z.strictObject({
    count: z.string().regex(/^[a-z]+\.[a-z_]+$/),
    by: z.string().regex(/^[a-z_]+$/),
    where: z
      .record(field, z.union([scalar, z.array(scalar), z.strictObject({ present: z.literal(true) })]))
      .default({}),
    distinct: z.enum(['actor', 'resource']).optional(),
    best_of: z.literal('resource').optional(),
    first_of: z.array(field).min(1).optional(),
    at_least: z.number().int().min(1),
    window: z.enum(['lifetime', 'term']).default('lifetime'),
    /** The share of these facts that were overturned must stay below. */
    overturned_below: share.optional(),
  }),
  z.strictObject({
    quality: z.strictObject({ mean: z.number().min(1).max(5), ratings: count }),
    at_least: z.number().int().min(1),
  }),
  z.strictObject({ quota: z.literal('met'), window: z.literal('term') }),
  z.strictObject({ rank: z.literal('contribution'), window: z.literal('term'), top: z.number().int().min(1) }),
  z.strictObject({ honour: z.enum(['annual', 'case', 'team']) }),
])

export const badgesSection = z
  .array(
    z.strictObject({
      id: z.string().regex(/^[a-z0-9_]{1,40}$/),
      name,
      /** One line: what it is for. */
      about: name,
      criterion,
      /** It is shown until the end of the so-manieth term after the one it was earned in; without it for ever. */
      expires_after_terms: count.optional(),
    }),
  )
  .max(60)

export const honoursSection = z.strictObject({
  /** What is older than this when it is found is not announced, such as after the first run. */
  tell_within_days: count,
  /** What a level brings, from this many contribution points on; other parts of the house ask for them by name. */
  perks: z.array(
    z.strictObject({
      from: z.number().int().min(0),
      perk: z.enum(['booking_slot', 'reviewer', 'featured_author', 'mark']),
      name,
      amount: count.optional(),
    }),
  ),
  /** Working days that a selection is public before it is awarded. */
  publicity_workdays: z.number().int().min(5),
  /** The yearly award: weights of percentiles inside a subject. */
  annual: z.strictObject({
    contribution: share,
    quality: share,
    beneficiaries: share,
    places: z.number().int().min(1),
    /** The shortlist has so many times the places, and whoever is joint with the last. */
    shortlist: z.number().min(1),
    /** Ratings that an item needs before its mean counts. */
    min_ratings: count,
  }),
})

export type Badge = z.infer<typeof badgesSection>[number]
export type Criterion = Badge['criterion']
