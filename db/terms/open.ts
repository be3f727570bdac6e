import type { Reader } from '../schema.ts'

/** What is on its way into the ledger, and what a signal holds back. */
export async function openPoints(db: Reader, schoolId: string): Promise<{ waiting: number; held: number }> {
  const rows = await db
    .selectFrom('fact')
    .select((eb) => ['status', eb.fn.countAll<number>().as('n')])
    .where('school_id', '=', schoolId)
    .where('status', 'in', ['waiting', 'held'])
    .groupBy('status')
    .execute()
  const n = (status: string) => rows.find((row) => row.status === status)?.n ?? 0
  return { waiting: n('waiting'), held: n('held') }
}
