import { type Kysely, sql } from 'kysely'

/**
 * A version of the policy before it is published: drafted, tried out over the past (`report`), approved by two people,
 * published or taken back. Who read which version. What a district publishes for its schools to build on. Retroactive
 * batches: what a version would have given before it began, posted only after two approvals and a notice.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table policy_draft (
  school_id text not null references school,
  id bigint generated always as identity,
  version text not null,
  effective_from timestamptz not null,
  source text not null,
  status text not null default 'draft'
    constraint policy_draft__status__check check (status in ('draft', 'published', 'withdrawn')),
  -- null: at the command line
  by_id bigint,
  created_at timestamptz not null,
  -- what the dry run found; an approval needs it
  report jsonb,
  reported_at timestamptz,
  decided_at timestamptz,
  constraint policy_draft__pkey primary key (school_id, id)
);
-- serves: one open draft per version
create unique index policy_draft__version__key on policy_draft (school_id, version) where status = 'draft';

create table policy_approval (
  school_id text not null,
  draft_id bigint not null,
  member_id bigint not null,
  at timestamptz not null,
  constraint policy_approval__pkey primary key (school_id, draft_id, member_id),
  constraint policy_approval__draft__fkey foreign key (school_id, draft_id) references policy_draft (school_id, id),
  constraint policy_approval__member__fkey foreign key (school_id, member_id) references member (school_id, id)
);

create table policy_read (
  school_id text not null,
  version text not null,
  member_id bigint not null,
  at timestamptz not null,
  constraint policy_read__pkey primary key (school_id, version, member_id),
  constraint policy_read__member__fkey foreign key (school_id, member_id) references member (school_id, id)
);

create table district_policy (
  district text not null,
  version text not null,
  effective_from timestamptz not null,
  source text not null,
  published_at timestamptz not null,
  constraint district_policy__pkey primary key (district, version)
);

create table retro_batch (
  school_id text not null references school,
  id bigint generated always as identity,
  version text not null,
  reason text not null,
  -- facts of this stretch, half-open
  since timestamptz not null,
  until timestamptz not null,
  -- [{ member, contribution, spendable }], in 厘
  rows jsonb not null,
  status text not null default 'proposed'
    constraint retro_batch__status__check check (status in ('proposed', 'posted', 'withdrawn')),
  by_id bigint,
  created_at timestamptz not null,
  -- not before this instant: the people concerned were told when it was proposed
  due_at timestamptz not null,
  decided_at timestamptz,
  constraint retro_batch__pkey primary key (school_id, id)
);

create table retro_approval (
  school_id text not null,
  batch_id bigint not null,
  member_id bigint not null,
  at timestamptz not null,
  constraint retro_approval__pkey primary key (school_id, batch_id, member_id),
  constraint retro_approval__batch__fkey foreign key (school_id, batch_id) references retro_batch (school_id, id),
  constraint retro_approval__member__fkey foreign key (school_id, member_id) references member (school_id, id)
);
`.execute(db)
}
