import { UserFacingError } from '#kit/errors.ts'
import type { Text } from '#kit/lang.ts'
import type { Db, Reader, Trx } from '../schema.ts'
import { findGroup } from './groups.ts'
import { BOT_NAME, personOfDirect } from './names.ts'
import { findPerson } from './people.ts'
import type { PracticeEventBody, PracticeFile } from './tables.ts'

/**
 * What people do in the practice room. Each deed writes the post and the event for the bot in one transaction; `key`
 * comes from whoever acts, so a request that is sent twice happens once. Throws UserFacingError `person_unknown`,
 * `chat_unknown`, `post_unknown`, `text_empty`, `text_too_long`, `not_yours`.
 */
export type Deed = { schoolId: string; chat: string; person: string; key: string; now: Date }

/** The platform's own limit, as every platform has one. In characters. */
export const MAX_TEXT = 100_000

/** Posts a text. Returns the post's id; the same key returns the first post. */
export async function postText(db: Db, deed: Deed, text: string, replyTo?: number): Promise<number> {
  if (text.trim() === '')
    throw new UserFacingError('text_empty', { zh: '请先输入内容。', en: 'Please type something.' })
  if (text.length > MAX_TEXT) {
    throw new UserFacingError('text_too_long', {
      zh: `一条消息最多 ${MAX_TEXT} 字，请分几条发送。`,
      en: `A message has at most ${MAX_TEXT} characters; please send several.`,
    })
  }
  return deliver(db, deed, 'text', { text, ...(replyTo !== undefined && { replyTo }) })
}

/** Posts a file whose bytes are already stored. */
export async function postFile(db: Db, deed: Deed, file: PracticeFile): Promise<number> {
  return deliver(db, deed, 'file', { file })
}

/** Presses a button of a bot's post. The bot decides what the press means and whether it is allowed. */
export async function pressButton(
  db: Db,
  deed: Deed,
  postId: number,
  press: { command: string; args: Record<string, string> },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await getAuthorName(trx, deed)
    const post = await getVisiblePost(trx, deed, postId)
    if (post.kind !== 'bot') throw unknownPost()
    await insertEvent(trx, deed, 'button', postId, press)
  })
}

/** Recalls the person's own post. A second recall changes nothing. */
export async function recallPost(db: Db, deed: Deed, postId: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await getAuthorName(trx, deed)
    const post = await getVisiblePost(trx, deed, postId, 'lock')
    if (post.author_external_id !== deed.person) {
      throw new UserFacingError('not_yours', {
        zh: '只能撤回自己发的消息。',
        en: 'You can only recall your own messages.',
      })
    }
    if (post.deleted_at !== null) return
    await trx
      .updateTable('practice_post')
      .set({ deleted_at: deed.now })
      .where('school_id', '=', deed.schoolId)
      .where('id', '=', postId)
      .execute()
    await insertEvent(trx, deed, 'recalled', postId, {})
  })
}

/** Adds or takes back the person's reaction to a post. */
export async function reactTo(db: Db, deed: Deed, postId: number, emoji: string, added: boolean): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await getAuthorName(trx, deed)
    const { reactions } = await getVisiblePost(trx, deed, postId, 'lock')
    const others = (reactions[emoji] ?? []).filter((person) => person !== deed.person)
    const people = added ? [...others, deed.person] : others
    if (people.length === (reactions[emoji] ?? []).length) return
    const { [emoji]: _replaced, ...rest } = reactions
    await trx
      .updateTable('practice_post')
      .set({ reactions: JSON.stringify(people.length > 0 ? { ...rest, [emoji]: people } : rest) })
      .where('school_id', '=', deed.schoolId)
      .where('id', '=', postId)
      .execute()
    await insertEvent(trx, deed, 'reaction', postId, { emoji, added })
  })
}

/** The person's name, when they exist and may write in the chat: any group, but only their own direct chat. */
export async function getAuthorName(db: Reader, deed: Deed): Promise<string> {
  const person = await findPerson(db, deed.schoolId, deed.person)
  if (!person) {
    throw new UserFacingError('person_unknown', {
      zh: '没有这个人，请重新选择身份。',
      en: 'There is no such person; please choose who you are again.',
    })
  }
  const direct = personOfDirect(deed.chat)
  const allowed = direct === undefined ? await findGroup(db, deed.schoolId, deed.chat) : direct === deed.person
  if (!allowed) throw new UserFacingError('chat_unknown', { zh: '没有这个聊天。', en: 'There is no such chat.' })
  return person.name
}

/** A sentence of the platform itself that only this person sees, such as why their file was not taken. */
export async function postNotice(db: Db, deed: Deed, sentence: Text, hint?: Text): Promise<void> {
  await db
    .insertInto('practice_post')
    .values({
      school_id: deed.schoolId,
      chat_external_id: deed.chat,
      kind: 'system',
      author_external_id: null,
      author_name: BOT_NAME.zh,
      body: JSON.stringify({ sentence, ...(hint && { hint }) }),
      reply_to: null,
      key: `notice:${deed.person}:${deed.key}`,
      mark: null,
      audience: deed.person,
      created_at: deed.now,
    })
    .onConflict((conflict) => conflict.constraint('practice_post__key__key').doNothing())
    .execute()
}

async function deliver(db: Db, deed: Deed, kind: 'text' | 'file', body: PracticeEventBody): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const name = await getAuthorName(trx, deed)
    if (body.replyTo !== undefined) await getVisiblePost(trx, deed, body.replyTo)
    const key = `web:${deed.person}:${deed.key}`
    const inserted = await trx
      .insertInto('practice_post')
      .values({
        school_id: deed.schoolId,
        chat_external_id: deed.chat,
        kind,
        author_external_id: deed.person,
        author_name: name,
        body: JSON.stringify(body.text === undefined ? {} : { text: body.text }),
        file: body.file ? JSON.stringify(body.file) : null,
        reply_to: body.replyTo ?? null,
        key,
        mark: null,
        audience: null,
        created_at: deed.now,
      })
      .onConflict((conflict) => conflict.constraint('practice_post__key__key').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!inserted) {
      const first = await trx
        .selectFrom('practice_post')
        .select('id')
        .where('school_id', '=', deed.schoolId)
        .where('key', '=', key)
        .executeTakeFirstOrThrow()
      return first.id
    }
    await insertEvent(trx, deed, kind, inserted.id, body)
    return inserted.id
  })
}

async function insertEvent(
  trx: Trx,
  deed: Deed,
  kind: 'text' | 'file' | 'button' | 'recalled' | 'reaction',
  postId: number,
  body: PracticeEventBody,
): Promise<void> {
  await trx
    .insertInto('practice_event')
    .values({
      school_id: deed.schoolId,
      event_key: `${kind}:${deed.person}:${deed.key}`,
      kind,
      chat_external_id: deed.chat,
      person_external_id: deed.person,
      post_id: postId,
      body: JSON.stringify(body),
      sent_at: deed.now,
      next_at: deed.now,
    })
    .onConflict((conflict) => conflict.constraint('practice_event__key__key').doNothing())
    .execute()
}

/** `lock` keeps the row for a change that depends on what it says now. */
async function getVisiblePost(trx: Trx, deed: Deed, postId: number, lock?: 'lock') {
  const query = trx
    .selectFrom('practice_post')
    .select(['kind', 'author_external_id', 'reactions', 'deleted_at'])
    .where('school_id', '=', deed.schoolId)
    .where('chat_external_id', '=', deed.chat)
    .where('id', '=', postId)
    .where((eb) => eb.or([eb('audience', 'is', null), eb('audience', '=', deed.person)]))
  const post = await (lock ? query.forUpdate() : query).executeTakeFirst()
  if (!post) throw unknownPost()
  return post
}

function unknownPost(): UserFacingError {
  return new UserFacingError('post_unknown', { zh: '没有这条消息。', en: 'There is no such message.' })
}
