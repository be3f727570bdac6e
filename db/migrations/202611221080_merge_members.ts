import { type Kysely, sql } from 'kysely'

/**
 * One person, several accounts. WeChat's ids may change at each login, so our own keys stand behind an identity table;
 * whoever is not recognised is a member of their own until a code or an administrator says who they are, and is then
 * merged. A merged member's row stays, because facts and the ledger name it for ever, and points at whom it became.
 *
 * Why triggers: a transaction that began before a merge still knows the old member. Whatever it writes after the merge
 * belongs to the person they became, wherever the code is; the lock makes it wait for a merge that is under way.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
alter table member
  add column merged_into bigint,
  add column pending_since timestamptz,
  add constraint member__merged__fkey foreign key (school_id, merged_into) references member (school_id, id),
  add constraint member__merged__check check (merged_into is null or (merged_into <> id and left_at is not null));
-- serves: all the members that one person has been, for caps and keys of points
create index member__merged__idx on member (school_id, merged_into) where merged_into is not null;
-- serves: who is not bound yet, for an administrator
create index member__pending__idx on member (school_id, pending_since) where pending_since is not null;

create table member_merge (
  school_id text not null references school,
  id bigint generated always as identity,
  from_id bigint not null,
  into_id bigint not null,
  -- null: at the command line
  by_id bigint,
  how text not null constraint member_merge__how__check check (how in ('code', 'admin')),
  -- what the undo needs: whose rows were moved, and the rows that were collapsed
  moved jsonb not null default '{}',
  merged_at timestamptz not null,
  undone_at timestamptz,
  constraint member_merge__pkey primary key (school_id, id),
  constraint member_merge__from__fkey foreign key (school_id, from_id) references member (school_id, id),
  constraint member_merge__into__fkey foreign key (school_id, into_id) references member (school_id, id)
);
-- serves: the merge that an undo is about, and whether a later one stands in its way
create index member_merge__into__idx on member_merge (school_id, into_id, id) where undone_at is null;

create table bind_code (
  school_id text not null references school,
  id bigint generated always as identity,
  -- of the school and the code; the code itself is shown once
  code_sha256 text not null,
  member_id bigint not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  constraint bind_code__pkey primary key (school_id, id),
  constraint bind_code__member__fkey foreign key (school_id, member_id) references member (school_id, id)
);
-- serves: the code that somebody types
create unique index bind_code__code__idx on bind_code (school_id, code_sha256) where used_at is null;
-- serves: a new code takes the place of the one before
create index bind_code__member__idx on bind_code (school_id, member_id, created_at);

create table bind_try (
  school_id text not null references school,
  id bigint generated always as identity,
  member_id bigint not null,
  at timestamptz not null,
  constraint bind_try__pkey primary key (school_id, id)
);
-- serves: how many wrong codes a member, and the school, typed lately
create index bind_try__at__idx on bind_try (school_id, at);

create function member__now() returns trigger language plpgsql as $$
declare
  become bigint;
begin
  select coalesce(merged_into, id) into become from member
    where school_id = new.school_id and id = new.member_id for key share;
  if become is not null then
    new.member_id := become;
  end if;
  return new;
end $$;
create trigger account__member_now before insert on account for each row execute function member__now();
create trigger upload__member_now before insert on upload for each row execute function member__now();
create trigger resource__member_now before insert on resource for each row execute function member__now();
create trigger download__member_now before insert on download for each row execute function member__now();
create trigger rating__member_now before insert on rating for each row execute function member__now();
`.execute(db)
}
