import { type Kysely, sql } from 'kysely'

/** What was searched for, so that queries without an answer are seen; what a member chose about it; what was waved away. */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table search_log (
  school_id text not null references school,
  id bigint generated always as identity,
  -- null at once for who opted out, for everybody after 30 days
  member_id bigint,
  at timestamptz not null,
  query text not null,
  total int not null,
  shown bigint[] not null,
  taken_id bigint,
  constraint search_log__pkey primary key (school_id, id)
);
-- serves: the search behind a download, and what must be forgotten
create index search_log__member__idx on search_log (school_id, member_id, at) where member_id is not null;
-- serves: the report by week, and suggestions
create index search_log__at__idx on search_log (school_id, at);

create table member_choice (
  school_id text not null,
  member_id bigint not null,
  name text not null constraint member_choice__name__check check (name in ('recommend', 'search_log')),
  is_on boolean not null,
  constraint member_choice__pkey primary key (school_id, member_id, name)
);

create table recommend_hidden (
  school_id text not null,
  member_id bigint not null,
  resource_id bigint not null,
  constraint recommend_hidden__pkey primary key (school_id, member_id, resource_id)
);

-- serves: what a member took lately, for recommendations
create index download__member__idx on download (school_id, member_id, last_at desc);
`.execute(db)
}
