import { sql } from 'kysely'
import { dayOf } from '#kit/zone.ts'
import { type Move, moveAwards } from '../ledger/move.ts'
import { contribAccount, lockLedger, postTxs, spendingAccount } from '../ledger/post.ts'
import { markSettled, openRun } from '../ledger/run.ts'
import { policyAt } from '../policy/at.ts'
import { termAt } from '../policy/terms.ts'
import type { Member, PointTx, Trx } from '../schema.ts'
import type { Moved } from './merge-tables.ts'

type Given = {
  schoolId: string
  from: Member
  into: Member
  by: number | undefined
  now: Date
}

/** That two are one, as the ledger takes it: by the fact, at its run's instant. */
type Merging = { schoolId: string; from: number; into: number; factId: number; now: Date }

const MOVED = { zh: '账号合并，转到新账号名下', en: 'Accounts merged: moved to the other one' }
const SELF = {
  zh: '账号合并：自己的资源不给自己计分',
  en: 'Accounts merged: one’s own work does not count for oneself',
}
const LENT = { zh: '账号合并：借给自己的不计分', en: 'Accounts merged: a loan to oneself does not count' }
const TWICE = { zh: '账号合并：同一个人只计一次', en: 'Accounts merged: one person counts once' }

/** Records that two are one, and moves their points in a run of their own. */
export async function mergePoints(trx: Trx, given: Given): Promise<Pick<Moved, 'ledger' | 'points' | 'lost'>> {
  const { schoolId, from, into, now } = given
  await lockLedger(trx, schoolId)
  const factId = await recordFact(trx, given)
  await markSettled(trx, await openRun(trx, schoolId, 'instant', now), [factId])
  return moveMerged(trx, { schoolId, from: from.id, into: into.id, factId, now })
}

/**
 * Points of two who are one. Whatever stands and is `from`'s becomes `into`'s in the same periods; what turns out to be
 * for oneself is taken back, and of what was earned twice (a download, a review, the first share) the earlier one stays.
 * Looks at the ledger and its state only, so that a rebuild does the same.
 */
export async function moveMerged(trx: Trx, merging: Merging): Promise<Pick<Moved, 'ledger' | 'points' | 'lost'>> {
  const { schoolId, from, into, factId, now } = merging
  const us = await becomeOne(trx, merging)
  const awards = await concerned(trx, schoolId, from, into, [...us])
  const authors = await authorsOf(trx, schoolId, awards)
  const loans = await loansAmong(trx, schoolId, awards, us)
  const moves: Move[] = []
  let [points, lost] = [0, 0]
  const seen = new Set<string>()
  for (const award of awards) {
    const ours = award.member_id === from || award.member_id === into
    const lent = ours && loans.has(loanOf(award) ?? '')
    const own = lent || (ours && isOwn(award, us, authors))
    const fact = onceKey(award, ours, us)
    if (own || (fact !== undefined && seen.has(fact))) {
      moves.push({ award, to: undefined, factId, trace: lent ? LENT : own ? SELF : TWICE })
      lost += award.amount
      continue
    }
    if (fact !== undefined) seen.add(fact)
    if (award.member_id !== from) continue
    const actor = award.actor_id ?? undefined
    const to = { memberId: into, actorId: actor, trace: award.trace }
    moves.push({ award, to, factId: award.fact_id, trace: MOVED })
    points += award.amount
  }
  const ledger = await moveAwards(trx, schoolId, moves, now)
  await moveBalance(trx, merging)
  if (ledger) {
    await sql`insert into point_mark (school_id, mark, fact_id)
      values (${schoolId}, ${`merged:${from}:${into}:${ledger.join(':')}`}, ${factId})`.execute(trx)
  }
  return { ledger, points, lost }
}

/** Postings that change hands one by one, as `tx`; the rest of an account goes along as a sum. */
export const MOVABLE = sql`(tx.kind in ('award', 'penalty', 'payout', 'opening', 'adjust') and tx.idem_key not like 'merge:%'
  and exists (select 1 from point_entry entry where entry.school_id = tx.school_id and entry.tx_seq = tx.seq))`

/** What is left on the accounts of `from` (openings, what was spent, what is set aside) goes along, in one posting. */
async function moveBalance(trx: Trx, { schoolId, from, into, factId, now }: Merging): Promise<void> {
  const { rows } = await sql<{ account: string; book: 'C' | 'S'; amount: number }>`
    select account, book, sum(amount)::bigint as amount from point_entry
    where school_id = ${schoolId} and account = any (${accountsOf(from)}::text[])
    group by 1, 2 having sum(amount) <> 0 order by 1`.execute(trx)
  if (rows.length === 0) return
  const others = accountsOf(into)
  const legs = rows.flatMap(({ account, book, amount }) => [
    { book, account, amount: -Number(amount) },
    { book, account: others[accountsOf(from).indexOf(account)] ?? '', amount: Number(amount) },
  ])
  const school = await trx.selectFrom('school').select('time_zone').where('id', '=', schoolId).executeTakeFirstOrThrow()
  const policy = await policyAt(trx, schoolId, now)
  await postTxs(trx, schoolId, now, [
    {
      kind: 'adjust',
      rule: 'adjust',
      key: `merge:${factId}`,
      policyVersion: policy.version,
      factId,
      memberId: into,
      occurredAt: now,
      day: dayOf(now, school.time_zone),
      termId: termAt(policy, now, school.time_zone).id,
      legs,
      trace: MOVED,
    },
  ])
}

function accountsOf(member: number): string[] {
  return [
    contribAccount(member),
    ...(['avail', 'hold', 'escrow'] as const).map((which) => spendingAccount(member, which)),
  ]
}

/** A download or a review of one's own work, or an answer to oneself. */
function isOwn(award: PointTx, us: ReadonlySet<number>, authors: ReadonlyMap<number, number>): boolean {
  if (award.rule === 'download.counted' || award.rule === 'request.fulfilled')
    return award.actor_id !== null && us.has(award.actor_id)
  if (!OF_A_RESOURCE.has(award.rule) || award.resource_id === null) return false
  const author = authors.get(award.resource_id)
  return author !== undefined && us.has(author)
}

const OF_A_RESOURCE = new Set(['review.useful', 'audit.done'])

/** What a person can earn once, or let somebody earn once; undefined for all else. */
function onceKey(award: PointTx, ours: boolean, us: ReadonlySet<number>): string | undefined {
  switch (award.rule) {
    case 'upload.first_ever':
      return ours ? 'first' : undefined
    case 'review.useful':
      return ours ? `review ${award.resource_id}` : undefined
    case 'download.counted':
      return award.actor_id !== null && us.has(award.actor_id) ? `download ${award.resource_id}` : undefined
    default:
      return undefined
  }
}

/** Standing postings that a merge can touch, in the order in which they count: all that may be taken back one day. */
async function concerned(trx: Trx, schoolId: string, from: number, into: number, us: number[]): Promise<PointTx[]> {
  const { rows } = await sql<PointTx>`
    select tx.* from point_tx tx
    where tx.school_id = ${schoolId} and ${MOVABLE}
      and (tx.member_id = ${from}
        or (tx.member_id = ${into}
          and tx.rule in ('upload.first_ever', 'review.useful', 'audit.done', 'request.fulfilled', 'loan.returned_on_time'))
        or (tx.actor_id = any (${us}::bigint[]) and tx.rule = 'download.counted'))
      and not exists (select 1 from point_tx back
        where back.school_id = tx.school_id and back.reverses_seq = tx.seq)
    order by tx.counts_at, tx.seq`.execute(trx)
  return rows
}

async function authorsOf(trx: Trx, schoolId: string, awards: readonly PointTx[]): Promise<Map<number, number>> {
  const ids = awards.flatMap((award) => (OF_A_RESOURCE.has(award.rule) ? (award.resource_id ?? []) : []))
  if (ids.length === 0) return new Map()
  const rows = await trx
    .selectFrom('quality_state')
    .select(['resource_id', 'author_id'])
    .where('school_id', '=', schoolId)
    .where('resource_id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.flatMap((row) => (row.author_id === null ? [] : [[row.resource_id, row.author_id] as const])))
}

/** The key of the fact behind an award for a loan. */
function loanOf(award: PointTx): string | undefined {
  const number = award.rule === 'loan.returned_on_time' ? /^rt:B(\d+):/.exec(award.root_key)?.[1] : undefined
  return number === undefined ? undefined : `returned:${number}`
}

/** Loans whose borrower and lender are the same person now. */
async function loansAmong(
  trx: Trx,
  schoolId: string,
  awards: readonly PointTx[],
  us: ReadonlySet<number>,
): Promise<Set<string>> {
  const keys = awards.flatMap((award) => loanOf(award) ?? [])
  if (keys.length === 0) return new Set()
  const { rows } = await sql<{ key: string }>`select key from fact
    where school_id = ${schoolId} and key = any (${keys}::text[]) and actor_id = any (${[...us]}::bigint[])
      and (payload ->> 'lender')::bigint = any (${[...us]}::bigint[])`.execute(trx)
  return new Set(rows.map((row) => row.key))
}

/** From now on `from` and all that they were before are `into`; answers all that this person has been. */
async function becomeOne(trx: Trx, { schoolId, from, into }: Merging): Promise<Set<number>> {
  await sql`
    with followed as (
      update point_self set now_id = ${into} where school_id = ${schoolId} and now_id = ${from}
    )
    insert into point_self (school_id, member_id, now_id) values (${schoolId}, ${from}, ${into})
    on conflict on constraint point_self__pkey do update set now_id = excluded.now_id`.execute(trx)
  const been = await trx
    .selectFrom('point_self')
    .select('member_id')
    .where('school_id', '=', schoolId)
    .where('now_id', '=', into)
    .execute()
  return new Set([from, into, ...been.map((row) => row.member_id)])
}

/** That two are one is a thing that happened, too; it concerns no resource and earns nothing. */
async function recordFact(trx: Trx, { schoolId, from, into, by, now }: Given): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into fact (school_id, key, kind, actor_id, occurred_at, payload, status)
    select ${schoolId}, 'merged:' || ${from.id}::text || ':' || (count(*) + 1)::text, 'member.merged', ${by ?? null},
      ${now}, ${JSON.stringify({ from: from.id, into: into.id })}::jsonb, 'settled'
    from member_merge where school_id = ${schoolId} and from_id = ${from.id}
    returning id`.execute(trx)
  const [row] = rows
  if (!row) throw new Error('the fact of a merge was not written')
  return row.id
}
