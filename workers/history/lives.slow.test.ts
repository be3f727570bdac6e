import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { verifyLedger } from '#db/ledger/verify.ts'
import { defaultPolicyText } from '#db/policy/defaults.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { type Deed, deeds, lifeOf } from '#test/lives.ts'
import { postingsThatAreWrong } from '#test/standing.ts'
import { settleNight } from '../points/night.ts'
import { rebuildLedger } from '../points/rebuild.ts'
import { historySchema } from './format.ts'
import { type Played, playHistory } from './play.ts'

let t: TestDatabase
let n = 0
/** Lives per property; more of them with LIVES=200. */
const RUNS = Number(process.env.LIVES ?? 8)
/** A life that fails is made smaller for at most so long, so that what is told is the life and not that time was up. */
const SEARCH_MS = 60_000 + RUNS * 5_000
const PATIENCE_MS = 2 * SEARCH_MS
const SEARCH = { numRuns: RUNS, plugins: [fc.interruptAfterTimeLimit(SEARCH_MS)] }
beforeAll(async () => {
  t = await freshDatabase()
})
afterAll(() => t.drop())

/** A download whose signal nobody decides. */
const HELD_TO_THE_END: Deed[] = [
  { what: 'share', who: 1, of: 0, more: 1, hours: 0 },
  { what: 'download', who: 0, of: 0, more: 0, hours: 0 },
  { what: 'flag', who: 93, of: 53, more: 1, hours: 0 },
]

/** A review of what its author has withdrawn and a case has closed; then the case is overturned. */
const RATED_WHEN_GONE: Deed[] = [
  { what: 'share', who: 0, of: 0, more: 0, hours: 0 },
  { what: 'withdraw', who: 0, of: 0, more: 0, hours: 0 },
  { what: 'case', who: 0, of: 0, more: 3, hours: 0 },
  { what: 'rate', who: 1, of: 0, more: 84, hours: 13 },
  { what: 'overturn', who: 0, of: 0, more: 0, hours: 40 },
]

/** Two were one when the term was locked, so that a download was of one's own work, and are two again. */
const PARTED_AFTER_THE_LOCK: Deed[] = [
  { what: 'share', who: 0, of: 0, more: 0, hours: 0 },
  { what: 'download', who: 1, of: 0, more: 0, hours: 0 },
  { what: 'merge', who: 0, of: 0, more: 1, hours: 40 },
  { what: 'unmerge', who: 0, of: 0, more: 0, hours: 0 },
]

/** Caps so low that every life comes upon them. */
function narrowPolicy(): string {
  const policy = parse(defaultPolicyText())
  const { rules } = policy
  Object.assign(rules['upload.accepted'], { per_day_full: 1, per_day_half: 2, term_soft_cap_items: 4 })
  Object.assign(rules['download.counted'], { author_daily_cap: 2, pair_weekly_cap: 2, downloader_daily_awarding: 2 })
  Object.assign(rules['review.useful'], { per_day: 1, per_term: 3 })
  Object.assign(rules['quality.bonus'], { min_ratings: 1 })
  Object.assign(rules['request.fulfilled'], { same_pair_full_per_month: 1 })
  Object.assign(rules['lecture.attended'], { term_cap: 1 })
  Object.assign(rules['lesson_observation.feedback'], { term_cap: 3 })
  Object.assign(rules['teaching.cross_school_period'], { term_cap: 10 })
  return stringify(policy)
}

async function live(
  given: readonly Deed[],
  more: Parameters<typeof lifeOf>[1] = {},
): Promise<{ school: string; played: Played }> {
  n += 1
  const school = `life${n}`
  const history = historySchema.parse(lifeOf(given, more))
  return { school, played: await playHistory(t.db, history, narrowPolicy(), school) }
}

test(
  'whatever happens, the books balance, every account is what it must be, and the facts give the same ledger again',
  async () => {
    await fc.assert(
      fc.asyncProperty(deeds, async (given) => {
        const { school, played } = await live(given)
        expect(await verifyLedger(t.db, school)).toMatchObject({ ok: true, problems: [] })
        expect(await booksOf(school)).toEqual([])
        expect(await accountsThatAreWrong(school)).toEqual([])
        expect(await postingsThatAreWrong(t.db, school)).toEqual([])
        for (const one of played.balances) {
          expect(Math.min(one.pending, one.hold, one.escrow), one.person).toBeGreaterThanOrEqual(0)
        }
        expect((await rebuildLedger(t.db, school)).differs).toBeUndefined()
        // What a signal holds was never settled: it goes on waiting for whoever decides.
        const settled = t.db.updateTable('fact').set({ status: 'waiting' }).where('status', '=', 'settled')
        await settled.where('school_id', '=', school).execute()
        await settleNight(t.db, school, new Date(played.until.getTime() + 1))
        expect((await verifyLedger(t.db, school)).txs).toBe(played.rows.length)
      }),
      { ...SEARCH, examples: [[HELD_TO_THE_END], [RATED_WHEN_GONE]] },
    )
  },
  PATIENCE_MS,
)

test(
  'a term that is locked never changes, whatever happens or turns out later',
  async () => {
    await fc.assert(
      fc.asyncProperty(deeds, fc.nat(30), async (given, half) => {
        const { school } = await live(given, { lockAfter: Math.min(half, given.length - 1) })
        expect(await changesAfterTheLock(school, '2026-autumn')).toEqual([])
        expect((await rebuildLedger(t.db, school)).differs).toBeUndefined()
      }),
      { ...SEARCH, examples: [[PARTED_AFTER_THE_LOCK, 3]] },
    )
  },
  PATIENCE_MS,
)

test(
  'facts that are settled together give the same, in whatever order they were recorded',
  async () => {
    const only = new Set([
      'share',
      'download',
      'rate',
      'audit',
      'attend',
      'lecture',
      'observe',
      'teach',
      'judge',
      'report',
      'arrive',
      'transfer',
      'loan',
      'request',
      'fulfil',
      'adjust',
      'flag',
    ])
    await fc.assert(
      fc.asyncProperty(deeds, fc.nat(), async (given, luck) => {
        const { school, played } = await live(given, { only })
        const totals: unknown[] = []
        for (const copy of [`${school}a`, `${school}b`]) {
          await copyFacts(school, copy, luck)
          await settleNight(t.db, copy, new Date(played.until.getTime() + 1))
          const { rows } = await sql`select tx.member_id, tx.rule, tx.term_id, entry.book, sum(entry.amount)::int as sum
          from point_tx tx join point_entry entry on entry.school_id = tx.school_id and entry.tx_seq = tx.seq
          where tx.school_id = ${copy} and tx.kind <> 'vest' and entry.account like 'member:%'
          group by 1, 2, 3, 4 having sum(entry.amount) <> 0 order by 1, 2, 3, 4`.execute(t.db)
          totals.push(rows)
        }
        expect(totals[1]).toEqual(totals[0])
      }),
      SEARCH,
    )
  },
  PATIENCE_MS,
)

test(
  'whatever row somebody edits, the chain says so',
  async () => {
    const edits = [
      ['point_tx', 'seq', "trace = '{}'"],
      ['point_tx', 'seq', "occurred_at = occurred_at + interval '1 second'"],
      ['point_tx', 'seq', "term_id = term_id || 'x'"],
      ['point_tx', 'seq', 'fact_id = fact_id + 1'],
      ['point_entry', 'tx_seq', 'amount = amount + 1'],
      ['point_entry', 'tx_seq', "account = account || '0'"],
    ] as const
    await fc.assert(
      fc.asyncProperty(deeds, fc.nat(), async (given, luck) => {
        const { school, played } = await live(given)
        for (const [name, key, change] of edits) {
          const [table, column] = [sql.table(name), sql.ref(key)]
          const { rows } = await sql<{ seq: number }>`select ${column} as seq from ${table} where school_id = ${school}
          order by 1`.execute(t.db)
          const seq = rows[luck % Math.max(1, rows.length)]?.seq
          if (seq === undefined) continue
          const one = sql`school_id = ${school} and ${column} = ${seq}`
          await edited(sql`create table saved as select * from ${table} where school_id = '' `)
          await edited(sql`insert into saved select * from ${table} where ${one}`)
          await edited(sql`update ${table} set ${sql.raw(change)} where ${one}`)
          expect((await verifyLedger(t.db, school)).ok, change).toBe(false)
          await edited(sql`delete from ${table} where ${one}`)
          await edited(sql`insert into ${table} select * from saved`)
          await edited(sql`drop table saved`)
        }
        expect(await verifyLedger(t.db, school)).toMatchObject({ ok: true, txs: played.rows.length })
      }),
      { numRuns: 3 },
    )
  },
  PATIENCE_MS,
)

/** Another school with the same rules and the same facts, recorded in another order. */
async function copyFacts(school: string, copy: string, luck: number): Promise<void> {
  await sql`insert into school select * from jsonb_populate_record(null::school,
    (select to_jsonb(school) || jsonb_build_object('id', ${copy}::text) from school where id = ${school}))`.execute(
    t.db,
  )
  await sql`insert into policy select * from jsonb_populate_recordset(null::policy,
    (select jsonb_agg(to_jsonb(policy) || jsonb_build_object('school_id', ${copy}::text)) from policy
      where school_id = ${school}))`.execute(t.db)
  await sql`insert into fact (school_id, key, kind, actor_id, resource_id, occurred_at, payload)
    select ${copy}, key, kind, actor_id, resource_id, occurred_at, payload from fact
    where school_id = ${school} order by md5(${copy}::text || key || ${luck}::text)`.execute(t.db)
}

/** As who has the database in hand could do it, past the triggers. */
async function edited(statement: ReturnType<typeof sql>): Promise<void> {
  await t.db.transaction().execute(async (trx) => {
    await sql`set local session_replication_role = replica`.execute(trx)
    await statement.execute(trx)
  })
}

/** Books that do not sum to nothing. */
async function booksOf(school: string): Promise<unknown[]> {
  const { rows } = await sql`select book, sum(amount) from point_entry where school_id = ${school}
    group by book having sum(amount) <> 0`.execute(t.db)
  return rows
}

/**
 * Business facts that are worth more or less in a term after its lock, to anybody, by any run. Only two who are merged or
 * parted are one person, and only for what that very merge or undoing hands over: points change hands in their periods.
 */
async function changesAfterTheLock(school: string, term: string): Promise<unknown[]> {
  const { rows } = await sql`
    select tx.posted_at, tx.root_key, coalesce((hands.payload ->> 'into')::bigint, tx.member_id) as person,
      sum(tx.amount)::int
    from point_tx tx
    left join fact hands on hands.school_id = tx.school_id and hands.kind in ('member.merged', 'member.unmerged')
      and hands.occurred_at = tx.posted_at
      and tx.member_id in ((hands.payload ->> 'from')::bigint, (hands.payload ->> 'into')::bigint)
    where tx.school_id = ${school} and tx.term_id = ${term} and tx.posted_at > (
      select occurred_at from fact where school_id = ${school} and key = ${`locked:${term}`})
    group by 1, 2, 3 having sum(tx.amount) <> 0`.execute(t.db)
  return rows
}

/** Pending is what waits to come into force, and nobody who was merged has anything left. */
async function accountsThatAreWrong(school: string): Promise<unknown[]> {
  const { rows } = await sql`
    select coalesce(entry.account, waits.account) as account, coalesce(entry.sum, 0) as has, coalesce(waits.sum, 0) as should
    from (select account, sum(amount)::int as sum from point_entry
      where school_id = ${school} and account like 'member:%:pending' group by 1) entry
    full join (select 'member:' || member_id || ':pending' as account, sum(amount)::int as sum from point_pending
      where school_id = ${school} group by 1) waits on waits.account = entry.account
    where coalesce(entry.sum, 0) <> coalesce(waits.sum, 0)
    union all
    select entry.account, sum(amount)::int, 0 from point_entry entry
    join point_self self on self.school_id = entry.school_id
      and entry.account like 'member:' || self.member_id || ':%'
    where entry.school_id = ${school} group by 1 having sum(amount) <> 0`.execute(t.db)
  return rows
}
