import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '../schema.ts'
import { type Viewer, visibleTo } from '../sharing.ts'
import { findHolders } from './candidates.ts'
import { normalise } from './normal.ts'
import type { Candidates } from './open-index.ts'
import { hanOf } from './words.ts'

/** Longer runs are sentences: their words find them. */
const LONGEST = 8
/** Texts that are looked at, the likeliest first and the others when too few of those hold the run. */
const LOOKED_AT = 200
const FIRST = 60
/** How much is read of either as they are stored: reading is what this costs. */
const BYTES = 1_500_000
/** Characters of a text that are looked at. */
const SEEN = 100_000
/** Hits that go first. */
const GO_FIRST = 40

/** The question as one run of two to eight Chinese characters; undefined when it is anything else. */
export function runIn(text: string): string | undefined {
  const plain = normalise(text.trim())
  return new RegExp(`^[\\u3400-\\u9fff]{2,${LONGEST}}$`, 'u').test(plain) ? plain : undefined
}

/**
 * Resources whose text holds this run of characters as it stands, blanks and line ends aside: a name, or three
 * characters copied out of a sentence, which no dictionary cuts the same way twice. The index says who has all the
 * characters; their texts decide. At most 40, those in which the characters weigh most.
 */
export async function whoHold(db: Reader, viewer: Viewer, run: string): Promise<Candidates> {
  const chars = hanOf(run).join('')
  const holders: Candidates = { ids: [], seqs: [], scores: [], strict: [], more: false }
  if (chars === '') return holders
  const found = await findHolders(db, viewer.schoolId, chars, LOOKED_AT)
  for (const [from, to] of [
    [0, FIRST],
    [FIRST, LOOKED_AT],
  ] as const) {
    if (holders.ids.length >= GO_FIRST || from >= found.ids.length) break
    const rows = await db
      .selectFrom(texts(viewer, found.ids.slice(from, to)).as('held'))
      .selectAll('held')
      .execute()
    const holds = new Set(rows.filter((row) => flat(row.body).includes(run)).map((row) => from + row.place - 1))
    for (let at = from; at < to && holders.ids.length < GO_FIRST; at += 1) {
      const id = found.ids[at]
      if (id === undefined || !holds.has(at)) continue
      holders.ids.push(id)
      holders.seqs.push(found.seqs[at] ?? 0)
      holders.scores.push(found.scores[at] ?? 0)
      holders.strict.push(true)
    }
  }
  return holders
}

/** Blanks between characters count for nothing: a PDF has them anywhere. */
function flat(body: string): string {
  return normalise(body.replace(/\s+/g, ''))
}

function texts(viewer: Viewer, ids: readonly number[]): RawBuilder<{ place: number; body: string }> {
  return sql<{ place: number; body: string }>`(
select place::int as place, left(body, ${SEEN}) as body from (
  select given.place, content.body, sum(pg_column_size(content.body)) over (order by given.place) as upto
  from unnest(${`{${ids.join(',')}}`}::bigint[]) with ordinality as given (id, place)
  join resource on resource.id = given.id and ${visibleTo(viewer)}
  join resource_text as content on content.school_id = ${viewer.schoolId} and content.resource_id = given.id
) as text
where upto <= ${BYTES} or place <= 5
)`
}
