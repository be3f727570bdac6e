import { z } from 'zod'
import { ROLES } from '../schema.ts'

/**
 * What each kind of fact says, as it is stored. A payload stands for itself: points are computed from facts and the
 * policy alone, so whatever a rule must know of the moment (a role, a type, an author) is frozen in here. Members and
 * resources are ids, amounts of points are 厘, instants are ISO 8601.
 */
const instant = z.iso.datetime({ offset: true })
const id = z.number().int()
const level = z.enum(['school', 'group', 'district'])

const worth = {
  author: id,
  /** Others who made it; each earns their share of every award, the author the rest. Shares sum to less than 1. */
  co_authors: z.array(z.object({ member: id, share: z.number().gt(0).lt(1) })).optional(),
  type: z.string(),
  origin: z.enum(['original', 'adapted', 'licensed_repost']),
  scope: level,
  subject: z.string().nullish(),
  grade: z.number().int().nullish(),
  unit: z.string().nullish(),
}

const spending = z.object({
  redemption: id,
  share: id.optional(),
  amount: z.number().int().min(1),
  item: z.string().optional(),
})

export const FACT_PAYLOADS = {
  'resource.accepted': z.object({
    ...worth,
    via: z.enum(['checks', 'review']).optional(),
    submitted_at: instant.optional(),
    submitted_day: z.iso.date().optional(),
    like: z.object({ of: id, work: id, own: z.boolean(), alike: z.number() }).optional(),
    unpaid: z.boolean().optional(),
    pages: z.number().int().optional(),
    /** SHA-256 of the bytes and of the normalised text, for "the same content was rewarded before". */
    blob_sha256: z.string().nullish(),
    text_sha256: z.string().nullish(),
  }),
  /** A person corrected what the award depends on. Key `corrected:{resource}:{n}`. */
  'resource.corrected': z.object(worth),
  'resource.downloaded': z.object({
    author: id,
    co_authors: z.array(id).optional(),
    type: z.string().optional(),
    role: z.enum(ROLES).optional(),
    joined_at: instant.optional(),
    /** The downloader's school, when it is not the resource's. */
    from_school: z.string().optional(),
    /** false: an account that nobody has recognised yet. */
    bound: z.boolean().optional(),
  }),
  /** A rating or its change; the last one of a person counts. Key `rated:{resource}:{member}:{n}`. */
  'resource.rated': z.object({
    author: id,
    co_authors: z.array(id).optional(),
    /** 1–5; 0 takes the rating back. */
    stars: z.number().int().min(0).max(5).optional(),
    comment_chars: z.number().int(),
    had_download: z.boolean(),
    rater: z.enum(['expert', 'same_subject', 'teacher', 'student']).optional(),
    seconds_since_download: z.number().int().nullish(),
    pages: z.number().int().nullish(),
    /** false: an account that nobody has recognised yet; weighs nothing. */
    bound: z.boolean().optional(),
    /** They rate back and forth with the author. */
    reciprocal: z.boolean().optional(),
  }),
  'resource.withdrawn': z.object({
    by: id.optional(),
    author: id.optional(),
    why: z.enum(['author', 'recalled', 'admin']),
    accepted_at: instant.optional(),
  }),
  'resource.restored': z.object(worth).partial(),
  /** A content error: its points are frozen until `resource.fixed`, or settled by the rule `recall`. */
  'resource.frozen': z.object({ reason: z.string().optional() }),
  'resource.fixed': z.object({}),
  /** A reviewer decided. Key `audited:{resource}:{n}`; actor = the reviewer. */
  'review.decided': z.object({
    author: id,
    co_authors: z.array(id).optional(),
    decision: z.enum(['accepted', 'refused']),
    /** When it reached the reviewer, for the due date. */
    since: instant,
    /** A blind second look. */
    blind: z.boolean().optional(),
  }),
  /** A decision was overturned: the reviewer's points go back. `of` = the key of the decision's fact. */
  'review.overturned': z.object({ of: z.string() }),
  /** A judge of a panel handed in scores. Actor = the judge. Key `panel:{panel}:{judge}`. */
  'panel.scored': z.object({ panel: id }),
  /** A panel ended with a score for a resource. */
  'panel.concluded': z.object({ panel: id, score: z.number().min(0).max(100) }),
  /** Actor = the asker. `bounty` is put into escrow at once. Key `request:{id}`. */
  'request.posted': z.object({ request: id, bounty: z.number().int().min(0) }),
  /** What was in escrow goes back. */
  'request.closed': z.object({ request: id, bounty: z.number().int().min(0).optional() }),
  /** The asker accepted an answer. Actor = who answered. Key `fulfilled:{request}`. */
  'request.fulfilled': z.object({ request: id, asker: id, bounty: z.number().int().min(0) }),
  /** Key `returned:{loan}`; actor = the borrower. */
  'loan.returned': z.object({
    loan: id,
    lender: id,
    on_time: z.boolean(),
    intact: z.boolean(),
    cross_school: z.boolean(),
    /** Borrower and lender have ledgers of their own: this fact pays one of them. Without it, both. */
    pays: z.enum(['borrower', 'lender']).optional(),
  }),
  /** Actor = the host. Key `lecture:{event}`. */
  'lecture.hosted': z.object({
    event: id,
    level: z.enum(['school', 'cross_school', 'district']),
    checked_in: z.number().int(),
    materials: z.boolean(),
  }),
  /** Actor = who attended. Key `attended:{event}:{member}`. */
  'lecture.attended': z.object({ event: id }),
  /** Feedback on a lesson that was observed. Key `observed:{event}:{member}`. */
  'observation.feedback': z.object({ event: id, chars: z.number().int() }),
  /** Lessons taught at another school, confirmed by both. Key `taught:{agreement}:{date}`. */
  'teaching.confirmed': z.object({ periods: z.number().int().min(1) }),
  /** Key `selected:{selection}:{resource}`. */
  'case.selected': z.object({ author: id, co_authors: worth.co_authors, level }),
  /** Actor = the reporter. */
  'duplicate.reported': z.object({ report: id }),
  /** Two people decided a case. Key `case:{id}`. */
  'case.decided': z.object({
    case: id,
    ruling: z.enum(['plagiarism', 'takedown', 'duplicate_own', 'duplicate_other', 'fraud', 'reviewer_error']),
    /** Against whom. */
    member: id,
    /** Upheld before against the same person: the rule's `repeat`. */
    repeat: z.boolean().optional(),
    approvals: z.array(id),
    /** Fraud: keys of the facts that earn nothing any more. */
    facts: z.array(z.string()).optional(),
    /** Duplicate of another's: the resource that is credited instead. */
    original: id.optional(),
  }),
  /** An appeal was upheld: what the case took comes back. */
  'case.overturned': z.object({ case: id }),
  /**
   * A signal holds facts (by key) and the vesting of their awards until it is decided. Key `flag:{id}`; facts that join
   * later come under the same flag with the key `flag:{id}:{n}`. Whoever writes it sets those that are still waiting to
   * `held` at once (`db/fairplay/hold.ts`), because they are older and would be settled before it.
   */
  'flag.raised': z.object({
    flag: id,
    signal: z.string(),
    facts: z.array(z.string()),
    until: instant.optional(),
    /**
     * `hold` (default): as above; a rating that is held weighs nothing. `half`: the ratings among the facts weigh
     * `rater_weight.reciprocal` until the flag is cleared. `note`: for people's eyes only, nothing is held.
     */
    effect: z.enum(['hold', 'half', 'note']).optional(),
  }),
  /**
   * `cleared`: what was held is posted; `upheld`: it earns nothing. Key `flag-decided:{id}`; an appeal that clears what
   * was upheld writes a second one, `flag-decided:{id}:2`. The latest one counts.
   */
  'flag.decided': z.object({
    flag: id,
    outcome: z.enum(['cleared', 'upheld']),
    /** `case`: the hold of a case ended with it; nobody decided about a signal. */
    signal: z.literal('case').optional(),
  }),
  /**
   * Redemption: avail → hold → sink:redeemed, or back. Key `redemption:{id}:{step}`, of a share in a pooled one
   * `redemption:{id}:{share}:{step}`; actor = who pays. `captured`: it was spent already and comes back.
   */
  'redemption.held': spending,
  'redemption.captured': spending,
  'redemption.released': spending.extend({ captured: z.boolean().optional() }),
  /** By hand, with a ticket and two approvals. Key `adjusted:{ticket}:{member}`; actor = whose account. */
  'points.adjusted': z.object({
    ticket: z.string(),
    contribution: z.number().int(),
    spendable: z.number().int(),
    approvals: z.array(id),
    reason: z.string().optional(),
  }),
  /** Balances brought from elsewhere. Key `opening:{member}`; actor = whose account. */
  'points.opened': z.object({
    contribution: z.number().int(),
    spendable: z.number().int(),
    /** They shared something elsewhere: the first share here is no first one. */
    shared_before: z.boolean().optional(),
  }),
  'member.merged': z.object({ from: id, into: id, merge: id.optional() }),
  /** `earlier`: who had become `from` before; `resources`: whose are `from`'s again. */
  'member.unmerged': z.object({
    from: id,
    into: id,
    merge: id,
    earlier: z.array(id).default([]),
    resources: z.array(id).default([]),
  }),
  /** From now on, facts that occurred in this term count for the current one. Key `locked:{term}`. */
  'term.locked': z.object({ term: z.string() }),
} as const

export type FactKind = keyof typeof FACT_PAYLOADS
export type FactPayload<K extends FactKind> = z.input<(typeof FACT_PAYLOADS)[K]>
