import { performance } from 'node:perf_hooks'
import { sql } from 'kysely'
import { type BoardSubject, board, SUBJECTS } from '#db/boards/board.ts'
import { PERIODS, type Period } from '#db/boards/periods.ts'
import { rebuildTotals } from '#db/boards/recount.ts'
import { openDb, openPool } from '#db/client.ts'
import { postTx } from '#db/ledger/post.ts'
import { migrate } from '#db/migrate.ts'
import type { Db } from '#db/schema.ts'

export type Latency = { n: number; p50: number; p95: number; max: number }
export type BoardBench = {
  entries: number
  members: number
  schools: number
  /** Milliseconds per board, all subjects and periods, asked by members at random places. */
  all: Latency
  /** The slowest subject × period by p95. */
  worst: Latency & { subject: BoardSubject; period: Period }
  /** The same as `all` right after 2,000 postings, before any vacuum. */
  afterWrites: Latency
  /** Postings per second, one transaction each, one connection. */
  postingsPerSecond: number
}

export type BoardBenchOptions = { entries: number; members?: number; schools?: number; rounds?: number }

const NOW = new Date('2026-11-18T04:00:00Z')
const WRITES = 2_000

/**
 * Measures boards over a ledger of `entries` legs (two per transaction), spread over two years with skewed activity and
 * many ties, in an own, empty database behind `url`, which is migrated first. Rows are filled in by SQL, so
 * their hashes are filler: this bench is about reading; `postingsPerSecond` uses the real posting.
 */
export async function runBoardBench(url: string, options: BoardBenchOptions): Promise<BoardBench> {
  const { entries, members = 10_000, schools = 10, rounds = 20 } = options
  const db = openDb(openPool(url, 4))
  try {
    await migrate(db)
    await fill(db, entries / 2, members, schools)
    const before = await measure(db, schools, members, rounds)
    const began = performance.now()
    for (let n = 0; n < WRITES; n += 1) await post(db, n, members, schools)
    const seconds = (performance.now() - began) / 1000
    const after = await measure(db, schools, members, rounds)
    const slowest = before.cases.reduce((left, right) => (right.latency.p95 > left.latency.p95 ? right : left))
    return {
      entries,
      members,
      schools,
      all: before.all,
      worst: { ...slowest.latency, subject: slowest.subject, period: slowest.period },
      afterWrites: after.all,
      postingsPerSecond: Math.round(WRITES / seconds),
    }
  } finally {
    await db.destroy()
  }
}

async function measure(db: Db, schools: number, members: number, rounds: number) {
  const all: number[] = []
  const cases: { subject: BoardSubject; period: Period; latency: Latency }[] = []
  for (const subject of SUBJECTS) {
    for (const period of PERIODS) {
      const times: number[] = []
      for (let round = 0; round < rounds; round += 1) {
        const place = round % schools
        const viewer = place + 1 + schools * ((round * 7919) % Math.floor(members / schools))
        const began = performance.now()
        await board(db, { schoolId: `bench${place}`, subject, period, at: NOW, viewer })
        times.push(performance.now() - began)
      }
      all.push(...times)
      cases.push({ subject, period, latency: latency(times) })
    }
  }
  return { all: latency(all), cases }
}

function latency(times: number[]): Latency {
  const sorted = [...times].sort((left, right) => left - right)
  const at = (share: number) => Math.round(100 * (sorted[Math.ceil(share * sorted.length) - 1] ?? 0)) / 100
  return { n: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) }
}

/** Member `id` belongs to school `(id - 1) % schools`; activity falls off as u^1.6, amounts come from ten values. */
async function fill(db: Db, txs: number, members: number, schools: number): Promise<void> {
  await sql`
    insert into school (id, name, name_en, locale, time_zone)
    select 'bench' || s, '学校' || s, 'School ' || s, 'zh-CN', 'Asia/Shanghai'
    from generate_series(0, ${schools - 1}::int) s`.execute(db)
  await sql`
    insert into department (school_id, name) select 'bench' || s, '组' || d
    from generate_series(0, ${schools - 1}::int) s, generate_series(1, 20) d`.execute(db)
  await sql`
    insert into member (school_id, id, name, role, department_id, board_visibility) overriding system value
    select 'bench' || (m - 1) % ${schools}::int, m, '老师' || m, 'teacher', d.id,
      case when m % 50 = 0 then 'hidden' when m % 20 = 0 then 'anonymous' else 'real_name' end
    from generate_series(1, ${members}::int) m
    join lateral (
      select id from department where school_id = 'bench' || (m - 1) % ${schools}::int order by id offset m % 20 limit 1
    ) d on true`.execute(db)
  await sql`select setseed(0.42)`.execute(db)
  await sql`
    insert into point_tx (school_id, seq, idem_key, root_key, kind, rule, policy_version, fact_id, member_id, occurred_at,
      posted_at, counts_at, day, term_id, trace, prev_hash, hash, amount)
    select 'bench' || (member - 1) % ${schools}::int, n, 'k' || n, 'k' || n, 'award', 'upload.accepted', 'bench', n, member,
      at, at, at, (at at time zone 'Asia/Shanghai')::date,
      case when extract(month from at) between 2 and 8 then extract(year from at) || '-spring'
        else extract(year from at - interval '8 months') || '-autumn' end,
      '{"zh":"","en":""}', '', '', amount
    from (
      select n, 1 + floor(${members}::int * power(random(), 1.6))::bigint as member,
        ${NOW}::timestamptz - random() * interval '730 days' as at,
        (array[100,100,100,200,200,300,500,800,1000,1500])[1 + floor(random() * 10)::int] as amount
      from generate_series(1, ${txs}::int) n
    ) given`.execute(db)
  await sql`
    insert into point_entry (school_id, tx_seq, n, account, book, amount)
    select school_id, seq, leg, case leg when 1 then 'mint' else 'member:' || member_id || ':contrib' end, 'C',
      case leg when 1 then -amount else amount end
    from point_tx, generate_series(1, 2) leg`.execute(db)
  for (let place = 0; place < schools; place += 1) {
    await db.transaction().execute((trx) => rebuildTotals(trx, `bench${place}`))
  }
  await sql`vacuum analyze`.execute(db)
}

async function post(db: Db, n: number, members: number, schools: number): Promise<void> {
  const memberId = 1 + ((n * 7919) % members)
  await db.transaction().execute((trx) =>
    postTx(trx, {
      schoolId: `bench${(memberId - 1) % schools}`,
      rootKey: `bench:${n}`,
      idemKey: `bench:${n}`,
      rule: 'upload.accepted',
      policyVersion: 'bench',
      factId: n,
      memberId,
      actorId: undefined,
      resourceId: undefined,
      occurredAt: NOW,
      postedAt: NOW,
      countsAt: NOW,
      day: '2026-11-18',
      termId: '2026-autumn',
      amount: 800,
      spendable: true,
      trace: { zh: '教案 8 = 8.00', en: 'Lesson plan 8 = 8.00' },
    }),
  )
}
