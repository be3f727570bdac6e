import { type Kysely, sql } from 'kysely'

/**
 * What a posting cost beyond its rows: a check per leg that its transaction is there (now one per statement), a look at
 * every fact that was marked as settled (now only where something else of it would change), a place in an index for what
 * is no reversal, and a sort of all that waits for each batch.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
-- serves: the facts that wait, in the order in which they are settled; and whether any do
create index fact__waiting_order__idx on fact (school_id, occurred_at, id) where status = 'waiting';
-- serves: signals, which are settled before everything else
create index fact__waiting_signal__idx on fact (school_id) where status = 'waiting' and kind = 'flag.raised';
drop index fact__waiting;
drop index fact__waiting_author__idx;

drop trigger fact__immutable on fact;
create trigger fact__immutable before delete or update of school_id, id, key, kind, actor_id, resource_id, occurred_at,
  recorded_at, payload on fact for each row execute function fact__immutable();

-- An award is taken back once. Most postings are no reversals.
alter table point_tx drop constraint point_tx__reverses__key;
create unique index point_tx__reverses__key on point_tx (school_id, reverses_seq) where reverses_seq is not null;

-- serves: the downloader's daily cap, and what a pair did in a week
create index point_tx__actor_member__idx on point_tx (school_id, actor_id, rule, day, member_id) where actor_id is not null;
drop index point_tx__actor_day__idx;

-- A foreign key by the statement: transactions are never deleted and never change their number.
alter table point_entry drop constraint point_entry__tx__fkey;
create function point_entry__has_tx() returns trigger language plpgsql as $$
begin
  if exists (select 1 from added where not exists (
      select 1 from point_tx tx where tx.school_id = added.school_id and tx.seq = added.tx_seq offset 0)) then
    raise exception 'an entry must belong to a transaction'
      using errcode = 'foreign_key_violation', constraint = 'point_entry__has_tx';
  end if;
  return null;
end $$;
create trigger point_entry__has_tx after insert on point_entry referencing new table as added
  for each statement execute function point_entry__has_tx();
`.execute(db)
}
