import { type Kysely, sql } from 'kysely'

/**
 * Things that are lent, places that are booked. A thing belongs to a school; who borrows may be of another one. Two
 * bookings never share a lesson: one row per lesson in booking_slot, under a unique key.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table thing (
  school_id text not null references school,
  id bigint generated always as identity,
  keeper_id bigint not null,
  kind text not null constraint thing__kind__check check (kind in ('room', 'equipment', 'book')),
  name text not null,
  place text,
  -- may schools of the same group use it
  shared text not null default 'school' constraint thing__shared__check check (shared in ('school', 'group')),
  -- must its keeper agree each time
  asks boolean not null default false,
  status text not null default 'ready' constraint thing__status__check check (status in ('ready', 'blocked', 'retired')),
  created_at timestamptz not null,
  constraint thing__pkey primary key (school_id, id),
  constraint thing__id__key unique (id),
  constraint thing__keeper__fkey foreign key (school_id, keeper_id) references member (school_id, id)
);
-- serves: what can be borrowed or booked, by kind
create index thing__list__idx on thing (school_id, kind, name) where status <> 'retired';

create table loan (
  school_id text not null references school,
  id bigint generated always as identity,
  thing_id bigint not null,
  borrower_school text not null,
  borrower_id bigint not null,
  status text not null constraint loan__status__check check (status in (
    'asked', 'out', 'back', 'returned', 'refused', 'cancelled')),
  -- calendar days in the lender's zone
  due_on date,
  back_on date,
  renewals int not null default 0,
  damage_reported boolean not null default false,
  intact boolean,
  asked_at timestamptz not null,
  out_at timestamptz,
  back_at timestamptz,
  ended_at timestamptz,
  constraint loan__pkey primary key (school_id, id),
  constraint loan__id__key unique (id),
  constraint loan__thing__fkey foreign key (school_id, thing_id) references thing (school_id, id)
);
-- serves: one loan of a thing at a time
create unique index loan__one__idx on loan (school_id, thing_id) where status in ('asked', 'out', 'back');
-- serves: what somebody has borrowed
create index loan__borrower__idx on loan (borrower_school, borrower_id, id desc);
-- serves: reminders and what is overdue
create index loan__due__idx on loan (school_id, due_on) where status = 'out';

create table booking (
  school_id text not null references school,
  id bigint generated always as identity,
  thing_id bigint not null,
  member_school text not null,
  member_id bigint not null,
  day date not null,
  first_lesson int not null,
  last_lesson int not null,
  purpose text not null constraint booking__purpose__check check (purpose in ('lesson', 'research', 'activity')),
  note text,
  status text not null constraint booking__status__check check (status in (
    'waiting', 'asked', 'confirmed', 'cancelled', 'refused', 'no_show', 'used')),
  -- given by the queue without regard to tiers
  untiered boolean not null default false,
  from_queue boolean not null default false,
  created_at timestamptz not null,
  ended_at timestamptz,
  constraint booking__pkey primary key (school_id, id),
  constraint booking__id__key unique (id),
  constraint booking__lessons__check check (first_lesson >= 1 and last_lesson >= first_lesson),
  constraint booking__thing__fkey foreign key (school_id, thing_id) references thing (school_id, id)
);
-- serves: what somebody has booked
create index booking__member__idx on booking (member_school, member_id, day);
-- serves: the bookings of a thing, and who waits for it
create index booking__thing__idx on booking (school_id, thing_id, day, status);

-- One row per lesson that is taken: the key is what keeps two bookings apart, however many come at once.
create table booking_slot (
  school_id text not null,
  thing_id bigint not null,
  day date not null,
  lesson int not null,
  booking_id bigint not null,
  constraint booking_slot__pkey primary key (school_id, thing_id, day, lesson),
  constraint booking_slot__booking__fkey foreign key (school_id, booking_id) references booking (school_id, id)
);
-- serves: freeing what a booking took
create index booking_slot__booking__idx on booking_slot (school_id, booking_id);

create table repair (
  school_id text not null references school,
  id bigint generated always as identity,
  thing_id bigint not null,
  by_school text not null,
  by_id bigint not null,
  text text not null,
  at timestamptz not null,
  fixed_at timestamptz,
  constraint repair__pkey primary key (school_id, id),
  constraint repair__thing__fkey foreign key (school_id, thing_id) references thing (school_id, id)
);
-- serves: what is broken
create index repair__open__idx on repair (school_id, thing_id) where fixed_at is null;

-- Reliability in borrowing: a sum of entries, each with a key that is written once.
create table borrow_credit (
  school_id text not null references school,
  member_id bigint not null,
  key text not null,
  change int not null,
  reason text not null constraint borrow_credit__reason__check check (reason in ('overdue', 'no_show', 'damage', 'clean', 'forgiven')),
  at timestamptz not null,
  constraint borrow_credit__pkey primary key (school_id, key)
);
-- serves: somebody's credit
create index borrow_credit__member__idx on borrow_credit (school_id, member_id, at);

create table borrow_suspension (
  school_id text not null references school,
  member_id bigint not null,
  loan_id bigint not null,
  until_day date not null,
  constraint borrow_suspension__pkey primary key (school_id, member_id, loan_id)
);

create trigger borrow_credit__member_now before insert on borrow_credit for each row execute function member__now();
`.execute(db)
}
