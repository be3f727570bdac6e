import { type Kysely, sql } from 'kysely'
import type { Database, Resource } from '../schema.ts'
import { indexResources } from './index-row.ts'
import { tidySchool } from './tidy.ts'

/** Resources that are read anew in one transaction. */
const BATCH = 200

/**
 * Indexes what a migration noted in `search_todo`, batch by batch; a batch that was interrupted is done again. Several
 * processes may call it at once: each takes other rows. Returns how many it did.
 */
// biome-ignore lint/suspicious/noExplicitAny: it is called by the migrator, whose handle knows no tables
export async function reindexNoted(handle: Kysely<any>): Promise<number> {
  const db: Kysely<Database> = handle
  let done = 0
  for (;;) {
    const batch = await db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ school_id: string; resource_id: number }>`
delete from search_todo where (school_id, resource_id) in (
  select school_id, resource_id from search_todo
  where school_id = (select min(school_id) from search_todo)
  order by resource_id limit ${BATCH} for update skip locked
) returning school_id, resource_id`.execute(trx)
      const schoolId = rows[0]?.school_id
      if (schoolId === undefined) return undefined
      const found = await trx
        .selectFrom('resource')
        .innerJoin('member', (join) =>
          join.onRef('member.school_id', '=', 'resource.school_id').onRef('member.id', '=', 'resource.member_id'),
        )
        .leftJoin('resource_text as text', (join) =>
          join.onRef('text.school_id', '=', 'resource.school_id').onRef('text.resource_id', '=', 'resource.id'),
        )
        .selectAll('resource')
        .select(['member.name as author_name', 'text.body'])
        .where('resource.school_id', '=', schoolId)
        .where(
          'resource.id',
          'in',
          rows.map((row) => row.resource_id),
        )
        .execute()
      await indexResources(
        trx,
        found.map(({ author_name, body, ...row }) => {
          const resource: Resource = row
          return { resource, extra: { authorName: author_name, body: body ?? '' } }
        }),
      )
      return { schoolId, count: rows.length }
    })
    if (!batch) return done
    done += batch.count
    await tidySchool(db, batch.schoolId)
  }
}
