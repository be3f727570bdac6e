import { type Entry, giveBack, LONG_LIST } from './blocks.ts'
import type { Columns } from './columns.ts'
import { addBits, type Few, keep, takeMask, type Weighed } from './few.ts'
import { bitsOf, blockOf, countAll, type Dense, denseOf, skipsOf } from './postings.ts'
import type { Entrance, Scorer } from './score.ts'
import { grew } from './shelf.ts'
import type { Top } from './top.ts'

/** A term as it counts in a question; `at` is its place there. One that `raises` only adds to what has a score already. */
export type Step = Weighed & { at: number; raises: boolean }

/** `must`: marks that a hit has to have and that no other term gives. */
export type Asked = Step & { must: number }

/** A sealed part of the index, and what it has of the terms of a question. */
export type Segment = { id: number; base: number; columns: Columns; entries: Entry[] }

/** Places that are added up together: their scores stay in the processor's cache, and the next know of better hits. */
export const STRETCH = 8_192
/** One in so many has a term: then bits say quickest who; with codes it takes more room than the list, so for fewer. */
const COMMON = 40
const DENSE = 12
/** So much of the highest score more is a reason for a new plan. */
const PLAN_AGAIN = 1 / 128
/** To look up a place in a list costs as much as to read so many postings. */
const LOOK_UP = 8

/** A term that this part has, and the most that it can add to a score here. */
type Held = { step: Asked; entry: Entry; bits: Int32Array | undefined; dense: Dense | undefined; most: number }

/** A term that every hit has, or else all of the first `others` of the terms before it. */
type Pair = { bits: Int32Array; isAlone: boolean; others: number }

/** How the places of a part are found, for as long as a score has to be what it is now. */
type Plan = {
  /** The commonest terms as bits, the weightiest first, and how each restricts who can be a hit. */
  pairs: readonly Pair[]
  /** What the flat ones of those that every hit has give together. */
  base: { score: number; marks: number }
  /** The rarest of the other terms that every hit has. */
  rarest: Held | undefined
  /** Each hit has one of these; how many places have any, at most. */
  added: readonly Held[]
  touched: number
  /** The others, in the order in which they are looked up for what was found: for the bits and `rarest`, and for `added`. */
  later: readonly Held[]
  laterAdded: readonly Held[]
}

/**
 * Offers those of a segment that may be among the best, the last places first. No score is exact that does not matter:
 * a place is looked at no longer once all the terms it may still have can not lift it to the worst of the best (MaxScore),
 * and a term without which nothing gets there is asked for first.
 */
export function scorePart(segment: Segment, steps: readonly Asked[], top: Top, scorer: Scorer, few: Few): void {
  const docs = segment.columns.ids.length
  const held = heldIn(segment, steps, scorer)
  if (!held) return
  const highest = held.reduce((sum, { most }) => sum + most, 0)
  let planned = 0
  let plan: Plan | undefined
  for (let from = STRETCH * Math.floor((docs - 1) / STRETCH); from >= 0; from -= STRETCH) {
    if (highest < top.least) return
    // What holds for less holds for more, so that a plan is good until a better one is worth making.
    if (plan === undefined || top.least - planned > PLAN_AGAIN * highest) {
      planned = top.least
      plan = planFor(held, highest, planned)
    }
    scoreStretch(segment, plan, from, Math.min(docs, from + STRETCH), highest, top.least, scorer, few)
    top.offer(few, segment.base)
  }
}

/** The terms that the segment has; undefined when it lacks one that a hit has to have. */
function heldIn({ columns, entries }: Segment, steps: readonly Asked[], scorer: Scorer): Held[] | undefined {
  const docs = columns.ids.length
  const held: Held[] = []
  for (const step of steps) {
    const entry = entries[step.at]
    if (entry && entry.df > 0) {
      const most = step.weight * (step.flat ? 1 : mostOf(entry, columns, scorer))
      const dense = step.flat ? undefined : denseFor(entry, docs)
      held.push({ step, entry, bits: dense?.bits ?? bitsFor(step, entry, docs), dense, most })
    } else if (step.must !== 0) return undefined
  }
  return held
}

/** The most that a common term is worth in this part; of others 1, because to find out costs more than it saves. */
function mostOf(entry: Entry, { ids, lengths }: Columns, scorer: Scorer): number {
  if (entry.most && scorer.worth.isLike(entry.most.averages)) return entry.most.worth
  if (entry.df * COMMON <= ids.length || !entry.list) return 1
  entry.most = { worth: scorer.worth.most(entry.list, lengths), averages: scorer.worth.averages }
  return entry.most.worth
}

/** A common flat term is kept as bits alone, which take less room than its list. */
function bitsFor({ flat }: Asked, entry: Entry, docs: number): Int32Array | undefined {
  if (!flat || entry.df * COMMON <= docs) return undefined
  if (entry.dense) return entry.dense.bits
  if (!entry.bits) {
    entry.bits = bitsOf(entry.list ?? NOTHING, docs)
    letGo(entry)
    grew(entry)
  }
  return entry.bits
}

function denseFor(entry: Entry, docs: number): Dense | undefined {
  if (entry.df * DENSE <= docs) return undefined
  if (!entry.dense) {
    entry.dense = denseOf(entry.list ?? NOTHING, entry.df, docs)
    entry.bits = undefined
    letGo(entry)
    grew(entry)
  }
  return entry.dense
}

/** Its bits stand for the list now. Only lists that are stored apart can be read again. */
function letGo(entry: Entry): void {
  if (!entry.list || entry.list.length <= LONG_LIST) return
  giveBack(entry.list)
  giveBack(entry.skips)
  entry.list = undefined
  entry.skips = undefined
}

function planFor(held: readonly Held[], highest: number, least: number): Plan {
  const spare = highest - least
  const every = held.filter(({ step, most }) => step.must !== 0 || most > spare)
  const masked = every.filter(({ step, bits }) => step.flat && bits)
  const [rarest] = every.filter((one) => !masked.includes(one)).sort((a, b) => a.entry.df - b.entry.df)
  const base = {
    score: masked.reduce((sum, { step }) => sum + step.weight, 0),
    marks: masked.reduce((marks, { step }) => marks | step.marks, 0),
  }
  const added = every.length > 0 ? [] : addedOf(held, least)
  return {
    ...{ pairs: pairsOf(held, spare), base, rarest, added },
    touched: added.reduce((sum, { entry }) => sum + entry.df, 0),
    later: held.filter((one) => !masked.includes(one)).sort(quickestFirst),
    laterAdded: held.filter((one) => !added.includes(one)).sort(quickestFirst),
  }
}

/** A hit may lack no more than `spare`: not one term of more weight, and of two that weigh more together not both. */
function pairsOf(held: readonly Held[], spare: number): Pair[] {
  const known = held
    .flatMap(({ step: { must }, bits, most }) => (bits && (most > 0 || must !== 0) ? [{ must, bits, most }] : []))
    .sort((a, b) => b.most - a.most)
  const pairs = known.map(({ must, bits, most }, at) => {
    const others = known.findIndex((other, n) => n >= at || other.most + most <= spare)
    return { bits, isAlone: must !== 0 || most > spare, others: Math.max(0, others) }
  })
  return pairs.slice(0, 1 + pairs.findLastIndex(({ isAlone, others }) => isAlone || others > 0))
}

/** Who has none of these does not reach `least`: without the terms that most have, which are the ones that say least. */
function addedOf(held: readonly Held[], least: number): Held[] {
  const adding = held.filter(({ step }) => !step.raises && step.weight > 0)
  let without = held.reduce((sum, { step, most }) => (step.raises ? sum + most : sum), 0)
  const added: Held[] = []
  for (const one of adding.sort((a, b) => b.entry.df / b.most - a.entry.df / a.most)) {
    if (without + one.most < least) without += one.most
    else added.push(one)
  }
  return added
}

/** Bits cost next to nothing; of the lists, those first that shut out most. */
function quickestFirst(a: Held, b: Held): number {
  return (
    Number(b.bits !== undefined) - Number(a.bits !== undefined) ||
    Number(b.step.must !== 0) - Number(a.step.must !== 0) ||
    b.most - a.most
  )
}

/** Leaves in `few` those from `from` to before `to` that may be among the best, with all their scores and marks. */
function scoreStretch(
  { columns }: Segment,
  plan: Plan,
  from: number,
  to: number,
  highest: number,
  least: number,
  scorer: Scorer,
  few: Few,
): void {
  const { lengths, ids } = columns
  const { pairs, base, rarest, added } = plan
  few.count = 0
  const mask = pairs.length > 0 ? maskOf(pairs, from, to) : undefined
  const fit = mask ? countAll(mask) : Number.POSITIVE_INFINITY
  if (fit === 0) return
  const share = (to - from) / ids.length
  let later = plan.later
  let left = highest - base.score
  let taken: Held | undefined
  if (added.length > 0 && plan.touched * share < LOOK_UP * fit) {
    later = plan.laterAdded
    for (const { step, entry, bits, dense, most } of added) {
      left -= most
      if (dense) scorer.addDense(dense, from, to, lengths, step)
      else if (bits) scorer.addAll(bits, from, to, step)
      else scorer.add(entry.list ?? NOTHING, entranceOf(entry, from), from, to, lengths, step)
    }
    scorer.collect(from, mask, least - left, few)
  } else if (rarest && (rarest.dense || rarest.entry.df * share < LOOK_UP * fit)) {
    taken = rarest
    left -= rarest.most
    const stretch = { from, to, mask, base, least: least - left }
    if (rarest.dense) scorer.takeDense(rarest.dense, stretch, lengths, rarest.step, few)
    else scorer.take(rarest.entry.list ?? NOTHING, entranceOf(rarest.entry, from), stretch, lengths, rarest.step, few)
  } else takeMask({ from, to, mask, base, least: least - left }, few)
  for (const one of later) {
    if (one === taken) continue
    if (few.count === 0) return
    if (one.dense) scorer.addDenseTo(few, one.dense, lengths, one.step)
    else if (one.bits) addBits(few, one.bits, one.step)
    else scorer.addTo(few, one.entry.list ?? NOTHING, skipsFor(one.entry), lengths, one.step)
    left -= one.most
    keep(few, least - left, one.step.must)
  }
}

const NOTHING = new Uint8Array(0)
const mask = new Int32Array(STRETCH / 32)

/** Who can be a hit, as far as the bits tell. */
function maskOf(pairs: readonly Pair[], from: number, to: number): Int32Array {
  const words = mask.subarray(0, (to - from + 31) >> 5)
  const first = from >> 5
  const last = words.length - 1
  // Those who have all of the first 0, 1, 2, … of them; beyond the last place there is nobody.
  const all = new Int32Array(pairs.length + 1)
  for (let word = 0; word <= last; word += 1) {
    const rest = (to - from) & 31
    all[0] = word === last && rest !== 0 ? (1 << rest) - 1 : -1
    let fit = all[0] ?? 0
    for (let at = 0; at < pairs.length && fit !== 0; at += 1) {
      const pair = pairs[at]
      if (!pair) break
      const own = pair.bits[first + word] ?? 0
      if (pair.isAlone) fit &= own
      else if (pair.others > 0) fit &= own | (all[pair.others] ?? 0)
      all[at + 1] = (all[at] ?? 0) & own
    }
    words[word] = fit
  }
  return words
}

function skipsFor(entry: Entry): Int32Array {
  if (entry.skips) return entry.skips
  const skips = skipsOf(entry.list ?? NOTHING, entry.df)
  entry.skips = skips
  grew(entry)
  return skips
}

function entranceOf(entry: Entry, from: number): Entrance {
  const skips = skipsFor(entry)
  const block = blockOf(skips, from)
  return { doc: skips[2 * block] ?? -1, at: skips[2 * block + 1] ?? 0 }
}
