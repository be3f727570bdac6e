import { UserFacingError } from '#kit/errors.ts'
import { insertFact } from '../rows/facts.ts'
import type { Member, Reader, Trx } from '../schema.ts'
import type { Teaching } from './tables.ts'

export type TeachingCard = Teaching & { who: string }

/** Enters lessons that were taught at another school; undefined when that day there was entered before. */
export async function enterTeaching(
  trx: Trx,
  given: { member: Member; atSchool: string; day: string; periods: number; title?: string | undefined; now: Date },
): Promise<Teaching | undefined> {
  return trx
    .insertInto('teaching')
    .values({
      school_id: given.member.school_id,
      member_id: given.member.id,
      at_school: given.atSchool,
      day: given.day,
      periods: given.periods,
      title: given.title ?? null,
      created_at: given.now,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['school_id', 'member_id', 'day', 'at_school'])
        .where('status', 'in', ['asked', 'confirmed'])
        .doNothing(),
    )
    .returningAll()
    .executeTakeFirst()
}

/** A school of the same database by its name, whose administrators confirm for themselves. */
export async function schoolNamed(db: Reader, name: string): Promise<{ id: string; name: string } | undefined> {
  return db
    .selectFrom('school')
    .select(['id', 'name'])
    .where((eb) => eb.or([eb('name', '=', name), eb('name_en', '=', name)]))
    .executeTakeFirst()
}

export type Confirmed = { row: Teaching; done: boolean; side: 'home' | 'host' }

/**
 * One school's yes. The teacher's school and the other one confirm, two different people; where the other school is not
 * here itself, a second administrator of the teacher's school answers for its note. With both it becomes a fact.
 */
export async function confirmTeaching(trx: Trx, row: Teaching, by: Member, now: Date): Promise<Confirmed> {
  const host = await schoolNamed(trx, row.at_school)
  const isHost = host !== undefined && host.id !== row.school_id && by.school_id === host.id
  const isHome = by.school_id === row.school_id
  if (by.role !== 'admin' || (!isHost && !isHome)) throw notYours()
  if (by.id === row.member_id && isHome) {
    throw new UserFacingError('own_teaching', {
      zh: '自己的课由别的管理员确认。',
      en: 'Somebody else confirms your own lessons.',
    })
  }
  const locked = await trx
    .selectFrom('teaching')
    .selectAll()
    .where('school_id', '=', row.school_id)
    .where('id', '=', row.id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  if (locked.status !== 'asked') throw decided()
  const separate = host !== undefined && host.id !== row.school_id
  const side = isHost || (!separate && locked.home_by !== null) ? 'host' : 'home'
  if (side === 'home' && locked.home_by !== null) throw second(separate)
  if (side === 'host' && !isHost && locked.home_by === by.id) throw second(separate)
  if (side === 'host' && isHost && locked.host_by !== null) throw second(separate)
  const next = {
    ...locked,
    ...(side === 'home' ? { home_by: by.id } : { host_by: by.id, host_school: by.school_id }),
  }
  const done = next.home_by !== null && next.host_by !== null
  const moved = await trx
    .updateTable('teaching')
    .set({
      home_by: next.home_by,
      host_by: next.host_by,
      host_school: next.host_school,
      ...(done && { status: 'confirmed' as const, ended_at: now }),
    })
    .where('school_id', '=', row.school_id)
    .where('id', '=', row.id)
    .where('status', '=', 'asked')
    .returningAll()
    .executeTakeFirstOrThrow()
  if (done) {
    await insertFact(trx, {
      schoolId: row.school_id,
      key: `taught:${row.id}:${row.day}`,
      kind: 'teaching.confirmed',
      actorId: row.member_id,
      occurredAt: now,
      payload: { periods: row.periods },
    })
  }
  return { row: moved, done, side }
}

/** Ends what waits: the teacher cancels, an administrator refuses. */
export async function endTeaching(
  trx: Trx,
  row: Pick<Teaching, 'school_id' | 'id'>,
  to: 'refused' | 'cancelled',
  now: Date,
): Promise<boolean> {
  const done = await trx
    .updateTable('teaching')
    .set({ status: to, ended_at: now })
    .where('school_id', '=', row.school_id)
    .where('id', '=', row.id)
    .where('status', '=', 'asked')
    .returning('id')
    .executeTakeFirst()
  return done !== undefined
}

export async function findTeaching(db: Reader, id: number): Promise<TeachingCard | undefined> {
  return cards(db).where('teaching.id', '=', id).executeTakeFirst()
}

/** What a teacher entered lately, or what waits for an administrator's school. */
export async function listTeaching(db: Reader, member: Member, limit: number): Promise<TeachingCard[]> {
  const school = await db
    .selectFrom('school')
    .select('name')
    .where('id', '=', member.school_id)
    .executeTakeFirstOrThrow()
  return cards(db)
    .where((eb) =>
      eb.or([
        eb.and([eb('teaching.school_id', '=', member.school_id), eb('teaching.member_id', '=', member.id)]),
        ...(member.role === 'admin'
          ? [
              eb.and([
                eb('teaching.status', '=', 'asked'),
                eb.or([eb('teaching.school_id', '=', member.school_id), eb('teaching.at_school', '=', school.name)]),
              ]),
            ]
          : []),
      ]),
    )
    .orderBy('teaching.id', 'desc')
    .limit(limit)
    .execute()
}

function cards(db: Reader) {
  return db
    .selectFrom('teaching')
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'teaching.school_id').onRef('member.id', '=', 'teaching.member_id'),
    )
    .selectAll('teaching')
    .select('member.name as who')
}

export function notYours(): UserFacingError {
  return new UserFacingError('no_teaching', {
    zh: '没有找到等您确认的跨校授课。',
    en: 'There are no lessons for you to confirm.',
  })
}

export function decided(): UserFacingError {
  return new UserFacingError('decided', {
    zh: '这条跨校授课已经处理过，没有改动。',
    en: 'This was decided already; nothing was changed.',
  })
}

function second(separate: boolean): UserFacingError {
  return new UserFacingError('second_person', {
    zh: separate ? '本校已确认，等对方学校的管理员确认。' : '已确认过，还需要另一位管理员确认。',
    en: separate
      ? 'Your school has confirmed; the other school must, too.'
      : 'It was confirmed; a second administrator must, too.',
  })
}
