import type { Policy } from '../policy/schema.ts'
import { listOfMember, type ResourceCard } from '../rows/resources.ts'
import type { Reader } from '../schema.ts'
import { sharedIn, type WhyNot } from './originals.ts'
import type { TermSpan } from './span.ts'

/** A file of a member's own from this term, as one can be picked for the quota. */
export type Candidate = {
  card: ResourceCard
  counts: boolean
  why: WhyNot | undefined
  /** The author's word on it is kept already. */
  declared: boolean
}

/** Enough for anybody's term. */
const SEARCHED = 300

/** What a member shared in a term and still stands or can be brought back; first what does not count yet, newest first. */
export async function candidatesOf(
  db: Reader,
  schoolId: string,
  memberId: number,
  span: TermSpan,
  policy: Policy,
): Promise<Candidate[]> {
  const days = policy.rules.withdrawal.author_reverses_within_days
  const shared = new Map((await sharedIn(db, schoolId, span, days, memberId)).map((one) => [one.id, one]))
  const declared = await db
    .selectFrom('origin_declaration')
    .select('resource_id')
    .distinct()
    .where('school_id', '=', schoolId)
    .where('member_id', '=', memberId)
    .where('origin', '=', 'original')
    .execute()
  const said = new Set(declared.map((row) => row.resource_id))
  const cards = await listOfMember(db, schoolId, memberId, SEARCHED)
  return cards
    .flatMap((card): Candidate[] => {
      const one = shared.get(card.id)
      return one ? [{ card, counts: one.counts, why: one.why, declared: said.has(card.id) }] : []
    })
    .sort((a, b) => Number(a.counts) - Number(b.counts) || b.card.id - a.card.id)
}
