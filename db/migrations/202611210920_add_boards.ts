import { type Kysely, sql } from 'kysely'

/**
 * What the ledger and the boards need beyond the first tables. Why a total per member and period, kept in the posting
 * transaction: a board read from the ledger itself costs hundreds of milliseconds for a year, a rank index costs less
 * than one. Why `counts_at`: a reversal must leave the week in which the award stood, not the week of the withdrawal.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
alter table point_tx
  add column amount int not null,
  add column counts_at timestamptz not null,
  add column day date not null,
  add column actor_id bigint,
  add column root_key text not null;
-- serves: caps by person and day (uploads of a day, downloads of an author, useful reviews)
create index point_tx__member_day__idx on point_tx (school_id, member_id, rule, day);
-- serves: the downloader's daily cap
create index point_tx__actor_day__idx on point_tx (school_id, actor_id, rule, day) where actor_id is not null;
-- serves: "did this fact post anything yet", which makes a replay free
create index point_tx__fact__idx on point_tx (school_id, fact_id);
-- serves: the n-th award of one business fact, after a withdrawal was undone
create index point_tx__root__idx on point_tx (school_id, root_key);

create table point_total (
  school_id text not null references school,
  kind text not null constraint point_total__kind__check check (kind in ('week', 'month', 'term', 'year')),
  period text not null,
  member_id bigint not null,
  points bigint not null,
  constraint point_total__pkey primary key (school_id, kind, period, member_id)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
-- serves: the top of a board, and how many stand above one member
create index point_total__rank__idx on point_total (school_id, kind, period, points desc, member_id);

-- The four periods that an instant counts for, in the school's zone: ISO week from Monday, month, term, and the
-- academic year from 1 September.
create function point_periods(at timestamptz, zone text, term text) returns table (kind text, period text)
language sql stable as $$
  select 'week', to_char(at at time zone zone, 'IYYY"-W"IW')
  union all select 'month', to_char(at at time zone zone, 'YYYY-MM')
  union all select 'term', term
  union all select 'year', to_char((at at time zone zone) - interval '8 months', 'YYYY')
    || '-' || to_char((at at time zone zone) + interval '4 months', 'YYYY')
$$;

-- serves: is this cell of the catalogue still empty (the gap bonus)
create index resource__cell__idx on resource (school_id, subject, grade, unit)
  where subject is not null and grade is not null and unit is not null;
-- serves: the size of a school's roster, by department
create index member__roster__idx on member (school_id, department_id) where left_at is null and role <> 'pupil';
-- serves: who must be subtracted from a count over the totals; few, so that the count itself reads an index only
create index member__unlisted__idx on member (school_id, id)
  where left_at is not null or role = 'pupil' or board_visibility = 'hidden';
`.execute(db)
}
