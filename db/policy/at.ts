import { sql } from 'kysely'
import type { Reader } from '../schema.ts'
import { defaultPolicy } from './defaults.ts'
import { type Policy, policySchema } from './schema.ts'

/** Parsed versions by the hash of their text: a version never changes, so neither does an entry. */
const cache = new Map<string, Policy>()
const CACHED = 500

/**
 * The version in force when something occurred: the newest that began at or before `at`; before the first version, the
 * first; for a school that never published one, the shipped default.
 */
export async function policyAt(db: Reader, schoolId: string, at: Date): Promise<Policy> {
  const row = await db
    .selectFrom('policy')
    .select(['version', sql<string>`md5(source)`.as('digest')])
    .where('school_id', '=', schoolId)
    .orderBy(sql`effective_from <= ${at}`, 'desc')
    .orderBy(sql`case when effective_from <= ${at} then effective_from end`, (order) => order.desc().nullsLast())
    .orderBy('effective_from', 'asc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return defaultPolicy()
  const known = cache.get(row.digest)
  if (known) return known
  const { body } = await db
    .selectFrom('policy')
    .select('body')
    .where('school_id', '=', schoolId)
    .where('version', '=', row.version)
    .executeTakeFirstOrThrow()
  const policy = policySchema.parse(body)
  if (cache.size >= CACHED) cache.clear()
  cache.set(row.digest, policy)
  return policy
}
