import type { Reader } from '../schema.ts'

/** A message that its platform would not take, for an administrator. */
export type RefusedMessage = { id: number; schoolId: string; chat: string; platform: string; reason: string; at: Date }

/** The latest refused messages since an instant, newest first; of one school, or of all. */
export async function listRefused(
  db: Reader,
  { schoolId, since, limit }: { schoolId?: string; since: Date; limit: number },
): Promise<RefusedMessage[]> {
  const rows = await db
    .selectFrom('message')
    .innerJoin('chat', (join) =>
      join.onRef('chat.school_id', '=', 'message.school_id').onRef('chat.id', '=', 'message.chat_id'),
    )
    .select(['message.id', 'message.school_id', 'chat.name', 'chat.platform', 'message.reason', 'message.created_at'])
    .where('message.status', '=', 'refused')
    .where('message.created_at', '>', since)
    .$if(schoolId !== undefined, (query) => query.where('message.school_id', '=', schoolId ?? ''))
    .orderBy('message.created_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    schoolId: row.school_id,
    chat: row.name,
    platform: row.platform,
    reason: row.reason ?? '',
    at: row.created_at,
  }))
}
