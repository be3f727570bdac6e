import { type Kysely, sql } from 'kysely'

/**
 * Links to files that are too large for a message. The address carries a signature by the school's key, so it can not be
 * guessed or changed; the row says for whom it is and until when, and remembers the first browser that used it: a link
 * that was passed on opens nowhere else.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table link_key (
  school_id text primary key references school,
  secret text not null,
  created_at timestamptz not null default now()
);

create table file_link (
  school_id text not null references school,
  id bigint generated always as identity,
  key text not null,
  member_id bigint not null,
  resource_id bigint not null,
  expires_at timestamptz not null,
  browser_sha256 text,
  opened_at timestamptz,
  times int not null default 0,
  created_at timestamptz not null default now(),
  constraint file_link__pkey primary key (school_id, id),
  constraint file_link__key__key unique (school_id, key),
  constraint file_link__member__fkey foreign key (school_id, member_id) references member (school_id, id),
  constraint file_link__resource__fkey foreign key (school_id, resource_id) references resource (school_id, id)
);
`.execute(db)
}
