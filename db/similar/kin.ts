import { sql } from 'kysely'
import type { Reader, Resource, Trx } from '../schema.ts'
import { workOf } from './prints.ts'
import type { KinState } from './tables.ts'

/** A resource and the earlier one that it looks like. */
export type Kin = {
  resource_id: number
  of_id: number
  /** 0 to 1. */
  alike: number
  state: KinState
  origin_before: Resource['origin'] | null
}

export async function findKin(db: Reader, schoolId: string, resourceId: number): Promise<Kin | undefined> {
  return db
    .selectFrom('resource_kin')
    .select(['resource_id', 'of_id', 'alike', 'state', 'origin_before'])
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', resourceId)
    .executeTakeFirst()
}

/**
 * What an accepted resource is worth less for, as it goes into the fact: `{ like: { of, work, own, alike } }`, or
 * nothing. A reviewer who says that the two are unrelated before accepting it keeps it from counting.
 */
export async function likenessOf(db: Reader, resource: Resource): Promise<{ like?: Likened }> {
  const row = await db
    .selectFrom('resource_kin as kin')
    .innerJoin('resource as of', (join) =>
      join.onRef('of.school_id', '=', 'kin.school_id').onRef('of.id', '=', 'kin.of_id'),
    )
    .select(['kin.of_id', 'kin.alike', 'of.member_id'])
    .where('kin.school_id', '=', resource.school_id)
    .where('kin.resource_id', '=', resource.id)
    .where('kin.state', '<>', 'unrelated')
    .executeTakeFirst()
  if (!row) return {}
  const work = await workOf(db, resource.school_id, row.of_id)
  return { like: { of: row.of_id, work, own: row.member_id === resource.member_id, alike: row.alike } }
}

/** `work` is the family: its oldest resource. */
export type Likened = { of: number; work: number; own: boolean; alike: number }

/** Notes what a resource looks like; what was noted or decided before stays. */
export async function insertKin(
  trx: Trx,
  schoolId: string,
  kin: { resourceId: number; ofId: number; alike: number },
): Promise<void> {
  await trx
    .insertInto('resource_kin')
    .values({
      school_id: schoolId,
      resource_id: kin.resourceId,
      of_id: kin.ofId,
      alike: kin.alike,
      state: 'found',
    })
    .onConflict((conflict) => conflict.constraint('resource_kin__pkey').doNothing())
    .execute()
}

/** Writes what somebody decided, on a kin that was found or that they name themselves. */
export async function decideKin(
  trx: Trx,
  schoolId: string,
  kin: Omit<Kin, 'origin_before'> & { origin_before?: Resource['origin'] | null; by: number; now: Date },
): Promise<void> {
  const values = {
    of_id: kin.of_id,
    state: kin.state,
    origin_before: kin.origin_before ?? null,
    by_id: kin.by,
    decided_at: kin.now,
  }
  await trx
    .insertInto('resource_kin')
    .values({ school_id: schoolId, resource_id: kin.resource_id, alike: kin.alike, ...values })
    .onConflict((conflict) => conflict.constraint('resource_kin__pkey').doUpdateSet(values))
    .execute()
}

/** One decision about versions at a time in a school: chains of replacements then never form a ring. */
export async function lockVersions(trx: Trx, schoolId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`versions:${schoolId}`}, 0))`.execute(trx)
}

/** The resources that are versions or adaptations of one another, as far as nobody said otherwise, newest first. */
export async function familyOf(db: Reader, schoolId: string, id: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
with recursive family (id) as (
  select ${id}::bigint
  union
  select case when kin.resource_id = family.id then kin.of_id else kin.resource_id end
  from family join resource_kin as kin
    on kin.school_id = ${schoolId} and (kin.resource_id = family.id or kin.of_id = family.id) and kin.state <> 'unrelated'
)
select id from family order by id desc limit 50`.execute(db)
  return rows.map((row) => row.id)
}

/** The version in force of a resource: itself, or what replaced it in the end. */
export async function newestVersion(db: Reader, schoolId: string, id: number): Promise<number> {
  const { rows } = await sql<{ id: number }>`
with recursive chain (id, step) as (
  select ${id}::bigint, 0
  union all
  select resource.superseded_by, step + 1 from chain join resource
    on resource.school_id = ${schoolId} and resource.id = chain.id
  where resource.superseded_by is not null and step < 1000
)
select id from chain order by step desc limit 1`.execute(db)
  return rows[0]?.id ?? id
}

/**
 * Makes the search follow what was decided: a live new version hides the one that it replaces; when it is not live,
 * or not a new version any more, that one is back. Called whenever either may have changed; a second call changes
 * nothing. The older one keeps its number, ratings, downloads and points. What a withdrawn version in the middle of a
 * chain hid stays hidden by the one after it.
 */
export async function followVersion(trx: Trx, schoolId: string, id: number): Promise<void> {
  const { rows } = await sql<{ of_id: number }>`
select kin.of_id from resource_kin as kin join resource on resource.school_id = kin.school_id and resource.id = kin.resource_id
where kin.school_id = ${schoolId} and kin.resource_id = ${id} and kin.state = 'version' and resource.status = 'live'
`.execute(trx)
  const of = rows[0]?.of_id
  await sql`
update resource set superseded_by = (
  select self.superseded_by from resource as self
  where self.school_id = ${schoolId} and self.id = ${id} and self.status <> 'live')
where school_id = ${schoolId} and superseded_by = ${id} and id is distinct from ${of ?? null}::bigint`.execute(trx)
  if (of === undefined) return
  await sql`
update resource set superseded_by = ${id} where school_id = ${schoolId} and id = ${of} and superseded_by is null`.execute(
    trx,
  )
}
