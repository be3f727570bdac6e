import { bytesIn, type Entry, entryOf, giveBackAll } from './blocks.ts'
import { KeyTable } from './key-table.ts'

/** A segment's terms by number of the key: an entry, `NONE`, or undefined when nothing is known any more. */
type Terms = { table: KeyTable; entries: (Entry | undefined)[] }

/** Where an entry is kept, for how many bytes it counts, and whether it was asked for since it came. */
export type Place = { terms: Terms; number: number; bytes: number; isUsed: boolean }

/** Of a term that a segment does not have. */
export const NONE: Entry = entryOf(0, new Uint8Array(0))

/** What an entry costs beside its list. */
const OVERHEAD = 400
/** Terms of which something is known, or was; with more, those that are not kept are forgotten. */
const KNOWN = 150_000

/** A question has what it found or kept before it until it says so here; if it never does they only lie a while longer. */
export function leave(entries: readonly Entry[]): void {
  for (const entry of entries) {
    entry.users = (entry.users ?? 1) - 1
    if (entry.users === 0 && !entry.place && entry !== NONE) giveBackAll(entry)
  }
}

/**
 * Terms of segments that were read, in so much room. A question asks for two hundred of them, so that one was asked for
 * is a mark and no place in an order: what needs room takes it from those that came longest ago and have no mark.
 */
export class KeptTerms {
  private readonly room: number
  private readonly segments = new Map<number, Terms>()
  /** From `next` on, in the order in which they came. */
  private readonly round: Entry[] = []
  private next = 0
  private known = 0
  private used = 0

  /** `room` in bytes, counting what JavaScript needs around the lists. */
  constructor(room: number) {
    this.room = room
  }

  find(segmentId: number, key: number): Entry | undefined {
    const terms = this.segments.get(segmentId)
    const number = terms ? terms.table.find(key) : -1
    if (number < 0) return undefined
    const entry = terms?.entries[number]
    if (entry?.place) entry.place.isUsed = true
    return entry && use(entry)
  }

  /** Keeps an entry, or `NONE`; returns the one that is there when two questions at the same time have read the same. */
  keep(segmentId: number, key: number, entry: Entry): Entry {
    if (this.known >= KNOWN) this.forgetOthers()
    let terms = this.segments.get(segmentId)
    if (!terms) {
      terms = { table: new KeyTable(), entries: [] }
      this.segments.set(segmentId, terms)
    }
    const before = terms.table.size
    const number = terms.table.add(key)
    this.known += terms.table.size - before
    const there = terms.entries[number]
    if (there) return use(there)
    terms.entries[number] = use(entry)
    if (entry !== NONE) {
      entry.place = { terms, number, bytes: 0, isUsed: false }
      this.round.push(entry)
      this.grew(entry)
    }
    return entry
  }

  /** An entry takes another room than it did. */
  grew(entry: Entry): void {
    if (!entry.place) return
    const bytes = OVERHEAD + bytesIn(entry)
    this.used += bytes - entry.place.bytes
    entry.place.bytes = bytes
    while (this.used > this.room && this.next < this.round.length) this.look()
  }

  forget(segmentId: number): void {
    const terms = this.segments.get(segmentId)
    if (!terms) return
    this.segments.delete(segmentId)
    this.known -= terms.table.size
    for (const entry of terms.entries) if (entry?.place) this.release(entry)
  }

  /** Looks at the one that came longest ago: it loses its mark and comes anew, or it goes. */
  private look(): void {
    const entry = this.round[this.next++]
    if (this.next >= 1024 && 2 * this.next >= this.round.length) this.shorten()
    if (!entry?.place) return
    if (entry.place.isUsed) {
      entry.place.isUsed = false
      this.round.push(entry)
      return
    }
    entry.place.terms.entries[entry.place.number] = undefined
    this.release(entry)
  }

  private shorten(): void {
    this.round.splice(0, this.next)
    this.next = 0
  }

  /** A question that has it before it goes on with it, and gives it back at its end. */
  private release(entry: Entry): void {
    this.used -= entry.place?.bytes ?? 0
    entry.place = undefined
    if (!entry.users) giveBackAll(entry)
  }

  private forgetOthers(): void {
    this.known = 0
    for (const terms of this.segments.values()) {
      const { table, entries } = terms
      terms.table = new KeyTable()
      terms.entries = []
      entries.forEach((entry, number) => {
        if (!entry?.place) return
        entry.place.number = terms.table.add(table.keys[number] ?? 0)
        terms.entries[entry.place.number] = entry
      })
      this.known += terms.table.size
    }
  }
}

function use(entry: Entry): Entry {
  entry.users = (entry.users ?? 0) + 1
  return entry
}
