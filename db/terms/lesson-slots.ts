import { UserFacingError } from '#kit/errors.ts'
import type { Policy } from '../policy/schema.ts'
import type { Reader, Trx } from '../schema.ts'
import { labelOf, TYPES } from '../taxonomy.ts'
import { lockedTerm } from './exempt.ts'
import { type LessonSlot, lessonSlots } from './lessons.ts'

type Place = { schoolId: string; term: string; slot: number; policy: Policy }

/** Takes a free slot for a lesson. Throws UserFacingError when it is taken, or there is no such slot. */
export async function takeSlot(
  trx: Trx,
  given: Place & { title: string; owner: number; now: Date },
): Promise<LessonSlot> {
  await refuseLocked(trx, given)
  refuseUnknown(given)
  const row = await trx
    .insertInto('excellent_lesson')
    .values({
      school_id: given.schoolId,
      term: given.term,
      slot: given.slot,
      title: given.title,
      owner_id: given.owner,
      taken_at: given.now,
      approved_by_id: null,
    })
    .onConflict((conflict) => conflict.constraint('excellent_lesson__pkey').doNothing())
    .returning('slot')
    .executeTakeFirst()
  const slot = await getSlot(trx, given)
  if (row) return slot
  throw new UserFacingError(
    'slot_taken',
    {
      zh: `第 ${given.slot} 个课例（${slot.name.zh}）已由${slot.owner?.name ?? '同事'}认领。`,
      en: `Lesson ${given.slot} (${slot.name.en}) is taken by ${slot.owner?.name ?? 'a colleague'}.`,
    },
    { zh: '发送 /lessons 看哪些还空着。', en: 'Send /lessons to see which are free.' },
  )
}

/** Attaches a resource as the part that its type is. Answers the slot as it is then. */
export async function attachPart(
  trx: Trx,
  given: Place & { resource: number; by: { id: number; isAdmin: boolean }; now: Date },
): Promise<LessonSlot> {
  const lesson = await lockLesson(trx, given)
  refuseStranger(lesson, given.by)
  if (lesson.approved_by_id !== null) throw approved(given.slot)
  const resource = await trx
    .selectFrom('resource')
    .select(['id', 'type', 'status', 'member_id'])
    .where('school_id', '=', given.schoolId)
    .where('id', '=', given.resource)
    .executeTakeFirst()
  if (resource?.member_id !== lesson.owner_id || resource.status !== 'live') {
    throw new UserFacingError(
      'no_part',
      {
        zh: `编号 ${given.resource} 不能作为这节课例的资料：需要是认领人自己分享、已收录的资源。`,
        en: `No. ${given.resource} cannot be a part of this lesson: it must be shared by its owner and catalogued.`,
      },
      { zh: '发送 /mine 查看自己的资源编号。', en: 'Send /mine for the numbers of your own.' },
    )
  }
  const needed = given.policy.quota.excellent_parts
  if (!needed.includes(resource.type)) {
    const names = needed.map((part) => labelOf(TYPES, part))
    throw new UserFacingError(
      'no_part',
      {
        zh: `编号 ${resource.id} 是${labelOf(TYPES, resource.type).zh}，课例需要：${names.map((one) => one.zh).join('、')}。`,
        en: `No. ${resource.id} is ${labelOf(TYPES, resource.type).en}; a lesson needs: ${names.map((one) => one.en).join(', ')}.`,
      },
      {
        zh: `类型不对可以更正：/correct ${resource.id}`,
        en: `If its type is wrong, correct it: /correct ${resource.id}`,
      },
    )
  }
  const elsewhere = await trx
    .selectFrom('excellent_part')
    .select(['slot', 'part'])
    .where('school_id', '=', given.schoolId)
    .where('term', '=', given.term)
    .where('resource_id', '=', resource.id)
    .executeTakeFirst()
  if (elsewhere && elsewhere.slot !== given.slot) {
    throw new UserFacingError('no_part', {
      zh: `编号 ${resource.id} 已经用在第 ${elsewhere.slot} 个课例里，一份资料只算一次。`,
      en: `No. ${resource.id} is a part of lesson ${elsewhere.slot} already; one file counts once.`,
    })
  }
  await trx
    .deleteFrom('excellent_part')
    .where('school_id', '=', given.schoolId)
    .where('term', '=', given.term)
    .where('slot', '=', given.slot)
    .where((eb) => eb.or([eb('part', '=', resource.type), eb('resource_id', '=', resource.id)]))
    .execute()
  await trx
    .insertInto('excellent_part')
    .values({
      school_id: given.schoolId,
      term: given.term,
      slot: given.slot,
      part: resource.type,
      resource_id: resource.id,
      at: given.now,
    })
    .execute()
  return getSlot(trx, given)
}

/** Takes a part off again. */
export async function detachPart(
  trx: Trx,
  given: Place & { part: string; by: { id: number; isAdmin: boolean } },
): Promise<LessonSlot> {
  const lesson = await lockLesson(trx, given)
  refuseStranger(lesson, given.by)
  if (lesson.approved_by_id !== null) throw approved(given.slot)
  await trx
    .deleteFrom('excellent_part')
    .where('school_id', '=', given.schoolId)
    .where('term', '=', given.term)
    .where('slot', '=', given.slot)
    .where('part', '=', given.part)
    .execute()
  return getSlot(trx, given)
}

/** Somebody else says that it is one: only when every part is there. `undo` takes that back. */
export async function approveLesson(
  trx: Trx,
  given: Place & { by: number; now: Date; undo?: boolean },
): Promise<LessonSlot> {
  const lesson = await lockLesson(trx, given)
  if (!given.undo) {
    if (lesson.owner_id === given.by) {
      throw new UserFacingError('not_oneself', {
        zh: '自己的课例要由另一位管理员审定。',
        en: 'One’s own lesson is approved by another administrator.',
      })
    }
    const missing = (await getSlot(trx, given)).parts.filter((part) => !part.stands)
    if (missing.length > 0) {
      throw new UserFacingError('not_complete', {
        zh: `第 ${given.slot} 个课例资料还不齐，缺：${missing.map((part) => labelOf(TYPES, part.part).zh).join('、')}。`,
        en: `Lesson ${given.slot} is not complete; missing: ${missing.map((part) => labelOf(TYPES, part.part).en).join(', ')}.`,
      })
    }
  }
  await trx
    .updateTable('excellent_lesson')
    .set(
      given.undo ? { approved_by_id: null, approved_at: null } : { approved_by_id: given.by, approved_at: given.now },
    )
    .where('school_id', '=', given.schoolId)
    .where('term', '=', given.term)
    .where('slot', '=', given.slot)
    .execute()
  return getSlot(trx, given)
}

/** Gives a slot up; its files stay in the library. */
export async function releaseSlot(trx: Trx, given: Place & { by: { id: number; isAdmin: boolean } }): Promise<void> {
  const lesson = await lockLesson(trx, given)
  refuseStranger(lesson, given.by)
  if (lesson.approved_by_id !== null) throw approved(given.slot)
  await trx
    .deleteFrom('excellent_lesson')
    .where('school_id', '=', given.schoolId)
    .where('term', '=', given.term)
    .where('slot', '=', given.slot)
    .execute()
}

async function getSlot(db: Reader, { schoolId, term, slot, policy }: Place): Promise<LessonSlot> {
  const found = (await lessonSlots(db, schoolId, term, policy)).find((one) => one.slot === slot)
  if (found) return found
  throw noSlot(policy)
}

async function lockLesson(trx: Trx, given: Place) {
  await refuseLocked(trx, given)
  refuseUnknown(given)
  const row = await trx
    .selectFrom('excellent_lesson')
    .selectAll()
    .where('school_id', '=', given.schoolId)
    .where('term', '=', given.term)
    .where('slot', '=', given.slot)
    .forUpdate()
    .executeTakeFirst()
  if (row) return row
  throw new UserFacingError(
    'slot_free',
    { zh: `第 ${given.slot} 个课例还没有人认领。`, en: `Nobody has taken lesson ${given.slot} yet.` },
    { zh: `认领：/lessons 认领 ${given.slot} 课题`, en: `Take it: /lessons take ${given.slot} title` },
  )
}

async function refuseLocked(db: Reader, { schoolId, term }: Place): Promise<void> {
  const row = await db
    .selectFrom('term_close')
    .select('locked_at')
    .where('school_id', '=', schoolId)
    .where('term', '=', term)
    .executeTakeFirst()
  if (row?.locked_at) throw lockedTerm(term)
}

function refuseUnknown({ slot, policy }: Place): void {
  if (slot < 1 || slot > policy.quota.school_excellent_lessons_per_term) throw noSlot(policy)
}

function refuseStranger(lesson: { owner_id: number }, by: { id: number; isAdmin: boolean }): void {
  if (lesson.owner_id === by.id || by.isAdmin) return
  throw new UserFacingError('not_yours', {
    zh: '只有认领人和管理员可以改这个课例。',
    en: 'Only who took the lesson, or an administrator, may change it.',
  })
}

function noSlot(policy: Policy): UserFacingError {
  const most = policy.quota.school_excellent_lessons_per_term
  return new UserFacingError('no_slot', {
    zh: `课例编号是 1 到 ${most}。发送 /lessons 查看。`,
    en: `Lessons are numbered 1 to ${most}. Send /lessons to see them.`,
  })
}

function approved(slot: number): UserFacingError {
  return new UserFacingError('slot_approved', {
    zh: `第 ${slot} 个课例已审定，不能再改。需要改时请管理员先撤销审定。`,
    en: `Lesson ${slot} is approved and cannot be changed. An administrator can take the approval back first.`,
  })
}
