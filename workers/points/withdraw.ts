import { sql } from 'kysely'
import { formatPoints } from '#db/ledger/amount.ts'
import { postTx, reverseTx } from '#db/ledger/post.ts'
import type { Policy } from '#db/policy/schema.ts'
import type { PointTx, Trx } from '#db/schema.ts'
import type { Text } from '#kit/lang.ts'
import type { PointFact, Restored, Withdrawn } from './facts.ts'
import { peopleOf } from './restored-people.ts'

const DAY_MS = 86_400_000

/**
 * The revocation matrix, as far as withdrawals go: what an author takes back or recalls within the policy's days loses
 * its points (upload, downloads, reviews); later it keeps them. What an administrator takes down always loses them.
 */
export function reverses(fact: Withdrawn, acceptedAt: Date, policy: Policy): boolean {
  if (fact.why === 'admin') return true
  const days = policy.rules.withdrawal.author_reverses_within_days
  return fact.occurredAt.getTime() - acceptedAt.getTime() <= days * DAY_MS
}

const WHY: Record<Withdrawn['why'], Text> = {
  author: { zh: '撤回资源', en: 'Withdrawn' },
  recalled: { zh: '消息已撤回', en: 'The message was recalled' },
  admin: { zh: '管理员下架', en: 'Taken down by an administrator' },
}

/** Takes back every award of a withdrawn resource that came before it. A restoration that was settled first wins. */
export async function withdrawPoints(trx: Trx, fact: Withdrawn, policy: Policy, now: Date): Promise<PointTx[]> {
  if (await restoredSince(trx, fact)) return []
  const awards = await trx
    .selectFrom('point_tx as tx')
    .selectAll('tx')
    .where('tx.school_id', '=', fact.schoolId)
    .where('tx.resource_id', '=', fact.resourceId)
    .where('tx.kind', '=', 'award')
    .where('tx.fact_id', '<', fact.id)
    .where('tx.amount', '<>', 0)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('point_tx as back')
            .select('back.seq')
            .whereRef('back.school_id', '=', 'tx.school_id')
            .whereRef('back.reverses_seq', '=', 'tx.seq'),
        ),
      ),
    )
    .orderBy('tx.seq')
    .execute()
  const acceptedAt = fact.acceptedAt ?? awards.find((award) => award.rule === 'upload.accepted')?.occurred_at
  if (acceptedAt && !reverses(fact, acceptedAt, policy)) return []
  return takeBack(trx, awards, fact, now)
}

/** Reverses these awards because of a withdrawal. */
export async function takeBack(trx: Trx, awards: readonly PointTx[], fact: Withdrawn, now: Date): Promise<PointTx[]> {
  const posted: PointTx[] = []
  for (const award of awards) {
    if (award.amount === 0) continue
    const amount = formatPoints(award.amount)
    const trace = { zh: `${WHY[fact.why].zh}，退回 ${amount}`, en: `${WHY[fact.why].en}: ${amount} taken back` }
    const tx = await reverseTx(trx, award, { factId: fact.id, occurredAt: fact.occurredAt, postedAt: now, trace })
    if (tx) posted.push(tx)
  }
  return posted
}

/**
 * Gives back what withdrawals before it took: the same amounts, in the same periods, under a new key. What a later
 * withdrawal took stays taken, so that settling this fact again adds nothing.
 */
export async function restorePoints(trx: Trx, fact: Restored, now: Date): Promise<PointTx[]> {
  const { rows } = await sql<PointTx & { awards: number }>`
    select distinct on (tx.root_key) tx.*,
      (select count(*) from point_tx n where n.school_id = tx.school_id and n.root_key = tx.root_key
         and n.kind = 'award') as awards
    from point_tx tx
    where tx.school_id = ${fact.schoolId} and tx.resource_id = ${fact.resourceId} and tx.kind = 'award'
      and tx.amount <> 0 and tx.fact_id < ${fact.id}
      and not exists (select 1 from point_tx standing
        where standing.school_id = tx.school_id and standing.root_key = tx.root_key and standing.kind = 'award'
          and not exists (select 1 from point_tx back
            where back.school_id = standing.school_id and back.reverses_seq = standing.seq))
      and not exists (select 1 from point_tx later
        where later.school_id = tx.school_id and later.root_key = tx.root_key and later.kind = 'reversal'
          and later.fact_id > ${fact.id})
    order by tx.root_key, tx.seq`.execute(trx)
  const posted: PointTx[] = []
  const people = await peopleOf(trx, fact, rows)
  for (const { awards, ...first } of rows.sort((left, right) => left.seq - right.seq)) {
    const due = people.due(first)
    if (!due) continue
    const tx = await postTx(trx, {
      schoolId: first.school_id,
      rootKey: first.root_key,
      idemKey: `${first.root_key}:${awards + 1}`,
      rule: first.rule,
      policyVersion: first.policy_version,
      factId: fact.id,
      memberId: due.memberId,
      actorId: due.actorId,
      resourceId: fact.resourceId,
      occurredAt: fact.occurredAt,
      postedAt: now,
      countsAt: first.counts_at,
      day: first.day,
      termId: first.term_id,
      amount: first.amount,
      spendable: await wasSpendable(trx, first),
      trace: { zh: `${first.trace.zh}（已恢复）`, en: `${first.trace.en} (restored)` },
    })
    if (tx) posted.push(tx)
  }
  return posted
}

/**
 * The withdrawal under which a resource stands now, as far as facts are settled: for a download or an acceptance that
 * is settled late. Ids, not times, order what happens to one resource, because clocks of hosts differ.
 */
export async function standingWithdrawal(trx: Trx, fact: PointFact): Promise<number | undefined> {
  const last = await trx
    .selectFrom('fact')
    .select(['id', 'kind'])
    .where('school_id', '=', fact.schoolId)
    .where('resource_id', '=', fact.resourceId)
    .where('kind', 'in', ['resource.withdrawn', 'resource.restored'])
    .where('status', '=', 'settled')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last?.kind === 'resource.withdrawn' ? last.id : undefined
}

async function restoredSince(trx: Trx, fact: Withdrawn): Promise<boolean> {
  const row = await trx
    .selectFrom('fact')
    .select('id')
    .where('school_id', '=', fact.schoolId)
    .where('resource_id', '=', fact.resourceId)
    .where('kind', '=', 'resource.restored')
    .where('status', '=', 'settled')
    .where('id', '>', fact.id)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

async function wasSpendable(trx: Trx, tx: PointTx): Promise<boolean> {
  const row = await trx
    .selectFrom('point_entry')
    .select('n')
    .where('school_id', '=', tx.school_id)
    .where('tx_seq', '=', tx.seq)
    .where('book', '=', 'S')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
