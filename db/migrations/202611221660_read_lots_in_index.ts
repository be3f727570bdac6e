import { type Kysely, sql } from 'kysely'

/**
 * What lapses is read from indexes alone. The postings of one member lie all over the ledger: for a hundred of them, with the
 * awards that they brought into force, the personal page went to 180 places of a table that is ten times as large as these
 * indexes.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
-- serves: when that came in which can be spent
create index point_tx__lot__idx on point_tx (school_id, seq) include (kind, counts_at, term_id, idem_key)
  where kind in ('vest', 'reversal', 'opening', 'adjust', 'payout');

-- serves also: when that was earned which came into force
alter table point_tx drop constraint point_tx__idem__key;
alter table point_tx add constraint point_tx__idem__key unique (school_id, idem_key) include (counts_at);

-- An index answers alone where the table was vacuumed since. Nothing is ever deleted here: the server looks at new pages
-- only, so it may come by after a fiftieth instead of a fifth.
alter table point_tx set (autovacuum_vacuum_insert_scale_factor = 0.02);
alter table point_entry set (autovacuum_vacuum_insert_scale_factor = 0.02);
`.execute(db)
}
