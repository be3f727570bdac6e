import { type Kysely, sql } from 'kysely'

/**
 * Receipts of one minute are merged into one card where a platform wants few messages. The merged rows end as
 * `superseded`; the first one is the card.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
-- serves: the sender looks for the last receipt of a chat, to merge the next one into it
create index message__receipts__idx on message (school_id, chat_id, id desc)
  where kind = 'post' and status = 'sent' and key like 'receipt:%';
-- serves: whether a card was changed since it was sent
create index message__target__idx on message (school_id, chat_id, target) where target is not null;
`.execute(db)
}
