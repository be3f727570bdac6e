import type { Db } from '#db/schema.ts'
import { economyDue } from './economy-due.ts'
import { loansDue } from './loans-due.ts'

/** Whatever is due of redemptions, requests and loans, in every school. Answers the chats to ring. */
export async function sharingDue(db: Db, now: Date): Promise<{ schoolId: string; chatId: number }[]> {
  const schools = await db.selectFrom('school').selectAll().orderBy('id').execute()
  const places: { schoolId: string; chatId: number }[] = []
  for (const school of schools) {
    places.push(...(await economyDue(db, school, now)))
    places.push(...(await loansDue(db, school, now)))
  }
  return places
}
