import { type Kysely, sql } from 'kysely'

/** Badges and levels as projections of facts; honours that people decided; certificates; teams; selections. */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table badge_award (
  school_id text not null references school,
  member_id bigint not null,
  badge text not null,
  -- the term's id, or '' for a badge of a lifetime
  period text not null default '',
  -- when the fact that completed it occurred
  reached_at timestamptz not null,
  expires_on date,
  policy_version text not null,
  given_at timestamptz not null,
  revoked_at timestamptz,
  constraint badge_award__pkey primary key (school_id, member_id, badge, period)
);

create table member_level (
  school_id text not null references school,
  member_id bigint not null,
  -- the lowest points of the level, as the policy has it
  level_from int not null,
  since timestamptz not null,
  constraint member_level__pkey primary key (school_id, member_id)
);

-- how far facts were looked at for badges and levels
create table honour_run (
  school_id text not null references school,
  seen_until timestamptz not null,
  constraint honour_run__pkey primary key (school_id)
);
-- serves: facts that came since the last look, by when they were recorded
create index fact__recorded__idx on fact (school_id, recorded_at);

create table honour_choice (
  school_id text not null references school,
  member_id bigint not null,
  -- the group's weekly board may say it
  announce boolean not null,
  changed_at timestamptz not null,
  constraint honour_choice__pkey primary key (school_id, member_id)
);

create table team (
  school_id text not null references school,
  id bigint generated always as identity,
  name text not null,
  kind text not null constraint team__kind__check check (kind in ('studio', 'research')),
  lead_id bigint not null,
  created_at timestamptz not null,
  closed_at timestamptz,
  constraint team__pkey primary key (school_id, id)
);
-- serves: a team by its name
create unique index team__name__key on team (school_id, name) where closed_at is null;

create table team_member (
  school_id text not null,
  team_id bigint not null,
  member_id bigint not null,
  status text not null default 'asked' constraint team_member__status__check check (status in ('asked', 'in', 'left')),
  joined_at timestamptz,
  left_at timestamptz,
  constraint team_member__pkey primary key (school_id, team_id, member_id),
  constraint team_member__team__fkey foreign key (school_id, team_id) references team (school_id, id)
);
-- serves: the teams of a member
create index team_member__member__idx on team_member (school_id, member_id);

create table selection (
  school_id text not null references school,
  id bigint generated always as identity,
  kind text not null constraint selection__kind__check check (kind in ('case', 'annual', 'student', 'team')),
  title text not null,
  -- of a case: what it earns
  level text constraint selection__level__check check (level in ('school', 'group', 'district')),
  -- of a yearly award: 2026-2027
  school_year text,
  places int not null,
  status text not null default 'open'
    constraint selection__status__check check (status in ('open', 'public', 'awarded', 'cancelled')),
  by_id bigint not null,
  -- who made it public; another must award
  public_by bigint,
  public_at timestamptz,
  -- the last day on which an objection is heard
  public_until date,
  awarded_by bigint,
  awarded_at timestamptz,
  created_at timestamptz not null,
  constraint selection__pkey primary key (school_id, id)
);
-- serves: one yearly award of a kind
create unique index selection__year__key on selection (school_id, kind, school_year) where school_year is not null and status <> 'cancelled';
-- serves: what is open or public now
create index selection__open__idx on selection (school_id, id) where status in ('open', 'public');

create table candidate (
  school_id text not null,
  selection_id bigint not null,
  -- 1, 2, 3 … within the selection
  n int not null,
  -- a case: the resource, and its author when it was nominated
  resource_id bigint,
  member_id bigint,
  team_id bigint,
  -- a pupil who has no account
  label text,
  status text not null default 'nominated'
    constraint candidate__status__check check (status in ('nominated', 'chosen', 'awarded', 'dropped')),
  reason text,
  -- what a shortlist was computed from
  figures jsonb,
  by_id bigint not null,
  created_at timestamptz not null,
  constraint candidate__pkey primary key (school_id, selection_id, n),
  constraint candidate__selection__fkey foreign key (school_id, selection_id) references selection (school_id, id)
);
-- serves: a resource or a person stands once
create unique index candidate__resource__key on candidate (school_id, selection_id, resource_id) where resource_id is not null;

create table objection (
  school_id text not null,
  id bigint generated always as identity,
  selection_id bigint not null,
  n int not null,
  by_id bigint not null,
  body text not null,
  status text not null default 'open' constraint objection__status__check check (status in ('open', 'upheld', 'dismissed')),
  reply text,
  decided_by bigint,
  created_at timestamptz not null,
  decided_at timestamptz,
  constraint objection__pkey primary key (school_id, id),
  constraint objection__candidate__fkey foreign key (school_id, selection_id, n) references candidate (school_id, selection_id, n)
);
-- serves: the objections of a selection
create index objection__selection__idx on objection (school_id, selection_id, id);

create table honour (
  school_id text not null references school,
  id bigint generated always as identity,
  kind text not null constraint honour__kind__check check (kind in ('case', 'annual', 'student', 'team', 'unit')),
  member_id bigint,
  team_id bigint,
  department_id bigint,
  label text,
  title_zh text not null,
  title_en text not null,
  selection_id bigint,
  resource_id bigint,
  given_by bigint not null,
  given_at timestamptz not null,
  revoked_at timestamptz,
  revoked_by bigint,
  constraint honour__pkey primary key (school_id, id)
);
-- serves: what a selection gave
create index honour__selection__idx on honour (school_id, selection_id) where selection_id is not null;
-- serves: a member's honours
create index honour__member__idx on honour (school_id, member_id) where member_id is not null;
-- serves: honours for a resource, when it is taken down
create index honour__resource__idx on honour (school_id, resource_id) where resource_id is not null;

create table certificate (
  school_id text not null references school,
  -- such as GX-2026-7K3M-9Q2P: unguessable, and the only key of the page that verifies it
  number text not null,
  -- who may fetch it
  member_id bigint not null,
  honour_id bigint,
  badge text,
  period text,
  -- what it says, for ever: to whom, for what, by whom
  name text not null,
  title_zh text not null,
  title_en text not null,
  body_zh text not null,
  body_en text not null,
  issuer text not null,
  issued_on date not null,
  issued_at timestamptz not null,
  blob_sha256 text,
  size int,
  revoked_at timestamptz,
  constraint certificate__pkey primary key (number)
);
-- serves: a member's certificates
create index certificate__member__idx on certificate (school_id, member_id);
-- serves: one certificate that is in force for an honour or a badge
create unique index certificate__honour__key on certificate (school_id, honour_id, member_id) where honour_id is not null and revoked_at is null;
create unique index certificate__badge__key on certificate (school_id, member_id, badge, period) where badge is not null and revoked_at is null;
`.execute(db)
}
