import type { Few } from './few.ts'

export type Wanted = {
  count: number
  /** A score below says nothing. */
  least: number
  /** Bits that must be set, and bits of which none may be. */
  needed: number
  excluded: number
  /** The bit that is enough by itself; or else two of these. */
  evidence: number
  some: number
}

export type Best = { place: number; score: number; mark: number }

/** Scores are added up in one order here and in another there: what differs by less than this share is equal. */
const STEP = 2 ** -18

/** One for the process, as nothing waits between the first offer and the last: the best so far, the worst on top. */
let scores = new Float64Array(256)
let places = new Int32Array(256)
let marksOf = new Int32Array(256)

/** Collects the places with the highest scores; of equals the later place comes first. One at a time: the next takes its room. */
export class Top {
  private readonly wanted: Wanted
  private size = 0
  /** Below lies nothing that is wanted. */
  private limit: number
  private readonly step: number

  /** `highest`: no score is above. */
  constructor(wanted: Wanted, highest: number) {
    this.wanted = wanted
    this.step = Math.max(highest * STEP, Number.MIN_VALUE)
    this.limit = Math.max(wanted.least - this.step, Number.MIN_VALUE)
  }

  /** A score below is of no use any more. */
  get least(): number {
    return this.limit - this.step
  }

  /** There may be more than were wanted. */
  get more(): boolean {
    return this.size === this.wanted.count
  }

  /** Looks at some places of the part that begins at `base`. Later ones go first. */
  offer({ docs, scores: given, marks, count: all }: Few, base: number): void {
    const { step } = this
    const { count, needed, excluded, evidence, some } = this.wanted
    // From the end: of equals the first one met stays, and the many that score the same cost nothing.
    for (let at = all - 1; at >= 0; at -= 1) {
      const exact = given[at] ?? 0
      const score = exact < step ? exact : Math.round(exact / step) * step
      if (score < this.limit || (score === this.limit && this.size === count)) continue
      const mark = marks[at] ?? 0
      if ((mark & needed) !== needed || (mark & excluded) !== 0) continue
      const few = mark & some
      if ((mark & evidence) === 0 && (few & (few - 1)) === 0) continue
      if (this.size < count) {
        if (this.size === scores.length) grow()
        rise(this.size, score, base + (docs[at] ?? 0), mark)
        this.size += 1
      } else sink(this.size, score, base + (docs[at] ?? 0), mark)
      if (this.size === count) this.limit = scores[0] ?? this.limit
    }
  }

  /** Best first. */
  best(): Best[] {
    const all: Best[] = []
    for (let at = 0; at < this.size; at += 1)
      all.push({ place: places[at] ?? 0, score: scores[at] ?? 0, mark: marksOf[at] ?? 0 })
    return all.sort((a, b) => b.score - a.score || b.place - a.place)
  }
}

/** Whether what lies at a place of the heap is worse than this. */
function isWorse(at: number, score: number, place: number): boolean {
  const own = scores[at] ?? 0
  return own < score || (own === score && (places[at] ?? 0) < place)
}

/** From a new place at the end upwards. */
function rise(end: number, score: number, place: number, mark: number): void {
  let at = end
  while (at > 0) {
    const above = (at - 1) >> 1
    if (isWorse(above, score, place)) break
    move(above, at)
    at = above
  }
  put(at, score, place, mark)
}

/** In the stead of the worst, from the top downwards. */
function sink(size: number, score: number, place: number, mark: number): void {
  let at = 0
  for (;;) {
    let next = 2 * at + 1
    if (next >= size) break
    if (next + 1 < size && isWorse(next + 1, scores[next] ?? 0, places[next] ?? 0)) next += 1
    if (!isWorse(next, score, place)) break
    move(next, at)
    at = next
  }
  put(at, score, place, mark)
}

function move(from: number, to: number): void {
  put(to, scores[from] ?? 0, places[from] ?? 0, marksOf[from] ?? 0)
}

function put(at: number, score: number, place: number, mark: number): void {
  scores[at] = score
  places[at] = place
  marksOf[at] = mark
}

function grow(): void {
  const [oldScores, oldPlaces, oldMarks] = [scores, places, marksOf]
  scores = new Float64Array(2 * oldScores.length)
  places = new Int32Array(2 * oldPlaces.length)
  marksOf = new Int32Array(2 * oldMarks.length)
  scores.set(oldScores)
  places.set(oldPlaces)
  marksOf.set(oldMarks)
}
