import { sql } from 'kysely'
import { UserFacingError } from '#kit/errors.ts'
import type { Member, Reader } from '../schema.ts'
import { roleIn } from './file.ts'
import { samePeople } from './persons.ts'
import type { CaseFile } from './tables.ts'

/** Everybody who must not decide a case: whom it concerns, authors and co-authors, who reported, who decided before. */
export async function concernedBy(db: Reader, one: CaseFile): Promise<Set<number>> {
  const resources = [one.resource_id, one.original_id].filter((id) => id !== null)
  const { rows } = await sql<{ id: number }>`
    select unnest(${[one.member_id, one.opened_by].filter((id) => id !== null)}::bigint[]) as id
    union select member_id from case_party where school_id = ${one.school_id} and case_id = ${one.id}
    union select member_id from resource where school_id = ${one.school_id} and id = any (${resources}::bigint[])
    union select (author ->> 'member')::bigint from fact, jsonb_array_elements(
        case when jsonb_typeof(fact.payload -> 'co_authors') = 'array' then fact.payload -> 'co_authors' else '[]' end) as author
      where fact.school_id = ${one.school_id} and fact.resource_id = any (${resources}::bigint[])
        and fact.kind in ('resource.accepted', 'resource.corrected') and jsonb_typeof(author) = 'object'
    union select unnest(before.approvals) from case_file before
      where before.school_id = ${one.school_id} and before.id = ${one.of_case ?? null}::bigint
    union select unnest(flag.members) from fair_flag flag
      where flag.school_id = ${one.school_id} and flag.id = ${one.flag_id ?? null}::bigint
    union select tx.actor_id from point_tx tx
      where tx.school_id = ${one.school_id} and tx.seq = ${one.tx_seq ?? null}::bigint and tx.actor_id is not null
  `.execute(db)
  return samePeople(
    db,
    one.school_id,
    rows.map((row) => row.id),
  )
}

/** Throws when this member may not decide the case. */
export async function demandJudge(db: Reader, one: CaseFile, member: Pick<Member, 'id' | 'role'>): Promise<void> {
  if (member.role !== 'admin' && member.role !== 'head') throw noCase(one.id)
  if ((await concernedBy(db, one)).has(member.id)) {
    // Whoever does not know of the case yet does not learn of it here.
    if (one.kind !== 'appeal' && (await roleIn(db, one, member.id)) === undefined) throw noCase(one.id)
    throw new UserFacingError(
      'concerned',
      {
        zh: `案卷 ${one.id} 与您有关，由别的老师来定。`,
        en: `Case ${one.id} concerns you, so others decide it.`,
      },
      { zh: '与您无关的案卷：/cases', en: 'Cases that do not concern you: /cases' },
    )
  }
}

/** The refusal that reads the same for a missing case and for one that is nobody's business. */
export function noCase(id: number): UserFacingError {
  return new UserFacingError(
    'no_case',
    { zh: `没有找到案卷 ${id}，或您看不到它。`, en: `There is no case ${id}, or you cannot see it.` },
    { zh: '您的案卷：/cases', en: 'Your cases: /cases' },
  )
}

/** Administrators and heads who may decide a case, administrators first. */
export async function listJudges(db: Reader, one: CaseFile): Promise<number[]> {
  const concerned = await concernedBy(db, one)
  const rows = await db
    .selectFrom('member')
    .select('id')
    .where('school_id', '=', one.school_id)
    .where('role', 'in', ['admin', 'head'])
    .where('left_at', 'is', null)
    .orderBy('role')
    .orderBy('id')
    .limit(50)
    .execute()
  return rows.map((row) => row.id).filter((id) => !concerned.has(id))
}
