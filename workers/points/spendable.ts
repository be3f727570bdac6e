import { sql } from 'kysely'
import { formatPoints } from '#db/ledger/amount.ts'
import { type NewTx, pendingAccount, spendingAccount } from '#db/ledger/post.ts'
import { termAt } from '#db/policy/terms.ts'
import { lapsing } from '#db/terms/expiring.ts'
import { addDays, dayOf, startOfDay } from '#kit/zone.ts'
import { put } from './save.ts'
import type { Scene } from './scene.ts'

type Waiting = {
  tx_seq: number
  member_id: number
  resource_id: number | null
  fact_id: number
  amount: number
  term_id: string
  idem_key: string
  rule: string
  policy_version: string
  posted_at: Date
}

/** What nothing holds back and whose days are over can be spent from now on: pending → avail, one posting each. */
export async function vest(scene: Scene, limit: number): Promise<number> {
  const { trx, schoolId, run } = scene
  const { rows } = await sql<Waiting>`
    with due as (
      select tx_seq from point_pending where school_id = ${schoolId} and holds = 0 and due_at <= ${run.at}
      order by due_at, tx_seq limit ${limit}
    ), gone as (
      delete from point_pending pending using due where pending.school_id = ${schoolId} and pending.tx_seq = due.tx_seq
      returning pending.*
    )
    select gone.tx_seq, gone.member_id, gone.resource_id, gone.fact_id, gone.amount, gone.term_id, tx.idem_key, tx.rule,
      tx.policy_version, tx.posted_at
    from gone join point_tx tx on tx.school_id = ${schoolId} and tx.seq = gone.tx_seq
    order by gone.due_at, gone.tx_seq`.execute(trx)
  const expired = await expiredTerms(scene)
  const here = termAt(scene.policyOf(run.at), run.at, scene.zone).id
  const txs = rows.map((row): NewTx => {
    const days = scene.policyOf(row.posted_at).spendable.vest_days
    return {
      kind: 'vest',
      rule: row.rule,
      key: `vest:${row.idem_key}`,
      policyVersion: row.policy_version,
      factId: row.fact_id,
      memberId: row.member_id,
      resourceId: row.resource_id ?? undefined,
      occurredAt: run.at,
      day: dayOf(run.at, scene.zone),
      termId: expired.has(row.term_id) ? here : row.term_id,
      legs: [
        { book: 'S', account: pendingAccount(row.member_id), amount: -row.amount },
        { book: 'S', account: spendingAccount(row.member_id, 'avail'), amount: row.amount },
      ],
      trace: {
        zh: `第 ${row.tx_seq} 笔满 ${days} 天，${formatPoints(row.amount)} 可用`,
        en: `Entry ${row.tx_seq} is ${days} days old: ${formatPoints(row.amount)} can be spent`,
      },
    }
  })
  await put(scene, txs)
  return txs.length
}

async function expiredTerms(scene: Scene): Promise<Set<string>> {
  const rows = await scene.trx
    .selectFrom('point_mark')
    .select('mark')
    .where('school_id', '=', scene.schoolId)
    .where('mark', 'like', 'expired:%')
    .execute()
  return new Set(rows.map(({ mark }) => mark.slice('expired:'.length)))
}

/**
 * What was earned in a term and is not spent by the end of the n-th term after it is gone. First in, first out: what is
 * left of the newer lots is spent last, so what expires is the balance less all that came in later.
 */
export async function expire(scene: Scene): Promise<number> {
  const { trx, schoolId, run, zone } = scene
  const policy = scene.policyOf(run.at)
  const last = termsBack(scene, policy.spendable.expire_after_terms + 1)
  if (last === undefined) return 0
  const marked = await sql`insert into point_mark (school_id, mark) values (${schoolId}, ${`expired:${last.id}`})
    on conflict do nothing`.execute(trx)
  if (Number(marked.numAffectedRows ?? 0n) === 0) return 0
  const txs = (await lapsing(trx, schoolId, last)).map(({ member, amount }): NewTx => {
    return {
      kind: 'expire',
      rule: 'expire',
      key: `exp:${member}:${last.id}`,
      policyVersion: policy.version,
      factId: 0,
      memberId: member,
      occurredAt: run.at,
      day: dayOf(run.at, zone),
      termId: last.id,
      legs: [
        { book: 'S', account: spendingAccount(member, 'avail'), amount: -amount },
        { book: 'S', account: 'sink:expired', amount },
      ],
      trace: {
        zh: `${last.id} 学期的可用积分到期 ${formatPoints(amount)}`,
        en: `Spendable points of ${last.id} expired: ${formatPoints(amount)}`,
      },
    }
  })
  await put(scene, txs)
  return 1
}

/** The term that ended n terms ago, and the instant after its end. */
function termsBack(scene: Scene, n: number): { id: string; after: Date } | undefined {
  const policy = scene.policyOf(scene.run.at)
  let { start } = termAt(policy, scene.run.at, scene.zone)
  let id = ''
  let end = start
  for (let back = 0; back < n; back += 1) {
    const before = addDays(startOfDay(start, scene.zone), -1, scene.zone)
    const term = termAt(policy, before, scene.zone)
    end = start
    start = term.start
    id = term.id
  }
  return id === '' ? undefined : { id, after: startOfDay(end, scene.zone) }
}
