import { sql } from 'kysely'
import type { Message, Reader } from '../schema.ts'

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

/** Who sent the file of a message, by the platform's id: where nothing can be replied to, its sender is named. */
export async function senderOfFile(
  db: Reader,
  { school_id: schoolId, chat_id: chatId, reply_to: messageRef }: Pick<Message, 'school_id' | 'chat_id' | 'reply_to'>,
): Promise<string | undefined> {
  if (messageRef === null) return undefined
  const row = await db
    .selectFrom('upload')
    .innerJoin('intake', (join) =>
      join.onRef('intake.school_id', '=', 'upload.school_id').onRef('intake.id', '=', 'upload.intake_id'),
    )
    .select(sql<string | null>`intake.payload -> 'sender' ->> 'id'`.as('sender'))
    .where('upload.school_id', '=', schoolId)
    .where('upload.chat_id', '=', chatId)
    .where('upload.message_ref', '=', messageRef)
    .limit(1)
    .executeTakeFirst()
  return row?.sender ?? undefined
}
