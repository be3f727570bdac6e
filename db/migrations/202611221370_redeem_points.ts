import { type Kysely, sql } from 'kysely'

/**
 * What spendable points are exchanged for. A row goes draft → pending → approved → delivered, or ends as rejected,
 * cancelled or out of stock; the ledger follows by facts. A pooled one has shares instead of one payer.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table redemption (
  school_id text not null references school,
  id bigint generated always as identity,
  item text not null,
  -- as it was called, and what it cost, when it was chosen
  name jsonb not null,
  price bigint not null constraint redemption__price__check check (price > 0),
  value_fen int not null default 0,
  delivery text not null constraint redemption__delivery__check check (delivery in ('by_hand', 'booking_ahead', 'featured')),
  effect_days int not null default 0,
  member_id bigint not null,
  -- of a pooled one
  department_id bigint,
  pooled boolean not null default false,
  -- what it is for, such as the featured item
  resource_id bigint,
  status text not null default 'draft' constraint redemption__status__check check (status in (
    'draft', 'pending', 'approved', 'delivered', 'rejected', 'cancelled', 'out_of_stock')),
  -- who must say yes, in order, and how many did
  steps text[] not null default '{}',
  step int not null default 0,
  stock_period text not null,
  limit_period text,
  term_id text not null,
  reason text,
  created_at timestamptz not null,
  held_at timestamptz,
  -- reminded after, given back after
  due_at timestamptz,
  release_at timestamptz,
  escalated_at timestamptz,
  approved_at timestamptz,
  ended_at timestamptz,
  -- until when what it gives is in force
  effect_until timestamptz,
  effect_used_at timestamptz,
  constraint redemption__pkey primary key (school_id, id),
  constraint redemption__member__fkey foreign key (school_id, member_id) references member (school_id, id),
  constraint redemption__pool__check check (pooled = (department_id is not null))
);
-- serves: what is left of an item in a period, and how many one person had
create index redemption__item__idx on redemption (school_id, item, stock_period) where status in ('pending', 'approved', 'delivered');
-- serves: my redemptions, newest first
create index redemption__member__idx on redemption (school_id, member_id, id desc);
-- serves: what waits for an approver, and what is due
create index redemption__open__idx on redemption (school_id, status, id) where status in ('pending', 'approved');
-- serves: what a department collects for
create index redemption__pool__idx on redemption (school_id, department_id) where pooled and status = 'draft';
-- serves: what is featured or may be booked ahead now
create index redemption__effect__idx on redemption (school_id, delivery, effect_until) where effect_until is not null;
-- serves: the budget of a term
create index redemption__term__idx on redemption (school_id, term_id) where status in ('pending', 'approved', 'delivered');

create table redemption_share (
  school_id text not null,
  redemption_id bigint not null,
  n int not null,
  member_id bigint not null,
  amount bigint not null constraint redemption_share__amount__check check (amount > 0),
  status text not null default 'held' constraint redemption_share__status__check check (status in ('held', 'captured', 'released')),
  at timestamptz not null,
  constraint redemption_share__pkey primary key (school_id, redemption_id, n),
  constraint redemption_share__redemption__fkey foreign key (school_id, redemption_id) references redemption (school_id, id)
);

create table redemption_approval (
  school_id text not null,
  redemption_id bigint not null,
  step int not null,
  approver_id bigint not null,
  at timestamptz not null,
  constraint redemption_approval__pkey primary key (school_id, redemption_id, step),
  constraint redemption_approval__approver__key unique (school_id, redemption_id, approver_id),
  constraint redemption_approval__redemption__fkey foreign key (school_id, redemption_id) references redemption (school_id, id)
);

create table redemption_off (
  school_id text not null references school,
  item text not null,
  by_id bigint not null,
  at timestamptz not null,
  constraint redemption_off__pkey primary key (school_id, item)
);

create trigger redemption__member_now before insert on redemption for each row execute function member__now();
create trigger redemption_share__member_now before insert on redemption_share for each row execute function member__now();
`.execute(db)
}
