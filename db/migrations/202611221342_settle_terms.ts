import { type Kysely, sql } from 'kysely'

/**
 * The settlement of a term: noticed, cut, shown to everybody concerned, locked. What a locked term was is kept in rows
 * that nothing changes afterwards, with the ledger's head at that moment.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table term_close (
  school_id text not null references school,
  term text not null,
  starts_at timestamptz not null,
  -- the cut: the first instant that is not of the term
  ends_at timestamptz not null,
  publicity_until timestamptz not null,
  lock_at timestamptz not null,
  noticed_at timestamptz,
  cut_at timestamptz,
  publicity_ended_at timestamptz,
  locked_at timestamptz,
  policy_version text,
  head_seq bigint,
  head_hash text,
  -- SHA-256 over all rows of the snapshot
  snapshot_hash text,
  constraint term_close__pkey primary key (school_id, term)
);

create table term_member (
  school_id text not null,
  term text not null,
  member_id bigint not null,
  name text not null,
  role text not null,
  department_id bigint,
  -- book C of the term and of the whole life, then book S, in 厘
  points bigint not null,
  lifetime bigint not null,
  pending bigint not null,
  avail bigint not null,
  hold bigint not null,
  escrow bigint not null,
  quota_done int not null,
  quota_due int not null,
  exempt text,
  badges int not null default 0,
  -- joint, among teachers; null for who is not ranked
  rank int,
  -- the share of teachers at or above whom they stand, such as 0.25; null: below the last band
  band double precision,
  constraint term_member__pkey primary key (school_id, term, member_id),
  constraint term_member__close__fkey foreign key (school_id, term) references term_close (school_id, term),
  constraint term_member__member__fkey foreign key (school_id, member_id) references member (school_id, id)
);

create table term_answer (
  school_id text not null,
  term text not null,
  member_id bigint not null,
  answer text not null constraint term_answer__answer__check check (answer in ('confirmed', 'disputed')),
  note text not null default '',
  -- what the sheet said when it was answered
  points bigint not null,
  at timestamptz not null,
  resolved_by_id bigint,
  resolved_at timestamptz,
  resolution text,
  constraint term_answer__pkey primary key (school_id, term, member_id),
  constraint term_answer__member__fkey foreign key (school_id, member_id) references member (school_id, id)
);

create table term_group (
  school_id text not null,
  term text not null,
  department_id bigint not null,
  name text not null,
  roster int not null,
  earners int not null,
  points bigint not null,
  -- shrunken, per head
  per_head bigint not null,
  rank int,
  quota_owing int not null,
  quota_met int not null,
  constraint term_group__pkey primary key (school_id, term, department_id),
  constraint term_group__close__fkey foreign key (school_id, term) references term_close (school_id, term)
);

create table term_school (
  school_id text not null,
  term text not null,
  roster int not null,
  earners int not null,
  points bigint not null,
  liability bigint not null,
  quota_owing int not null,
  quota_met int not null,
  excellent_done int not null,
  excellent_due int not null,
  confirmed int not null,
  disputed int not null,
  constraint term_school__pkey primary key (school_id, term),
  constraint term_school__close__fkey foreign key (school_id, term) references term_close (school_id, term)
);

create function refuse_term_change() returns trigger language plpgsql as $$
begin
  if exists (
    select from term_close c where c.school_id = old.school_id and c.term = old.term and c.locked_at is not null
  ) then
    raise exception 'term % of school % is locked', old.term, old.school_id using errcode = 'check_violation';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger term_member__locked before update or delete on term_member for each row execute function refuse_term_change();
create trigger term_group__locked before update or delete on term_group for each row execute function refuse_term_change();
create trigger term_school__locked before update or delete on term_school for each row execute function refuse_term_change();
create trigger term_close__locked before update or delete on term_close for each row execute function refuse_term_change();

-- serves: what happened to the resources that somebody shared in a term, without downloads and ratings
create index fact__fate__idx on fact (school_id, resource_id, id)
  where kind not in ('resource.downloaded', 'resource.rated') and resource_id is not null;
`.execute(db)
}
