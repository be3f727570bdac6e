import { sql } from 'kysely'
import { windowAt } from '#db/boards/periods.ts'
import { defaultPolicy } from '#db/policy/defaults.ts'
import type { Db } from '#db/schema.ts'
import { addDays, dayOf } from '#kit/zone.ts'

/** The Saturday on which the bench reads: the week, the month, the term and the school year are all under way. */
export const NOW = new Date('2026-11-21T04:00:00Z')
export const ZONE = 'Asia/Shanghai'
const DAYS = 730
const AMOUNTS = [100, 100, 100, 200, 200, 300, 500, 800, 1000, 1500]
/** Rows of a period are made while it runs, those of all schools mixed; they lie in that order. */
const AS_TIME_WENT = sql`order by kind, period, random()`
const KINDS = ['week', 'month', 'term', 'year'] as const

export type Size = { entries: number; members: number; schools: number }

/**
 * Members, departments and a list of entries (`bench_entry`: member, day, amount) with skewed activity (u^1.6) and many
 * ties, and the totals, histogram and sums that the boards would have after them. Nothing is vacuumed. A database that was filled before stays
 * as it is.
 */
export async function fillBoards(db: Db, { entries, members, schools }: Size, say: (line: string) => void) {
  const { rows } = await sql<{ there: boolean }>`select to_regclass('bench_day') is not null as there`.execute(db)
  if (rows[0]?.there) return
  await sql`alter table member disable trigger user`.execute(db)
  await sql`
    insert into school (id, name, name_en, locale, time_zone)
    select 'bench' || s, '学校' || s, 'School ' || s, 'zh-CN', ${ZONE} from generate_series(0, ${schools - 1}::int) s
  `.execute(db)
  await sql`
    insert into department (school_id, name)
    select 'bench' || s, '组' || d from generate_series(0, ${schools - 1}::int) s, generate_series(1, 10) d`.execute(db)
  await sql`
    insert into member (school_id, id, name, role, department_id, board_visibility, alias, left_at, created_at)
    overriding system value
    select 'bench' || place, m, '老师' || m, case when m % 97 = 0 then 'pupil' else 'teacher' end, d.id,
      case when m % 49 = 0 then 'hidden' when m % 19 = 0 then 'anonymous' end, null,
      case when m % 83 = 0 then ${NOW}::timestamptz - interval '40 days' end,
      ${NOW}::timestamptz - case when m % 40 = 0 then interval '30 days' else interval '800 days' end
    from (select m, (m - 1) % ${schools}::int as place from generate_series(1, ${members}::int) m) one
    join lateral (
      select id from department where school_id = 'bench' || place order by id offset (m / ${schools}::int) % 10 limit 1
    ) d on true`.execute(db)
  await sql`select setval(pg_get_serial_sequence('member', 'id'), ${members})`.execute(db)
  await sql`alter table member enable trigger user`.execute(db)
  await sql`create unlogged table bench_entry (member_id int not null, day smallint not null, amount int not null)`.execute(
    db,
  )
  await sql`create table bench_day (day smallint primary key, at timestamptz not null,
    ${sql.raw(KINDS.map((kind) => `${kind} text not null`).join(', '))})`.execute(db)
  const days = Array.from({ length: DAYS }, (_, index) => addDays(NOW, index - DAYS + 1, ZONE))
  for (const [index, at] of days.entries()) {
    const keys = KINDS.map((kind) => windowAt(kind, at, ZONE, defaultPolicy()).key)
    await sql`insert into bench_day values (${index}, ${at}, ${sql.join(keys)})`.execute(db)
  }
  say(`boards: ${entries.toLocaleString('en')} entries from ${dayOf(days[0] ?? NOW, ZONE)} on`)
  await db.connection().execute(async (one) => {
    await sql`set work_mem = '400MB'`.execute(one)
    await sql`set maintenance_work_mem = '400MB'`.execute(one)
    await sql`select setseed(0.42)`.execute(one)
    await sql`
      insert into bench_entry
      select 1 + floor(${members}::int * power(random(), 1.6)), floor(random() * ${DAYS}),
        (array[${sql.raw(AMOUNTS.join(','))}])[1 + floor(random() * ${AMOUNTS.length})::int]
      from generate_series(1, ${entries}::int)`.execute(one)
    await sql`analyze bench_entry`.execute(one)
    await dropPastIndexes(one)
    for (const kind of KINDS) {
      const asRow = sql`own.id, every.id, t.member_id, t.points from total t
        join board_list own on own.school_id = t.school_id and own.kind = ${kind} and own.period = t.period
        join board_list every on every.school_id = '' and every.kind = ${kind} and every.period = t.period`
      say(`boards: totals by ${kind}`)
      const key = sql.ref(`d.${kind}`)
      const current = windowAt(kind, NOW, ZONE, defaultPolicy()).key
      await sql`create temporary table total as
        select 'bench' || (member_id - 1) % ${schools}::int as school_id, member_id::bigint as member_id,
          ${key} as period, sum(amount)::bigint as points
        from bench_entry e join bench_day d using (day) group by member_id, ${key}`.execute(one)
      await sql`insert into board_list (school_id, metric, kind, period)
        select distinct s.scope, 'points', ${kind}, period from total cross join lateral (values (school_id), ('')) s (scope)
        order by period`.execute(one)
      // Otherwise it depends on whether autovacuum has come by in time how millions of rows are joined.
      await sql`analyze total`.execute(one)
      await sql`analyze board_list`.execute(one)
      await sql`insert into board_live (list, district, member_id, points) select ${asRow} where t.period = ${current}
        order by random()`.execute(one)
      await sql`insert into board_past (list, district, member_id, points) select ${asRow} where t.period <> ${current}
        order by t.period, random()`.execute(one)
      await sql`insert into board_closed select distinct school_id, ${kind}, period from total
        where period <> ${current}`.execute(one)
      await sql`drop table total`.execute(one)
    }
    say('boards: histogram, sums, indexes')
    await sql`
      insert into board_count (list, total, n)
      select t.list, points, count(*) from board_total t
      join member m on m.school_id = t.school_id and m.id = t.member_id
      where board_listed(m.role, m.left_at, m.board_visibility, 'real_name') and points > 0
      group by kind, period, 1, 2 ${AS_TIME_WENT}`.execute(one)
    await sql`insert into board_count (list, total, n) select every.id, total, sum(n) from board_count c
      join board_list own on own.id = c.list join board_list every on every.school_id = '' and every.kind = own.kind
        and every.period = own.period
      group by every.kind, every.period, 1, 2 order by every.kind, every.period, random()`.execute(one)
    await sql`
      insert into board_group (list, district, department_id, pupil, points, earners)
      select t.list, t.district, g.id, m.role = 'pupil', sum(points), count(*) filter (where points > 0)
      from board_total t join member m on m.school_id = t.school_id and m.id = t.member_id
      cross join lateral (values (coalesce(m.department_id, 0)), (-1)) g (id)
      where m.left_at is null group by kind, period, 1, 2, 3, 4 ${AS_TIME_WENT}`.execute(one)
    await sql`insert into board_group (list, department_id, pupil, points, earners)
      select district, department_id, pupil, sum(points), sum(earners) from board_group where department_id <= 0
      group by 1, 2, 3 order by random()`.execute(one)
    await sql`insert into board_roster
      select m.school_id, g.id, count(*) from member m
      cross join lateral (values (coalesce(m.department_id, 0)), (-1)) g (id)
      where m.left_at is null and m.role <> 'pupil' group by 1, 2`.execute(one)
    await makePastIndexes(one)
    for (const table of [
      'member',
      'school',
      'department',
      'board_list',
      'board_live',
      'board_past',
      'board_count',
      'board_group',
      'board_roster',
      'board_closed',
    ]) {
      await sql`analyze ${sql.table(table)}`.execute(one)
    }
  })
}

/**
 * What the fill left to be written goes to the disk, and every page is read once: a service that has been up for a while
 * does not write back gigabytes while it is asked. Rows stay as they are, nothing is vacuumed.
 */
export async function calmDown(db: Db): Promise<void> {
  await sql`checkpoint`.execute(db)
  await sql`create extension if not exists pg_prewarm`.execute(db)
  await sql`select pg_prewarm(oid, 'read') from pg_class
    where relkind in ('r', 'i') and relnamespace = 'public'::regnamespace and relname ~ '^(board|point|member|school|department)'`.execute(
    db,
  )
}

/** Filling ten million rows into four indexes takes half an hour; the indexes are made again after it, as they were. */
async function dropPastIndexes(db: Db): Promise<void> {
  await sql`alter table board_past drop constraint board_past__pkey`.execute(db)
  await sql`drop index board_past__school__idx, board_past__district__idx`.execute(db)
}

async function makePastIndexes(db: Db): Promise<void> {
  await sql`alter table board_past add constraint board_past__pkey primary key (list, member_id)`.execute(db)
  await sql`create index board_past__school__idx on board_past (list, points desc, member_id)`.execute(db)
  await sql`create index board_past__district__idx on board_past (district, points desc, member_id)`.execute(db)
}
