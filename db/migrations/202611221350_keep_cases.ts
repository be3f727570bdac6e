import { type Kysely, sql } from 'kysely'

/**
 * Cases (a report, an appeal, what a fair-play flag led to) with every step that was taken, and the flags that the
 * signals of fair play raise, each with its evidence.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table case_file (
  school_id text not null references school,
  id bigint generated always as identity,
  kind text not null constraint case_file__kind__check check (kind in
    ('copyright', 'plagiarism', 'duplicate', 'content', 'fraud', 'review_error', 'appeal')),
  state text not null default 'open' constraint case_file__state__check check (state in
    ('open', 'asked', 'proposed', 'decided', 'overturned', 'dropped')),
  resource_id bigint,
  -- the resource that was there first, as far as somebody names it
  original_id bigint,
  -- whom it concerns: the author, the reviewer, who appeals; more people in case_party
  member_id bigint not null,
  opened_by bigint,
  reason text not null,
  -- the right holder that a takedown names
  holder text,
  -- an appeal: against this ledger entry, or against the decision of this case
  tx_seq bigint,
  of_case bigint,
  flag_id bigint,
  asked_at timestamptz,
  asked_until timestamptz,
  statement text,
  statement_at timestamptz,
  hide_due timestamptz,
  hidden_at timestamptz,
  ruling text,
  proposal jsonb not null default '{}',
  -- who said the same, in this order
  approvals bigint[] not null default '{}',
  due_at timestamptz not null,
  reminded_at timestamptz,
  escalated_at timestamptz,
  decided_at timestamptz,
  appeal_until timestamptz,
  -- every upload of this member waits for a reviewer until then
  full_review_until timestamptz,
  fixed_at timestamptz,
  fixed_with bigint,
  opened_at timestamptz not null,
  constraint case_file__pkey primary key (school_id, id),
  constraint case_file__resource__fkey foreign key (school_id, resource_id) references resource (school_id, id),
  constraint case_file__member__fkey foreign key (school_id, member_id) references member (school_id, id),
  constraint case_file__of_case__fkey foreign key (school_id, of_case) references case_file (school_id, id)
);
-- serves: the queue of /cases, and what is due
create index case_file__open__idx on case_file (school_id, due_at) where state in ('open', 'asked', 'proposed');
-- serves: cases about a resource: may it be restored, is there an open report
create index case_file__resource__idx on case_file (school_id, resource_id) where resource_id is not null;
-- serves: one's own cases, repeated violations, full review
create index case_file__member__idx on case_file (school_id, member_id, id);

create table case_party (
  school_id text not null,
  case_id bigint not null,
  member_id bigint not null,
  role text not null constraint case_party__role__check check (role in ('reporter', 'concerned')),
  note text,
  constraint case_party__pkey primary key (school_id, case_id, member_id, role),
  constraint case_party__case__fkey foreign key (school_id, case_id) references case_file (school_id, id)
);
-- serves: what somebody reported
create index case_party__member__idx on case_party (school_id, member_id, case_id);

create table case_step (
  school_id text not null,
  case_id bigint not null,
  n int not null,
  at timestamptz not null,
  -- null: by the clock
  actor_id bigint,
  what text not null,
  note text,
  constraint case_step__pkey primary key (school_id, case_id, n),
  constraint case_step__case__fkey foreign key (school_id, case_id) references case_file (school_id, id)
);

create table fair_flag (
  school_id text not null references school,
  id bigint generated always as identity,
  signal text not null,
  -- what it is about, so that one thing is raised once: pair:3-7, rating_bomb:128
  subject text not null,
  effect text not null constraint fair_flag__effect__check check (effect in ('hold', 'half', 'note')),
  status text not null default 'open' constraint fair_flag__status__check check (status in
    ('open', 'asked', 'proposed', 'cleared', 'upheld')),
  members bigint[] not null,
  resource_id bigint,
  -- a hold that belongs to a case is decided there
  case_id bigint,
  -- keys of facts
  facts text[] not null default '{}',
  evidence jsonb not null default '{}',
  -- how many flag.raised facts it has written
  raised int not null default 1,
  until timestamptz,
  due_at timestamptz not null,
  reminded_at timestamptz,
  asked_at timestamptz,
  statements jsonb not null default '{}',
  proposed_by bigint,
  decided_by bigint[] not null default '{}',
  decided_at timestamptz,
  note text,
  raised_at timestamptz not null,
  constraint fair_flag__pkey primary key (school_id, id)
);
-- serves: one open flag per subject; the queue of /flags
create unique index fair_flag__open__key on fair_flag (school_id, signal, subject)
  where status in ('open', 'asked', 'proposed');
-- serves: what was decided about the same people, and the rate of false alarms
create index fair_flag__decided__idx on fair_flag (school_id, decided_at) where decided_at is not null;
-- serves: the flag that holds a fact
create index fair_flag__facts__idx on fair_flag using gin (facts) where status in ('open', 'asked', 'proposed');
`.execute(db)
}
