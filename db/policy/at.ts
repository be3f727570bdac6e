import { sql } from 'kysely'
import type { Reader } from '../schema.ts'
import { defaultPolicy, defaultPolicyData } from './defaults.ts'
import { filled } from './fill.ts'
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
  return row ? versionOf(db, schoolId, row) : defaultPolicy()
}

/** The zone of a school with its policy at an instant, in one question. Throws when there is no such school. */
export async function rulesAt(db: Reader, schoolId: string, at: Date): Promise<{ zone: string; policy: Policy }> {
  const { rows } = await sql<{ zone: string; version: string | null; digest: string | null }>`/* prepared: rules_at */
    select school.time_zone as zone, v.version, v.digest
    from school left join lateral (
      select version, md5(source) as digest from policy where school_id = school.id
      order by effective_from <= ${at} desc, case when effective_from <= ${at} then effective_from end desc nulls last,
        effective_from
      limit 1
    ) v on true
    where school.id = ${schoolId}`.execute(db)
  const [row] = rows
  if (!row) throw new Error(`no school ${schoolId}`)
  const { zone, version, digest } = row
  if (version === null || digest === null) return { zone, policy: defaultPolicy() }
  return { zone, policy: await versionOf(db, schoolId, { version, digest }) }
}

/** The text of a school's version as it was published; undefined when it has none of that name. */
export async function policySource(db: Reader, schoolId: string, version: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('policy')
    .select('source')
    .where('school_id', '=', schoolId)
    .where('version', '=', version)
    .executeTakeFirst()
  return row?.source
}

async function versionOf(db: Reader, schoolId: string, row: { version: string; digest: string }): Promise<Policy> {
  const known = cache.get(row.digest)
  if (known) return known
  const { body } = await db
    .selectFrom('policy')
    .select('body')
    .where('school_id', '=', schoolId)
    .where('version', '=', row.version)
    .executeTakeFirstOrThrow()
  const policy = policySchema.parse(filled(body, defaultPolicyData()))
  if (cache.size >= CACHED) cache.clear()
  cache.set(row.digest, policy)
  return policy
}
