import { sql } from 'kysely'
import type { Db, Reader, Trx } from '../schema.ts'
import { normalise } from './normal.ts'

/** Which resources hold which neighbouring Chinese characters in their body; see the migration `find_pairs`. */
export type PairTables = { resource_pairs: { school_id: string; resource_id: number; pairs: number[] } }

const FIRST = 0x3400
const LAST = 0x9fff
const SPAN = LAST - FIRST + 1

/** Different pairs kept: a whole textbook has about 25,000. */
const MAX_PAIRS = 20_000
/** Characters of the body that are looked at: what is kept of it. */
const MAX_BODY = 200_000
/** Longer runs are sentences: their words find them. */
const LONGEST_RUN = 8
/** Candidates whose text is looked at, and hits that go first. */
const LOOKED_AT = 200
const GO_FIRST = 40

/**
 * Neighbouring Chinese characters of a text, once each, as whole numbers. Blanks and line ends between them count for
 * nothing: a PDF has them anywhere.
 */
export function pairsOf(text: string): number[] {
  const plain = normalise(text.slice(0, MAX_BODY))
  const pairs = new Set<number>()
  let before = -1
  for (let at = 0; at < plain.length; at += 1) {
    const code = plain.charCodeAt(at)
    if (code >= FIRST && code <= LAST) {
      if (before >= 0) pairs.add((before - FIRST) * SPAN + (code - FIRST))
      before = code
      if (pairs.size >= MAX_PAIRS) break
    } else if (code > 0x20 && code !== 0x3000 && code !== 0xa0) before = -1
  }
  return [...pairs]
}

/** The question as one run of two to eight Chinese characters; undefined when it is anything else. */
export function runIn(text: string): string | undefined {
  const plain = normalise(text.trim())
  return new RegExp(`^[\\u3400-\\u9fff]{2,${LONGEST_RUN}}$`, 'u').test(plain) ? plain : undefined
}

/** Writes the pairs of a resource, or replaces them. */
export async function indexPairs(
  db: Db | Trx,
  rows: readonly { school_id: string; resource_id: number; body: string }[],
): Promise<void> {
  // As text in one piece: the driver would quote each of two thousand numbers.
  const values = rows.map(({ body, ...key }) => ({
    ...key,
    pairs: sql<number[]>`${`{${pairsOf(body).join(',')}}`}::int[]`,
  }))
  await db
    .insertInto('resource_pairs')
    .values(values)
    .onConflict((conflict) =>
      conflict.columns(['school_id', 'resource_id']).doUpdateSet((eb) => ({ pairs: eb.ref('excluded.pairs') })),
    )
    .execute()
}

/**
 * Resources whose body holds this run of characters, at most 40; those that hold it unbroken first. Whoever shows them
 * must still ask who may see them.
 */
export async function holdersOf(db: Reader, schoolId: string, run: string): Promise<number[]> {
  const rows = await db.selectFrom(holders(schoolId, run).as('holder')).select('id').execute()
  return rows.map((row) => row.id)
}

function holders(schoolId: string, run: string) {
  const pairs = pairsOf(run)
  return sql<{ id: number }>`(
select found.resource_id as id
from (
  select resource_id from resource_pairs
  where school_id = ${schoolId} and pairs @> ${pairs}::int[] limit ${LOOKED_AT}
) as found
join resource_text as content on content.school_id = ${schoolId} and content.resource_id = found.resource_id
order by (strpos(content.body, ${run}) > 0) desc, found.resource_id desc limit ${GO_FIRST}
)`
}
