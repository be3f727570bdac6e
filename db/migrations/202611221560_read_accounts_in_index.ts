import { type Kysely, sql } from 'kysely'

/**
 * The balance of an account and its entries are read from the index alone: the rows of one member lie all over the table,
 * and the personal page waited for each of them.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
drop index point_entry__account__idx;
-- serves: balances, what lapses
create index point_entry__account__idx on point_entry (school_id, account, book) include (amount, tx_seq);
`.execute(db)
}
