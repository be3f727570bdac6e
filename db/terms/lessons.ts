import type { Text } from '#kit/lang.ts'
import type { Policy } from '../policy/schema.ts'
import type { Reader } from '../schema.ts'

/** 优秀课例: a slot of the school's for a term, free or taken. */
export type LessonSlot = {
  slot: number
  name: Text
  title: string | undefined
  owner: { id: number; name: string } | undefined
  /** Every part that is needed, with the resource that is it; `stands` while that is live. */
  parts: { part: string; resource: number | undefined; title: string | undefined; stands: boolean }[]
  approvedBy: number | undefined
  /** Complete, approved, and every part stands. */
  done: boolean
}

/** All slots of a term, in their order. */
export async function lessonSlots(db: Reader, schoolId: string, term: string, policy: Policy): Promise<LessonSlot[]> {
  const taken = await db
    .selectFrom('excellent_lesson as lesson')
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'lesson.school_id').onRef('member.id', '=', 'lesson.owner_id'),
    )
    .select(['lesson.slot', 'lesson.title', 'lesson.owner_id', 'member.name', 'lesson.approved_by_id'])
    .where('lesson.school_id', '=', schoolId)
    .where('lesson.term', '=', term)
    .execute()
  const parts = await db
    .selectFrom('excellent_part as part')
    .innerJoin('resource', (join) =>
      join.onRef('resource.school_id', '=', 'part.school_id').onRef('resource.id', '=', 'part.resource_id'),
    )
    .select(['part.slot', 'part.part', 'part.resource_id', 'resource.title', 'resource.status'])
    .where('part.school_id', '=', schoolId)
    .where('part.term', '=', term)
    .execute()
  const { quota } = policy
  return Array.from({ length: quota.school_excellent_lessons_per_term }, (_, index): LessonSlot => {
    const slot = index + 1
    const lesson = taken.find((row) => row.slot === slot)
    const own = quota.excellent_parts.map((part) => {
      const found = parts.find((row) => row.slot === slot && row.part === part)
      return { part, resource: found?.resource_id, title: found?.title, stands: found?.status === 'live' }
    })
    return {
      slot,
      name: slotName(policy, slot),
      title: lesson?.title,
      owner: lesson && { id: lesson.owner_id, name: lesson.name },
      parts: own,
      approvedBy: lesson?.approved_by_id ?? undefined,
      done: (lesson?.approved_by_id ?? null) !== null && own.every((part) => part.stands),
    }
  })
}

/** How many lessons of a term are done, of how many. */
export async function lessonsDone(
  db: Reader,
  schoolId: string,
  term: string,
  policy: Policy,
): Promise<{ done: number; due: number }> {
  const slots = await lessonSlots(db, schoolId, term, policy)
  return { done: slots.filter((slot) => slot.done).length, due: slots.length }
}

function slotName(policy: Policy, slot: number): Text {
  return policy.quota.excellent_slots[slot - 1] ?? { zh: `第 ${slot} 节`, en: `Lesson ${slot}` }
}
