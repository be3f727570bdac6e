import { type Kysely, sql } from 'kysely'

/**
 * The search index as packed lists (decision 0029). A resource enters `search_delta` in the transaction that publishes
 * it; a thousand of them are sealed into a segment, and eight segments of a size are merged into one. A segment never
 * changes, so a process may keep what it has read of it. Keys are terms as numbers of 48 bits.
 *
 * No foreign keys: these rows are derived, are written for every resource, and resources are never deleted.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create sequence search_entry cache 1;

create table search_delta (
  school_id text not null,
  resource_id bigint not null,
  -- when it was indexed: a number of search_entry, and 20 random bits that make it unlike any of another database
  n bigint not null,
  title_length int not null,
  body_length int not null,
  -- per term 6 bytes of key and 1 of code
  data bytea not null,
  constraint search_delta__pkey primary key (school_id, resource_id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
alter table search_delta alter column data set storage external;
-- serves: which entries wait to be sealed, oldest first, and those that a process has not read yet
create index search_delta__n__idx on search_delta (school_id, n);

create table search_segment (
  school_id text not null,
  -- random: unlike any of another database
  segment_id bigint not null,
  -- 0 = sealed, one more with each merge
  level int not null,
  docs int not null,
  title_words bigint not null,
  body_words bigint not null,
  -- per resource its id, when it was indexed, and its lengths
  columns bytea not null,
  constraint search_segment__pkey primary key (school_id, segment_id)
);
alter table search_segment alter column columns set storage external;

create table search_block (
  school_id text not null,
  segment_id bigint not null,
  -- all keys from here to the next block's; the first block of a segment begins at 0
  first_key bigint not null,
  -- per term its key, how many have it, and the list when it is short
  data bytea not null,
  -- serves: the block in which a term of a segment is, and a segment's blocks in order
  constraint search_block__pkey primary key (school_id, segment_id, first_key)
) with (autovacuum_vacuum_scale_factor = 0.05);
alter table search_block alter column data set storage plain;

create table search_list (
  school_id text not null,
  segment_id bigint not null,
  key bigint not null,
  data bytea not null,
  -- serves: the long lists of a question's terms
  constraint search_list__pkey primary key (school_id, segment_id, key)
) with (autovacuum_vacuum_scale_factor = 0.05, toast.autovacuum_vacuum_scale_factor = 0.05);
alter table search_list alter column data set storage external;

-- Resources whose entries up to a number count no more: withdrawn, or indexed anew
create table search_gone (
  school_id text not null,
  resource_id bigint not null,
  seq bigint not null,
  -- serves: whether a candidate is still as it was indexed
  constraint search_gone__pkey primary key (school_id, resource_id)
);
`.execute(db)
}
