import { type Kysely, sql } from 'kysely'

/**
 * The ledger beyond awards: spending, vesting, penalties. Facts can be held, and every posting belongs to a run, so that
 * a rebuild repeats the runs in their order and arrives at the same bytes.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
alter table point_tx drop constraint point_tx__kind__check;
alter table point_tx add constraint point_tx__kind__check check (kind in (
  'award', 'reversal', 'penalty', 'adjust', 'opening',
  'vest', 'expire', 'hold', 'capture', 'release', 'escrow', 'payout'));

alter table fact drop constraint fact__status__check;
alter table fact add constraint fact__status__check check (status in ('waiting', 'held', 'settled'));
alter table fact add column run_id bigint;
-- serves: what one run settled, for a rebuild
create index fact__run__idx on fact (school_id, run_id, id) where run_id is not null;
-- serves: the facts that a signal holds
create index fact__held on fact (school_id, id) where status = 'held';

create table point_run (
  school_id text not null references school,
  id bigint not null,
  kind text not null constraint point_run__kind__check check (kind in ('instant', 'nightly')),
  at timestamptz not null,
  constraint point_run__pkey primary key (school_id, id)
);

create table quality_state (
  school_id text not null,
  resource_id bigint not null,
  ratings int not null default 0,
  -- in ten-thousandths, so that sums are exact
  weights bigint not null default 0,
  weighted_stars bigint not null default 0,
  panel_score double precision,
  -- B and Q as of the last weekly settlement or rating; null before the first
  mean double precision,
  factor double precision,
  constraint quality_state__pkey primary key (school_id, resource_id)
);
`.execute(db)
}
