import { sha256 } from '#kit/ids.ts'
import { dayOf, spanOf } from '#kit/zone.ts'
import type { Db, Reader, Trx } from '../schema.ts'
import { indexInputs } from './inputs.ts'
import { type SchoolInputs, type SchoolScore, scoreSchools } from './score.ts'
import { type Tier, tierOf } from './tier.ts'

export type SchoolStanding = { day: string; inputs: SchoolInputs; score: SchoolScore; tier: Tier; digest: string }

/**
 * Computes the index of every school as of the Monday of `now` and keeps it, once a week; a school whose row is there
 * keeps it. Answers how many rows are new.
 */
export async function keepIndexes(db: Db, now: Date): Promise<number> {
  const schools = await db.selectFrom('school').select(['id', 'time_zone']).orderBy('id').execute()
  if (schools.length === 0) return 0
  const monday = new Map(schools.map(({ id, time_zone }) => [id, spanOf('week', now, time_zone).from]))
  const days = new Map(schools.map(({ id, time_zone }) => [id, dayOf(monday.get(id) ?? now, time_zone)]))
  const known = await db
    .selectFrom('school_index')
    .select(['school_id', 'day'])
    .where('day', 'in', [...new Set(days.values())])
    .execute()
  const missing = schools.filter(({ id }) => !known.some((row) => row.school_id === id && row.day === days.get(id)))
  if (missing.length === 0) return 0
  let kept = 0
  for (const at of new Set(missing.map(({ id }) => monday.get(id)?.getTime() ?? 0))) {
    const computed = await computeIndexes(db, new Date(at))
    for (const { schoolId, ...one } of computed) {
      if (!missing.some(({ id }) => id === schoolId && monday.get(id)?.getTime() === at)) continue
      const row = await db
        .insertInto('school_index')
        .values({
          school_id: schoolId,
          day: days.get(schoolId) ?? '',
          at: new Date(at),
          term_id: one.termId,
          inputs: JSON.stringify(one.inputs),
          score: JSON.stringify(one.score),
          points: one.score.index,
          tier: one.tier,
          digest: one.digest,
        })
        .onConflict((conflict) => conflict.constraint('school_index__pkey').doNothing())
        .returning('school_id')
        .executeTakeFirst()
      if (row) kept += 1
    }
  }
  return kept
}

export type Computed = {
  schoolId: string
  termId: string
  inputs: SchoolInputs
  score: SchoolScore
  tier: Tier
  digest: string
}

/** Every school's index as of an instant, from facts alone; its tier follows from the rows before that instant. */
export async function computeIndexes(db: Db | Trx, at: Date): Promise<Computed[]> {
  const { inputs, policies, terms } = await indexInputs(db, at)
  const rulesOf = (schoolId: string) => policyOf(schoolId).school_index
  const policyOf = (schoolId: string) => {
    const policy = policies.get(schoolId)
    if (!policy) throw new Error(`no policy for school ${schoolId}`)
    return policy
  }
  const scores = scoreSchools(inputs, rulesOf)
  const found: Computed[] = []
  for (const [nth, score] of scores.entries()) {
    const input = inputs[nth]
    if (!input) continue
    const termId = terms.get(score.schoolId) ?? ''
    const state = await tierState(db, score.schoolId, termId, at)
    const tier = tierOf(score.index, state, policyOf(score.schoolId).tiers)
    const digest = sha256(JSON.stringify([input, score, tier]))
    found.push({ schoolId: score.schoolId, termId, inputs: input, score, tier, digest })
  }
  return found
}

async function tierState(db: Reader, schoolId: string, termId: string, at: Date) {
  const rows = await db
    .selectFrom('school_index')
    .select(['tier', 'term_id', 'at'])
    .where('school_id', '=', schoolId)
    .where('at', '<', at)
    .orderBy('day')
    .execute()
  const last = rows.at(-1)
  const terms = new Set([...rows.map((row) => row.term_id), termId])
  const beforeTerm = rows.filter((row) => row.term_id !== termId).at(-1)
  const firstOfTerm = rows.find((row) => row.term_id === termId)
  return { before: last?.tier, atTermStart: beforeTerm?.tier ?? firstOfTerm?.tier, nthTerm: terms.size }
}

/** The newest index of every school at `at`, best first; joint ranks are the reader's business. */
export async function standings(db: Reader, at: Date) {
  return db
    .selectFrom('school_index')
    .innerJoin('school', 'school.id', 'school_index.school_id')
    .distinctOn('school_index.school_id')
    .select([
      'school_index.school_id',
      'school.name',
      'school.name_en',
      'school_index.day',
      'school_index.inputs',
      'school_index.score',
      'school_index.points',
      'school_index.tier',
    ])
    .where('school_index.at', '<=', at)
    .orderBy('school_index.school_id')
    .orderBy('school_index.day', 'desc')
    .execute()
}

/** The tier of one school now; B where none was computed yet. */
export async function tierNow(db: Reader, schoolId: string, at: Date): Promise<Tier> {
  const row = await db
    .selectFrom('school_index')
    .select('tier')
    .where('school_id', '=', schoolId)
    .where('at', '<=', at)
    .orderBy('day', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.tier ?? 'B'
}

/** Days whose kept index differs from a recomputation from facts. Empty is right. */
export async function wrongIndexes(db: Db, schoolId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('school_index')
    .select(['day', 'at', 'digest'])
    .where('school_id', '=', schoolId)
    .orderBy('day')
    .execute()
  const wrong: string[] = []
  for (const row of rows) {
    const again = (await computeIndexes(db, row.at)).find((one) => one.schoolId === schoolId)
    if (again?.digest !== row.digest) wrong.push(row.day)
  }
  return wrong
}
