import { sql } from 'kysely'
import { spendingAccount } from '../ledger/post.ts'
import type { Policy } from '../policy/schema.ts'
import type { Reader } from '../schema.ts'
import { type TermSpan, termSpanAt, termSpanBefore } from './span.ts'

/** The lots that lapse: those of this term, and of all before it. `after` is the first instant after it. */
export type LastLot = { id: string; after: Date }

/**
 * What lapses of spendable points (厘), by member: what can be spent less all that came in later than the last lot. The
 * oldest are spent first, and what is set aside or not in force yet does not lapse. The notice and the posting are both
 * this, so that nobody is told another figure. Of one member, unless they have left, when `of` is given.
 */
export async function lapsing(
  db: Reader,
  schoolId: string,
  last: LastLot,
  of?: number,
): Promise<{ member: number; amount: number }[]> {
  const whose =
    of === undefined
      ? sql`entry.account like 'member:%:avail'`
      : sql`entry.account = ${spendingAccount(of, 'avail')}
        and exists (select 1 from member m where m.school_id = ${schoolId} and m.id = ${of} and m.left_at is null)`
  const name = of === undefined ? 'lapsing_all' : 'lapsing_one'
  const { rows } = await sql<{ member: number; amount: number }>`/* prepared: ${sql.raw(name)} */
    select split_part(entry.account, ':', 2)::bigint as member,
      (sum(entry.amount) - coalesce(sum(entry.amount) filter (where tx.counts_at >= ${last.after}
        and tx.term_id <> ${last.id} and lot.counts_at >= ${last.after}), 0))::int as amount
    from point_entry entry
    -- What brings in lots; an index has them. Looked up by number, one by one: offset 0.
    left join lateral (
      select income.kind, income.counts_at, income.term_id, income.idem_key from point_tx income
      where income.school_id = entry.school_id and income.seq = entry.tx_seq
        and income.kind in ('vest', 'reversal', 'opening', 'adjust', 'payout') offset 0
    ) tx on true
    -- Asked only where the answer counts: of what came long ago there is more every year. offset 0: it stays so.
    left join lateral (
      select award.counts_at from point_tx award
      where tx.kind = 'vest' and tx.counts_at >= ${last.after}
        and award.school_id = entry.school_id and award.idem_key = substr(tx.idem_key, 6) offset 0
    ) award on true
    cross join lateral (select coalesce(award.counts_at, tx.counts_at) as counts_at) lot
    where entry.school_id = ${schoolId} and entry.book = 'S' and ${whose}
    group by 1 having sum(entry.amount) > 0 order by 1`.execute(db)
  return rows.filter((row) => row.amount > 0)
}

/** What ends with a term for those who are here: lots of `expire_after_terms` terms before it, and older ones. */
export async function expiringAt(
  db: Reader,
  schoolId: string,
  span: TermSpan,
  policy: Policy,
  zone: string,
): Promise<{ member: number; amount: number }[]> {
  const [rows, { rows: here }] = await Promise.all([
    lapsing(db, schoolId, lastLot(span, policy, zone)),
    sql<{ id: number }>`select id from member where school_id = ${schoolId} and left_at is null`.execute(db),
  ])
  const ids = new Set(here.map((row) => row.id))
  return rows.filter((row) => ids.has(row.member))
}

/** What of a member's spendable points ends with the present term, and when; undefined when nothing does. */
export async function expiringOf(
  db: Reader,
  schoolId: string,
  member: number,
  given: { policy: Policy; now: Date; zone: string },
): Promise<{ amount: number; at: Date } | undefined> {
  const span = termSpanAt(given.policy, given.now, given.zone)
  const [row] = await lapsing(db, schoolId, lastLot(span, given.policy, given.zone), member)
  return row && { amount: row.amount, at: span.to }
}

/** The newest of the lots that end with a term. */
function lastLot(span: TermSpan, policy: Policy, zone: string): LastLot {
  let [last, after] = [span, span.to]
  for (let n = 0; n < policy.spendable.expire_after_terms; n += 1) {
    after = last.from
    last = termSpanBefore(policy, last, zone)
  }
  return { id: last.id, after }
}
