import { type RawBuilder, sql } from 'kysely'
import type { Resource, Trx } from '../schema.ts'
import { RANDOM_SPAN } from './tables.ts'
import { type Extra, type Terms, termsOf } from './terms.ts'

/** A resource for the search, with what is known beside its row. */
export type ToIndex = { resource: Resource; extra: Extra }

/** Bytes of a term in `search_delta.data`: its key, then its code. */
const TERM_BYTES = 7

/**
 * Makes resources of one school findable within the transaction, or findable under their corrected titles and facets:
 * one statement for all of them.
 */
export async function indexResources(trx: Trx, rows: readonly ToIndex[]): Promise<void> {
  const schoolId = rows[0]?.resource.school_id
  if (schoolId === undefined) return
  // In the order of ids, so that two who index the same resources never wait for one another.
  const sorted = [...rows].sort((a, b) => a.resource.id - b.resource.id)
  await write(
    schoolId,
    sorted.map(({ resource, extra }) => ({ id: resource.id, terms: termsOf(resource, extra) })),
  ).execute(trx)
}

/** The same for one. */
export function indexResource(trx: Trx, resource: Resource, extra: Extra): Promise<void> {
  return indexResources(trx, [{ resource, extra }])
}

/** Takes it out of the search; nothing happens when it was never in. */
export async function unindexResource(trx: Trx, schoolId: string, resourceId: number): Promise<void> {
  await sql`/* prepared: unindex_resource */
with waiting as (
  delete from search_delta where school_id = ${schoolId} and resource_id = ${resourceId}
)
insert into search_gone (school_id, resource_id, seq) values (${schoolId}, ${resourceId}, nextval('search_entry'))
on conflict (school_id, resource_id) do update set seq = excluded.seq`.execute(trx)
}

/**
 * A resource made in this very transaction was never in the index. What stands there of any other counts no more from
 * this entry on, until a merge drops it.
 */
function write(schoolId: string, entries: readonly { id: number; terms: Terms }[]): RawBuilder<unknown> {
  return sql`/* prepared: index_resources */
with entry as (
  insert into search_delta (school_id, resource_id, n, title_length, body_length, data)
  select ${schoolId}, given.id, ${newN()}, packed.title_length, packed.body_length, packed.data
  from unnest(${entries.map((entry) => entry.id)}::bigint[]) with ordinality as given (id, place)
  join ${packEntries(entries.map((entry) => entry.terms))} using (place)
  on conflict (school_id, resource_id) do update
  set n = excluded.n, title_length = excluded.title_length, body_length = excluded.body_length, data = excluded.data
  returning resource_id, n
)
insert into search_gone (school_id, resource_id, seq)
select ${schoolId}, entry.resource_id, entry.n / ${RANDOM_SPAN}::bigint from entry
where not exists (
  select from resource
  where resource.school_id = ${schoolId} and resource.id = entry.resource_id and resource.created_at = transaction_timestamp()
)
on conflict (school_id, resource_id) do update set seq = excluded.seq`
}

/** A new `search_delta.n`. */
export function newN(): RawBuilder<number> {
  return sql<number>`nextval('search_entry') * ${RANDOM_SPAN}::bigint + floor(random() * ${RANDOM_SPAN}::bigint)::bigint`
}

/** Entries as a table `packed (place, title_length, body_length, data)`, place from 1; the data travel as one piece. */
export function packEntries(entries: readonly Terms[]): RawBuilder<unknown> {
  const packed = entries.map(packTerms)
  let at = 1
  const starts = packed.map(({ length }) => {
    at += length
    return at - length
  })
  return sql`(
    select place, title_length, body_length, substring(${Buffer.concat(packed)}::bytea from start for length) as data
    from unnest(
      ${entries.map((entry) => entry.titleLength)}::int[], ${entries.map((entry) => entry.bodyLength)}::int[],
      ${starts}::int[], ${packed.map(({ length }) => length)}::int[]
    ) with ordinality as piece (title_length, body_length, start, length, place)
  ) as packed`
}

function packTerms({ keys, codes }: Terms): Buffer {
  const bytes = Buffer.allocUnsafe(keys.length * TERM_BYTES)
  for (let at = 0, to = 0; at < keys.length; at += 1, to += TERM_BYTES) {
    const key = keys[at] ?? 0
    bytes.writeUInt32LE(key >>> 0, to)
    bytes.writeUInt16LE(Math.floor(key / 2 ** 32), to + 4)
    bytes[to + 6] = codes[at] ?? 0
  }
  return bytes
}

/** The terms of an entry, keys ascending. */
export function unpackTerms(data: Buffer): Pick<Terms, 'keys' | 'codes'> {
  const count = Math.floor(data.length / TERM_BYTES)
  const keys = new Float64Array(count)
  const codes = new Uint8Array(count)
  for (let at = 0, from = 0; at < count; at += 1, from += TERM_BYTES) {
    keys[at] = data.readUInt16LE(from + 4) * 2 ** 32 + data.readUInt32LE(from)
    codes[at] = data[from + 6] ?? 0
  }
  return { keys, codes }
}
