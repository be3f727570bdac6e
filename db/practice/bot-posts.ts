import type { Db, Reader } from '../schema.ts'
import { BOT_NAME, personOfDirect } from './names.ts'

/** What the adapter writes: the bot's side of the practice platform. `view` is a View, opaque to this room. */
export type BotPost = { schoolId: string; chat: string; key: string; view: unknown; lang: string; replyTo?: number }

/** Shows a post of the bot. The same key shows it once, whatever is retried; returns the id of the one shown. */
export async function insertBotPost(db: Db, post: BotPost, now: Date): Promise<number> {
  const key = `bot:${post.key}`
  const inserted = await db
    .insertInto('practice_post')
    .values({
      school_id: post.schoolId,
      chat_external_id: post.chat,
      kind: 'bot',
      author_external_id: null,
      author_name: BOT_NAME.zh,
      body: JSON.stringify({ view: post.view, lang: post.lang }),
      reply_to: post.replyTo ?? null,
      key,
      mark: null,
      audience: personOfDirect(post.chat) ?? null,
      created_at: now,
    })
    .onConflict((conflict) => conflict.constraint('practice_post__key__key').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (inserted) return inserted.id
  const first = await db
    .selectFrom('practice_post')
    .select('id')
    .where('school_id', '=', post.schoolId)
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  return first.id
}

/** Replaces what a post of the bot says. False when there is no such post. */
export async function editBotPost(
  db: Db,
  at: { schoolId: string; chat: string; id: number },
  body: { view: unknown; lang: string },
  now: Date,
): Promise<boolean> {
  const result = await db
    .updateTable('practice_post')
    .set({ body: JSON.stringify(body), edited_at: now })
    .where('school_id', '=', at.schoolId)
    .where('chat_external_id', '=', at.chat)
    .where('id', '=', at.id)
    .where('kind', '=', 'bot')
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/**
 * Puts the bot's quiet sign on somebody's message. The same sign again changes nothing, and a late `received` never
 * hides an outcome. False when there is no such message.
 */
export async function markPost(
  db: Db,
  at: { schoolId: string; chat: string; id: number },
  mark: 'received' | 'done' | 'refused',
): Promise<boolean> {
  const result = await db
    .updateTable('practice_post')
    .set({ mark })
    .where('school_id', '=', at.schoolId)
    .where('chat_external_id', '=', at.chat)
    .where('id', '=', at.id)
    .where('mark', mark === 'received' ? 'is' : 'is distinct from', mark === 'received' ? null : mark)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n || hasPost(db, at)
}

async function hasPost(db: Reader, at: { schoolId: string; chat: string; id: number }): Promise<boolean> {
  const row = await db
    .selectFrom('practice_post')
    .select('id')
    .where('school_id', '=', at.schoolId)
    .where('chat_external_id', '=', at.chat)
    .where('id', '=', at.id)
    .executeTakeFirst()
  return row !== undefined
}
