import { type Kysely, sql } from 'kysely'

/**
 * Near-duplicates and versions. `print_shingle` is the index of a locality-sensitive hash: 64 rows for each resource
 * with text, one for each bin of its MinHash, so that files with something in common meet under the same number. The
 * number of rows under one number says how common that piece of text is in the school, which is what tells a template
 * from a copy; so it needs no table of frequencies and is right at every moment.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table resource_print (
  school_id text not null,
  resource_id bigint not null,
  -- the oldest resource of the family that it joined when it came
  work_id bigint not null,
  -- its rows in print_shingle
  print int[] not null default '{}',
  constraint resource_print__pkey primary key (school_id, resource_id),
  constraint resource_print__resource__fkey foreign key (school_id, resource_id) references resource (school_id, id)
);

create table print_shingle (
  school_id text not null,
  shingle int not null,
  resource_id bigint not null,
  work_id bigint not null,
  -- serves: whose texts share this piece, newest first, without reading the table. Versions of one file have one
  -- work_id and count once.
  constraint print_shingle__pkey primary key (school_id, shingle, resource_id) include (work_id)
);

create table resource_kin (
  school_id text not null,
  resource_id bigint not null,
  of_id bigint not null,
  -- 0 to 1, of the characters that say something
  alike real not null,
  state text not null
    constraint resource_kin__state__check check (state in ('found', 'version', 'both', 'adapted', 'unrelated')),
  -- what the resource was before somebody called it adapted
  origin_before text,
  by_id bigint,
  decided_at timestamptz,
  created_at timestamptz not null default now(),
  constraint resource_kin__pkey primary key (school_id, resource_id),
  constraint resource_kin__other__check check (resource_id <> of_id),
  constraint resource_kin__resource__fkey foreign key (school_id, resource_id) references resource (school_id, id),
  constraint resource_kin__of__fkey foreign key (school_id, of_id) references resource (school_id, id)
);
-- serves: the family of a resource, downwards
create index resource_kin__of__idx on resource_kin (school_id, of_id);

alter table resource add column superseded_by bigint;
-- serves: which ones a withdrawn version gives back to the search
create index resource__superseded__idx on resource (school_id, superseded_by) where superseded_by is not null;
`.execute(db)
}
