import { type Kysely, sql } from 'kysely'

/**
 * A school's own folders, thousands of files, come in over hours: each file's end is kept with its path, size and time,
 * so that a second run goes on where the first was interrupted. `made_with` is what `recatalogue` compares. `unpaid`
 * keeps an import that earns nothing from earning later, when a reviewer accepts it.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
alter table resource
  add column made_with jsonb not null default '{}',
  add column unpaid boolean not null default false;

create table import_file (
  school_id text not null references school,
  -- of the absolute path, which may be longer than an index can hold
  path_sha256 text not null,
  path text not null,
  size bigint not null,
  modified_at timestamptz not null,
  outcome text not null constraint import_file__outcome__check check (outcome in ('new', 'same', 'refused')),
  resource_id bigint,
  reason jsonb,
  done_at timestamptz not null default now(),
  constraint import_file__pkey primary key (school_id, path_sha256)
);
`.execute(db)
}
