import { type Kysely, sql } from 'kysely'

/**
 * Pictures and scans are published by their name at once and recognised afterwards: one row each, so that a crash, a
 * restart or a switched-off recognition loses none.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table recognition (
  school_id text not null references school,
  resource_id bigint not null,
  status text not null default 'waiting'
    constraint recognition__status__check check (status in ('waiting', 'done', 'failed')),
  bulk boolean not null default false,
  attempts int not null default 0,
  next_at timestamptz not null default now(),
  letters int not null default 0,
  reason text,
  created_at timestamptz not null default now(),
  done_at timestamptz,
  constraint recognition__pkey primary key (school_id, resource_id),
  constraint recognition__resource__fkey foreign key (school_id, resource_id) references resource (school_id, id)
    on delete cascade
);

-- claimRecognition, firstWaitingRecognition: what has waited longest, pictures of chats before those of an import.
create index recognition__waiting__idx on recognition (bulk, next_at) where status = 'waiting';
`.execute(db)
}
