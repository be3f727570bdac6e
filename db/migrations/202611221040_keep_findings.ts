import { type Kysely, sql } from 'kysely'

/**
 * Why a resource carries a flag, as masked samples for its author and reviewers (never the found text itself), and what
 * the author decided about personal data: who, when, which flags, and whether it was taken back.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table resource_finding (
  school_id text not null references school,
  resource_id bigint not null,
  flag text not null,
  count int not null,
  samples jsonb not null default '[]',
  constraint resource_finding__pkey primary key (school_id, resource_id, flag),
  constraint resource_finding__resource__fkey foreign key (school_id, resource_id) references resource (school_id, id)
    on delete cascade
);

create table privacy_decision (
  school_id text not null references school,
  id bigint generated always as identity,
  resource_id bigint not null,
  member_id bigint not null,
  choice text not null constraint privacy_decision__choice__check check (choice in ('none', 'consent', 'self')),
  flags text[] not null,
  visibility text not null,
  decided_at timestamptz not null,
  undone_at timestamptz,
  constraint privacy_decision__pkey primary key (school_id, id),
  constraint privacy_decision__resource__fkey foreign key (school_id, resource_id) references resource (school_id, id)
    on delete cascade
);

-- lastDecision: what was decided about a resource, newest first.
create index privacy_decision__resource__idx on privacy_decision (school_id, resource_id, id desc);
`.execute(db)
}
