import { sql } from 'kysely'
import type { Member, Reader, Trx } from '../schema.ts'
import { SUBJECTS } from '../taxonomy.ts'

/** What somebody may review: everything, or these subjects. `expert`: in which subjects their rating weighs more. */
export type Scope = { all: boolean; subjects: string[]; expert: string[] }

/** Heads and administrators review everything; others what they were made reviewers of; undefined: nothing. */
export async function scopeOf(db: Reader, member: Member): Promise<Scope | undefined> {
  if (member.role === 'pupil' || member.left_at !== null) return undefined
  const rows = await db
    .selectFrom('reviewer')
    .select(['subject', 'expert'])
    .where('school_id', '=', member.school_id)
    .where('member_id', '=', member.id)
    .orderBy('subject')
    .execute()
  const subjects = rows.map((row) => row.subject)
  const all = member.role !== 'teacher' || subjects.includes('*')
  if (!all && subjects.length === 0) return undefined
  return { all, subjects, expert: rows.filter((row) => row.expert).map((row) => row.subject) }
}

/** Whether a scope covers a subject; what has none is for those who review everything. */
export function covers(scope: Scope, subject: string | null): boolean {
  return scope.all || (subject !== null && scope.subjects.includes(subject))
}

export type ReviewerRow = { memberId: number; name: string; subject: string; expert: boolean }

export async function listReviewers(db: Reader, schoolId: string): Promise<ReviewerRow[]> {
  const rows = await db
    .selectFrom('reviewer')
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'reviewer.school_id').onRef('member.id', '=', 'reviewer.member_id'),
    )
    .select(['reviewer.member_id', 'member.name', 'reviewer.subject', 'reviewer.expert'])
    .where('reviewer.school_id', '=', schoolId)
    .where('member.left_at', 'is', null)
    .orderBy('reviewer.subject')
    .orderBy('member.id')
    .execute()
  return rows.map((row) => ({
    memberId: row.member_id,
    name: row.name,
    subject: row.subject,
    expert: row.expert,
  }))
}

export async function setReviewer(
  trx: Trx,
  given: { schoolId: string; memberId: number; subject: string; expert: boolean; by: number; now: Date },
): Promise<void> {
  await trx
    .insertInto('reviewer')
    .values({
      school_id: given.schoolId,
      member_id: given.memberId,
      subject: given.subject,
      expert: given.expert,
      by_id: given.by,
      created_at: given.now,
    })
    .onConflict((conflict) => conflict.constraint('reviewer__pkey').doUpdateSet({ expert: given.expert }))
    .execute()
}

/** Answers whether there was one. */
export async function removeReviewer(
  trx: Trx,
  schoolId: string,
  memberId: number,
  subject: string | undefined,
): Promise<boolean> {
  const rows = await trx
    .deleteFrom('reviewer')
    .where('school_id', '=', schoolId)
    .where('member_id', '=', memberId)
    .$if(subject !== undefined, (query) => query.where('subject', '=', subject ?? ''))
    .returning('member_id')
    .execute()
  return rows.length > 0
}

/**
 * Who is asked to review something of a subject: its reviewers; without any the heads of department, and without those
 * the administrators. Never `except`. In order of id.
 */
export async function reviewersFor(
  db: Reader,
  schoolId: string,
  subject: string | null,
  except: readonly number[],
): Promise<number[]> {
  const { rows } = await sql<{ id: number; rank: number }>`
    select member.id, case when exists (
        select from reviewer where reviewer.school_id = member.school_id and reviewer.member_id = member.id
          and (reviewer.subject = ${subject} or reviewer.subject = '*')) then 1
      when member.role = 'head' then 2 else 3 end as rank
    from member
    where member.school_id = ${schoolId} and member.left_at is null and member.role <> 'pupil'
      and member.id <> all (${[...except]}::bigint[])
      and (member.role in ('head', 'admin') or exists (
        select from reviewer where reviewer.school_id = member.school_id and reviewer.member_id = member.id
          and (reviewer.subject = ${subject} or reviewer.subject = '*')))
    order by rank, member.id`.execute(db)
  const best = rows[0]?.rank
  return rows.filter((row) => row.rank === best).map((row) => Number(row.id))
}

/** Teachers who may well be asked to review: their level and their well-rated items, by the policy; best rated first. */
export async function listEligible(
  db: Reader,
  schoolId: string,
  least: { contribution: number; items: number; mean: number },
): Promise<{ memberId: number; name: string; items: number }[]> {
  const { rows } = await sql<{ id: number; name: string; items: number }>`
    select member.id, member.name, count(*) as items
    from member
    join resource on resource.school_id = member.school_id and resource.member_id = member.id and resource.status = 'live'
    join quality_state state on state.school_id = resource.school_id and state.resource_id = resource.id
      and state.mean >= ${least.mean}
    join member_level level on level.school_id = member.school_id and level.member_id = member.id
      and level.level_from >= ${least.contribution}
    where member.school_id = ${schoolId} and member.role = 'teacher' and member.left_at is null
      and not exists (select from reviewer where reviewer.school_id = member.school_id and reviewer.member_id = member.id)
    group by member.id, member.name having count(*) >= ${least.items}
    order by avg(state.mean) desc, member.id limit 10`.execute(db)
  return rows.map((row) => ({ memberId: Number(row.id), name: row.name, items: Number(row.items) }))
}

/** The subject that a department teaches, by its name: 数学教研组 → math. The longest word that fits. */
export function subjectOfDepartment(name: string | null | undefined): string | undefined {
  if (!name) return undefined
  const text = name.toLowerCase()
  let best: { key: string; length: number } | undefined
  for (const subject of SUBJECTS) {
    for (const word of [subject.label.zh, subject.label.en, ...subject.words]) {
      if (word.length < 2 || !text.includes(word.toLowerCase())) continue
      if (!best || word.length > best.length) best = { key: subject.key, length: word.length }
    }
  }
  return best?.key
}
