import { sql } from 'kysely'
import type { Db } from '#db/schema.ts'

/**
 * What was settled before there were runs can not be repeated: its postings, up to `taken`, are taken as they are, and the
 * state that the projection keeps is begun from its facts, as the migration `keep_point_state` began it from rows.
 */
export async function seedBeforeRuns(shadow: Db, schoolId: string, taken: number): Promise<void> {
  await sql`insert into point_tx select * from public.point_tx
    where school_id = ${schoolId} and seq <= ${taken}`.execute(shadow)
  await sql`insert into point_entry select * from public.point_entry
    where school_id = ${schoolId} and tx_seq <= ${taken}`.execute(shadow)
  await sql`insert into fact overriding system value select * from public.fact
    where school_id = ${schoolId} and run_id is null and status = 'settled'`.execute(shadow)
  await sql`
    insert into quality_state (school_id, resource_id, author_id, type, accepted_at, base, counted, withdrawn_fact,
      restored_fact)
    select f.school_id, f.resource_id, (f.payload ->> 'author')::bigint, f.payload ->> 'type', f.occurred_at,
      coalesce((select sum(tx.amount) from point_tx tx where tx.school_id = f.school_id
        and tx.resource_id = f.resource_id and tx.rule = 'upload.accepted'), 0),
      coalesce((select sum(case when tx.amount > 0 then 1 else -1 end) from point_tx tx where tx.school_id = f.school_id
        and tx.resource_id = f.resource_id and tx.rule = 'download.counted' and tx.amount <> 0), 0),
      coalesce((select max(w.id) from fact w where w.school_id = f.school_id and w.resource_id = f.resource_id
        and w.kind = 'resource.withdrawn'), 0),
      coalesce((select max(w.id) from fact w where w.school_id = f.school_id and w.resource_id = f.resource_id
        and w.kind = 'resource.restored'), 0)
    from fact f where f.school_id = ${schoolId} and f.kind = 'resource.accepted' and f.resource_id is not null
    on conflict do nothing`.execute(shadow)
  const paid = sql`exists (select 1 from point_tx tx where tx.school_id = f.school_id
    and tx.resource_id = f.resource_id and tx.rule = 'upload.accepted' and tx.amount > 0)`
  await sql`
    insert into point_cell (school_id, cell, resource_id)
    select f.school_id, concat_ws('|', f.payload ->> 'subject', f.payload ->> 'grade', f.payload ->> 'unit'),
      min(f.resource_id)
    from fact f where f.school_id = ${schoolId} and f.kind = 'resource.accepted'
      and f.payload ->> 'subject' is not null and f.payload ->> 'grade' is not null and f.payload ->> 'unit' is not null
      and ${paid} group by 1, 2`.execute(shadow)
  await sql`
    insert into point_content (school_id, sha256, resource_id, member_id)
    select distinct f.school_id, sha.sha256, f.resource_id, (f.payload ->> 'author')::bigint
    from fact f
    cross join lateral (values (f.payload ->> 'blob_sha256'), (f.payload ->> 'text_sha256')) sha (sha256)
    where f.school_id = ${schoolId} and f.kind = 'resource.accepted' and sha.sha256 is not null and ${paid}
    on conflict do nothing`.execute(shadow)
  const { rows } = await sql<{ from: number; into: number }>`
    select (payload ->> 'from')::bigint as from, (payload ->> 'into')::bigint as into from fact
    where school_id = ${schoolId} and kind = 'member.merged' order by id`.execute(shadow)
  for (const { from, into } of rows) {
    await sql`update point_self set now_id = ${into} where school_id = ${schoolId} and now_id = ${from}`.execute(shadow)
    await sql`insert into point_self (school_id, member_id, now_id) values (${schoolId}, ${from}, ${into})
      on conflict (school_id, member_id) do update set now_id = excluded.now_id`.execute(shadow)
  }
}
