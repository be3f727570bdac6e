import type { Db } from '../schema.ts'

/** Threads (话题) of chats, each with when something was last heard in it; see the migration `share_lines`. */
export type FeishuThreadTables = {
  feishu_thread: { app_id: string; thread_id: string; chat_id: string; heard_at: Date }
}

/** Something was said in a thread. */
export async function noteThread(
  db: Db,
  thread: { appId: string; threadId: string; chatId: string; heardAt: Date },
): Promise<void> {
  await db
    .insertInto('feishu_thread')
    .values({
      app_id: thread.appId,
      thread_id: thread.threadId,
      chat_id: thread.chatId,
      heard_at: thread.heardAt,
    })
    .onConflict((conflict) =>
      conflict
        .constraint('feishu_thread__pkey')
        .doUpdateSet({ heard_at: thread.heardAt })
        .where('feishu_thread.heard_at', '<', thread.heardAt),
    )
    .execute()
}

/** The threads of a chat in which something was heard since, the latest first. */
export async function recentThreads(
  db: Db,
  appId: string,
  chatId: string,
  since: Date,
  limit: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom('feishu_thread')
    .select('thread_id')
    .where('app_id', '=', appId)
    .where('chat_id', '=', chatId)
    .where('heard_at', '>=', since)
    .orderBy('heard_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => row.thread_id)
}
