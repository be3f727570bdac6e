import { type Kysely, sql } from 'kysely'

/** Quotas of a term: who is exempt, what was declared original, the school's excellent lessons, who was reminded. */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table quota_exemption (
  school_id text not null references school,
  id bigint generated always as identity,
  term text not null,
  member_id bigint not null,
  reason text not null constraint quota_exemption__reason__check check (reason in ('maternity', 'sick', 'posting', 'other')),
  note text not null default '',
  by_id bigint not null,
  created_at timestamptz not null,
  ended_by_id bigint,
  ended_at timestamptz,
  constraint quota_exemption__pkey primary key (school_id, id),
  constraint quota_exemption__member__fkey foreign key (school_id, member_id) references member (school_id, id)
);
-- serves: who is exempt in a term; one at a time
create unique index quota_exemption__member__key on quota_exemption (school_id, term, member_id) where ended_at is null;

create table origin_declaration (
  school_id text not null,
  resource_id bigint not null,
  n int not null,
  member_id bigint not null,
  origin text not null constraint origin_declaration__origin__check check (origin in ('original', 'adapted', 'licensed_repost')),
  origin_before text not null,
  -- of the bytes that it was said of
  sha256 text,
  at timestamptz not null,
  constraint origin_declaration__pkey primary key (school_id, resource_id, n),
  constraint origin_declaration__resource__fkey foreign key (school_id, resource_id) references resource (school_id, id)
);

create table excellent_lesson (
  school_id text not null references school,
  term text not null,
  slot int not null,
  title text not null,
  owner_id bigint not null,
  taken_at timestamptz not null,
  approved_by_id bigint,
  approved_at timestamptz,
  constraint excellent_lesson__pkey primary key (school_id, term, slot),
  constraint excellent_lesson__owner__fkey foreign key (school_id, owner_id) references member (school_id, id),
  constraint excellent_lesson__approver__check check (approved_by_id is null or approved_by_id <> owner_id)
);

create table excellent_part (
  school_id text not null,
  term text not null,
  slot int not null,
  part text not null,
  resource_id bigint not null,
  at timestamptz not null,
  constraint excellent_part__pkey primary key (school_id, term, slot, part),
  constraint excellent_part__resource__key unique (school_id, term, resource_id),
  constraint excellent_part__lesson__fkey foreign key (school_id, term, slot)
    references excellent_lesson (school_id, term, slot) on delete cascade,
  constraint excellent_part__resource__fkey foreign key (school_id, resource_id) references resource (school_id, id)
);

create table quota_reminder (
  school_id text not null references school,
  term text not null,
  mark text not null,
  at timestamptz not null,
  told int not null default 0,
  constraint quota_reminder__pkey primary key (school_id, term, mark)
);
`.execute(db)
}
