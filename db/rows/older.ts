import { sql } from 'kysely'
import type { Reader } from '../schema.ts'

/** Which resources `recatalogue` is about. `versions`: stage → version; whatever was made with less is older; `all` are. */
export type OlderQuery = { schoolId: string; versions: Readonly<Record<string, number>>; all?: boolean; since?: Date }

function older(db: Reader, { schoolId, versions, all = false, since }: OlderQuery) {
  const behind = Object.entries(versions).map(
    ([stage, version]) => sql<boolean>`coalesce((made_with->>${stage})::int, 0) < ${version}`,
  )
  return db
    .selectFrom('resource')
    .where('school_id', '=', schoolId)
    .where('status', '=', 'live')
    .where('blob_sha256', 'is not', null)
    .$if(!all, (query) => query.where((eb) => eb.or(behind)))
    .$if(since !== undefined, (query) => query.where('created_at', '>=', since ?? new Date(0)))
}

export async function countOlder(db: Reader, query: OlderQuery): Promise<number> {
  const row = await older(db, query)
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return row.n
}

/** Their ids, from the lowest above `after`. */
export async function listOlder(db: Reader, query: OlderQuery, after: number, limit: number): Promise<number[]> {
  const rows = await older(db, query).select('id').where('id', '>', after).orderBy('id').limit(limit).execute()
  return rows.map((row) => row.id)
}
