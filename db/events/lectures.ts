import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { UserFacingError } from '#kit/errors.ts'
import { secret } from '#kit/ids.ts'
import type { Policy } from '../policy/schema.ts'
import { insertFact } from '../rows/facts.ts'
import type { Member, Reader, Trx } from '../schema.ts'
import type { Lecture, LectureLevel } from './tables.ts'

/** A lecture that its host forgets to close is closed this long after it began: a day. */
const OPEN_MS = 86_400_000

export type LectureCard = Lecture & { host: string; school: string; school_en: string; zone: string; guests: number }

/** Announces a lecture. */
export async function announce(
  trx: Trx,
  given: { host: Member; title: string; level: LectureLevel; startsAt: Date; place?: string | undefined; now: Date },
): Promise<Lecture> {
  return trx
    .insertInto('lecture')
    .values({
      school_id: given.host.school_id,
      host_id: given.host.id,
      title: given.title,
      level: given.level,
      starts_at: given.startsAt,
      place: given.place ?? null,
      secret: secret(),
      open_to: given.level === 'school' ? 'school' : 'group',
      created_at: given.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** The code of six digits that checks people in at an instant; it changes every few seconds, as the policy says. */
export function codeAt(lecture: Pick<Lecture, 'id' | 'secret'>, at: Date, policy: Policy, back = 0): string {
  const turn = Math.floor(at.getTime() / (policy.events.code_seconds * 1_000)) - back
  const digest = createHmac('sha256', lecture.secret).update(`${lecture.id}:${turn}`).digest()
  return String(digest.readUInt32BE(0) % 1_000_000).padStart(6, '0')
}

/** Lectures whose check-in may be open now for members of a school. */
export async function openLectures(db: Reader, schoolId: string, policy: Policy, now: Date): Promise<LectureCard[]> {
  const from = new Date(now.getTime() + policy.events.checkin_before_minutes * 60_000)
  return (
    await cards(db)
      .where((eb) => eb.or([eb('lecture.school_id', '=', schoolId), eb('lecture.open_to', '=', 'group')]))
      .where('lecture.status', '=', 'announced')
      .where('lecture.starts_at', '<=', from)
      .where('lecture.starts_at', '>', new Date(now.getTime() - OPEN_MS))
      .orderBy('lecture.id')
      .limit(100)
      .execute()
  ).map(counted)
}

/**
 * Checks somebody in with the code that the host shows now, or showed a moment ago. The host never counts as a guest.
 * Undefined when no open lecture has that code.
 */
export async function checkIn(
  trx: Trx,
  given: { member: Member; code: string; policy: Policy; now: Date },
): Promise<{ lecture: LectureCard; again: boolean } | undefined> {
  const { member, code, policy, now } = given
  const lecture = (await openLectures(trx, member.school_id, policy, now)).find((one) =>
    [0, 1].some((back) => codeAt(one, now, policy, back) === code),
  )
  if (!lecture) return undefined
  if (lecture.host_id === member.id && lecture.school_id === member.school_id) {
    throw new UserFacingError('own_lecture', {
      zh: '您是主讲人，不用签到。',
      en: 'You are the host; there is no need to check in.',
    })
  }
  const row = await trx
    .insertInto('lecture_guest')
    .values({
      school_id: lecture.school_id,
      lecture_id: lecture.id,
      guest_school: member.school_id,
      member_id: member.id,
      at: now,
    })
    .onConflict((conflict) => conflict.constraint('lecture_guest__pkey').doNothing())
    .returning('at')
    .executeTakeFirst()
  return { lecture, again: row === undefined }
}

/**
 * Closes a lecture: a fact for the host, and one for each guest, each in the ledger of their own school. Whether it earns
 * is for the rules: so many people, and materials that everybody can use. Answers the schools whose facts wait.
 */
export async function closeLecture(
  trx: Trx,
  lecture: Lecture,
  now: Date,
): Promise<{ guests: number; materials: number; schools: string[] } | undefined> {
  if (!(await endLecture(trx, lecture, 'closed', now))) return undefined
  const guests = await trx
    .selectFrom('lecture_guest')
    .selectAll()
    .where('school_id', '=', lecture.school_id)
    .where('lecture_id', '=', lecture.id)
    .orderBy('at')
    .orderBy('member_id')
    .execute()
  const materials = await materialsOf(trx, lecture)
  await insertFact(trx, {
    schoolId: lecture.school_id,
    key: `lecture:${lecture.id}`,
    kind: 'lecture.hosted',
    actorId: lecture.host_id,
    occurredAt: now,
    payload: {
      event: lecture.id,
      level: lecture.level,
      checked_in: guests.length,
      materials: materials.length > 0,
    },
  })
  for (const guest of guests) {
    await insertFact(trx, {
      schoolId: guest.guest_school,
      key: `attended:${lecture.id}:${guest.member_id}`,
      kind: 'lecture.attended',
      actorId: guest.member_id,
      occurredAt: guest.at,
      payload: { event: lecture.id },
    })
  }
  const schools = new Set([lecture.school_id, ...guests.map((guest) => guest.guest_school)])
  return { guests: guests.length, materials: materials.length, schools: [...schools] }
}

/** Lectures of a school that began more than a day ago and were not closed. */
export async function forgottenLectures(db: Reader, schoolId: string, now: Date): Promise<LectureCard[]> {
  return (
    await cards(db)
      .where('lecture.school_id', '=', schoolId)
      .where('lecture.status', '=', 'announced')
      .where('lecture.starts_at', '<=', new Date(now.getTime() - OPEN_MS))
      .orderBy('lecture.id')
      .limit(50)
      .execute()
  ).map(counted)
}

/** Cancels what was announced; false when it is over. */
export async function cancelLecture(trx: Trx, lecture: Lecture, now: Date): Promise<boolean> {
  return endLecture(trx, lecture, 'cancelled', now)
}

async function endLecture(trx: Trx, lecture: Lecture, status: 'closed' | 'cancelled', now: Date): Promise<boolean> {
  const row = await trx
    .updateTable('lecture')
    .set({ status, ended_at: now })
    .where('school_id', '=', lecture.school_id)
    .where('id', '=', lecture.id)
    .where('status', '=', 'announced')
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function attach(trx: Trx, lecture: Lecture, resourceId: number, attached: boolean): Promise<void> {
  if (attached) {
    await trx
      .insertInto('lecture_material')
      .values({ school_id: lecture.school_id, lecture_id: lecture.id, resource_id: resourceId })
      .onConflict((conflict) => conflict.constraint('lecture_material__pkey').doNothing())
      .execute()
    return
  }
  await trx
    .deleteFrom('lecture_material')
    .where('school_id', '=', lecture.school_id)
    .where('lecture_id', '=', lecture.id)
    .where('resource_id', '=', resourceId)
    .execute()
}

export async function materialsOf(db: Reader, lecture: Pick<Lecture, 'school_id' | 'id'>): Promise<number[]> {
  const rows = await db
    .selectFrom('lecture_material as material')
    .innerJoin('resource', (join) =>
      join.onRef('resource.school_id', '=', 'material.school_id').onRef('resource.id', '=', 'material.resource_id'),
    )
    .select('material.resource_id')
    .where('material.school_id', '=', lecture.school_id)
    .where('material.lecture_id', '=', lecture.id)
    .where('resource.status', '=', 'live')
    .execute()
  return rows.map((row) => row.resource_id)
}

/** A lecture that members of a school may see. */
export async function findLecture(db: Reader, schoolId: string, id: number): Promise<LectureCard | undefined> {
  const row = await cards(db)
    .where('lecture.id', '=', id)
    .where((eb) => eb.or([eb('lecture.school_id', '=', schoolId), eb('lecture.open_to', '=', 'group')]))
    .executeTakeFirst()
  return row && counted(row)
}

/** Lectures that are announced, soonest first. */
export async function comingLectures(db: Reader, schoolId: string, since: Date, limit: number): Promise<LectureCard[]> {
  return (
    await cards(db)
      .where((eb) => eb.or([eb('lecture.school_id', '=', schoolId), eb('lecture.open_to', '=', 'group')]))
      .where('lecture.status', '=', 'announced')
      .where('lecture.starts_at', '>=', since)
      .orderBy('lecture.starts_at')
      .limit(limit)
      .execute()
  ).map(counted)
}

export type Feedback = { is: 'given' } | { is: 'given_before' | 'not_there' | 'too_late' }

/** Feedback on a lesson that somebody was at: once, within the policy's days; its fact earns by the rules. */
export async function giveFeedback(
  trx: Trx,
  given: { lecture: Lecture; member: Member; text: string; policy: Policy; now: Date },
): Promise<Feedback> {
  const { lecture, member, text, policy, now } = given
  const guest = await trx
    .selectFrom('lecture_guest')
    .select('at')
    .where('school_id', '=', lecture.school_id)
    .where('lecture_id', '=', lecture.id)
    .where('guest_school', '=', member.school_id)
    .where('member_id', '=', member.id)
    .executeTakeFirst()
  if (!guest) return { is: 'not_there' }
  if (now.getTime() - guest.at.getTime() > policy.events.feedback_days * 86_400_000) return { is: 'too_late' }
  const row = await trx
    .insertInto('lesson_feedback')
    .values({ school_id: lecture.school_id, lecture_id: lecture.id, member_id: member.id, text, at: now })
    .onConflict((conflict) => conflict.constraint('lesson_feedback__pkey').doNothing())
    .returning('at')
    .executeTakeFirst()
  if (!row) return { is: 'given_before' }
  await insertFact(trx, {
    schoolId: member.school_id,
    key: `observed:${lecture.id}:${member.id}`,
    kind: 'observation.feedback',
    actorId: member.id,
    occurredAt: now,
    payload: { event: lecture.id, chars: [...text.replace(/\s+/g, '')].length },
  })
  return { is: 'given' }
}

type Row = Omit<LectureCard, 'guests'> & { guests: number | string }

function counted(row: Row): LectureCard {
  return { ...row, guests: Number(row.guests) }
}

function cards(db: Reader) {
  return db
    .selectFrom('lecture')
    .innerJoin('school', 'school.id', 'lecture.school_id')
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'lecture.school_id').onRef('member.id', '=', 'lecture.host_id'),
    )
    .selectAll('lecture')
    .select([
      'member.name as host',
      'school.name as school',
      'school.name_en as school_en',
      'school.time_zone as zone',
      sql<number>`(select count(*) from lecture_guest g where g.school_id = lecture.school_id
        and g.lecture_id = lecture.id)`.as('guests'),
    ])
}
