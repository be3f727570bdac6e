import { type Kysely, sql } from 'kysely'

/** How far somebody is towards a badge; and the rare facts that take something back, found without reading all. */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table badge_progress (
  school_id text not null references school,
  member_id bigint not null,
  badge text not null,
  period text not null default '',
  amount int not null,
  constraint badge_progress__pkey primary key (school_id, member_id, badge, period)
);
-- serves: what does not stand any more, for badges and awards
create index fact__undoing__idx on fact (school_id, kind, resource_id) where kind in (
  'resource.withdrawn', 'resource.restored', 'case.decided', 'case.overturned', 'review.overturned', 'flag.raised', 'flag.decided');
`.execute(db)
}
