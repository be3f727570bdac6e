import { type Kysely, sql } from 'kysely'

/**
 * The search row of a resource. Why two vectors: `head` (title, facets, keywords, author) stays small enough to live
 * inside the row and is what candidates are scored by; `words` adds the body, is mostly kept out of line, and is read
 * for the best candidates only. Why 300 statistics: the planner's list of the ~3000 commonest words is also where the
 * search reads document frequencies from, so common words never have to be counted. Why fastupdate is off: a file must
 * be findable, at full speed, when its receipt appears.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table resource_search (
  school_id text not null,
  resource_id bigint not null,
  head tsvector not null,
  words tsvector not null,
  title_length int not null,
  constraint resource_search__pkey primary key (school_id, resource_id),
  constraint resource_search__resource__fkey foreign key (school_id, resource_id) references resource (school_id, id)
);
alter table resource_search alter column head set statistics 300, alter column words set statistics 300;
-- serves: which resources contain these words anywhere
create index resource_search__words__idx on resource_search using gin (words) with (fastupdate = off);
-- serves: which resources contain these words in title, facets, keywords or author, when the words are common in bodies
create index resource_search__head__idx on resource_search using gin (head) with (fastupdate = off);

/*
 * What speaks for a resource whatever was asked: stars (3.5 of 5 assumed five times), downloads (10 log steps at most),
 * and its date. Linear in the date, so the order of two resources never changes by waiting alone.
 */
create function resource_prior(downloads int, ratings int, stars int, shared_at timestamptz) returns float8
  language sql immutable parallel safe
  return 0.03::float8 * ((stars + 17.5::float8) / (ratings + 5) / 5 + least(ln((1 + downloads)::float8) / 10, 1))
    + 0.005 * date_part('epoch', shared_at - timestamptz '2020-01-01 00:00:00+00') / 31557600;
-- serves: a search for words that very many resources contain walks the best of them first
create index resource__prior__idx
  on resource (school_id, resource_prior(download_count, rating_count, rating_sum, shared_at) desc, id desc)
  where status = 'live';
`.execute(db)
}
