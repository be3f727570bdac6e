import { sql } from 'kysely'
import type { Reader, Trx } from '../schema.ts'

/** Facts of a run that were begun before and committed after its look are seen by the next one: 15 minutes. */
const OVERLAP = '15 minutes'

export type Touched = {
  /** Undefined: everybody, because something was taken back, or nobody was looked at before. */
  members: number[] | undefined
  /** What to remember for the next look; undefined when there is no fact. */
  until: Date | undefined
}

/** Whose badges and levels may have changed since the last look: all people that the facts since then name. */
export async function touchedSince(db: Reader, schoolId: string): Promise<Touched> {
  const { rows: seen } = await sql<{ seen_until: Date | null; last: Date | null }>`
    select (select seen_until from honour_run where school_id = ${schoolId}) as seen_until,
      (select max(recorded_at) from fact where school_id = ${schoolId}) as last`.execute(db)
  const { seen_until: from, last } = seen[0] ?? { seen_until: null, last: null }
  if (from === null) return { members: undefined, until: last ?? undefined }
  const { rows } = await sql<{ everybody: boolean; ids: number[] | null }>`
    with since as materialized (
      select * from fact where school_id = ${schoolId} and recorded_at > ${from}::timestamptz - ${OVERLAP}::interval
    ), named as (
      select actor_id as id from since
      union select (payload->>field)::bigint from since,
        unnest(array['author', 'member', 'lender', 'into', 'asker']) as field where payload->>field ~ '^[0-9]+$'
      union select resource.member_id from since
        join resource on resource.school_id = since.school_id and resource.id = since.resource_id
      union select co_author.member_id from since
        join co_author on co_author.school_id = since.school_id and co_author.resource_id = since.resource_id
    )
    select exists (select from since where kind like 'case.%' or kind like 'flag.%' or kind in (
        'review.overturned', 'member.merged', 'member.unmerged', 'term.locked', 'resource.corrected')) as everybody,
      (select array_agg(id order by id) from named where id is not null) as ids`.execute(db)
  const row = rows[0]
  return { members: row?.everybody ? undefined : (row?.ids ?? []).map(Number), until: last ?? from }
}

export async function rememberLook(trx: Trx, schoolId: string, until: Date): Promise<void> {
  await sql`insert into honour_run (school_id, seen_until) values (${schoolId}, ${until})
    on conflict on constraint honour_run__pkey do update set seen_until = excluded.seen_until`.execute(trx)
}
