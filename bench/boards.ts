import { sql } from 'kysely'
import { PERIODS, windowAt } from '#db/boards/periods.ts'
import { countWrongDistrict } from '#db/boards/recount.ts'
import { openDb, openPool } from '#db/client.ts'
import { migrate } from '#db/migrate.ts'
import { defaultPolicy } from '#db/policy/defaults.ts'
import type { Db } from '#db/schema.ts'
import { calmDown, fillBoards, NOW, type Size, ZONE } from './boards-fill.ts'
import { type Case, measureBoards } from './boards-read.ts'
import { BATCH, flatOut, write } from './boards-write.ts'
import { fillLedger, measurePersonal } from './personal.ts'
import { spread } from './quantiles.ts'

export type BoardsBenchOptions = Size & { rounds: number; say: (line: string) => void }

const LIMIT_MS = 10

/**
 * Boards of a district at full size: every subject, scope and window, and "my place ±2", idle and while entries arrive
 * through the real `addToTotals`, without a vacuum before; then all totals, the histogram and the sums of the running
 * periods against a recount of all entries. Answers lines for the results.
 */
export async function runBoardsBench(url: string, options: BoardsBenchOptions): Promise<string[]> {
  const { entries, members, schools, rounds, say } = options
  const db = openDb(openPool(url, 4))
  const writing = openDb(openPool(url, 2))
  try {
    await migrate(db)
    await fillBoards(db, options, say)
    await fillLedger(db, options, say)
    await calmDown(db)
    await measureBoards(db, options, 2)
    await measurePersonal(db, options, 2)
    say('boards: idle')
    const idle = await measureBoards(db, options, rounds)
    const idlePages = await measurePersonal(db, options, rounds)
    say('boards: under load')
    const writer = write(writing, options)
    const loaded = await measureBoards(db, options, rounds)
    const loadedPages = await measurePersonal(db, options, rounds)
    const written = await writer.stop()
    say('boards: recount')
    const wrong = await countWrong(db, options)
    const most = await flatOut(writing, options)
    const worst = (cases: Case[]) => cases.reduce((left, right) => (right.times.p95 > left.times.p95 ? right : left))
    const line = (name: string, cases: Case[]) => {
      const all = spread(cases.flatMap((one) => one.all))
      const slow = worst(cases)
      return `| ${name} | ${all.p50} | ${all.p95} | ${all.max} | ${slow.name}: ${slow.times.p95} | ${all.n} |`
    }
    const page = (name: string, times: number[]) => {
      const all = spread(times)
      return `| ${name} | ${all.p50} | ${all.p95} | ${all.max} | | ${all.n} |`
    }
    const places = (cases: Case[], isPlace: boolean) => cases.filter((one) => one.isPlace === isPlace)
    return [
      `## Boards over ${entries.toLocaleString('en')} entries`,
      '',
      `${members.toLocaleString('en')} members, ${schools} schools, ${schools * 10} departments, two years; limit p95 ${LIMIT_MS} ms. The fill is on the disk and was read once; no vacuum before, autovacuum as installed.`,
      '',
      '| ms | p50 | p95 | max | slowest kind, its p95 | n |',
      '|---|---|---|---|---|---|',
      line('any board, idle', places(idle, false)),
      line('my place ±2 with its board, idle', places(idle, true)),
      line(`any board, ${written.perSecond} entries/s arriving`, places(loaded, false)),
      line(`my place ±2 with its board, ${written.perSecond} entries/s arriving`, places(loaded, true)),
      page('personal page (/me), ten schools in the ledger, idle', idlePages),
      page(`personal page (/me), ${written.perSecond} entries/s arriving`, loadedPages),
      '',
      `| under load, p95 ms | ${PERIODS.join(' | ')} | last week | last year |`,
      '|---|---|---|---|---|---|---|',
      ...[...new Set(loaded.map((one) => one.row))].map(
        (row) =>
          `| ${row} | ${loaded
            .filter((one) => one.row === row)
            .map((one) => one.times.p95)
            .join(' | ')} |`,
      ),
      '',
      `Writing: a batch of ${BATCH} takes ${written.batch.p50} / ${written.batch.p95} ms (p50 / p95) while boards are read; flat out, one connection: ${most} entries/s. ${wrong} of the running periods' figures differ from a recount.`,
      '',
    ]
  } finally {
    await writing.destroy()
    await db.destroy()
  }
}

/** Figures of the running periods that are not what all entries give. */
async function countWrong(db: Db, { schools }: Size): Promise<number> {
  let wrong = 0
  for (const kind of PERIODS) {
    const { key } = windowAt(kind, NOW, ZONE, defaultPolicy())
    const { rows } = await sql<{ n: number }>`
      with now as materialized (
        select 'bench' || (member_id - 1) % ${schools}::int as school_id, member_id::bigint as member_id,
          sum(amount)::bigint as points
        from bench_entry join bench_day d using (day) where ${sql.ref(`d.${kind}`)} = ${key} group by member_id
      ), listed as materialized (
        select n.school_id, n.points from now n join member m on m.school_id = n.school_id and m.id = n.member_id
        where n.points > 0 and board_listed(m.role, m.left_at, m.board_visibility, 'real_name')
      )
      select (
        select count(*) from now full join (
          select * from board_total where metric = 'points' and kind = ${kind} and period = ${key}
        ) kept using (school_id, member_id) where coalesce(now.points, 0) <> coalesce(kept.points, 0)
      ) + (
        select count(*) from (
          select s.scope, points as total, count(*) as n from listed
          cross join lateral (values (school_id), ('')) s (scope) group by 1, 2
        ) counted full join (
          select l.school_id as scope, c.total, c.n from board_count c join board_list l on l.id = c.list
          where l.metric = 'points' and l.kind = ${kind} and l.period = ${key}
        ) kept using (scope, total) where coalesce(counted.n, 0) <> coalesce(kept.n, 0)
      ) + (
        select count(*) from (
          select n.school_id, g.id as department_id, m.role = 'pupil' as pupil,
            sum(n.points) as points, count(*) filter (where n.points > 0) as earners
          from now n join member m on m.school_id = n.school_id and m.id = n.member_id
          cross join lateral (values (coalesce(m.department_id, 0)), (-1)) g (id)
          where m.left_at is null group by 1, 2, 3
        ) grouped full join (
          select l.school_id, g.* from board_group g join board_list l on l.id = g.list and l.school_id <> ''
          where l.metric = 'points' and l.kind = ${kind} and l.period = ${key}
        ) kept using (school_id, department_id, pupil)
        where (coalesce(grouped.points, 0), coalesce(grouped.earners, 0))
          <> (coalesce(kept.points, 0), coalesce(kept.earners, 0))
      ) as n`.execute(db)
    wrong += rows[0]?.n ?? 0
  }
  return wrong + (await countWrongDistrict(db))
}
