import { sql } from 'kysely'
import type { Reader } from '../schema.ts'

/** How many resources contain a lexeme anywhere (`words`) and in the head. */
export type Frequency = { words: number; head: number }

export type Statistics = {
  /** Resources in the index, at least 1. */
  total: number
  of(lexeme: string): Frequency
}

/** Rare lexemes are counted exactly up to here; a count this high only says "too many to score". */
const COUNT_LIMIT = 2001

/**
 * Document frequencies of these lexemes. The commonest come from the statistics that PostgreSQL keeps anyway (ANALYZE,
 * about 3000 lexemes a column); what is not listed there is rare, so it is counted. A table without statistics is
 * small or new: counting is right there too.
 */
export async function statisticsOf(db: Reader, lexemes: readonly string[]): Promise<Statistics> {
  const wanted = [...new Set(lexemes)]
  const rows = await db.selectFrom(frequencies(wanted).as('frequency')).selectAll('frequency').execute()
  const total = Math.max(1, rows[0]?.total ?? 1)
  const found = new Map(rows.map((row) => [row.lexeme, { words: row.words, head: Math.min(row.head, row.words) }]))
  return { total, of: (lexeme) => found.get(lexeme) ?? { words: 0, head: 0 } }
}

/** A lexeme as tsquery text. */
export function quoted(lexeme: string): string {
  return `'${lexeme.replace(/['\\]/g, '$&$&')}'`
}

function frequencies(lexemes: string[]) {
  return sql<{ lexeme: string; total: number; words: number; head: number }>`(
with size as (
  select greatest(
    (select reltuples::float8 from pg_class where oid = 'resource_search'::regclass),
    (select count(*) from (select from resource_search limit ${COUNT_LIMIT}) as few)::float8
  ) as total
), listed as materialized (
  select stats.attname, entry.lexeme, stats.most_common_elem_freqs[entry.n] * size.total as resources
  from size, pg_stats as stats
  cross join lateral unnest(stats.most_common_elems::text::text[]) with ordinality as entry (lexeme, n)
  where stats.schemaname = (select relnamespace::regnamespace::text from pg_class where oid = 'resource_search'::regclass)
    and stats.tablename = 'resource_search' and stats.attname in ('words', 'head')
    and entry.lexeme = any (${lexemes}::text[])
)
select wanted.lexeme, size.total,
  coalesce(
    (select resources from listed where attname = 'words' and listed.lexeme = wanted.lexeme),
    (select count(*) from (select from resource_search where words @@ wanted.query limit ${COUNT_LIMIT}) as counted)::float8
  ) as words,
  coalesce(
    (select resources from listed where attname = 'head' and listed.lexeme = wanted.lexeme),
    (select count(*) from (select from resource_search where head @@ wanted.query limit ${COUNT_LIMIT}) as counted)::float8
  ) as head
from size, (
  select lexeme, query::tsquery from unnest(${lexemes}::text[], ${lexemes.map(quoted)}::text[]) as given (lexeme, query)
) as wanted
)`
}
