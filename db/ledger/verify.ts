import { sha256 } from '#kit/ids.ts'
import { countWrongDistrict, countWrongTotals } from '../boards/recount.ts'
import type { Db, PointTx, Trx } from '../schema.ts'
import { GENESIS, type HashedEntry, hashOf } from './hash.ts'
import { contribAccount } from './post.ts'

export type LedgerReport = {
  ok: boolean
  txs: number
  entries: number
  /** The last link of the chain; over several schools, the SHA-256 of their `school hash` lines in order. */
  headHash: string
  problems: string[]
}

/** Transactions read at a time; about 5 MB. */
const BATCH = 5_000
/** Problems that are spelt out; a broken chain breaks every later link, so more would tell nothing new. */
const TOLD = 50

/**
 * Reads a school's ledger (all schools' without `schoolId`) from the first transaction to the last, in one snapshot:
 * numbers without gaps, every hash recomputed and chained, both books sum to 0 in every transaction, each reversal the
 * exact opposite of one award, and the board totals equal to a recount. Changes nothing.
 */
export async function verifyLedger(db: Db, schoolId?: string): Promise<LedgerReport> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      if (schoolId !== undefined) return verifySchool(trx, schoolId)
      const schools = await trx.selectFrom('school').select('id').orderBy('id').execute()
      const reports: { id: string; report: LedgerReport }[] = []
      for (const { id } of schools) reports.push({ id, report: await verifySchool(trx, id) })
      const wrong = await countWrongDistrict(trx)
      const district = wrong > 0 ? [`${wrong} figures of boards over all schools differ from the schools' own`] : []
      const [only] = reports
      if (only && reports.length === 1 && wrong === 0) return only.report
      return {
        ok: wrong === 0 && reports.every(({ report }) => report.ok),
        txs: reports.reduce((sum, { report }) => sum + report.txs, 0),
        entries: reports.reduce((sum, { report }) => sum + report.entries, 0),
        headHash: sha256(reports.map(({ id, report }) => `${id} ${report.headHash}\n`).join('')),
        problems: [
          ...reports.flatMap(({ id, report }) => report.problems.map((problem) => `${id}: ${problem}`)),
          ...district,
        ],
      }
    })
}

async function verifySchool(trx: Trx, schoolId: string): Promise<LedgerReport> {
  const problems: string[] = []
  let found = 0
  const report = (problem: string) => {
    found += 1
    if (found <= TOLD) problems.push(problem)
  }
  let [seq, hash, txs, entries] = [0, GENESIS, 0, 0]
  for (;;) {
    const batch = await readBatch(trx, schoolId, seq)
    if (batch.length === 0) break
    for (const { tx, legs, reversed } of batch) {
      if (tx.seq !== seq + 1) report(`transaction ${tx.seq} follows ${seq}: numbers are missing`)
      if (tx.prev_hash !== hash) report(`transaction ${tx.seq} is not chained to the one before it`)
      if (tx.hash !== hashOf(tx, legs)) report(`transaction ${tx.seq} does not match its hash`)
      for (const problem of problemsOf(tx, legs, reversed)) report(`transaction ${tx.seq}: ${problem}`)
      seq = tx.seq
      hash = tx.hash
      txs += 1
      entries += legs.length
    }
  }
  const orphans = await countOrphans(trx, schoolId)
  if (orphans > 0) report(`${orphans} entries belong to no transaction`)
  const wrong = await countWrongTotals(trx, schoolId)
  if (wrong > 0) report(`${wrong} board totals differ from a recount`)
  if (found > TOLD) problems.push(`… and ${found - TOLD} more`)
  return { ok: found === 0, txs, entries, headHash: hash, problems }
}

type Reversed = Pick<PointTx, 'kind' | 'amount' | 'member_id'>

function problemsOf(tx: PointTx, legs: readonly HashedEntry[], reversed: Reversed | undefined): string[] {
  const problems: string[] = []
  const sum = (test: (leg: HashedEntry) => boolean) => legs.filter(test).reduce((total, leg) => total + leg.amount, 0)
  for (const book of ['C', 'S'] as const) {
    if (sum((leg) => leg.book === book) !== 0) problems.push(`book ${book} does not sum to 0`)
  }
  const own = contribAccount(tx.member_id)
  if (sum((leg) => leg.book === 'C' && leg.account === own) !== tx.amount) {
    problems.push('its amount is not what its legs give')
  }
  if ((tx.kind === 'reversal') !== (tx.reverses_seq !== null)) problems.push('a reversal must name what it reverses')
  if (tx.reverses_seq !== null) {
    const taken = reversed !== undefined && reversed.kind !== 'reversal'
    const opposite = taken && reversed.amount === -tx.amount && reversed.member_id === tx.member_id
    if (!opposite) problems.push(`it is not the opposite of ${tx.reverses_seq}`)
  }
  return problems
}

async function readBatch(trx: Trx, schoolId: string, after: number) {
  const txs = await trx
    .selectFrom('point_tx')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(BATCH)
    .execute()
  const last = txs.at(-1)
  if (!last) return []
  const entries = await trx
    .selectFrom('point_entry')
    .select(['tx_seq', 'n', 'account', 'book', 'amount'])
    .where('school_id', '=', schoolId)
    .where('tx_seq', '>', after)
    .where('tx_seq', '<=', last.seq)
    .orderBy('tx_seq')
    .orderBy('n')
    .execute()
  const bySeq = Map.groupBy(entries, (entry) => entry.tx_seq)
  const targets = txs.flatMap((tx) => (tx.reverses_seq === null ? [] : [tx.reverses_seq]))
  const originals =
    targets.length === 0
      ? []
      : await trx
          .selectFrom('point_tx')
          .select(['seq', 'kind', 'amount', 'member_id'])
          .where('school_id', '=', schoolId)
          .where('seq', 'in', targets)
          .execute()
  const original = new Map(originals.map((row) => [row.seq, row]))
  return txs.map((tx) => ({ tx, legs: bySeq.get(tx.seq) ?? [], reversed: original.get(tx.reverses_seq ?? 0) }))
}

/** The foreign key forbids them; a restore from a damaged backup might not. */
async function countOrphans(trx: Trx, schoolId: string): Promise<number> {
  const row = await trx
    .selectFrom('point_entry')
    .leftJoin('point_tx', (join) =>
      join.onRef('point_tx.school_id', '=', 'point_entry.school_id').onRef('point_tx.seq', '=', 'point_entry.tx_seq'),
    )
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('point_entry.school_id', '=', schoolId)
    .where('point_tx.seq', 'is', null)
    .executeTakeFirstOrThrow()
  return row.n
}
