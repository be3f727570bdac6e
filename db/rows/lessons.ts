import { type ColumnType, sql } from 'kysely'
import type { Reader, Trx } from '../schema.ts'

type Time = ColumnType<Date, Date, Date>

/** What people corrected; see the migration `learn_from_corrections`. */
export type LessonTables = {
  lesson: {
    school_id: string
    resource_id: number
    field: LessonField
    /** A key of the taxonomy, a grade as `3`; null = a person said that it can not be stated. */
    value: string | null
    before: string | null
    topic: string | null
    features: string[]
    member_id: number
    learnt_at: Time
  }
}

export const LESSON_FIELDS = ['subject', 'grade', 'volume', 'type'] as const
export type LessonField = (typeof LESSON_FIELDS)[number]

/** One correction: of which field, to what, and by what a similar file is recognised. */
export type Lesson = {
  field: LessonField
  value: string | null
  topic: string | null
  features: string[]
  memberId: number
}

/** So many corrections are weighed for a new file; the newest count. */
const MOST = 200

/** The corrections of files that share features with a new one, newest first. */
export async function lessonsLike(db: Reader, schoolId: string, features: readonly string[]): Promise<Lesson[]> {
  if (features.length === 0) return []
  const rows = await db
    .selectFrom('lesson')
    .select(['field', 'value', 'topic', 'features', 'member_id'])
    .where('school_id', '=', schoolId)
    .where(sql<boolean>`features && ${sql.val([...features])}::text[]`)
    .orderBy('learnt_at', 'desc')
    .orderBy('resource_id', 'desc')
    .limit(MOST)
    .execute()
  return rows.map(({ member_id, ...row }) => ({ ...row, memberId: member_id }))
}

/** Whether anybody of the school ever corrected anything. */
export async function hasLessons(db: Reader, schoolId: string): Promise<boolean> {
  const row = await db
    .selectFrom('lesson')
    .select('resource_id')
    .where('school_id', '=', schoolId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/**
 * Remembers that a person set `field` of a resource from `before` to `value`. Setting it back to what it was before the
 * first correction forgets the lesson.
 */
export async function learn(
  trx: Trx,
  lesson: {
    schoolId: string
    resourceId: number
    field: LessonField
    value: string | null
    before: string | null
    topic: string | null
    features: string[]
    memberId: number
    now: Date
  },
): Promise<void> {
  const { schoolId, resourceId, field, value } = lesson
  const row = await trx
    .insertInto('lesson')
    .values({
      school_id: schoolId,
      resource_id: resourceId,
      field,
      value,
      before: lesson.before,
      topic: lesson.topic,
      features: lesson.features,
      member_id: lesson.memberId,
      learnt_at: lesson.now,
    })
    .onConflict((conflict) =>
      conflict.constraint('lesson__pkey').doUpdateSet({ value, member_id: lesson.memberId, learnt_at: lesson.now }),
    )
    .returning('before')
    .executeTakeFirstOrThrow()
  if (row.before !== value) return
  await trx
    .deleteFrom('lesson')
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', resourceId)
    .where('field', '=', field)
    .execute()
}
