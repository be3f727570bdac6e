import { postTx, postTxs, spendingAccount } from '#db/ledger/post.ts'
import { defaultPolicy } from '#db/policy/defaults.ts'
import { termAt } from '#db/policy/terms.ts'
import type { Db } from '#db/schema.ts'

let n = 0

/** Puts spendable points (厘) on a member's account, as an adjustment would; negative takes them. */
export async function givePoints(db: Db, schoolId: string, memberId: number, amount: number): Promise<void> {
  n += 1
  const at = new Date('2026-11-01T00:00:00Z')
  const tx = {
    kind: 'adjust' as const,
    rule: 'adjust',
    key: `given:${n}`,
    policyVersion: '2026.09.0',
    factId: 0,
    memberId,
    occurredAt: at,
    day: '2026-11-01',
    termId: '2026-autumn',
    legs: [
      { book: 'S' as const, account: 'mint', amount: -amount },
      { book: 'S' as const, account: spendingAccount(memberId, 'avail'), amount },
    ],
    trace: { zh: '测试', en: 'Test' },
  }
  await db.transaction().execute((trx) => postTxs(trx, schoolId, at, [tx]))
}

/** Gives points of contribution (厘) at an instant, as a rule would, of a school in Shanghai. */
export async function giveContribution(
  db: Db,
  schoolId: string,
  memberId: number,
  amount: number,
  at: Date,
): Promise<void> {
  n += 1
  await db.transaction().execute((trx) =>
    postTx(trx, {
      schoolId,
      rootKey: `give:${n}`,
      idemKey: `give:${n}`,
      rule: 'upload.accepted',
      policyVersion: '2026.09.0',
      factId: n,
      memberId,
      actorId: undefined,
      resourceId: undefined,
      occurredAt: at,
      postedAt: at,
      countsAt: at,
      day: '2026-11-18',
      termId: termAt(defaultPolicy(), at, 'Asia/Shanghai').id,
      amount,
      spendable: false,
      trace: { zh: '', en: '' },
    }),
  )
}
