import { type Kysely, sql } from 'kysely'

/** School indexes as they were computed, reports that somebody asked for, and the monthly check. */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table school_index (
  school_id text not null references school,
  -- the Monday as of which it was computed, in the school's zone
  day date not null,
  at timestamptz not null,
  term_id text not null,
  inputs jsonb not null,
  score jsonb not null,
  points double precision not null,
  tier text not null constraint school_index__tier__check check (tier in ('A', 'B', 'C')),
  -- SHA-256 of inputs and score: a recomputation of the same day must give the same
  digest text not null,
  constraint school_index__pkey primary key (school_id, day)
);

create table report_request (
  school_id text not null references school,
  id bigint generated always as identity,
  report text not null,
  format text not null constraint report_request__format__check check (format in ('xlsx', 'csv', 'pdf')),
  term_id text not null,
  -- whose report it is; null for one about the whole school
  subject_id bigint,
  asked_by bigint not null,
  lang text not null,
  status text not null default 'waiting'
    constraint report_request__status__check check (status in ('waiting', 'made', 'failed')),
  blob_sha256 text,
  file_name text,
  size bigint,
  asked_at timestamptz not null,
  made_at timestamptz,
  constraint report_request__pkey primary key (school_id, id)
);
-- serves: the worker that makes them, and the sweep
create index report_request__waiting on report_request (school_id, id) where status = 'waiting';

create table monthly_check (
  school_id text not null references school,
  month text not null,
  body jsonb not null,
  points double precision not null,
  made_at timestamptz not null,
  constraint monthly_check__pkey primary key (school_id, month)
);
create table monthly_check_item (
  school_id text not null,
  month text not null,
  metric text not null,
  owner_id bigint,
  due date not null,
  done_at timestamptz,
  done_by bigint,
  note text,
  constraint monthly_check_item__pkey primary key (school_id, month, metric),
  constraint monthly_check_item__check__fkey foreign key (school_id, month) references monthly_check (school_id, month)
);
`.execute(db)
}
