import { type Kysely, sql } from 'kysely'

/**
 * What the projection of points must know of its past, kept beside the ledger: all of it follows from facts and can be
 * counted anew (`gongxiang ledger rebuild`). Nothing here is read from rows that people can change.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
alter table quality_state
  add column author_id bigint,
  add column co_authors jsonb not null default '[]',
  add column type text,
  add column accepted_at timestamptz,
  -- the award of the upload that stands, all authors together, in 厘: what the quality bonus multiplies
  add column base int not null default 0,
  -- the quality bonus that stands, all authors together, in 厘
  add column bonus int not null default 0,
  -- different people whose download counts
  add column counted int not null default 0,
  -- the last withdrawal and the last restoration; what came last holds
  add column withdrawn_fact bigint not null default 0,
  add column restored_fact bigint not null default 0,
  -- a case took it out of the points for good, until it is overturned
  add column closed_fact bigint,
  add column frozen_fact bigint,
  add column frozen_at timestamptz,
  -- the ISO week whose ratings are not settled yet, and the last one that was
  add column due_week text,
  add column settled_week text;
-- serves: what the weekly settlement of quality must look at
create index quality_state__due_week__idx on quality_state (school_id, due_week, resource_id) where due_week is not null;
-- serves: what stayed frozen for too long
create index quality_state__frozen__idx on quality_state (school_id, frozen_at) where frozen_at is not null;

-- The rating of a person that counts; weight in ten-thousandths.
create table point_rating (
  school_id text not null,
  resource_id bigint not null,
  member_id bigint not null,
  stars int not null,
  weight int not null,
  rated_at timestamptz not null,
  fact_id bigint not null,
  fact_key text not null,
  constraint point_rating__pkey primary key (school_id, resource_id, member_id)
);
-- serves: the school's mean of the last days
create index point_rating__rated__idx on point_rating (school_id, rated_at) include (stars) where weight > 0;
-- serves: the ratings that a signal or a case is about
create index point_rating__fact__idx on point_rating (school_id, fact_key);

-- A subject × grade × unit that was filled once.
create table point_cell (
  school_id text not null,
  cell text not null,
  resource_id bigint not null,
  constraint point_cell__pkey primary key (school_id, cell)
);

-- The bytes and texts that were paid.
create table point_content (
  school_id text not null,
  sha256 text not null,
  resource_id bigint not null,
  member_id bigint not null,
  constraint point_content__pkey primary key (school_id, sha256, resource_id)
);

-- Spendable points that are not in force yet. holds: how many signals or cases keep them back.
create table point_pending (
  school_id text not null,
  tx_seq bigint not null,
  member_id bigint not null,
  resource_id bigint,
  fact_id bigint not null,
  amount int not null,
  term_id text not null,
  due_at timestamptz not null,
  holds int not null default 0,
  constraint point_pending__pkey primary key (school_id, tx_seq)
);
-- serves: what comes into force tonight
create index point_pending__due__idx on point_pending (school_id, due_at, tx_seq) where holds = 0;
-- serves: what a freeze of a resource keeps back
create index point_pending__resource__idx on point_pending (school_id, resource_id);
-- serves: what a signal keeps back
create index point_pending__fact__idx on point_pending (school_id, fact_id);

-- Whom a member became by merges that were settled.
create table point_self (
  school_id text not null,
  member_id bigint not null,
  now_id bigint not null,
  constraint point_self__pkey primary key (school_id, member_id)
);
-- serves: all the members that one person has been
create index point_self__now__idx on point_self (school_id, now_id);

-- Signals as the projection knows them; keys of the facts that they hold.
create table point_flag (
  school_id text not null,
  flag bigint not null,
  effect text not null,
  keys text[] not null,
  until timestamptz,
  state text not null constraint point_flag__state__check check (state in ('open', 'cleared', 'upheld')),
  fact_id bigint not null,
  constraint point_flag__pkey primary key (school_id, flag)
);
-- serves: signals whose time passed
create index point_flag__until__idx on point_flag (school_id, until) where state = 'open' and until is not null;

-- Facts, by key, that earn nothing, and why.
create table point_denied (
  school_id text not null,
  key text not null,
  fact_id bigint not null,
  constraint point_denied__pkey primary key (school_id, key, fact_id)
);

-- Marks of the projection that happen once: term:2026-autumn locked, expired:2026-autumn.
create table point_mark (
  school_id text not null,
  mark text not null,
  fact_id bigint,
  constraint point_mark__pkey primary key (school_id, mark)
);

-- serves: noughts of a cap, which are run again when a reversal makes room
create index point_tx__capped__idx on point_tx (school_id, rule, day) where amount = 0 and idem_key like '%:capped%';
-- serves: the waiting facts of a person, for what is expected tonight
create index fact__waiting_author__idx on fact (school_id, ((payload ->> 'author'))) where status = 'waiting';

insert into point_self (school_id, member_id, now_id)
select school_id, id, merged_into from member where merged_into is not null;

insert into quality_state (school_id, resource_id, author_id, type, accepted_at, base, counted, withdrawn_fact, restored_fact)
select r.school_id, r.id, r.member_id, r.type, r.accepted_at,
  coalesce((select sum(tx.amount) from point_tx tx where tx.school_id = r.school_id and tx.resource_id = r.id
    and tx.rule = 'upload.accepted'), 0),
  coalesce((select sum(case when tx.amount > 0 then 1 else -1 end) from point_tx tx where tx.school_id = r.school_id
    and tx.resource_id = r.id and tx.rule = 'download.counted' and tx.amount <> 0), 0),
  coalesce((select max(f.id) from fact f where f.school_id = r.school_id and f.resource_id = r.id
    and f.kind = 'resource.withdrawn' and f.status = 'settled'), 0),
  coalesce((select max(f.id) from fact f where f.school_id = r.school_id and f.resource_id = r.id
    and f.kind = 'resource.restored' and f.status = 'settled'), 0)
from resource r where r.accepted_at is not null
on conflict on constraint quality_state__pkey do nothing;

insert into point_cell (school_id, cell, resource_id)
select r.school_id, r.subject || '|' || r.grade || '|' || r.unit, min(r.id)
from resource r
where r.subject is not null and r.grade is not null and r.unit is not null
  and exists (select 1 from point_tx tx where tx.school_id = r.school_id and tx.resource_id = r.id
    and tx.rule = 'upload.accepted' and tx.amount > 0)
group by 1, 2;

insert into point_content (school_id, sha256, resource_id, member_id)
select distinct r.school_id, sha.sha256, r.id, r.member_id
from resource r
cross join lateral (values (r.blob_sha256), (r.text_sha256)) sha (sha256)
where sha.sha256 is not null
  and exists (select 1 from point_tx tx where tx.school_id = r.school_id and tx.resource_id = r.id
    and tx.rule = 'upload.accepted' and tx.amount > 0);

create table night_run (
  school_id text not null references school,
  day date not null,
  -- the lease of the process that is at it
  claimed_until timestamptz not null,
  done text[] not null default '{}',
  finished_at timestamptz,
  constraint night_run__pkey primary key (school_id, day)
);
`.execute(db)
}
