import { performance } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { me } from '#commands/me.ts'
import type { Db } from '#db/schema.ts'
import { translator } from '#kit/lang.ts'
import { NOW, type Size, ZONE } from './boards-fill.ts'

/** Schools whose entries are in a real ledger too; one for all ten million would be 15 GB. */
const SCHOOLS = 10

/**
 * Two years' postings of ten schools as the ledger has them, and a group chat: each award with four legs, and after a week
 * the posting that brings it into force with two.
 */
export async function fillLedger(db: Db, { schools }: Size, say: (line: string) => void): Promise<void> {
  const there = await db.selectFrom('point_tx').select('seq').limit(1).executeTakeFirst()
  if (there) return
  say('boards: the ledger of ten schools')
  await sql`insert into chat (school_id, platform, external_id, kind, name)
    select 'bench' || n, 'practice', 'bench' || n, 'group', 'bench' from generate_series(0, ${SCHOOLS - 1}::int) n`.execute(
    db,
  )
  await sql`
    insert into point_tx (school_id, seq, idem_key, root_key, kind, rule, policy_version, fact_id, member_id, occurred_at,
      posted_at, counts_at, day, term_id, trace, prev_hash, hash, amount)
    select 'bench' || place, seq, key, key, kind, 'download.counted', 'bench', seq, member_id, posted, posted, posted,
      posted::date, term, '{"zh":"资源 1 被下载","en":"resource 1 was downloaded"}', repeat('0', 64), repeat('0', 64), gives
    from (
      select place, member_id, term, kind, posted, key, gives, row_number() over (partition by place order by posted) as seq
      from (
        select e.member_id, e.amount, d.at, d.term, place, row_number() over (order by e.day) as n
        from bench_entry e join bench_day d using (day)
        cross join lateral (select (e.member_id - 1) % ${schools}::int as place) p where place < ${SCHOOLS}
      ) given cross join lateral (
        values ('award', given.at, 'k' || n, amount), ('vest', given.at + interval '7 days', 'vest:k' || n, 0)
      ) made (kind, posted, key, gives) where made.posted <= ${NOW}
    ) one order by one.posted`.execute(db)
  await sql`
    insert into point_entry (school_id, tx_seq, n, account, book, amount)
    select school_id, seq, leg, case when leg in (1, 3) then 'mint' when leg = 2 then 'member:' || member_id || ':contrib'
      else 'member:' || member_id || ':pending' end, case when leg <= 2 then 'C' else 'S' end,
      case when leg in (1, 3) then -amount else amount end
    from point_tx, generate_series(1, 4) leg where kind = 'award'`.execute(db)
  await sql`
    insert into point_entry (school_id, tx_seq, n, account, book, amount)
    select vest.school_id, vest.seq, leg, 'member:' || vest.member_id || case leg when 1 then ':pending' else ':avail' end, 'S',
      case leg when 1 then -award.amount else award.amount end
    from point_tx vest
    join point_tx award on award.school_id = vest.school_id and award.idem_key = substr(vest.idem_key, 6)
    cross join generate_series(1, 2) leg where vest.kind = 'vest'`.execute(db)
  await sql`analyze point_tx`.execute(db)
  await sql`analyze point_entry`.execute(db)
  await untilLookedOver(db, say)
}

/**
 * Waits for autovacuum to come by, which it does once a minute: a ledger grows slowly, so it has been nearly everywhere, and
 * an index answers alone only then.
 */
async function untilLookedOver(db: Db, say: (line: string) => void): Promise<void> {
  for (let seconds = 0; seconds < 300; seconds += 5) {
    await setTimeout(5_000)
    const { rows } = await sql<{ waits: boolean }>`select exists (select from pg_stat_user_tables
      where relname in ('point_tx', 'point_entry') and n_ins_since_vacuum > 0.02 * n_live_tup + 1000) as waits`.execute(
      db,
    )
    if (!rows[0]?.waits) return
  }
  say('boards: autovacuum did not come by the ledger in five minutes')
}

/** How long `/me` takes, in ms, for people all over the ten schools: the command in a transaction, as the bot runs it. */
export async function measurePersonal(db: Db, { members, schools }: Size, rounds: number): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < rounds * 10; round += 1) {
    const place = round % SCHOOLS
    const schoolId = `bench${place}`
    const nth = (round * 7_919) % Math.floor(members / schools)
    const of = db.selectFrom('member').selectAll().where('school_id', '=', schoolId)
    const member = await of.where('id', '=', 1 + place + schools * nth).executeTakeFirstOrThrow()
    const school = await db.selectFrom('school').selectAll().where('id', '=', schoolId).executeTakeFirstOrThrow()
    const chat = await db.selectFrom('chat').selectAll().where('school_id', '=', schoolId).executeTakeFirstOrThrow()
    const began = performance.now()
    await db.transaction().execute((trx) =>
      me.run(
        {},
        {
          ...{ db: trx, school, member, chat, now: NOW, zone: ZONE, lang: 'zh-CN', t: translator('zh-CN') },
          ...{ eventKey: `bench:${round}`, about: undefined, pressed: false },
          ring: () => undefined,
          write: (work) => work(trx),
        },
      ),
    )
    times.push(performance.now() - began)
  }
  return times
}
