import { sql } from 'kysely'
import type { Reader } from '../schema.ts'
import { lengthByte } from './code.ts'
import type { Weighed } from './few.ts'
import { unpackTerms } from './index-row.ts'
import type { Scorer } from './score.ts'
import { SegmentMerged } from './shelf.ts'
import { RANDOM_SPAN, seqOf } from './tables.ts'
import { WaitingLists } from './waiting-lists.ts'

/** Unsealed entries as one question sees them. */
export class WaitingView {
  private readonly docs: readonly Doc[]
  private readonly lists: WaitingLists
  /** By slot: 1 for those that count. Entries that came later have higher slots. */
  private readonly active: Uint8Array
  /** Those that count, and their words. */
  readonly totals: { docs: number; title: number; body: number }

  constructor(
    docs: readonly Doc[],
    lists: WaitingLists,
    active: Uint8Array,
    totals: { docs: number; title: number; body: number },
  ) {
    this.docs = docs
    this.lists = lists
    this.active = active
    this.totals = totals
  }

  /** The same with those in these slots, too. */
  with(slots: readonly number[]): WaitingView {
    const active = new Uint8Array(this.docs.length)
    active.set(this.active)
    const totals = { ...this.totals }
    for (const slot of slots) {
      const doc = this.docs[slot]
      if (!doc) continue
      active[slot] = 1
      totals.docs += 1
      totals.title += doc.titleWords
      totals.body += doc.bodyWords
    }
    return new WaitingView(this.docs, this.lists, active, totals)
  }

  /** Slots, of which some may not count. */
  get size(): number {
    return this.active.length
  }

  doc(slot: number): { id: number; seq: number } | undefined {
    return this.docs[slot]
  }

  df(key: number): number {
    return this.lists.count(key)
  }

  /** Adds a term; places are slots. */
  score(key: number, scorer: Scorer, term: Weighed): void {
    this.lists.each(key, (slot, code) => {
      const doc = this.docs[slot]
      if (doc && this.active[slot] === 1) scorer.addOne(slot, code, doc.title, doc.body, term)
    })
  }
}

/**
 * Entries of a school that are not sealed yet, as this process knows them. Each is read once; which of them count in a
 * question is what that question's own snapshot says.
 */
export class WaitingEntries {
  /** By slot. */
  private docs: Doc[] = []
  private readonly slots = new Map<number, number>()
  private lists = new WaitingLists()
  /** What counted in the last question, and how it was seen. */
  private last: { sums: Sums; view: WaitingView } | undefined

  /** The highest number that was read; most of what is not read yet has a higher one. */
  newest = 0

  /** Takes entries that were read. */
  see(rows: readonly WaitingRow[]): void {
    for (const row of rows) if (!this.slots.has(row.n)) this.take(row)
  }

  /**
   * What counts, when that is what counted last and these, which are new. Undefined when it is not: some were sealed, or
   * one was committed later than its number says. Then all numbers have to be asked for.
   */
  follow(sums: Sums, rows: readonly WaitingRow[]): WaitingView | undefined {
    this.see(rows)
    const { last } = this
    if (!last || isSame(last.sums, sums)) return last?.view
    const ns = rows.map(({ n }) => n)
    if (!isSame(sumsOf(ns, last.sums), sums)) return undefined
    const view = last.view.with(rows.map(({ n }) => this.slots.get(n) ?? -1))
    this.last = { sums, view }
    return view
  }

  /** `listed` is `n,n,…`, ascending, as the question's snapshot has them. */
  async view(db: Reader, schoolId: string, listed: string): Promise<WaitingView> {
    const ns = listed === '' ? [] : listed.split(',').map(Number)
    const unseen = ns.filter((n) => !this.slots.has(n))
    if (unseen.length > 0) {
      const { rows } = await sql<WaitingRow>`/* prepared: search_waiting */
select n, resource_id, title_length, body_length, data from search_delta
where school_id = ${schoolId} and n = any(${unseen}::bigint[])`.execute(db)
      if (rows.length < unseen.length) throw new SegmentMerged()
      this.see(rows)
    }
    const view = this.choose(ns)
    this.last = { sums: sumsOf(ns), view }
    return view
  }

  private take(row: WaitingRow): void {
    this.newest = Math.max(this.newest, row.n)
    this.slots.set(row.n, this.docs.length)
    this.enter({
      n: row.n,
      id: row.resource_id,
      seq: seqOf(row.n),
      title: lengthByte(row.title_length),
      body: lengthByte(row.body_length),
      titleWords: row.title_length,
      bodyWords: row.body_length,
      ...unpackTerms(row.data),
    })
  }

  private enter(doc: Doc): void {
    const slot = this.docs.push(doc) - 1
    doc.keys.forEach((key, at) => {
      this.lists.add(key, slot, doc.codes[at] ?? 0)
    })
  }

  private choose(ns: readonly number[]): WaitingView {
    // Most of what is here was sealed meanwhile: begin anew with the rest.
    if (this.docs.length > 2 * ns.length + 100) {
      const kept = ns.flatMap((n) => this.docs[this.slots.get(n) ?? -1] ?? [])
      this.last = undefined
      this.docs = []
      this.slots.clear()
      this.lists = new WaitingLists()
      for (const doc of kept) {
        this.slots.set(doc.n, this.docs.length)
        this.enter(doc)
      }
    }
    const active = new Uint8Array(this.docs.length)
    const totals = { docs: ns.length, title: 0, body: 0 }
    for (const n of ns) {
      const slot = this.slots.get(n)
      const doc = slot === undefined ? undefined : this.docs[slot]
      // Another question with a later snapshot has let go of it: it was sealed.
      if (slot === undefined || !doc) throw new SegmentMerged()
      active[slot] = 1
      totals.title += doc.titleWords
      totals.body += doc.bodyWords
    }
    return new WaitingView(this.docs, this.lists, active, totals)
  }
}

/** How many count, and two sums of their numbers that tell them from as many others: of when, and of what is random. */
export type Sums = { count: number; seqs: number; randoms: number }

function sumsOf(ns: readonly number[], before: Sums = { count: 0, seqs: 0, randoms: 0 }): Sums {
  const sums = { ...before }
  for (const n of ns) {
    const seq = seqOf(n)
    sums.count += 1
    sums.seqs += seq
    sums.randoms += n - seq * RANDOM_SPAN
  }
  return sums
}

function isSame(a: Sums, b: Sums): boolean {
  return a.count === b.count && a.seqs === b.seqs && a.randoms === b.randoms
}

export type WaitingRow = { n: number; resource_id: number; title_length: number; body_length: number; data: Buffer }
type Doc = {
  n: number
  id: number
  seq: number
  /** Lengths as bytes. */
  title: number
  body: number
  titleWords: number
  bodyWords: number
  keys: Float64Array
  codes: Uint8Array
}
