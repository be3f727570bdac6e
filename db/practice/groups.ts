import type { Reader } from '../schema.ts'
import { PRACTICE } from './names.ts'

export type PracticeGroup = { id: string; name: string }

/** The group chats of the practice room, oldest first. */
export async function listGroups(db: Reader, schoolId: string): Promise<PracticeGroup[]> {
  return groups(db, schoolId).orderBy('id').execute()
}

export async function findGroup(db: Reader, schoolId: string, chat: string): Promise<PracticeGroup | undefined> {
  return groups(db, schoolId).where('external_id', '=', chat).executeTakeFirst()
}

function groups(db: Reader, schoolId: string) {
  return db
    .selectFrom('chat')
    .select(['external_id as id', 'name'])
    .where('school_id', '=', schoolId)
    .where('platform', '=', PRACTICE)
    .where('kind', '=', 'group')
    .where('removed_at', 'is', null)
}
