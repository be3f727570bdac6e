import { type Kysely, sql } from 'kysely'

/** Reviewers by subject, authors who share the work, decisions that are looked at again, and panels of judges. */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
alter table review add column reminded_at timestamptz;
alter table review add column escalated_at timestamptz;

create table reviewer (
  school_id text not null,
  member_id bigint not null,
  -- a subject's key; '*' for every subject and for what has none
  subject text not null,
  expert boolean not null default false,
  by_id bigint not null,
  created_at timestamptz not null default now(),
  constraint reviewer__pkey primary key (school_id, member_id, subject),
  constraint reviewer__member__fkey foreign key (school_id, member_id) references member (school_id, id)
);

create table co_author (
  school_id text not null,
  resource_id bigint not null,
  member_id bigint not null,
  -- of every award, in percent
  share int not null constraint co_author__share__check check (share between 1 and 99),
  status text not null default 'asked' constraint co_author__status__check check (status in ('asked', 'agreed', 'declined')),
  asked_at timestamptz not null,
  decided_at timestamptz,
  constraint co_author__pkey primary key (school_id, resource_id, member_id),
  constraint co_author__resource__fkey foreign key (school_id, resource_id) references resource (school_id, id),
  constraint co_author__member__fkey foreign key (school_id, member_id) references member (school_id, id)
);
-- serves: what somebody is asked to share or shares
create index co_author__member__idx on co_author (school_id, member_id, resource_id);

create table second_look (
  school_id text not null references school,
  id bigint generated always as identity,
  resource_id bigint not null,
  -- blind: the decision is made again unseen; poor: ratings are low
  why text not null constraint second_look__why__check check (why in ('blind', 'poor')),
  -- of the decision that is made again: who decided, what, and the key of its fact
  first_by bigint,
  first_decision text constraint second_look__first_decision__check check (first_decision in ('accepted', 'refused')),
  first_key text,
  status text not null default 'waiting'
    constraint second_look__status__check check (status in ('waiting', 'agreed', 'differs', 'settled', 'kept', 'improve', 'void')),
  reviewer_id bigint,
  decision text constraint second_look__decision__check check (decision in ('accepted', 'refused')),
  reason text,
  -- of an administrator who settled a difference
  settled_by bigint,
  created_at timestamptz not null,
  decided_at timestamptz,
  reminded_at timestamptz,
  escalated_at timestamptz,
  constraint second_look__pkey primary key (school_id, id),
  constraint second_look__resource__fkey foreign key (school_id, resource_id) references resource (school_id, id)
);
-- serves: what waits for a second look, oldest first; one of each reason for a resource
create unique index second_look__waiting__key on second_look (school_id, resource_id, why) where status in ('waiting', 'differs');
-- serves: differing decisions of a reviewer
create index second_look__first__idx on second_look (school_id, first_by) where first_by is not null;
-- serves: whether a resource was looked at again before
create index second_look__resource__idx on second_look (school_id, resource_id, id);
-- serves: how much a reviewer decided, and how soon
create index review__reviewer__idx on review (school_id, reviewer_id) where reviewer_id is not null;

create table panel (
  school_id text not null references school,
  id bigint generated always as identity,
  resource_id bigint not null,
  selection_id bigint,
  status text not null default 'open' constraint panel__status__check check (status in ('open', 'concluded', 'cancelled')),
  -- the version of the policy whose rubric is used throughout
  policy_version text not null,
  rubric jsonb not null,
  scale int not null,
  score double precision,
  -- the judge whose score was left out
  left_out bigint,
  by_id bigint not null,
  created_at timestamptz not null,
  due_at timestamptz not null,
  reminded_at timestamptz,
  concluded_at timestamptz,
  constraint panel__pkey primary key (school_id, id),
  constraint panel__resource__fkey foreign key (school_id, resource_id) references resource (school_id, id)
);
-- serves: one open panel for a resource
create unique index panel__open__key on panel (school_id, resource_id) where status = 'open';
-- serves: panels of a selection
create index panel__selection__idx on panel (school_id, selection_id) where selection_id is not null;
-- serves: the school's usual spread of scores, newest first
create index panel__concluded__idx on panel (school_id, concluded_at desc) where status = 'concluded';

create table panel_judge (
  school_id text not null,
  panel_id bigint not null,
  member_id bigint not null,
  status text not null default 'asked' constraint panel_judge__status__check check (status in ('asked', 'scored', 'declined')),
  -- criterion to 1..scale
  scores jsonb,
  -- 0..100
  total double precision,
  note text,
  asked_at timestamptz not null,
  decided_at timestamptz,
  constraint panel_judge__pkey primary key (school_id, panel_id, member_id),
  constraint panel_judge__panel__fkey foreign key (school_id, panel_id) references panel (school_id, id)
);
-- serves: what a judge is asked for
create index panel_judge__asked on panel_judge (school_id, member_id) where status = 'asked';
`.execute(db)
}
