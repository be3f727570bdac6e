import type { Text } from '#kit/lang.ts'
import type { Reader } from '../schema.ts'
import { contribAccount, pendingAccount } from './post.ts'

/** Both books of a member, in 厘: `contrib` is honour and never spent, `pending` becomes spendable. */
export type Balance = { contrib: number; pending: number }

/** Lifetime balance of a member, summed from the ledger. */
export async function balance(db: Reader, schoolId: string, memberId: number): Promise<Balance> {
  const rows = await db
    .selectFrom('point_entry')
    .select((eb) => ['book', eb.fn.sum<number>('amount').as('amount')])
    .where('school_id', '=', schoolId)
    .where((eb) =>
      eb.or([
        eb.and([eb('account', '=', contribAccount(memberId)), eb('book', '=', 'C')]),
        eb.and([eb('account', '=', pendingAccount(memberId)), eb('book', '=', 'S')]),
      ]),
    )
    .groupBy('book')
    .execute()
  const sum = (book: 'C' | 'S') => Number(rows.find((row) => row.book === book)?.amount ?? 0)
  return { contrib: sum('C'), pending: sum('S') }
}

/** One line of a statement or of an explanation; amounts in 厘. */
export type Line = {
  seq: number
  kind: 'award' | 'reversal'
  rule: string
  ruleLabel: Text
  memberId: number
  memberName: string
  /** Who caused it, such as the downloader. */
  actorId: number | undefined
  resourceId: number | undefined
  amount: number
  trace: Text
  policyVersion: string
  occurredAt: Date
  /** The transaction that this one takes back. */
  reverses: number | undefined
  /** The transaction that took this one back. */
  reversedBy: number | undefined
}

/** A member's transactions, newest first; `before` is the `seq` to page on from. */
export async function statement(
  db: Reader,
  schoolId: string,
  memberId: number,
  page: { limit: number; before?: number },
): Promise<Line[]> {
  const rows = await lines(db, schoolId)
    .where('tx.member_id', '=', memberId)
    .$if(page.before !== undefined, (query) => query.where('tx.seq', '<', page.before ?? 0))
    .orderBy('tx.seq', 'desc')
    .limit(page.limit)
    .execute()
  return rows.map(lineOf)
}

/**
 * Why points were given: every transaction of a resource in the order of posting, or the one with that `seq` and what
 * it takes back or is taken back by. Empty when there is none. Whom it may be shown to is the caller's business.
 */
export async function explain(
  db: Reader,
  schoolId: string,
  what: { resource: number } | { seq: number },
): Promise<Line[]> {
  const query = lines(db, schoolId)
  const rows = await ('resource' in what
    ? query.where('tx.resource_id', '=', what.resource)
    : query.where((eb) =>
        eb.or([
          eb('tx.seq', '=', what.seq),
          eb('tx.reverses_seq', '=', what.seq),
          eb('tx.seq', '=', (sub) =>
            sub
              .selectFrom('point_tx as asked')
              .select('asked.reverses_seq')
              .where('asked.school_id', '=', schoolId)
              .where('asked.seq', '=', what.seq),
          ),
        ]),
      )
  )
    .orderBy('tx.seq')
    .execute()
  return rows.map(lineOf)
}

/** Rule names as people read them. */
export const RULE_LABELS: Record<string, Text> = {
  'upload.accepted': { zh: '分享资源', en: 'Shared a resource' },
  'upload.first_ever': { zh: '首次分享', en: 'First share ever' },
  'download.counted': { zh: '资源被下载', en: 'Resource downloaded' },
  'review.useful': { zh: '有用的评价', en: 'Useful review' },
}

function lines(db: Reader, schoolId: string) {
  return db
    .selectFrom('point_tx as tx')
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'tx.school_id').onRef('member.id', '=', 'tx.member_id'),
    )
    .leftJoin('point_tx as back', (join) =>
      join.onRef('back.school_id', '=', 'tx.school_id').onRef('back.reverses_seq', '=', 'tx.seq'),
    )
    .select([
      'tx.seq',
      'tx.kind',
      'tx.rule',
      'tx.member_id',
      'member.name as member_name',
      'tx.actor_id',
      'tx.resource_id',
      'tx.amount',
      'tx.trace',
      'tx.policy_version',
      'tx.occurred_at',
      'tx.reverses_seq',
      'back.seq as reversed_by',
    ])
    .where('tx.school_id', '=', schoolId)
}

type Row = Awaited<ReturnType<ReturnType<typeof lines>['execute']>>[number]

function lineOf(row: Row): Line {
  return {
    seq: row.seq,
    kind: row.kind,
    rule: row.rule,
    ruleLabel: RULE_LABELS[row.rule] ?? { zh: row.rule, en: row.rule },
    memberId: row.member_id,
    memberName: row.member_name,
    actorId: row.actor_id ?? undefined,
    resourceId: row.resource_id ?? undefined,
    amount: row.amount,
    trace: row.trace,
    policyVersion: row.policy_version,
    occurredAt: row.occurred_at,
    reverses: row.reverses_seq ?? undefined,
    reversedBy: row.reversed_by ?? undefined,
  }
}
