import type { Evidence } from './evidence.ts'

export type SubjectReading = { subject: string; confidence: number; evidence: Evidence }

/** What speaks for each subject: the sum, the strongest outright naming, and the best evidence. */
export type Tally = Map<string, { score: number; direct: number; at: number; evidence: Evidence }>

/** Adds a word's score. `at` is where it stands, `direct` what it is worth as the subject's own name. */
export function add(tally: Tally, subject: string, score: number, evidence: Evidence, at = 0, direct = 0): void {
  const before = tally.get(subject)
  if (!before) {
    tally.set(subject, { score, direct, at, evidence })
    return
  }
  if (direct > before.direct || (before.direct === 0 && score > before.score)) before.evidence = evidence
  before.score += score
  before.direct = Math.max(before.direct, direct)
}

/** Grades in which a subject is taught; outside them its words belong to another one (science in primary school). */
const PRIMARY_AS_SCIENCE = new Set(['physics', 'chemistry', 'biology', 'geography'])

/** Moves scores between subjects by what is taught in a stage. */
export function byStage(tally: Tally, stage: string | undefined): void {
  if (!stage) return
  for (const [subject, entry] of [...tally]) {
    if (entry.direct > 0) continue
    if (stage === 'primary' && PRIMARY_AS_SCIENCE.has(subject)) {
      add(tally, 'science', entry.score * 0.7, entry.evidence)
      entry.score *= 0.3
    } else if (stage === 'primary' && subject === 'history') entry.score *= 0.5
    else if (stage !== 'primary' && subject === 'science') entry.score *= 0.4
    else if (stage !== 'senior' && subject === 'general_tech') entry.score *= 0.3
  }
}

const NATURAL = new Set(['science', 'physics', 'chemistry', 'biology', 'geography'])

/** The leading subject and how sure it is, by its lead. */
export function decide(tally: Tally, stage: string | undefined): SubjectReading | undefined {
  const ranked = [...tally].sort((a, b) => b[1].score - a[1].score)
  const first = ranked[0]
  if (!first || first[1].score < 0.35) return undefined
  const second = ranked[1]?.[1].score ?? 0
  const [subject, { score, direct, evidence }] = first
  const margin = (score - second) / score
  if (evidence.from === 'text' && direct < 7) {
    let confidence = byWords(score, margin)
    // Primary science speaks of what physics, chemistry, biology and geography speak of.
    const rival = ranked[1]?.[0]
    if (!stage && rival && NATURAL.has(subject) && NATURAL.has(rival) && margin < 0.75) confidence -= 0.12
    return { subject, confidence: Math.max(0.2, confidence), evidence }
  }
  if (score < 1.2) return undefined
  let confidence = direct >= 7 ? 0.96 : score >= 6 ? 0.88 : score >= 3.2 ? 0.75 : score >= 2 ? 0.62 : 0.45
  if (margin < 0.12) confidence -= 0.35
  else if (margin < 0.3) confidence -= 0.15
  return { subject, confidence: Math.max(0.2, confidence), evidence }
}

/** How often words of a text alone are right, measured on texts that were not used for the word lists. */
function byWords(score: number, margin: number): number {
  if (margin >= 0.5) return score >= 4 ? 0.87 : score >= 2.4 ? 0.8 : score >= 1.4 ? 0.68 : score >= 0.9 ? 0.5 : 0.35
  if (margin >= 0.3) return score >= 2.4 ? 0.68 : 0.58
  return margin >= 0.15 ? 0.55 : 0.4
}
