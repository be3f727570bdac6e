import type { Db, Role, Trx } from '../schema.ts'
import { PRACTICE } from './names.ts'

/** The sample school's id. */
export const SAMPLE_SCHOOL = 'sample'

/** 教研组, as the sample school has them. `key` is used here only. */
const DEPARTMENTS = [
  { key: 'math', name: '数学教研组', nameEn: 'Mathematics' },
  { key: 'chinese', name: '语文教研组', nameEn: 'Chinese' },
  { key: 'english', name: '英语教研组', nameEn: 'English' },
  { key: 'science', name: '综合教研组', nameEn: 'Sciences and arts' },
] as const

type Sample = { id: string; name: string; role: Role; department?: (typeof DEPARTMENTS)[number]['key'] }

/** Who one can be: three teachers, a head of department, an administrator, a pupil. `id` is their id in the room. */
export const SAMPLE_PEOPLE: readonly Sample[] = [
  { id: 'li', name: '李老师', role: 'teacher', department: 'math' },
  { id: 'wang', name: '王老师', role: 'teacher', department: 'chinese' },
  { id: 'zhang', name: '张老师', role: 'teacher', department: 'english' },
  { id: 'chen', name: '陈组长', role: 'head', department: 'math' },
  { id: 'zhao', name: '赵主任', role: 'admin' },
  { id: 'xiaoming', name: '小明', role: 'pupil' },
]

const GROUPS = [
  { id: 'beike', name: '备课组' },
  { id: 'yingyu', name: '英语组' },
]

/**
 * The sample school of the practice room. Safe to call at every start and in several processes at once: what is there
 * stays as it is, with the changes people made.
 */
export async function seedPracticeSchool(
  db: Db,
  options: { now: Date; timeZone: string; locale: string },
): Promise<{ schoolId: string }> {
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('school')
      .values({
        id: SAMPLE_SCHOOL,
        name: '示例小学',
        name_en: 'Sample School',
        locale: options.locale,
        time_zone: options.timeZone,
        created_at: options.now,
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
    // The row lock lets one process seed while the others wait and then find everything.
    await trx.selectFrom('school').select('id').where('id', '=', SAMPLE_SCHOOL).forUpdate().execute()
    const departments = await seedDepartments(trx)
    for (const person of SAMPLE_PEOPLE) await seedPerson(trx, person, departments, options.now)
    for (const group of GROUPS) {
      await trx
        .insertInto('chat')
        .values({
          school_id: SAMPLE_SCHOOL,
          platform: PRACTICE,
          external_id: group.id,
          kind: 'group',
          name: group.name,
          created_at: options.now,
        })
        .onConflict((conflict) => conflict.constraint('chat__external__key').doNothing())
        .execute()
    }
  })
  return { schoolId: SAMPLE_SCHOOL }
}

async function seedDepartments(trx: Trx): Promise<Map<string, number>> {
  await trx
    .insertInto('department')
    .values(DEPARTMENTS.map(({ name, nameEn }) => ({ school_id: SAMPLE_SCHOOL, name, name_en: nameEn })))
    .onConflict((conflict) => conflict.constraint('department__name__key').doNothing())
    .execute()
  const rows = await trx
    .selectFrom('department')
    .select(['id', 'name'])
    .where('school_id', '=', SAMPLE_SCHOOL)
    .execute()
  return new Map(
    DEPARTMENTS.flatMap(({ key, name }) => {
      const row = rows.find((candidate) => candidate.name === name)
      return row ? [[key, row.id] as const] : []
    }),
  )
}

async function seedPerson(trx: Trx, person: Sample, departments: Map<string, number>, now: Date): Promise<void> {
  const known = await trx
    .selectFrom('practice_person')
    .select('member_id')
    .where('school_id', '=', SAMPLE_SCHOOL)
    .where('external_id', '=', person.id)
    .executeTakeFirst()
  if (known) return
  const member = await trx
    .insertInto('member')
    .values({
      school_id: SAMPLE_SCHOOL,
      name: person.name,
      role: person.role,
      department_id: person.department ? (departments.get(person.department) ?? null) : null,
      created_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await trx
    .insertInto('account')
    .values({
      school_id: SAMPLE_SCHOOL,
      platform: PRACTICE,
      external_id: person.id,
      member_id: member.id,
      created_at: now,
    })
    .execute()
  await trx
    .insertInto('practice_person')
    .values({
      school_id: SAMPLE_SCHOOL,
      external_id: person.id,
      member_id: member.id,
      name: person.name,
      created_at: now,
    })
    .execute()
}
