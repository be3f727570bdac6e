import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import { openDb, openPool } from '#db/client.ts'
import { formatPoints } from '#db/ledger/amount.ts'
import { migrate } from '#db/migrate.ts'
import { defaultPolicyText } from '#db/policy/defaults.ts'
import { UserFacingError } from '#kit/errors.ts'
import { historySchema } from '#workers/history/format.ts'
import { type Played, playHistory } from '#workers/history/play.ts'
import { withDb } from './database.ts'
import type { Io } from './io.ts'

/**
 * `history <file>`: plays a worked history (docs/histories.md) in a database of its own, which is dropped afterwards, and
 * prints the ledger, the balances and both boards. Throws UserFacingError `file_missing`, `history_invalid`.
 */
export async function historyVerb(io: Io, path: string, options: { json?: boolean; policy?: string }): Promise<void> {
  const policy = options.policy === undefined ? defaultPolicyText() : await text(options.policy)
  const counter = new LineCounter()
  const document = parseDocument(await text(path), { lineCounter: counter })
  const [broken] = document.errors
  if (broken) {
    const line = broken.linePos?.[0].line ?? 1
    throw new UserFacingError('history_invalid', {
      zh: `这份历史看不懂：第 ${line} 行不是正确的 YAML。格式见 docs/histories.md。`,
      en: `The history can not be read: line ${line} is not valid YAML. Its form is in docs/histories.md.`,
    })
  }
  const parsed = historySchema.safeParse(document.toJS())
  if (!parsed.success) {
    const why = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ')
    throw new UserFacingError('history_invalid', {
      zh: `这份历史看不懂：${why}。格式见 docs/histories.md。`,
      en: `The history can not be read: ${why}. Its form is in docs/histories.md.`,
    })
  }
  const played = await withDb(io, async (db, url) => {
    const name = `history_${randomBytes(6).toString('hex')}`
    await sql`create database ${sql.id(name)} template template0`.execute(db)
    const scratch = openDb(openPool(url.replace(/\/[^/?]*(?=\?|$)/, `/${name}`), 4))
    try {
      await migrate(scratch)
      return await playHistory(scratch, parsed.data, policy, undefined, linesOf(document.contents, counter))
    } finally {
      await scratch.destroy()
      await sql`drop database if exists ${sql.id(name)} with (force)`.execute(db)
    }
  })
  if (options.json) return io.json(decimal(played))
  print(io, played)
}

/** In which line each event begins. */
function linesOf(contents: unknown, counter: LineCounter): number[] {
  const events = isMap(contents) && contents.items.find(({ key }) => isScalar(key) && key.value === 'events')?.value
  if (!isSeq(events)) return []
  return events.items.map((item) => (isMap(item) && item.range ? counter.linePos(item.range[0]).line : 0))
}

async function text(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const missing = { zh: `读不到文件 ${path}。`, en: `${path} can not be read.` }
    throw Object.assign(new UserFacingError('file_missing', missing), { cause })
  }
}

function print(io: Io, played: Played): void {
  for (const row of played.rows) {
    const spend = row.legs.filter((leg) => leg.book === 'S').map((leg) => `${leg.account} ${signed(leg.amount)}`)
    io.print([row.seq, row.at, row.key, row.person, `C ${signed(row.c)}`, spend.join(' '), row.trace].join('\t'))
  }
  io.print('')
  for (const one of played.balances) {
    const { person, contribution, spendable, pending } = one
    io.print(
      [
        person,
        `C ${formatPoints(contribution)}`,
        `可用 spendable ${formatPoints(spendable)}`,
        `待生效 pending ${formatPoints(pending)}`,
      ].join('\t'),
    )
  }
  if (played.refused.length > 0) io.print('')
  for (const { at, person, what, wanted, has } of played.refused) {
    const needs = `需要 ${formatPoints(wanted)}，只有 ${formatPoints(has)} / needs ${formatPoints(wanted)}, has ${formatPoints(has)}`
    io.print(['拒绝 refused', at, person, what, needs].join('\t'))
  }
  io.print('')
  for (const one of played.people) io.print([one.rank, one.person, formatPoints(one.points)].join('\t'))
  io.print('')
  for (const one of played.departments) {
    io.print(
      [
        one.rank,
        one.department,
        one.roster,
        formatPoints(one.points),
        formatPoints(one.per_head),
        formatPoints(one.shrunken),
      ].join('\t'),
    )
  }
}

function signed(amount: number): string {
  return `${amount > 0 ? '+' : ''}${formatPoints(amount)}`
}

/** The same in points, as decimal numbers. */
function decimal({ until, rows, balances, refused, people, departments }: Played) {
  const points = (amount: number) => amount / 100
  return {
    until: until.toISOString(),
    ledger: rows.map((row) => ({
      ...row,
      c: points(row.c),
      legs: row.legs.map((leg) => ({ ...leg, amount: points(leg.amount) })),
    })),
    balances: balances.map(({ person, ...sums }) => ({
      person,
      contribution: points(sums.contribution),
      spendable: points(sums.spendable),
      pending: points(sums.pending),
      hold: points(sums.hold),
      escrow: points(sums.escrow),
    })),
    refused: refused.map((one) => ({ ...one, wanted: points(one.wanted), has: points(one.has) })),
    people: people.map((one) => ({ ...one, points: points(one.points) })),
    departments: departments.map((one) => ({
      ...one,
      points: points(one.points),
      per_head: points(one.per_head),
      shrunken: points(one.shrunken),
    })),
  }
}
