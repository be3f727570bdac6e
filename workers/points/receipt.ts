import { formatPoints } from '#db/ledger/amount.ts'
import { explain } from '#db/ledger/read.ts'
import type { Reader } from '#db/schema.ts'
import type { ReceiptPoints } from '../view-receipt.ts'

const OF_THE_UPLOAD = new Set(['upload.accepted', 'upload.first_ever'])

/** What an accepted resource earned its author at once, summed, with every formula; taken-back awards are left out. */
export async function pointsOf(db: Reader, schoolId: string, resourceId: number): Promise<ReceiptPoints> {
  const lines = (await explain(db, schoolId, { resource: resourceId })).filter(
    (line) => line.kind === 'award' && line.reversedBy === undefined && OF_THE_UPLOAD.has(line.rule),
  )
  if (lines.length === 0) return { none: { zh: '暂无积分', en: 'none yet' } }
  const trace = {
    zh: lines.map((line) => line.trace.zh).join('；'),
    en: lines.map((line) => line.trace.en).join('; '),
  }
  const amount = lines.reduce((sum, line) => sum + line.amount, 0)
  return amount === 0 ? { none: trace } : { amount: formatPoints(amount), trace }
}
