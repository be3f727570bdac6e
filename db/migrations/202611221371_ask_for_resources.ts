import { type Kysely, sql } from 'kysely'

/** The demand board: what colleagues look for, what others offered, and which answer was taken. */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table request (
  school_id text not null references school,
  id bigint generated always as identity,
  member_id bigint not null,
  text text not null,
  -- in 厘; moved from the asker into escrow when it was posted
  bounty bigint not null default 0 constraint request__bounty__check check (bounty >= 0),
  status text not null default 'open' constraint request__status__check check (status in ('open', 'fulfilled', 'closed', 'expired')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  constraint request__pkey primary key (school_id, id),
  constraint request__member__fkey foreign key (school_id, member_id) references member (school_id, id)
);
-- serves: the open requests, and those whose time is over
create index request__open__idx on request (school_id, expires_at) where status = 'open';
-- serves: my requests
create index request__member__idx on request (school_id, member_id, id desc);

create table request_answer (
  school_id text not null,
  id bigint generated always as identity,
  request_id bigint not null,
  member_id bigint not null,
  -- a file that is on its way, until it is catalogued
  upload_id bigint,
  resource_id bigint,
  status text not null default 'offered' constraint request_answer__status__check check (status in (
    'coming', 'offered', 'accepted', 'declined', 'withdrawn')),
  created_at timestamptz not null,
  decided_at timestamptz,
  constraint request_answer__pkey primary key (school_id, id),
  constraint request_answer__resource__key unique (school_id, request_id, resource_id),
  constraint request_answer__request__fkey foreign key (school_id, request_id) references request (school_id, id),
  constraint request_answer__member__fkey foreign key (school_id, member_id) references member (school_id, id)
);
-- serves: the answers to a request
create index request_answer__request__idx on request_answer (school_id, request_id, id);
-- serves: answers whose file was not catalogued yet
create index request_answer__coming__idx on request_answer (school_id, upload_id) where status = 'coming';

create trigger request__member_now before insert on request for each row execute function member__now();
create trigger request_answer__member_now before insert on request_answer for each row execute function member__now();
`.execute(db)
}
