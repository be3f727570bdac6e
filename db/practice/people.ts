import { UserFacingError } from '#kit/errors.ts'
import { showable } from '#kit/text.ts'
import type { Db, Reader, Role } from '../schema.ts'
import { PRACTICE } from './names.ts'

/** Somebody whom one can be in the practice room. */
export type PracticePerson = {
  id: string
  memberId: number
  name: string
  role: Role
  department: { id: number; name: string; nameEn: string | null } | undefined
}

/** Everybody, in the order in which they joined. */
export async function listPeople(db: Reader, schoolId: string): Promise<PracticePerson[]> {
  const rows = await people(db, schoolId)
    .orderBy('practice_person.created_at')
    .orderBy('practice_person.member_id')
    .execute()
  return rows.map(personOf)
}

export async function findPerson(db: Reader, schoolId: string, id: string): Promise<PracticePerson | undefined> {
  const row = await people(db, schoolId).where('practice_person.external_id', '=', id).executeTakeFirst()
  return row && personOf(row)
}

/**
 * Adds a person of one's own: a member with an account on the practice platform. Adding the same `id` again returns
 * the first. Throws UserFacingError `name_empty` or `department_unknown`.
 */
export async function addPerson(
  db: Db,
  schoolId: string,
  wish: { id: string; name: string; role: Role; departmentId?: number },
  now: Date,
): Promise<PracticePerson> {
  const name = showable(wish.name, 20, '')
  if (name === '') throw new UserFacingError('name_empty', { zh: '请填写姓名。', en: 'Please enter a name.' })
  const known = await findPerson(db, schoolId, wish.id)
  if (known) return known
  return db.transaction().execute(async (trx) => {
    if (wish.departmentId !== undefined) {
      const department = await trx
        .selectFrom('department')
        .select('id')
        .where('school_id', '=', schoolId)
        .where('id', '=', wish.departmentId)
        .executeTakeFirst()
      if (!department) {
        throw new UserFacingError('department_unknown', { zh: '没有这个教研组。', en: 'There is no such department.' })
      }
    }
    const member = await trx
      .insertInto('member')
      .values({
        school_id: schoolId,
        name,
        role: wish.role,
        department_id: wish.departmentId ?? null,
        created_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await trx
      .insertInto('account')
      .values({ school_id: schoolId, platform: PRACTICE, external_id: wish.id, member_id: member.id, created_at: now })
      .execute()
    await trx
      .insertInto('practice_person')
      .values({ school_id: schoolId, external_id: wish.id, member_id: member.id, name, created_at: now })
      .execute()
    const added = await findPerson(trx, schoolId, wish.id)
    if (!added) throw new Error('a person vanished inside their own transaction')
    return added
  })
}

/** The departments one may choose from. */
export async function listDepartments(db: Reader, schoolId: string) {
  return db
    .selectFrom('department')
    .select(['id', 'name', 'name_en as nameEn'])
    .where('school_id', '=', schoolId)
    .orderBy('id')
    .execute()
}

function people(db: Reader, schoolId: string) {
  return db
    .selectFrom('practice_person')
    .innerJoin('member', (join) =>
      join
        .onRef('member.school_id', '=', 'practice_person.school_id')
        .onRef('member.id', '=', 'practice_person.member_id'),
    )
    .leftJoin('department', (join) =>
      join.onRef('department.school_id', '=', 'member.school_id').onRef('department.id', '=', 'member.department_id'),
    )
    .select([
      'practice_person.external_id',
      'practice_person.member_id',
      'practice_person.name',
      'member.role',
      'department.id as department_id',
      'department.name as department_name',
      'department.name_en as department_name_en',
    ])
    .where('practice_person.school_id', '=', schoolId)
    .where('member.left_at', 'is', null)
}

function personOf(row: {
  external_id: string
  member_id: number
  name: string
  role: Role
  department_id: number | null
  department_name: string | null
  department_name_en: string | null
}): PracticePerson {
  return {
    id: row.external_id,
    memberId: row.member_id,
    name: row.name,
    role: row.role,
    department:
      row.department_id === null || row.department_name === null
        ? undefined
        : { id: row.department_id, name: row.department_name, nameEn: row.department_name_en },
  }
}

/**
 * The room's language button: the bot answers this person, and speaks in the room's groups, in the page's language.
 * Throws UserFacingError `person_unknown`.
 */
export async function setRoomLanguage(db: Db, schoolId: string, person: string, lang: 'zh-CN' | 'en'): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const known = await trx
      .selectFrom('practice_person')
      .select('member_id')
      .where('school_id', '=', schoolId)
      .where('external_id', '=', person)
      .executeTakeFirst()
    if (!known) {
      throw new UserFacingError('person_unknown', {
        zh: '练习室里没有这个人。',
        en: 'There is no such person in the room.',
      })
    }
    await trx
      .updateTable('member')
      .set({ locale: lang })
      .where('school_id', '=', schoolId)
      .where('id', '=', known.member_id)
      .execute()
    await trx
      .updateTable('chat')
      .set({ locale: lang })
      .where('school_id', '=', schoolId)
      .where('platform', '=', PRACTICE)
      .where('kind', '=', 'group')
      .execute()
  })
}
