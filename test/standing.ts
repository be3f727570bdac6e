import { sql } from 'kysely'
import type { Db } from '#db/schema.ts'

/**
 * What must hold of the postings that stand, whatever happened before: one for each business fact, one first share for
 * each person, nothing for what is withdrawn in time or closed, and sums of a resource that are those of its postings.
 */
export async function postingsThatAreWrong(db: Db, school: string): Promise<unknown[]> {
  const { rows } = await sql`
    with standing as (
      select tx.*, coalesce(self.now_id, tx.member_id) as person from point_tx tx
      left join point_self self on self.school_id = tx.school_id and self.member_id = tx.member_id
      where tx.school_id = ${school} and tx.kind = 'award' and tx.amount <> 0 and not exists (
        select 1 from point_tx back where back.school_id = tx.school_id and back.reverses_seq = tx.seq)
    ), gone as (
      select state.resource_id, state.closed_fact is not null as closed from quality_state state
      left join fact on fact.school_id = state.school_id and fact.id = state.withdrawn_fact
      where state.school_id = ${school} and (state.closed_fact is not null
        or state.withdrawn_fact > state.restored_fact and (fact.payload ->> 'why' = 'admin'
          or fact.occurred_at <= (fact.payload ->> 'accepted_at')::timestamptz + interval '30 days'))
    )
    select 'twice' as wrong, root_key as what, count(*)::int as n from standing group by 2 having count(*) > 1
    union all
    select 'two first shares', person::text, count(*)::int from standing where rule = 'upload.first_ever'
    group by 2 having count(*) > 1
    union all
    select 'stands although gone', standing.root_key, standing.amount from standing
    join gone on gone.resource_id = standing.resource_id
    where standing.rule in ('upload.accepted', 'upload.first_ever', 'download.counted', 'quality.bonus')
      or standing.rule = 'review.useful' and not gone.closed
    union all
    select 'sums of a resource', state.resource_id::text, state.base * 1000 + state.bonus from quality_state state
    left join lateral (select coalesce(sum(amount) filter (where rule = 'upload.accepted'), 0) as base,
        coalesce(sum(amount) filter (where rule = 'quality.bonus'), 0) as bonus,
        count(*) filter (where rule = 'download.counted' and root_key not like '%:co:%') as counted
      from standing where standing.resource_id = state.resource_id) own on true
    where state.school_id = ${school} and (state.base, state.bonus, state.counted) <> (own.base, own.bonus, own.counted)
  `.execute(db)
  return rows
}
