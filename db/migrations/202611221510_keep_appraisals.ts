import { type Kysely, sql } from 'kysely'

/** What a locked term says about each teacher stays as it was when it was locked. */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table term_appraisal (
  school_id text not null,
  term text not null,
  member_id bigint not null,
  -- their place in the order of departments and names, which may change later
  n int not null,
  figures jsonb not null,
  constraint term_appraisal__pkey primary key (school_id, term, member_id),
  constraint term_appraisal__member__fkey foreign key (school_id, member_id) references member (school_id, id)
);
`.execute(db)
}
