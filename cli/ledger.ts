import { verifyLedger } from '#db/ledger/verify.ts'
import { withDb } from './database.ts'
import type { Io } from './io.ts'

/** `ledger verify`: recomputes the chain, the sums and the totals. Exit code 1 when something does not add up. */
export async function verify(io: Io, options: { json?: boolean; school?: string }): Promise<void> {
  await withDb(io, async (db) => {
    const { ok, txs, entries, headHash, problems } = await verifyLedger(db, options.school)
    if (!ok) process.exitCode = 1
    if (options.json) return io.json({ ok, txs, entries, head_hash: headHash, problems })
    for (const problem of problems) io.print(problem)
    io.say(
      ok
        ? {
            zh: `账本完好：${txs} 笔，${entries} 条分录，链尾 ${headHash}。`,
            en: `The ledger is sound: ${txs} transactions, ${entries} entries, head ${headHash}.`,
          }
        : {
            zh: `账本有 ${problems.length} 处不符。请停止运行，从备份核对，不要手工改账。`,
            en: `The ledger has ${problems.length} problem(s). Stop the program and compare with a backup; never edit it by hand.`,
          },
    )
  })
}
