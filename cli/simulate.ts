import { readFile } from 'node:fs/promises'
import { formatPoints } from '#db/ledger/amount.ts'
import type { DryRun } from '#db/policy/dry-run.ts'
import { systemClock } from '#kit/clock.ts'
import { say } from '#kit/lang.ts'
import { dryRun } from '#workers/policy/dry-run.ts'
import { chooseSchool, withDb } from './database.ts'
import { openProgress } from './import-progress.ts'
import type { Io } from './io.ts'
import { missing } from './lines.ts'
import { table } from './table.ts'

/** `simulate <policy.yaml> --since <term>`: who would gain and who would lose, the quota's rate, the liability. */
export async function simulate(
  io: Io,
  path: string,
  options: { json?: boolean; school?: string; since?: string },
): Promise<void> {
  const source = await readFile(path, 'utf8').catch((error) => {
    throw missing(path, error)
  })
  await withDb(io, async (db) => {
    const school = await chooseSchool(io, db, options.school)
    const progress = following(io)
    const found = await dryRun(db, {
      schoolId: school.id,
      source,
      now: systemClock.now(),
      onProgress: progress.to,
      ...(options.since !== undefined && { since: options.since }),
    }).finally(progress.stop)
    if (options.json) return io.json(found)
    print(io, found)
  })
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

function print(io: Io, found: DryRun): void {
  const lang = io.env.LOCALE
  const head = [
    say(lang, { zh: '姓名', en: 'name' }),
    say(lang, { zh: '原来', en: 'before' }),
    say(lang, { zh: '草案', en: 'draft' }),
    say(lang, { zh: '变化', en: 'change' }),
    say(lang, { zh: '可用积分变化', en: 'spendable' }),
  ]
  const sign = (amount: number) => `${amount > 0 ? '+' : ''}${formatPoints(amount)}`
  const rows = found.members.map((one) => [
    one.name,
    formatPoints(one.before),
    formatPoints(one.after),
    sign(one.after - one.before),
    sign(one.spendableAfter - one.spendableBefore),
  ])
  io.print(table([head, ...rows]))
  const rate = (met: number) => (found.quota.owing === 0 ? '—' : `${Math.round((100 * met) / found.quota.owing)}%`)
  io.print(
    say(lang, {
      zh: `${found.gain} 人增加，${found.lose} 人减少，${found.same} 人不变（${found.facts} 件事）`,
      en: `${found.gain} gain, ${found.lose} lose, ${found.same} stay the same (${found.facts} facts)`,
    }),
  )
  io.print(
    say(lang, {
      zh: `任务达标 ${rate(found.quota.metBefore)} → ${rate(found.quota.metAfter)}；可用积分总额 ${formatPoints(found.liability.before)} → ${formatPoints(found.liability.after)}`,
      en: `quota met ${rate(found.quota.metBefore)} → ${rate(found.quota.metAfter)}; spendable in all ${formatPoints(found.liability.before)} → ${formatPoints(found.liability.after)}`,
    }),
  )
}
