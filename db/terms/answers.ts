import { UserFacingError } from '#kit/errors.ts'
import type { Reader, Trx } from '../schema.ts'
import { findClose, type TermClose } from './close.ts'
import { lockedTerm } from './exempt.ts'

export type TermAnswer = {
  member: number
  name: string
  answer: 'confirmed' | 'disputed'
  note: string
  /** What the sheet said then, in 厘. */
  points: number
  at: Date
  resolution: string | undefined
}

/**
 * A colleague's word on their sheet, while it is shown: confirmed, or disputed with what is wrong. The last one counts.
 * Throws UserFacingError when the sheet is not out yet, or locked.
 */
export async function answerSheet(
  trx: Trx,
  given: { schoolId: string; term: string; member: number; answer: 'confirmed' | 'disputed'; note: string; now: Date },
): Promise<TermAnswer> {
  const close = await findClose(trx, given.schoolId, given.term)
  refuseWrongTime(close, given.term)
  const sheet = await trx
    .selectFrom('term_member')
    .select(['points', 'name'])
    .where('school_id', '=', given.schoolId)
    .where('term', '=', given.term)
    .where('member_id', '=', given.member)
    .executeTakeFirst()
  if (!sheet) {
    throw new UserFacingError('no_sheet', {
      zh: `您在学期 ${given.term} 没有结算单。`,
      en: `There is no sheet of yours for term ${given.term}.`,
    })
  }
  const values = { answer: given.answer, note: given.note, points: sheet.points, at: given.now }
  await trx
    .insertInto('term_answer')
    .values({ school_id: given.schoolId, term: given.term, member_id: given.member, ...values })
    .onConflict((conflict) =>
      conflict
        .constraint('term_answer__pkey')
        .doUpdateSet({ ...values, resolved_at: null, resolved_by_id: null, resolution: null }),
    )
    .execute()
  return { member: given.member, name: sheet.name, ...values, resolution: undefined }
}

export async function findAnswer(
  db: Reader,
  schoolId: string,
  term: string,
  member: number,
): Promise<TermAnswer | undefined> {
  return (await answers(db, schoolId, term).where('said.member_id', '=', member).execute()).map(answerOf)[0]
}

/** Disputes of a term that nobody answered yet, oldest first. */
export async function openDisputes(db: Reader, schoolId: string, term: string): Promise<TermAnswer[]> {
  const rows = await answers(db, schoolId, term)
    .where('said.answer', '=', 'disputed')
    .where('said.resolved_at', 'is', null)
    .orderBy('said.at')
    .limit(50)
    .execute()
  return rows.map(answerOf)
}

/** How many said what about their sheets, and how many disputes are open. */
export async function countAnswers(
  db: Reader,
  schoolId: string,
  term: string,
): Promise<{ confirmed: number; disputed: number; open: number }> {
  const row = await db
    .selectFrom('term_answer')
    .select((eb) => [
      eb.fn.countAll<number>().filterWhere('answer', '=', 'confirmed').as('confirmed'),
      eb.fn.countAll<number>().filterWhere('answer', '=', 'disputed').as('disputed'),
      eb.fn.countAll<number>().filterWhere('answer', '=', 'disputed').filterWhere('resolved_at', 'is', null).as('open'),
    ])
    .where('school_id', '=', schoolId)
    .where('term', '=', term)
    .executeTakeFirstOrThrow()
  return row
}

/** An administrator's answer to a dispute; not one's own. Answers false when there is none that is open. */
export async function resolveDispute(
  trx: Trx,
  given: { schoolId: string; term: string; member: number; by: number; resolution: string; now: Date },
): Promise<boolean> {
  if (given.member === given.by) {
    throw new UserFacingError('not_oneself', {
      zh: '自己的异议要由另一位管理员处理。',
      en: 'One’s own dispute is answered by another administrator.',
    })
  }
  const row = await trx
    .updateTable('term_answer')
    .set({ resolved_by_id: given.by, resolved_at: given.now, resolution: given.resolution })
    .where('school_id', '=', given.schoolId)
    .where('term', '=', given.term)
    .where('member_id', '=', given.member)
    .where('answer', '=', 'disputed')
    .where('resolved_at', 'is', null)
    .returning('member_id')
    .executeTakeFirst()
  return row !== undefined
}

function refuseWrongTime(close: TermClose | undefined, term: string): void {
  if (close?.state === 'locked') throw lockedTerm(term)
  if (close?.state === 'public' || close?.state === 'settled') return
  throw new UserFacingError(
    'not_public',
    {
      zh: `学期 ${term} 还没有结算，暂时不能确认。`,
      en: `Term ${term} is not settled yet, so nothing can be confirmed.`,
    },
    { zh: '学期结束后会私聊通知您。', en: 'You will be told in private when the term has ended.' },
  )
}

function answers(db: Reader, schoolId: string, term: string) {
  return db
    .selectFrom('term_answer as said')
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'said.school_id').onRef('member.id', '=', 'said.member_id'),
    )
    .select(['said.member_id', 'member.name', 'said.answer', 'said.note', 'said.points', 'said.at', 'said.resolution'])
    .where('said.school_id', '=', schoolId)
    .where('said.term', '=', term)
}

type Row = Awaited<ReturnType<ReturnType<typeof answers>['execute']>>[number]

function answerOf(row: Row): TermAnswer {
  return {
    member: row.member_id,
    name: row.name,
    answer: row.answer,
    note: row.note,
    points: row.points,
    at: row.at,
    resolution: row.resolution ?? undefined,
  }
}
