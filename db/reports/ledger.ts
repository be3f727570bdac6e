import { sql } from 'kysely'
import { termLabel } from '../policy/terms.ts'
import type { Reader } from '../schema.ts'
import { ledgerHead } from './appraisal.ts'
import type { Stretch } from './appraisal-rows.ts'
import { type Cell, REPORT_TITLES, type Report } from './report.ts'

/** Postings in one file; a spreadsheet ends at 1,048,576 rows. */
export const LEDGER_ROWS = 1_000_000
const BATCH = 5_000

/**
 * The postings of a term, members as numbers: what an outsider may check without learning names. Both books: what
 * changed in contribution, and in the member's pockets of spendable points. Hours are the school's. `step` is told how many
 * rows are read, of how many.
 */
export async function ledgerReport(
  db: Reader,
  { schoolId, termId }: Stretch,
  zone: string,
  step: (done: number, of: number) => void,
): Promise<Report> {
  const { n } = await db
    .selectFrom('point_tx')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('school_id', '=', schoolId)
    .where('term_id', '=', termId)
    .executeTakeFirstOrThrow()
  const of = Math.min(n, LEDGER_ROWS)
  const face = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
  const hour = (at: Date) => face.format(at)
  const rows: Cell[][] = []
  for (let after = 0; rows.length < of; ) {
    const batch = await db
      .selectFrom('point_tx')
      .select(['seq', 'kind', 'rule', 'member_id', 'resource_id', 'amount', 'occurred_at', 'posted_at'])
      .select(['policy_version', 'reverses_seq', 'trace', 'hash'])
      .where('school_id', '=', schoolId)
      .where('term_id', '=', termId)
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(Math.min(BATCH, of - rows.length))
      .execute()
    if (batch.length === 0) break
    const pockets = await spendableOf(db, schoolId, [batch[0]?.seq ?? 0, batch.at(-1)?.seq ?? 0])
    for (const tx of batch) {
      rows.push([
        tx.seq,
        tx.kind,
        tx.rule,
        tx.member_id,
        tx.resource_id ?? undefined,
        tx.amount,
        ...POCKETS.map(({ names }) => names.reduce((sum, name) => sum + (pockets.get(`${tx.seq}:${name}`) ?? 0), 0)),
        hour(tx.occurred_at),
        hour(tx.posted_at),
        tx.policy_version,
        tx.reverses_seq ?? undefined,
        tx.trace,
        tx.hash,
      ])
      after = tx.seq
    }
    step(rows.length, of)
  }
  return {
    name: 'ledger',
    title: REPORT_TITLES.ledger,
    about: [
      { label: { zh: '学期', en: 'Term' }, value: termLabel(termId) },
      { label: { zh: '笔数', en: 'Postings' }, value: rows.length, kind: 'count' },
      { label: { zh: '账本核对码', en: 'Ledger head' }, value: await ledgerHead(db, schoolId) },
    ],
    sheets: [
      {
        name: REPORT_TITLES.ledger,
        columns: [
          { label: { zh: '笔号', en: 'Entry' }, kind: 'count' },
          { label: { zh: '种类', en: 'Kind' }, kind: 'text' },
          { label: { zh: '规则', en: 'Rule' }, kind: 'text' },
          { label: { zh: '成员编号', en: 'Member' }, kind: 'count' },
          { label: { zh: '资源编号', en: 'Resource' }, kind: 'count' },
          { label: { zh: '贡献分', en: 'Contribution' }, kind: 'points' },
          ...POCKETS.map(({ label }) => ({ label, kind: 'points' as const })),
          { label: { zh: `发生（${zone}）`, en: `Occurred (${zone})` }, kind: 'text' },
          { label: { zh: '入账', en: 'Posted' }, kind: 'text' },
          { label: { zh: '规则版本', en: 'Policy' }, kind: 'text' },
          { label: { zh: '冲回笔号', en: 'Reverses' }, kind: 'count' },
          { label: { zh: '算式', en: 'Formula' }, kind: 'text' },
          { label: { zh: '哈希', en: 'Hash' }, kind: 'text' },
        ],
        rows,
      },
    ],
  }
}

/** Where a member's spendable points are, as columns. */
const POCKETS = [
  { label: { zh: '待生效', en: 'Pending' }, names: ['pending'] },
  { label: { zh: '可用', en: 'Spendable' }, names: ['avail'] },
  { label: { zh: '冻结和悬赏', en: 'Set aside' }, names: ['hold', 'escrow'] },
] as const

/** What each posting moved in members' pockets of book S, by `seq:pocket`. */
async function spendableOf(
  db: Reader,
  schoolId: string,
  [first, last]: [number, number],
): Promise<Map<string, number>> {
  const { rows } = await sql<{ seq: number; pocket: string; amount: number }>`
    select tx_seq as seq, split_part(account, ':', 3) as pocket, sum(amount)::bigint as amount
    from point_entry
    where school_id = ${schoolId} and tx_seq between ${first} and ${last} and book = 'S' and account like 'member:%'
    group by 1, 2`.execute(db)
  return new Map(rows.map(({ seq, pocket, amount }) => [`${seq}:${pocket}`, Number(amount)] as const))
}
