import { type Kysely, sql } from 'kysely'

/** Lectures with check-in, feedback on observed lessons, and lessons taught at another school. */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table lecture (
  school_id text not null references school,
  id bigint generated always as identity,
  host_id bigint not null,
  title text not null,
  level text not null constraint lecture__level__check check (level in ('school', 'cross_school', 'district')),
  starts_at timestamptz not null,
  place text,
  status text not null default 'announced' constraint lecture__status__check check (status in (
    'announced', 'closed', 'cancelled')),
  -- the codes of a check-in are derived from it; never shown
  secret text not null,
  -- people outside see it too
  open_to text not null default 'school' constraint lecture__open_to__check check (open_to in ('school', 'group')),
  created_at timestamptz not null,
  ended_at timestamptz,
  constraint lecture__pkey primary key (school_id, id),
  constraint lecture__id__key unique (id),
  constraint lecture__host__fkey foreign key (school_id, host_id) references member (school_id, id)
);
-- serves: the lectures that are coming, and those whose check-in may be open
create index lecture__coming__idx on lecture (school_id, starts_at) where status = 'announced';

create table lecture_guest (
  school_id text not null,
  lecture_id bigint not null,
  guest_school text not null,
  member_id bigint not null,
  at timestamptz not null,
  constraint lecture_guest__pkey primary key (school_id, lecture_id, guest_school, member_id),
  constraint lecture_guest__lecture__fkey foreign key (school_id, lecture_id) references lecture (school_id, id)
);

create table lecture_material (
  school_id text not null,
  lecture_id bigint not null,
  resource_id bigint not null,
  constraint lecture_material__pkey primary key (school_id, lecture_id, resource_id),
  constraint lecture_material__lecture__fkey foreign key (school_id, lecture_id) references lecture (school_id, id)
);

create table lesson_feedback (
  school_id text not null,
  lecture_id bigint not null,
  member_id bigint not null,
  text text not null,
  at timestamptz not null,
  constraint lesson_feedback__pkey primary key (school_id, lecture_id, member_id),
  constraint lesson_feedback__lecture__fkey foreign key (school_id, lecture_id) references lecture (school_id, id)
);

create table teaching (
  school_id text not null references school,
  id bigint generated always as identity,
  member_id bigint not null,
  -- the other school as people call it
  at_school text not null,
  day date not null,
  periods int not null constraint teaching__periods__check check (periods between 1 and 10),
  title text,
  status text not null default 'asked' constraint teaching__status__check check (status in (
    'asked', 'confirmed', 'refused', 'cancelled')),
  home_by bigint,
  host_by bigint,
  host_school text,
  created_at timestamptz not null,
  ended_at timestamptz,
  constraint teaching__pkey primary key (school_id, id),
  constraint teaching__id__key unique (id),
  constraint teaching__member__fkey foreign key (school_id, member_id) references member (school_id, id),
  constraint teaching__two__check check (home_by is null or host_by is null or host_school <> school_id or home_by <> host_by)
);
-- serves: what waits for a confirmation
create index teaching__open__idx on teaching (school_id, id) where status = 'asked';
-- serves: what I taught elsewhere; the same lesson is not entered twice
create unique index teaching__day__idx on teaching (school_id, member_id, day, at_school) where status in ('asked', 'confirmed');

create trigger teaching__member_now before insert on teaching for each row execute function member__now();
`.execute(db)
}
