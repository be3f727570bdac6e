import { sql } from 'kysely'
import type { Reader } from '../schema.ts'
import type { Columns } from './columns.ts'
import { roomFor } from './few.ts'
import { keyOf } from './hash.ts'
import { leave } from './kept-terms.ts'
import { type Segment, STRETCH, type Step, scorePart } from './part.ts'
import { Scorer } from './score.ts'
import { columnsOf, entriesOf, forgetMerged, type LongList } from './shelf.ts'
import { RANDOM_SPAN } from './tables.ts'
import { type Best, Top, type Wanted } from './top.ts'
import { type Sums, WaitingEntries, type WaitingRow, type WaitingView } from './waiting.ts'

/** Resources that may answer, best first; ids may be of withdrawn ones, which is why `seqs` go with them. */
export type Candidates = {
  ids: number[]
  /** When each was indexed. */
  seqs: number[]
  /** 0 to 1: the share of what was asked, by what the words say. */
  scores: number[]
  /** Whether all the words are in it. */
  strict: boolean[]
  /** There are more than these. */
  more: boolean
}

/** One for the process: nothing waits while it adds up, so questions never meet in it. */
const scorer = new Scorer()
let few = roomFor(STRETCH)

/** The terms of a question in every part of a school's index. Terms are named by their place in the question. */
export class OpenIndex {
  readonly docs: number
  private readonly averages: { title: number; body: number }
  private readonly keys: readonly number[]
  private readonly segments: readonly Segment[]
  private readonly waiting: WaitingView
  private readonly waitingBase: number

  constructor(
    keys: readonly number[],
    segments: readonly Segment[],
    waiting: WaitingView,
    words: { title: number; body: number },
  ) {
    this.keys = keys
    this.segments = segments
    this.waiting = waiting
    const last = segments.at(-1)
    this.waitingBase = last ? last.base + last.columns.ids.length : 0
    const totals = waiting.totals
    this.docs = Math.max(1, this.waitingBase + totals.docs)
    this.averages = { title: (words.title + totals.title) / this.docs, body: (words.body + totals.body) / this.docs }
  }

  /** Nothing is asked of it any more. */
  close(): void {
    for (const { entries } of this.segments) leave(entries)
  }

  df(at: number): number {
    const sealed = this.segments.reduce((sum, segment) => sum + (segment.entries[at]?.df ?? 0), 0)
    return sealed + this.waiting.df(this.keys[at] ?? -1)
  }

  /** What these terms need to be added up; of a flat one nobody needs the list again once its bits are there. */
  longLists(wanted: readonly { at: number; flat: boolean }[]): LongList[] {
    return this.segments.flatMap((segment) =>
      wanted.flatMap(({ at, flat }) => {
        const entry = segment.entries[at]
        if (!entry || entry.list || entry.dense || (flat && entry.bits)) return []
        return [{ segmentId: segment.id, key: this.keys[at] ?? 0, entry }]
      }),
    )
  }

  /** The resources with the highest scores, best first. */
  best(plan: readonly Step[], wanted: Wanted): { found: (Best & { id: number; seq: number })[]; more: boolean } {
    const steps = [...plan].sort((a, b) => b.weight - a.weight)
    const top = new Top(
      wanted,
      steps.reduce((sum, { weight }) => sum + weight, 0),
    )
    scorer.worth.begin(this.averages)
    const size = Math.max(STRETCH, this.waiting.size)
    scorer.room(size)
    if (few.docs.length < size) few = roomFor(size)
    for (const step of steps) this.waiting.score(this.keys[step.at] ?? -1, scorer, step)
    scorer.collect(0, undefined, top.least, few)
    top.offer(few, this.waitingBase)
    const asked = steps.map((step) => ({ ...step, must: step.marks & wanted.needed & ~othersOf(step, steps) }))
    for (const segment of [...this.segments].reverse()) scorePart(segment, asked, top, scorer, few)
    return { found: top.best().map((one) => ({ ...one, ...this.at(one.place) })), more: top.more }
  }

  private at(place: number): { id: number; seq: number } {
    if (place >= this.waitingBase) return this.waiting.doc(place - this.waitingBase) ?? { id: 0, seq: 0 }
    const segment = this.segments.findLast((one) => one.base <= place)
    const doc = place - (segment?.base ?? 0)
    return { id: segment?.columns.ids[doc] ?? 0, seq: segment?.columns.seqs[doc] ?? 0 }
  }
}

/** What the other terms mark. */
function othersOf(step: Step, steps: readonly Step[]): number {
  return steps.reduce((marks, one) => (one === step ? marks : marks | one.marks), 0)
}

/** Unsealed entries by school, as far as this process has read them; the schools asked longest ago make room. */
const waitingOf = new Map<string, WaitingEntries>()
const SCHOOLS = 50
const segmentsOf = new Map<string, number[]>()

export async function openIndex(db: Reader, schoolId: string, terms: readonly string[]): Promise<OpenIndex> {
  const known = waitingEntries(schoolId)
  let read = await partsOf(db, schoolId, known.newest, false)
  const followed = known.follow(read.sums, read.fresh)
  if (!followed) {
    read = await partsOf(db, schoolId, known.newest, true)
    known.see(read.fresh)
  }
  const parts = read.segments.split(',').filter((part) => part !== '')
  const listed = parts.map((part) => {
    const [id = 0, docs = 0, title = 0, body = 0] = part.split(':').map(Number)
    return { id, docs, title, body }
  })
  const ids = listed.map((segment) => segment.id)
  forgetMerged(segmentsOf.get(schoolId) ?? [], new Set(ids))
  segmentsOf.set(schoolId, ids)
  const keys = terms.map(keyOf)
  const columns = await Promise.all(listed.map(({ id, docs }) => columnsOf(db, schoolId, id, docs)))
  const entries = await entriesOf(db, schoolId, ids, keys)
  let base = 0
  const segments = listed.map(({ id, docs }, at): Segment => {
    base += docs
    return { id, base: base - docs, columns: columns[at] as Columns, entries: entries[at] ?? [] }
  })
  const waiting = followed ?? (await known.view(db, schoolId, read.waiting))
  const words = listed.reduce((sum, one) => ({ title: sum.title + one.title, body: sum.body + one.body }), {
    title: 0,
    body: 0,
  })
  return new OpenIndex(keys, segments, waiting, words)
}

type Parts = { segments: string; waiting: string; sums: Sums; fresh: WaitingRow[] }
type PartRow = Sums & { segments: string | null; waiting: string | null } & (WaitingRow | { n: null })

/** What there is, in one snapshot: segments, what waits (as sums, or `all` numbers), and the entries after `newest`. */
async function partsOf(db: Reader, schoolId: string, newest: number, all: boolean): Promise<Parts> {
  const { rows } = await sql<PartRow>`/* prepared: search_parts */
select
  (select string_agg(segment_id || ':' || docs || ':' || title_words || ':' || body_words, ',' order by segment_id)
    from search_segment where school_id = ${schoolId}) as segments,
  case when ${all}::bool then
    (select string_agg(n::text, ',' order by n) from search_delta where school_id = ${schoolId}) end as waiting,
  sums.count, sums.seqs::bigint, sums.randoms::bigint,
  null::bigint as n, null::bigint as resource_id, 0 as title_length, 0 as body_length, null::bytea as data
from (
  select count(*) as count, coalesce(sum(n / ${RANDOM_SPAN}::bigint), 0) as seqs,
    coalesce(sum(n % ${RANDOM_SPAN}::bigint), 0) as randoms
  from search_delta where school_id = ${schoolId}
) as sums
union all
select null, null, 0, 0, 0, n, resource_id, title_length, body_length, data from search_delta
where school_id = ${schoolId} and n > ${newest}::bigint`.execute(db)
  const fresh = rows.filter((row): row is PartRow & WaitingRow => row.n !== null)
  const { segments, waiting, ...sums } = rows.find(({ n }) => n === null) ?? NOTHING
  return { segments: segments ?? '', waiting: waiting ?? '', sums, fresh }
}

const NOTHING = { segments: null, waiting: null, count: 0, seqs: 0, randoms: 0 }

function waitingEntries(schoolId: string): WaitingEntries {
  const waiting = waitingOf.get(schoolId) ?? new WaitingEntries()
  waitingOf.delete(schoolId)
  waitingOf.set(schoolId, waiting)
  const [oldest] = waitingOf.keys()
  if (waitingOf.size > SCHOOLS && oldest !== undefined) waitingOf.delete(oldest)
  return waiting
}
