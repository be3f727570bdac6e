import { sql } from 'kysely'
import type { Reader, Trx } from '../schema.ts'
import { samePeople } from './persons.ts'
import { type CaseFile, type CaseKind, type CaseStep, OPEN_STATES, type Ruling } from './tables.ts'

/** A case with the names that a judge reads. */
export type CaseCard = CaseFile & { member_name: string; title: string | null }

function cards(db: Reader) {
  return db
    .selectFrom('case_file')
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'case_file.school_id').onRef('member.id', '=', 'case_file.member_id'),
    )
    .leftJoin('resource', (join) =>
      join.onRef('resource.school_id', '=', 'case_file.school_id').onRef('resource.id', '=', 'case_file.resource_id'),
    )
    .selectAll('case_file')
    .select(['member.name as member_name', 'resource.title'])
}

export async function findCase(db: Reader, schoolId: string, id: number): Promise<CaseCard | undefined> {
  return cards(db).where('case_file.school_id', '=', schoolId).where('case_file.id', '=', id).executeTakeFirst()
}

/** The same for changing it: the row stays locked until the transaction ends, so two people never decide at once. */
export async function lockCase(trx: Trx, schoolId: string, id: number): Promise<CaseFile | undefined> {
  return trx
    .selectFrom('case_file')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

/** What waits for a decision, most urgent first, without what concerns the reader. */
export async function listOpenCases(
  db: Reader,
  schoolId: string,
  reader: number,
  limit: number,
  page = 0,
): Promise<CaseCard[]> {
  return cards(db)
    .where('case_file.school_id', '=', schoolId)
    .where('case_file.state', 'in', OPEN_STATES)
    .where('case_file.member_id', '<>', reader)
    .orderBy('case_file.due_at')
    .orderBy('case_file.id')
    .limit(limit)
    .offset(page * limit)
    .execute()
}

/** Cases that a member opened, reported to, or is concerned by, newest first. */
export async function listMyCases(db: Reader, schoolId: string, member: number, limit: number): Promise<CaseCard[]> {
  const self = [...(await samePeople(db, schoolId, [member]))]
  return cards(db)
    .where('case_file.school_id', '=', schoolId)
    .where((eb) =>
      eb.or([
        eb.and([eb('case_file.member_id', 'in', self), toldTheMember()]),
        eb.exists(
          eb
            .selectFrom('case_party')
            .select('case_party.case_id')
            .whereRef('case_party.school_id', '=', 'case_file.school_id')
            .whereRef('case_party.case_id', '=', 'case_file.id')
            .where('case_party.member_id', 'in', self),
        ),
      ]),
    )
    .orderBy('case_file.id', 'desc')
    .limit(limit)
    .execute()
}

/** Whom it concerns knows of a case once they were asked, something was hidden, or it was decided; not before. */
export function isTold(one: Pick<CaseFile, 'kind' | 'asked_at' | 'hidden_at' | 'decided_at'>): boolean {
  return one.kind === 'appeal' || one.asked_at !== null || one.hidden_at !== null || one.decided_at !== null
}
const toldTheMember = () =>
  sql<boolean>`(case_file.kind = 'appeal' or case_file.asked_at is not null or case_file.hidden_at is not null
    or (case_file.decided_at is not null and case_file.ruling <> 'unfounded'))`

/** What a member is in a case; undefined: nothing, or they do not know of it yet. */
export async function roleIn(db: Reader, one: CaseFile, member: number): Promise<'concerned' | 'reporter' | undefined> {
  const self = [...(await samePeople(db, one.school_id, [member]))]
  if (self.includes(one.member_id) && isTold(one)) return 'concerned'
  const row = await db
    .selectFrom('case_party')
    .select('role')
    .where('school_id', '=', one.school_id)
    .where('case_id', '=', one.id)
    .where('member_id', 'in', self)
    .orderBy('role')
    .executeTakeFirst()
  return row?.role
}

/** The open case of this kind about a resource, so that a second report joins the first. */
export async function findOpenAbout(
  db: Reader,
  schoolId: string,
  resourceId: number,
  kind: CaseKind,
): Promise<CaseFile | undefined> {
  return db
    .selectFrom('case_file')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', resourceId)
    .where('kind', '=', kind)
    .where('state', 'in', OPEN_STATES)
    .orderBy('id')
    .executeTakeFirst()
}

/** Rulings after which a resource may not simply be restored by its author. */
const STANDING: readonly Ruling[] = ['plagiarism', 'takedown', 'duplicate_own', 'duplicate_other', 'recall']

/** The decision under which a resource is out of the library, if there is one; also an open case that hides it. */
export async function standingCase(db: Reader, schoolId: string, resourceId: number): Promise<CaseFile | undefined> {
  return db
    .selectFrom('case_file')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', resourceId)
    .where((eb) =>
      eb.or([
        eb.and([eb('state', '=', 'decided'), eb('ruling', 'in', STANDING), eb('fixed_at', 'is', null)]),
        eb.and([eb('state', 'in', OPEN_STATES), eb('hidden_at', 'is not', null)]),
      ]),
    )
    .orderBy('id', 'desc')
    .executeTakeFirst()
}

/**
 * Whether an upload waits for a reviewer because of a decision that stands: after plagiarism every one of that member
 * does for a while, and so does what was taken down before, whoever brings it.
 */
export async function mustBeReviewed(
  db: Reader,
  schoolId: string,
  what: { member: number; blob: string | null; text: string | undefined; now: Date },
): Promise<boolean> {
  const { rows } = await sql<{ must: boolean }>`
    select exists (select from case_file where school_id = ${schoolId} and member_id = ${what.member}
        and state = 'decided' and full_review_until > ${what.now})
      or exists (select from resource r
        join case_file f on f.school_id = r.school_id and f.resource_id = r.id
        where r.school_id = ${schoolId} and f.state = 'decided' and f.ruling in ('plagiarism', 'takedown')
          and (r.blob_sha256 = ${what.blob}::text or r.text_sha256 = ${what.text ?? null}::text)) as must`.execute(db)
  return rows[0]?.must === true
}

export async function stepsOf(db: Reader, schoolId: string, id: number): Promise<CaseStep[]> {
  return db
    .selectFrom('case_step')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('case_id', '=', id)
    .orderBy('n')
    .execute()
}

/** Writes down what was done. The case's row lock makes the number safe. */
export async function addStep(
  trx: Trx,
  schoolId: string,
  id: number,
  step: { what: string; at: Date; actor?: number | undefined; note?: string | undefined },
): Promise<number> {
  const { n } = await trx
    .insertInto('case_step')
    .values((eb) => ({
      school_id: schoolId,
      case_id: id,
      n: eb
        .selectFrom('case_step')
        .select(sql<number>`coalesce(max(n), 0) + 1`.as('n'))
        .where('school_id', '=', schoolId)
        .where('case_id', '=', id),
      at: step.at,
      actor_id: step.actor ?? null,
      what: step.what,
      note: step.note ?? null,
    }))
    .returning('n')
    .executeTakeFirstOrThrow()
  return n
}

/** How many reports of a person are still open. */
export async function openReportsOf(db: Reader, schoolId: string, member: number): Promise<number> {
  const row = await db
    .selectFrom('case_party')
    .innerJoin('case_file', (join) =>
      join.onRef('case_file.school_id', '=', 'case_party.school_id').onRef('case_file.id', '=', 'case_party.case_id'),
    )
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('case_party.school_id', '=', schoolId)
    .where('case_party.member_id', '=', member)
    .where('case_party.role', '=', 'reporter')
    .where('case_file.state', 'in', OPEN_STATES)
    .executeTakeFirstOrThrow()
  return row.n
}
