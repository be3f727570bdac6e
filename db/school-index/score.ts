import type { Policy } from '../policy/schema.ts'

/** What one school's index is computed from, as of an instant. */
export type SchoolInputs = {
  schoolId: string
  /** Full-time staff; at least 1. */
  fte: number
  /** Σ of the base points of accepted, live originals in the window. */
  originals: number
  /** Mean B of each rated resource. */
  means: number[]
  /** Different people of other schools who took something. */
  externalUsers: number
  lectureAttendees: number
  facilityHours: number
}

/** `n`, `q`, `i` raw; `number`, `quality`, `influence` scaled to 0–1; `index` 0–100. */
export type SchoolScore = {
  schoolId: string
  n: number
  q: number
  i: number
  number: number
  quality: number
  influence: number
  index: number
}

type Rules = Policy['school_index']

/**
 * The index of every school beside the others: `n = originals / FTE`, `q = (Σ B + prior) / (R + prior weight)`,
 * `i = (external users + lectures + facility hours) / √FTE`; n̂ and î against the percentile over all schools (the largest
 * when they are few), q̂ on its own scale. Pure: the same inputs give the same numbers. In the order of the inputs.
 */
export function scoreSchools(inputs: readonly SchoolInputs[], rulesOf: (schoolId: string) => Rules): SchoolScore[] {
  const raw = inputs.map((school) => ({
    school,
    rules: rulesOf(school.schoolId),
    ...rawOf(school, rulesOf(school.schoolId)),
  }))
  return raw.map(({ school, rules, n, q, i }) => {
    const top = (values: number[]) =>
      values.length < rules.min_schools ? Math.max(0, ...values) : percentile(values, rules.percentile)
    const number = scaled(n, top(raw.map((one) => one.n)))
    const influence = scaled(i, top(raw.map((one) => one.i)))
    const quality = Math.min(1, Math.max(0, (q - rules.quality_zero) / rules.quality_range))
    const { weights } = rules
    const index = 100 * (weights.number * number + weights.quality * quality + weights.influence * influence)
    return { schoolId: school.schoolId, n, q, i, number, quality, influence, index: Math.round(index * 10) / 10 }
  })
}

function rawOf(school: SchoolInputs, rules: Rules): { n: number; q: number; i: number } {
  const sum = [...school.means].sort((left, right) => left - right).reduce((total, mean) => total + mean, 0)
  const influence =
    school.externalUsers +
    rules.lecture_weight * school.lectureAttendees +
    rules.facility_hour_weight * school.facilityHours
  return {
    n: school.originals / school.fte,
    q: (sum + rules.prior_weight * rules.prior_mean) / (school.means.length + rules.prior_weight),
    i: influence / Math.sqrt(school.fte),
  }
}

function scaled(value: number, top: number): number {
  return top <= 0 ? 0 : Math.min(1, value / top)
}

/** Linear interpolation between the ranks, as PostgreSQL's `percentile_cont`. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right)
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)] ?? 0
  const above = sorted[Math.ceil(place)] ?? below
  return below + (above - below) * (place - Math.floor(place))
}
