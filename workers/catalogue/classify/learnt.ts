import { featuresOf } from '#db/features.ts'
import type { Lesson, LessonField } from '#db/rows/lessons.ts'
import { stageOfGrade } from '#db/taxonomy.ts'
import { type Classification, SURE } from './classify.ts'

/** From this likeness (0..1) on, a corrected file says something about a new one. */
const ALIKE = 0.5
/** An older correction of the same kind counts so much of the next newer one. */
const FADES = 0.85
/** No correction of other files makes a field surer than this: the receipt still shows what was learnt. */
const SUREST = 0.79
/** A field whose name states it changes only when so many corrections, of at least two people, agree. */
const MANY = 3
const STATED = 0.8
const CERTAIN = 0.9

type Vote = { value: string | null; weight: number; like: number; count: number; people: Set<number>; quote: string }

/**
 * What people corrected in similar files, applied to a new one. A correction fills what is open or guessed; what the file
 * itself states is left alone, unless several people corrected the same statement again and again. Contradicting
 * corrections weaken each other, the newest counts most. Pure.
 */
export function withLessons(own: Classification, fileName: string, lessons: readonly Lesson[]): Classification {
  if (lessons.length === 0) return own
  const mine = featuresOf({ fileName, title: own.title, unit: own.unit })
  const out: Classification = { ...own, confidence: { ...own.confidence }, evidence: { ...own.evidence } }
  for (const field of ['subject', 'grade', 'volume', 'type'] as const) {
    const won = winner(
      lessons.filter((lesson) => lesson.field === field),
      mine,
    )
    if (!won) continue
    const before = own[field] === undefined ? null : String(own[field])
    const confidence = Math.min(SUREST, won.like * won.share * (won.count >= 2 ? 0.9 : 0.76))
    if (won.value === before) {
      out.confidence[field] = Math.max(own.confidence[field] ?? 0, rounded(confidence))
      continue
    }
    if (!mayChange(own, field, won)) continue
    if (won.value === null) {
      if (field !== 'type') forget(out, field)
      continue
    }
    take(out, field, won.value)
    out.confidence[field] = rounded(confidence)
    out.evidence[field] = { from: 'learnt', quote: won.quote }
  }
  const open = (field: Classification['unsure'][number]) =>
    out[field] === undefined || (out.confidence[field] ?? 0) < SURE
  const changed = new Set(['subject', 'grade', 'volume', 'type'])
  out.unsure = [
    ...own.unsure.filter((field) => !changed.has(field) || open(field)),
    ...(['subject', 'grade', 'volume', 'type'] as const).filter(
      (field) => out.evidence[field]?.from === 'learnt' && open(field) && !own.unsure.includes(field),
    ),
  ]
  return out
}

/** The value that similar corrections speak for, with its share of all their weight. */
function winner(
  lessons: readonly Lesson[],
  mine: { topic: string | null; grams: string[] },
): (Vote & { share: number }) | undefined {
  const votes = new Map<string | null, Vote>()
  let fade = 1
  let total = 0
  for (const lesson of lessons) {
    const like = likeness(lesson, mine)
    if (like < ALIKE) continue
    const weight = like * like * fade
    fade *= FADES
    total += weight
    const vote = votes.get(lesson.value) ?? {
      value: lesson.value,
      weight: 0,
      like: 0,
      count: 0,
      people: new Set<number>(),
      // Only the file's own words: the corrected one may be somebody's private file.
      quote: mine.topic ?? mine.grams[0] ?? '',
    }
    vote.weight += weight
    vote.like = Math.max(vote.like, like)
    vote.count += 1
    vote.people.add(lesson.memberId)
    votes.set(lesson.value, vote)
  }
  const [first] = [...votes.values()].sort((a, b) => b.weight - a.weight)
  return first && first.weight / total > 0.5 ? { ...first, share: first.weight / total } : undefined
}

/** The same topic, or names that share most of their runs of characters. */
function likeness(lesson: Lesson, mine: { topic: string | null; grams: string[] }): number {
  if (lesson.topic !== null && lesson.topic === mine.topic) return 1
  const own = new Set(mine.grams)
  const shared = lesson.features.filter((gram) => own.has(gram)).length
  return (2 * shared) / Math.max(1, lesson.features.length + own.size)
}

function mayChange(own: Classification, field: LessonField, won: Vote): boolean {
  const confidence = own[field] === undefined ? 0 : (own.confidence[field] ?? 0)
  const from = own.evidence[field]?.from
  const stated = from === 'name' || from === 'heading' || from === 'title'
  if (stated && confidence >= CERTAIN) return false
  if (stated && confidence >= STATED) return won.count >= MANY && won.people.size >= 2
  // A family's usual type, or a whole text, gives way to people only when the files are clearly alike.
  return confidence < STATED || won.like >= 0.75
}

function take(out: Classification, field: LessonField, value: string): void {
  if (field !== 'grade') {
    out[field] = value
    return
  }
  const grade = Number(value)
  if (!Number.isInteger(grade) || grade < 1 || grade > 12) return
  out.grade = grade
  out.stage = stageOfGrade(grade)
  out.confidence.stage = Math.max(out.confidence.stage ?? 0, 0.6)
}

function forget(out: Classification, field: 'subject' | 'grade' | 'volume'): void {
  delete out[field]
  delete out.confidence[field]
  delete out.evidence[field]
}

const rounded = (value: number): number => Math.round(value * 100) / 100
