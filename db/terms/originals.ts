import { sql } from 'kysely'
import type { Reader } from '../schema.ts'
import type { TermSpan } from './span.ts'

/** A resource that somebody shared in a term, and whether it counts for their quota. */
export type Shared = { id: number; member: number; counts: boolean; why: WhyNot | undefined }
/** Why one does not count. */
export type WhyNot = 'not_accepted' | 'not_original' | 'version' | 'withdrawn' | 'revoked' | 'imported'

/**
 * Everything that was shared in a term by all members, or by one, with what the facts about it amount to: it counts when
 * it was accepted as an original, was neither taken back in time nor taken down, and no case stands against it. Which
 * term it belongs to is the day on which it was shared, so that a slow reviewer costs nothing. A new version of one's
 * own, and what came by an import, are no further original.
 */
export async function sharedIn(
  db: Reader,
  schoolId: string,
  span: Pick<TermSpan, 'from' | 'to'>,
  reversesWithinDays: number,
  memberId?: number,
): Promise<Shared[]> {
  const whose = memberId === undefined ? sql`` : sql`and r.member_id = ${memberId}`
  const { rows } = await sql<Row>`
    select r.id, r.member_id as member, f.kind, f.occurred_at as at, f.payload ->> 'origin' as origin,
      (f.payload -> 'like' ->> 'own')::boolean as own_version, (f.payload ->> 'unpaid')::boolean as unpaid,
      f.payload ->> 'why' as why, f.payload ->> 'ruling' as ruling, (f.payload ->> 'case')::bigint as case_id
    from resource r
    left join fact f on f.school_id = r.school_id and f.resource_id = r.id
      and f.kind not in ('resource.downloaded', 'resource.rated')
    where r.school_id = ${schoolId} and r.shared_at >= ${span.from} and r.shared_at < ${span.to} ${whose}
    order by r.id, f.id`.execute(db)
  const found: Shared[] = []
  let open: { id: number; member: number; facts: Row[] } | undefined
  const close = () => {
    if (open) found.push({ id: open.id, member: open.member, ...fate(open.facts, reversesWithinDays) })
  }
  for (const row of rows) {
    if (open?.id !== row.id) {
      close()
      open = { id: row.id, member: row.member, facts: [] }
    }
    if (row.kind !== null) open.facts.push(row)
  }
  close()
  return found
}

type Row = {
  id: number
  member: number
  kind: string | null
  at: Date
  origin: string | null
  own_version: boolean | null
  unpaid: boolean | null
  why: string | null
  ruling: string | null
  case_id: number | null
}

/** Rulings that take an original from its author. */
const REVOKING = new Set(['plagiarism', 'takedown', 'duplicate_own', 'duplicate_other'])
const DAY_MS = 86_400_000

/** What the facts about one resource amount to, in their order. Pure. */
function fate(facts: readonly Row[], days: number): { counts: boolean; why: WhyNot | undefined } {
  let acceptedAt: Date | undefined
  let [origin, isVersion, isImported, isWithdrawn] = ['', false, false, false]
  const cases = new Set<number>()
  for (const fact of facts) {
    switch (fact.kind) {
      case 'resource.accepted':
        acceptedAt = fact.at
        origin = fact.origin ?? ''
        isVersion = fact.own_version === true
        isImported = fact.unpaid === true
        break
      case 'resource.corrected':
        origin = fact.origin ?? origin
        break
      case 'resource.withdrawn': {
        const age = acceptedAt ? fact.at.getTime() - acceptedAt.getTime() : 0
        if (fact.why === 'admin' || age <= days * DAY_MS) isWithdrawn = true
        break
      }
      case 'resource.restored':
        isWithdrawn = false
        break
      case 'case.decided':
        if (fact.ruling !== null && REVOKING.has(fact.ruling)) cases.add(fact.case_id ?? 0)
        break
      case 'case.overturned':
        cases.delete(fact.case_id ?? 0)
        break
      default:
    }
  }
  const no = (why: WhyNot) => ({ counts: false, why })
  if (!acceptedAt) return no('not_accepted')
  if (cases.size > 0) return no('revoked')
  if (isWithdrawn) return no('withdrawn')
  if (isImported) return no('imported')
  if (isVersion) return no('version')
  return origin === 'original' ? { counts: true, why: undefined } : no('not_original')
}
