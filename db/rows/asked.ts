import { sql } from 'kysely'
import type { Reader } from '../schema.ts'

/** Who caused an event, by the platform's id, and when it was answered; undefined for what nobody asked for. */
export async function askedIn(
  db: Reader,
  schoolId: string,
  intakeId: number | null,
): Promise<{ by: string | undefined; answeredAt: Date | undefined } | undefined> {
  if (intakeId === null) return undefined
  const row = await db
    .selectFrom('intake')
    .select([sql<string | null>`payload -> 'sender' ->> 'id'`.as('sender'), 'done_at'])
    .where('school_id', '=', schoolId)
    .where('id', '=', intakeId)
    .executeTakeFirst()
  return row && { by: row.sender ?? undefined, answeredAt: row.done_at ?? undefined }
}
