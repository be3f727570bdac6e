import { type Kysely, sql } from 'kysely'

/**
 * The check that every leg has its transaction looked once for each leg, by a plan that is kept from a connection's first
 * posting: made on a young ledger it went through the whole of it for every leg of a night's batch, which took minutes. Now
 * the transactions of a statement are read once, by their numbers, and the legs are held against them.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create or replace function point_entry__has_tx() returns trigger language plpgsql as $$
declare
  low bigint;
  high bigint;
  schools text[];
begin
  select min(tx_seq), max(tx_seq), array_agg(distinct school_id) into low, high, schools from added;
  -- "not in" reads the inner rows once into a table of hashes, whatever the planner thinks of their number.
  if exists (select 1 from added where (school_id, tx_seq) not in (
      select tx.school_id, tx.seq from point_tx tx
      where tx.school_id = any (schools) and tx.seq between low and high)) then
    raise exception 'an entry must belong to a transaction'
      using errcode = 'foreign_key_violation', constraint = 'point_entry__has_tx';
  end if;
  return null;
end $$;
`.execute(db)
}
