import { type Selectable, sql } from 'kysely'
import { coAuthorsOf } from '../review/co-authors.ts'
import { insertFact } from '../rows/facts.ts'
import { findResource } from '../rows/resources.ts'
import type { Reader, Trx } from '../schema.ts'
import type { HonourTables, SelectionKind } from './tables.ts'

export type Selection = Selectable<HonourTables['selection']>
export type Candidate = Selectable<HonourTables['candidate']>
/** A candidate as people read it: a work and its author, a person, a team, or a pupil. */
export type ShownCandidate = Candidate & { title: string | null; person: string | null; score: number | null }

export async function openSelection(
  trx: Trx,
  given: {
    schoolId: string
    kind: SelectionKind
    title: string
    level?: 'school' | 'group' | 'district'
    schoolYear?: string
    places: number
    by: number
    now: Date
  },
): Promise<Selection> {
  return trx
    .insertInto('selection')
    .values({
      school_id: given.schoolId,
      kind: given.kind,
      title: given.title,
      level: given.level ?? null,
      school_year: given.schoolYear ?? null,
      places: given.places,
      by_id: given.by,
      created_at: given.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function findSelection(db: Reader, schoolId: string, id: number): Promise<Selection | undefined> {
  return db
    .selectFrom('selection')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** The yearly one of a kind, unless it was cancelled. */
export async function yearly(
  db: Reader,
  schoolId: string,
  kind: SelectionKind,
  schoolYear: string,
): Promise<Selection | undefined> {
  return db
    .selectFrom('selection')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('kind', '=', kind)
    .where('school_year', '=', schoolYear)
    .where('status', '<>', 'cancelled')
    .executeTakeFirst()
}

/** What is under way, then what ended, newest first. */
export async function listSelections(
  db: Reader,
  schoolId: string,
  kinds: readonly SelectionKind[],
  limit: number,
): Promise<Selection[]> {
  return db
    .selectFrom('selection')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('kind', 'in', [...kinds])
    .where('status', '<>', 'cancelled')
    .orderBy(sql`status in ('open', 'public')`, 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

export async function lockSelection(trx: Trx, schoolId: string, id: number): Promise<Selection | undefined> {
  return trx
    .selectFrom('selection')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

/** Candidates in the order of their numbers, with the score of their panel within this selection. */
export async function candidatesOf(db: Reader, schoolId: string, selectionId: number): Promise<ShownCandidate[]> {
  return db
    .selectFrom('candidate')
    .leftJoin('resource', (join) =>
      join.onRef('resource.school_id', '=', 'candidate.school_id').onRef('resource.id', '=', 'candidate.resource_id'),
    )
    .leftJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'candidate.school_id').onRef('member.id', '=', 'candidate.member_id'),
    )
    .leftJoin('team', (join) =>
      join.onRef('team.school_id', '=', 'candidate.school_id').onRef('team.id', '=', 'candidate.team_id'),
    )
    .selectAll('candidate')
    .select((eb) => [
      eb.fn.coalesce('resource.title', 'team.name').as('title'),
      eb.fn.coalesce('member.name', 'candidate.label').as('person'),
      eb
        .selectFrom('panel')
        .select('panel.score')
        .whereRef('panel.school_id', '=', 'candidate.school_id')
        .whereRef('panel.selection_id', '=', 'candidate.selection_id')
        .whereRef('panel.resource_id', '=', 'candidate.resource_id')
        .where('panel.status', '=', 'concluded')
        .orderBy('panel.id', 'desc')
        .limit(1)
        .as('score'),
    ])
    .where('candidate.school_id', '=', schoolId)
    .where('candidate.selection_id', '=', selectionId)
    .orderBy('candidate.n')
    .execute()
}

/** Adds a candidate; undefined when the work stands already. The selection must be locked. */
export async function nominate(
  trx: Trx,
  selection: Selection,
  given: Pick<Candidate, 'resource_id' | 'member_id' | 'team_id' | 'label' | 'reason' | 'by_id'> & {
    figures?: Record<string, unknown>
    now: Date
  },
): Promise<number | undefined> {
  const { n } = await trx
    .selectFrom('candidate')
    .select((eb) => eb.fn.coalesce(eb.fn.max('n'), sql<number>`0`).as('n'))
    .where('school_id', '=', selection.school_id)
    .where('selection_id', '=', selection.id)
    .executeTakeFirstOrThrow()
  const { figures, now, ...values } = given
  const row = await trx
    .insertInto('candidate')
    .values({
      ...values,
      school_id: selection.school_id,
      selection_id: selection.id,
      n: n + 1,
      figures: figures ? JSON.stringify(figures) : null,
      created_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('n')
    .executeTakeFirst()
  return row?.n
}

/** Of the candidates these are chosen, the others are not; only while it is open. */
export async function choose(trx: Trx, selection: Selection, ns: readonly number[]): Promise<void> {
  await trx
    .updateTable('candidate')
    .set({ status: sql`case when n = any (${[...ns]}::int[]) then 'chosen' else 'nominated' end` })
    .where('school_id', '=', selection.school_id)
    .where('selection_id', '=', selection.id)
    .where('status', 'in', ['nominated', 'chosen'])
    .execute()
}

export async function setSelection(
  trx: Trx,
  selection: Selection,
  to: Partial<Pick<Selection, 'status' | 'public_by' | 'public_at' | 'public_until' | 'awarded_by' | 'awarded_at'>>,
): Promise<void> {
  await trx
    .updateTable('selection')
    .set(to)
    .where('school_id', '=', selection.school_id)
    .where('id', '=', selection.id)
    .execute()
}

/**
 * Gives the award: honours for all chosen, and for cases the fact from which the points follow and the same honour for
 * whoever shares the work. A work that is not shared any more is left out.
 */
export async function giveAwards(
  trx: Trx,
  selection: Selection,
  given: { title: { zh: string; en: string }; by: number; now: Date },
): Promise<ShownCandidate[]> {
  const chosen = (await candidatesOf(trx, selection.school_id, selection.id)).filter((one) => one.status === 'chosen')
  const winners: ShownCandidate[] = []
  for (const one of chosen) {
    const work = one.resource_id === null ? undefined : await findResource(trx, selection.school_id, one.resource_id)
    if (one.resource_id !== null && work?.status !== 'live') {
      await drop(trx, one)
      continue
    }
    winners.push(one)
    const shared = work ? await coAuthorsOf(trx, selection.school_id, work.id) : []
    const people = one.team_id === null ? [one.member_id, ...shared.map((who) => who.memberId)] : [null]
    for (const person of people) {
      await trx
        .insertInto('honour')
        .values({
          school_id: selection.school_id,
          kind: selection.kind,
          member_id: person,
          team_id: one.team_id,
          label: one.label ?? (one.team_id === null ? null : one.title),
          title_zh: selection.kind === 'case' ? `${given.title.zh}：《${one.title ?? ''}》` : given.title.zh,
          title_en: selection.kind === 'case' ? `${given.title.en}: “${one.title ?? ''}”` : given.title.en,
          selection_id: selection.id,
          resource_id: one.resource_id,
          given_by: given.by,
          given_at: given.now,
        })
        .execute()
    }
    if (selection.kind === 'case') await noteCase(trx, selection, one, given.now)
  }
  await trx
    .updateTable('candidate')
    .set({ status: 'awarded' })
    .where('school_id', '=', selection.school_id)
    .where('selection_id', '=', selection.id)
    .where('status', '=', 'chosen')
    .execute()
  await setSelection(trx, selection, { status: 'awarded', awarded_by: given.by, awarded_at: given.now })
  return winners
}

async function drop(trx: Trx, one: Candidate): Promise<void> {
  await trx
    .updateTable('candidate')
    .set({ status: 'dropped' })
    .where('school_id', '=', one.school_id)
    .where('selection_id', '=', one.selection_id)
    .where('n', '=', one.n)
    .execute()
}

async function noteCase(trx: Trx, selection: Selection, one: Candidate, now: Date): Promise<void> {
  if (one.resource_id === null || selection.level === null) return
  const resource = await findResource(trx, selection.school_id, one.resource_id)
  if (!resource) return
  const shared = await coAuthorsOf(trx, selection.school_id, resource.id)
  await insertFact(trx, {
    schoolId: selection.school_id,
    key: `selected:${selection.id}:${resource.id}`,
    kind: 'case.selected',
    actorId: resource.member_id,
    resourceId: resource.id,
    occurredAt: now,
    payload: {
      author: resource.member_id,
      ...(shared.length > 0 && {
        co_authors: shared.map((who) => ({ member: who.memberId, share: who.percent / 100 })),
      }),
      level: selection.level,
    },
  })
}
