import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyColumns } from './columns.ts'
import { type Few, roomFor } from './few.ts'
import { KeyTable } from './key-table.ts'
import { EVIDENCE, EXCLUDED } from './marks.ts'
import { OpenIndex } from './open-index.ts'
import type { Step } from './part.ts'
import { blockOf, eachPosting, PostingWriter, STRIDE, skipsOf } from './postings.ts'
import { Scorer } from './score.ts'
import type { Wanted } from './top.ts'
import { WaitingEntries } from './waiting.ts'
import { WaitingLists } from './waiting-lists.ts'

/** Numbers from 0 to 1, the same for the same seed. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state / 0x80000000
  }
}

const AVERAGES = { title: 8, body: 60 }

type Part = { docs: number; lists: Map<number, number>[] }

/** A part of an index: for each term who has it, with a code. */
function partOf(random: () => number, docs: number, shares: readonly number[]): Part {
  const lists = shares.map((share) => {
    const list = new Map<number, number>()
    for (let doc = 0; doc < docs; doc += 1)
      if (random() < share) list.set(doc, [8, 1, 16, 9, 3][Math.floor(random() * 5)] ?? 8)
    return list
  })
  return { docs, lists }
}

const NEEDED = 1 << 20
const SOME = [1 << 1, 1 << 2, 1 << 3]
const STEP = 2 ** -18

test('the best of all parts are those that adding everything up would find', async () => {
  const shares = [0.001, 0.02, 0.2, 0.6, 0.9, 0.3, 0.05, 0.004]
  const empty = await new WaitingEntries().view(noDatabase(), 's', '')
  for (let seed = 1; seed <= 60; seed += 1) {
    const random = numbers(seed)
    const parts = [700, 90, 18_000, 5, 8_192].map((docs) => partOf(random, docs, shares))
    const needs = random() < 0.3
    const steps = shares.map((_, at): Step => {
      const raises = at >= 4 && random() < 0.4
      const flat = raises || random() < 0.4
      const marks = random() < 0.2 ? (SOME[at % 3] ?? 0) : EVIDENCE
      const weight = random() < 0.1 ? 1e-7 : 4 * random()
      return { at, weight, marks: raises ? 0 : marks, flat, raises }
    })
    if (needs) steps[5] = { at: 5, weight: random() < 0.5 ? 0 : 2, marks: NEEDED, flat: random() < 0.7, raises: false }
    if (random() < 0.3) steps[6] = { at: 6, weight: 0, marks: EXCLUDED, flat: true, raises: false }
    const count = 1 + Math.floor(random() * 60)
    let base = 0
    const segments = parts.map(({ docs, lists }, id) => {
      const columns = emptyColumns(docs)
      columns.ids.forEach((_, doc) => {
        columns.ids[doc] = base + doc
        columns.lengths.title[doc] = 1 + (doc % 20)
        columns.lengths.body[doc] = doc % 70
      })
      base += docs
      const entries = lists.map((list) => {
        const writer = new PostingWriter()
        writer.begin()
        for (const [doc, code] of list) writer.add(doc, code)
        return { df: list.size, list: writer.end().slice() }
      })
      return { id, base: base - docs, columns, entries }
    })
    const words = { title: AVERAGES.title * base, body: AVERAGES.body * base }
    const index = new OpenIndex(
      shares.map((_, at) => at),
      segments,
      empty,
      words,
    )
    const least = random() < 0.3 ? 1 : 0
    const some = SOME.reduce((all, mark) => all | mark, 0)
    const wanted = { count, least, needed: needs ? NEEDED : 0, excluded: EXCLUDED, evidence: EVIDENCE, some }
    // Twice: nothing of the first time may be left, and lists may have become bits.
    index.best(steps, wanted)
    const { found } = index.best(steps, wanted)
    const expected = addedUp(parts, steps, wanted).slice(0, count)
    expect(
      found.map(({ id }) => id),
      `seed ${seed}`,
    ).toEqual(expected.map(({ id }) => id))
    found.forEach(({ score, mark }, at) => {
      expect(score, `seed ${seed}, place ${at}`).toBeCloseTo(expected[at]?.score ?? -1, 9)
      expect(mark).toBe(expected[at]?.mark)
    })
  }
})

type Sum = { id: number; score: number; mark: number }

/** Every resource with its score, best first, as if there were no quicker way. */
function addedUp(parts: readonly Part[], steps: readonly Step[], wanted: Wanted): Sum[] {
  const scorer = new Scorer()
  scorer.worth.begin(AVERAGES)
  const grid = steps.reduce((sum, { weight }) => sum + weight, 0) * STEP
  let base = 0
  const all = parts.flatMap(({ docs, lists }) => {
    base += docs
    return Array.from({ length: docs }, (_, doc): Sum => {
      let [score, mark] = [0, 0]
      for (const { at, weight, flat, marks } of steps) {
        const code = lists[at]?.get(doc)
        if (code === undefined) continue
        score += weight * (flat ? 1 : scorer.worth.of(code, 1 + (doc % 20), doc % 70))
        mark |= marks
      }
      return { id: base - docs + doc, score: score < grid ? score : Math.round(score / grid) * grid, mark }
    })
  })
  const isHit = ({ score, mark }: Sum) => {
    const some = mark & wanted.some
    const says = (mark & wanted.evidence) !== 0 || (some & (some - 1)) !== 0
    return score > 0 && score >= wanted.least - grid && says && (mark & wanted.needed) === wanted.needed
  }
  return all
    .filter((sum) => isHit(sum) && (sum.mark & wanted.excluded) === 0)
    .sort((a, b) => b.score - a.score || b.id - a.id)
}

/** Nothing waits, so nothing is asked. */
function noDatabase(): Parameters<WaitingEntries['view']>[0] {
  return new Proxy(Object.create(null), {
    get: () => {
      throw new Error('the database was asked')
    },
  })
}

test('a list can be entered at every skip', () => {
  const writer = new PostingWriter()
  writer.begin()
  const docs = Array.from({ length: 1_000 }, (_, at) => at * 3 + (at % 7) * 50_000 * (at > 900 ? 1 : 0))
  docs.sort((a, b) => a - b)
  for (const [at, doc] of [...new Set(docs)].entries()) writer.add(doc, at % 3 === 0 ? 9 : 8)
  const list = writer.end().slice()
  const skips = skipsOf(list, new Set(docs).size)
  const whole: number[] = []
  eachPosting(list, (doc) => whole.push(doc))
  for (let block = 0; 2 * block < skips.length; block += 1) {
    const before = skips[2 * block] ?? -1
    const rest: number[] = []
    eachPosting(list.subarray(skips[2 * block + 1]), (step) => rest.push(before + step + 1))
    expect(rest).toEqual(whole.slice(STRIDE * block))
    for (const doc of [before + 1, before + 2]) expect(blockOf(skips, doc)).toBe(block)
  }
})

test('to some places a list adds what it adds to all', () => {
  const random = numbers(7)
  const docs = 5_000
  const lengths = { title: new Uint8Array(docs).fill(8), body: new Uint8Array(docs).fill(60) }
  const term = { weight: 2, marks: 4, flat: false }
  for (const [share, wanted] of [
    [0.9, 0.9],
    [0.9, 0.01],
    [0.1, 0.5],
    [0.3, 1],
  ] as const) {
    const writer = new PostingWriter()
    writer.begin()
    for (let doc = 0; doc < docs; doc += 1) if (random() < share) writer.add(doc, random() < 0.2 ? 9 : 8)
    const list = writer.end().slice()
    let df = 0
    eachPosting(list, () => {
      df += 1
    })
    const skips = skipsOf(list, df)
    const all = roomFor(docs)
    const scorer = new Scorer()
    scorer.worth.begin(AVERAGES)
    scorer.room(docs)
    scorer.add(list, { doc: -1, at: 0 }, 0, docs, lengths, term)
    scorer.collect(0, undefined, 0, all)
    const taken = roomFor(docs)
    const stretch = { from: 1_000, to: 3_000, mask: undefined, base: { score: 0, marks: 0 }, least: 0 }
    const block = blockOf(skips, stretch.from)
    const entrance = { doc: skips[2 * block] ?? -1, at: skips[2 * block + 1] ?? 0 }
    scorer.take(list, entrance, stretch, lengths, term, taken)
    expect(rowsOf(taken)).toEqual(rowsOf(all).filter(([doc]) => doc >= 1_000 && doc < 3_000))
    const there = roomFor(docs)
    for (let doc = 0; doc < docs; doc += 1) if (random() < wanted) there.docs[there.count++] = doc
    const scores = new Map(rowsOf(all).map(([doc, score, mark]) => [doc, [score, mark]]))
    scorer.addTo(there, list, skips, lengths, term)
    expect(rowsOf(there)).toEqual(rowsOf(there).map(([doc]) => [doc, ...(scores.get(doc) ?? [0, 0])]))
  }
})

function rowsOf({ docs, scores, marks, count }: Few): [number, number, number][] {
  return Array.from({ length: count }, (_, at) => [docs[at] ?? 0, scores[at] ?? 0, marks[at] ?? 0])
}

test('keys are numbered as they are met, and their entries are found again', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 2 ** 40 }), { maxLength: 3_000 }), fc.nat(), (keys, other) => {
      const table = new KeyTable(4)
      const lists = new WaitingLists()
      const known = new Map<number, number[]>()
      keys.forEach((key, slot) => {
        if (!known.has(key)) known.set(key, [])
        expect(table.add(key)).toBe([...known.keys()].indexOf(key))
        lists.add(key, slot, slot % 64)
        known.get(key)?.unshift(slot)
      })
      expect([...table.sorted()]).toEqual([...known.keys()].sort((a, b) => a - b))
      for (const [key, slots] of known) {
        const found: number[] = []
        lists.each(key, (slot, code) => found.push(code === slot % 64 ? slot : -1))
        expect(found).toEqual(slots)
        expect(lists.count(key)).toBe(slots.length)
      }
      if (!known.has(other)) expect([table.find(other), lists.count(other)]).toEqual([-1, 0])
    }),
    { numRuns: 30 },
  )
})
