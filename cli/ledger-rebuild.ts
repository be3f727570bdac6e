import { say } from '#kit/lang.ts'
import { rebuildLedger } from '#workers/points/rebuild.ts'
import type { Posting } from '#workers/points/rebuild-compare.ts'
import { chooseSchool, withDb } from './database.ts'
import { openProgress } from './import-progress.ts'
import type { Io } from './io.ts'

/** `ledger rebuild`: counts a school's points anew from its facts and compares. Exit code 1 when a posting differs. */
export async function rebuild(io: Io, options: { json?: boolean; school?: string }): Promise<void> {
  await withDb(io, async (db) => {
    const school = await chooseSchool(io, db, options.school)
    const progress = following(io)
    const found = await rebuildLedger(db, school.id, progress.to).finally(progress.stop)
    const { runs, facts, postings, headHash, taken, differs } = found
    if (differs) process.exitCode = 1
    if (options.json) {
      const identical = differs === undefined
      return io.json({ identical, runs, facts, postings, head_hash: headHash, taken, differs: differs ?? null })
    }
    if (taken > 0) {
      io.say({
        zh: `前 ${taken} 笔记于有批次之前，照原样沿用；重算从第 ${taken + 1} 笔开始。`,
        en: `The first ${taken} postings are from before there were runs and are taken as they are; from ${taken + 1} on all is counted anew.`,
      })
    }
    if (!differs) {
      return io.say({
        zh: `完全一致：${postings} 笔，链尾 ${headHash}。由 ${facts} 条事实、${runs} 个批次重算。`,
        en: `identical: ${postings} postings, head ${headHash}. Counted anew from ${facts} facts in ${runs} runs.`,
      })
    }
    const none = { zh: '没有这一笔', en: 'no such posting' }
    io.say({
      zh: `第 ${differs.seq} 笔起不一致。请停止运行，从备份核对，不要手工改账。`,
      en: `The ledger differs from its facts at posting ${differs.seq}. Stop the program and compare with a backup; never edit it by hand.`,
    })
    io.print(
      `${say(io.env.LOCALE, { zh: '账本', en: 'ledger' })}\t${line(io, differs.real) ?? say(io.env.LOCALE, none)}`,
    )
    io.print(
      `${say(io.env.LOCALE, { zh: '重算', en: 'rebuilt' })}\t${line(io, differs.rebuilt) ?? say(io.env.LOCALE, none)}`,
    )
  })
}

function line(io: Io, posting: Posting | undefined): string | undefined {
  if (!posting) return undefined
  const { key, member, amount, trace, hash } = posting
  return [key, `member:${member}`, (amount / 100).toFixed(2), say(io.env.LOCALE, trace), hash.slice(0, 16)].join('\t')
}

/** A bar over facts; it opens with the first word of how many there are. */
function following(io: Io): { to(done: number, total: number): void; stop(): void } {
  let bar: ReturnType<typeof openProgress> | undefined
  let shown = 0
  return {
    to(done, total) {
      bar ??= openProgress(total, io.env.LOCALE)
      for (; shown < done; shown += 1) bar.step({ zh: '', en: '' })
    },
    stop: () => bar?.stop(),
  }
}
