import { type Kysely, sql } from 'kysely'

/**
 * What people corrected, one row a resource and field, with the features by which a similar file is recognised. The row
 * holds what the field was before the first correction: setting it back takes the row away again.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table lesson (
  school_id text not null references school,
  resource_id bigint not null,
  field text not null,
  value text,
  before text,
  topic text,
  features text[] not null,
  member_id bigint not null,
  learnt_at timestamptz not null,
  constraint lesson__pkey primary key (school_id, resource_id, field),
  constraint lesson__resource__fkey foreign key (school_id, resource_id) references resource (school_id, id) on delete cascade,
  constraint lesson__field__check check (field in ('subject', 'grade', 'volume', 'type'))
);
create index lesson__features on lesson using gin (features);
comment on index lesson__features is 'lessonsLike: corrections of files that share features with a new one';
`.execute(db)
}
