import { sql } from 'kysely'
import type { Policy } from '../policy/schema.ts'

/**
 * CTEs over a school's facts, for `with ${standing(…)} select …`: `gone` are resources whose acceptance does not stand
 * (taken back in time, taken down, or a case against them), `undone` keys of facts that a fraud case or an upheld flag
 * struck out. What is held is left out by its status.
 */
export function standing(schoolId: string, policy: Policy) {
  const days = policy.rules.withdrawal.author_reverses_within_days
  return sql`
    overturned_case as materialized (
      select (payload->>'case')::bigint as id from fact where school_id = ${schoolId} and kind = 'case.overturned'
    ), gone as materialized (
      select taken.resource_id from fact taken
      where taken.school_id = ${schoolId} and taken.kind = 'resource.withdrawn'
        and (taken.payload->>'why' = 'admin' or taken.occurred_at
          - coalesce((taken.payload->>'accepted_at')::timestamptz, taken.occurred_at) <= ${days} * interval '1 day')
        and not exists (select from fact back where back.school_id = taken.school_id and back.kind = 'resource.restored'
          and back.resource_id = taken.resource_id and back.id > taken.id)
      union
      select resource_id from fact where school_id = ${schoolId} and kind = 'case.decided'
        and payload->>'ruling' in ('plagiarism', 'takedown', 'duplicate_own', 'duplicate_other')
        and (payload->>'case')::bigint not in (select id from overturned_case)
    ), undone as materialized (
      select jsonb_array_elements_text(payload->'facts') as key from fact
      where school_id = ${schoolId} and kind = 'case.decided' and payload->>'ruling' = 'fraud'
        and (payload->>'case')::bigint not in (select id from overturned_case) and payload ? 'facts'
      union
      select jsonb_array_elements_text(raised.payload->'facts') from fact raised
      where raised.school_id = ${schoolId} and raised.kind = 'flag.raised'
        and exists (select from fact decided where decided.school_id = raised.school_id and decided.kind = 'flag.decided'
          and decided.payload->>'flag' = raised.payload->>'flag' and decided.payload->>'outcome' = 'upheld')
    )`
}
