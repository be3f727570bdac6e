import type { Reader, Trx } from '../schema.ts'
import { CHOICES, type Choice } from './tables.ts'

/** What a member wants; everything is on until they say otherwise. */
export async function choicesOf(db: Reader, schoolId: string, memberId: number): Promise<Record<Choice, boolean>> {
  const rows = await db
    .selectFrom('member_choice')
    .select(['name', 'is_on'])
    .where('school_id', '=', schoolId)
    .where('member_id', '=', memberId)
    .execute()
  const isOn = (name: Choice) => rows.find((row) => row.name === name)?.is_on ?? true
  return { recommend: isOn('recommend'), search_log: isOn('search_log') }
}

/** Turns one thing on or off. Who turns the search log off is taken out of what was kept before. */
export async function choose(trx: Trx, schoolId: string, memberId: number, name: Choice, isOn: boolean): Promise<void> {
  await trx
    .insertInto('member_choice')
    .values({ school_id: schoolId, member_id: memberId, name, is_on: isOn })
    .onConflict((conflict) => conflict.constraint('member_choice__pkey').doUpdateSet({ is_on: isOn }))
    .execute()
  if (name !== 'search_log' || isOn) return
  await trx
    .updateTable('search_log')
    .set({ member_id: null })
    .where('school_id', '=', schoolId)
    .where('member_id', '=', memberId)
    .execute()
}

export function isChoice(name: string): name is Choice {
  return CHOICES.some((one) => one === name)
}
