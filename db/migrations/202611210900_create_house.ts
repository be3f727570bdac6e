import { type Kysely, sql } from 'kysely'

/**
 * The first tables. Why so many keys start with school_id: a district runs one bot for many schools, and the schema
 * must shard by school without a rewrite. Why status columns: the row is the truth and the queue only a doorbell,
 * so whatever waits must be found again by a query (the partial indexes named *__waiting serve the sweep).
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table school (
  id text primary key,
  name text not null,
  name_en text not null,
  locale text not null,
  time_zone text not null,
  settings jsonb not null default '{}',
  created_at timestamptz not null default now()
);

create table department (
  school_id text not null references school,
  id bigint generated always as identity,
  name text not null,
  name_en text,
  constraint department__pkey primary key (school_id, id),
  constraint department__name__key unique (school_id, name)
);

create table member (
  school_id text not null references school,
  id bigint generated always as identity,
  name text not null,
  role text not null constraint member__role__check check (role in ('teacher', 'head', 'admin', 'pupil')),
  department_id bigint,
  board_visibility text not null default 'real_name'
    constraint member__board_visibility__check check (board_visibility in ('real_name', 'alias', 'anonymous', 'hidden')),
  alias text,
  locale text,
  left_at timestamptz,
  created_at timestamptz not null default now(),
  constraint member__pkey primary key (school_id, id),
  constraint member__department__fkey foreign key (school_id, department_id) references department (school_id, id)
);

create table account (
  school_id text not null,
  platform text not null,
  external_id text not null,
  member_id bigint not null,
  created_at timestamptz not null default now(),
  constraint account__pkey primary key (school_id, platform, external_id),
  constraint account__member__fkey foreign key (school_id, member_id) references member (school_id, id)
);
-- serves: the accounts of one member, to find the direct chat for a private answer
create index account__member__idx on account (school_id, member_id);

create table chat (
  school_id text not null references school,
  id bigint generated always as identity,
  platform text not null,
  external_id text not null,
  kind text not null constraint chat__kind__check check (kind in ('group', 'direct')),
  name text not null,
  member_id bigint,
  locale text,
  settings jsonb not null default '{}',
  removed_at timestamptz,
  created_at timestamptz not null default now(),
  constraint chat__pkey primary key (school_id, id),
  constraint chat__external__key unique (school_id, platform, external_id)
);

create table intake (
  school_id text not null,
  id bigint generated always as identity,
  platform text not null,
  event_key text not null,
  chat_id bigint not null,
  member_id bigint,
  kind text not null,
  payload jsonb not null,
  sent_at timestamptz not null,
  received_at timestamptz not null default now(),
  status text not null default 'waiting'
    constraint intake__status__check check (status in ('waiting', 'done', 'ignored', 'failed')),
  attempts int not null default 0,
  next_at timestamptz not null default 'epoch',
  error_number text,
  done_at timestamptz,
  constraint intake__pkey primary key (school_id, id),
  -- the durable dedupe: a platform may deliver the same event for ever
  constraint intake__event__key unique (school_id, platform, event_key)
);
-- serves: the sweep for events that no process has finished
create index intake__waiting on intake (next_at) where status = 'waiting';

create table blob (
  school_id text not null references school,
  sha256 text not null,
  size bigint not null,
  created_at timestamptz not null default now(),
  constraint blob__pkey primary key (school_id, sha256)
);

create table upload (
  school_id text not null,
  id bigint generated always as identity,
  intake_id bigint not null,
  chat_id bigint not null,
  member_id bigint not null,
  file_name text not null,
  size bigint,
  media_type text,
  file_ref jsonb not null,
  message_ref text not null,
  status text not null default 'waiting'
    constraint upload__status__check check (status in ('waiting', 'stored', 'done', 'refused', 'withdrawn')),
  blob_sha256 text,
  draft jsonb not null default '{}',
  stage text,
  reason jsonb,
  resource_id bigint,
  attempts int not null default 0,
  next_at timestamptz not null default 'epoch',
  sent_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint upload__pkey primary key (school_id, id),
  constraint upload__intake__key unique (school_id, intake_id)
);
-- serves: the sweep for files that are not catalogued yet
create index upload__waiting on upload (next_at) where status in ('waiting', 'stored');
-- serves: a recalled message finds its upload
create index upload__message_ref__idx on upload (school_id, chat_id, message_ref);

create table resource (
  school_id text not null,
  -- from 101: a receipt's number is then never taken for a grade, a score or a count in a sentence
  id bigint generated always as identity (start with 101),
  member_id bigint not null,
  chat_id bigint,
  upload_id bigint,
  external_id text,
  blob_sha256 text,
  text_sha256 text,
  file_name text not null,
  size bigint not null,
  format text not null,
  title text not null,
  stage text,
  subject text,
  grade int,
  volume text,
  type text not null,
  unit text,
  edition text,
  origin text not null default 'original'
    constraint resource__origin__check check (origin in ('original', 'adapted', 'licensed_repost')),
  visibility text not null default 'school'
    constraint resource__visibility__check check (visibility in ('private', 'department', 'school', 'group', 'public')),
  status text not null
    constraint resource__status__check check (status in ('live', 'review', 'refused', 'withdrawn', 'frozen')),
  flags text[] not null default '{}',
  confidence jsonb not null default '{}',
  summary text,
  keywords text[] not null default '{}',
  download_count int not null default 0,
  rating_count int not null default 0,
  rating_sum int not null default 0,
  shared_at timestamptz not null,
  accepted_at timestamptz,
  withdrawn_at timestamptz,
  created_at timestamptz not null default now(),
  constraint resource__pkey primary key (school_id, id),
  constraint resource__upload__key unique (school_id, upload_id),
  constraint resource__external__key unique (school_id, external_id),
  constraint resource__member__fkey foreign key (school_id, member_id) references member (school_id, id)
);
-- serves: "have we seen these bytes before", one live first copy per school
create index resource__blob__idx on resource (school_id, blob_sha256, id);
-- serves: "have we seen this text before"
create index resource__text__idx on resource (school_id, text_sha256, id) where text_sha256 is not null;
-- serves: a member's own list and per-day counts
create index resource__member__idx on resource (school_id, member_id, shared_at);
-- serves: an empty search lists the newest
create index resource__newest__idx on resource (school_id, shared_at desc, id desc) where status = 'live';

create table resource_text (
  school_id text not null,
  resource_id bigint not null,
  body text not null,
  constraint resource_text__pkey primary key (school_id, resource_id),
  constraint resource_text__resource__fkey foreign key (school_id, resource_id) references resource (school_id, id)
);

create table review (
  school_id text not null,
  resource_id bigint not null,
  status text not null default 'waiting'
    constraint review__status__check check (status in ('waiting', 'accepted', 'refused')),
  reason text,
  reviewer_id bigint,
  created_at timestamptz not null default now(),
  decided_at timestamptz,
  constraint review__pkey primary key (school_id, resource_id),
  constraint review__resource__fkey foreign key (school_id, resource_id) references resource (school_id, id)
);
-- serves: /review, what waits, oldest first
create index review__waiting on review (school_id, created_at) where status = 'waiting';

create table download (
  school_id text not null,
  resource_id bigint not null,
  member_id bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  times int not null default 1,
  constraint download__pkey primary key (school_id, resource_id, member_id),
  constraint download__resource__fkey foreign key (school_id, resource_id) references resource (school_id, id)
);

create table rating (
  school_id text not null,
  resource_id bigint not null,
  member_id bigint not null,
  stars int not null constraint rating__stars__check check (stars between 1 and 5),
  comment text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint rating__pkey primary key (school_id, resource_id, member_id),
  constraint rating__resource__fkey foreign key (school_id, resource_id) references resource (school_id, id)
);

create table fact (
  school_id text not null references school,
  id bigint generated always as identity,
  key text not null,
  kind text not null,
  actor_id bigint,
  resource_id bigint,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  payload jsonb not null default '{}',
  status text not null default 'waiting' constraint fact__status__check check (status in ('waiting', 'settled')),
  constraint fact__pkey primary key (school_id, id),
  constraint fact__key__key unique (school_id, key)
);
-- serves: the sweep for facts whose points are not posted yet
create index fact__waiting on fact (school_id, id) where status = 'waiting';
-- serves: the facts of one resource, in order
create index fact__resource__idx on fact (school_id, resource_id, id);

create function fact__immutable() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'facts are never deleted' using errcode = 'restrict_violation';
  end if;
  if (new.school_id, new.id, new.key, new.kind, new.actor_id, new.resource_id, new.occurred_at, new.recorded_at, new.payload)
     is distinct from
     (old.school_id, old.id, old.key, old.kind, old.actor_id, old.resource_id, old.occurred_at, old.recorded_at, old.payload) then
    raise exception 'facts are never changed' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger fact__immutable before update or delete on fact for each row execute function fact__immutable();

create table message (
  school_id text not null,
  id bigint generated always as identity,
  chat_id bigint not null,
  key text not null,
  kind text not null default 'post' constraint message__kind__check check (kind in ('post', 'edit')),
  target text,
  view jsonb not null,
  lang text not null,
  reply_to text,
  status text not null default 'waiting'
    constraint message__status__check check (status in ('waiting', 'sent', 'refused', 'superseded')),
  attempts int not null default 0,
  next_at timestamptz not null default 'epoch',
  ref text,
  reason text,
  intake_id bigint,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  constraint message__pkey primary key (school_id, id),
  constraint message__key__key unique (school_id, key),
  constraint message__chat__fkey foreign key (school_id, chat_id) references chat (school_id, id)
);
-- serves: one sender per chat, in order
create index message__waiting on message (school_id, chat_id, id) where status = 'waiting';
-- serves: a reply or a button finds the message of ours that it belongs to
create index message__ref__idx on message (school_id, chat_id, ref) where ref is not null;

create table post_run (
  school_id text not null,
  name text not null,
  chat_id bigint not null,
  period text not null,
  outcome text not null constraint post_run__outcome__check check (outcome in ('posted', 'quiet', 'missed')),
  created_at timestamptz not null default now(),
  constraint post_run__pkey primary key (school_id, name, chat_id, period)
);

create table api_token (
  school_id text not null references school,
  id bigint generated always as identity,
  name text not null,
  token_sha256 text not null,
  member_id bigint,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  constraint api_token__pkey primary key (school_id, id),
  constraint api_token__sha256__key unique (token_sha256)
);

create table policy (
  school_id text not null references school,
  version text not null,
  effective_from timestamptz not null,
  source text not null,
  body jsonb not null,
  published_at timestamptz not null default now(),
  constraint policy__pkey primary key (school_id, version)
);
-- serves: the version in force at an instant
create index policy__effective__idx on policy (school_id, effective_from desc);

create table point_tx (
  school_id text not null references school,
  seq bigint not null,
  idem_key text not null,
  kind text not null constraint point_tx__kind__check check (kind in ('award', 'reversal')),
  rule text not null,
  policy_version text not null,
  fact_id bigint not null,
  member_id bigint not null,
  resource_id bigint,
  occurred_at timestamptz not null,
  posted_at timestamptz not null,
  term_id text not null,
  reverses_seq bigint,
  trace jsonb not null,
  prev_hash text not null,
  hash text not null,
  constraint point_tx__pkey primary key (school_id, seq),
  constraint point_tx__idem__key unique (school_id, idem_key),
  constraint point_tx__reverses__key unique (school_id, reverses_seq)
);
-- serves: a member's statement, newest first
create index point_tx__member__idx on point_tx (school_id, member_id, seq desc);
-- serves: /why of a resource, and what a withdrawal must reverse
create index point_tx__resource__idx on point_tx (school_id, resource_id, seq);

create table point_entry (
  school_id text not null,
  tx_seq bigint not null,
  n int not null,
  account text not null,
  book text not null constraint point_entry__book__check check (book in ('C', 'S')),
  amount int not null constraint point_entry__amount__check check (amount <> 0),
  constraint point_entry__pkey primary key (school_id, tx_seq, n),
  constraint point_entry__tx__fkey foreign key (school_id, tx_seq) references point_tx (school_id, seq)
);
-- serves: the balance of an account
create index point_entry__account__idx on point_entry (school_id, account, book) include (amount);

create function ledger__append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is append-only: post a reversal instead' using errcode = 'restrict_violation';
end $$;
create trigger point_tx__append_only before update or delete on point_tx for each row execute function ledger__append_only();
create trigger point_tx__no_truncate before truncate on point_tx execute function ledger__append_only();
create trigger point_entry__append_only before update or delete on point_entry for each row execute function ledger__append_only();
create trigger point_entry__no_truncate before truncate on point_entry execute function ledger__append_only();
`.execute(db)
}
