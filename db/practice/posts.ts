import { sql } from 'kysely'
import type { Reader } from '../schema.ts'
import { directChatId } from './names.ts'
import type { PracticeBody, PracticeFile } from './tables.ts'

/** A post as one person sees it. */
export type PracticePost = {
  id: number
  chat: string
  kind: 'text' | 'file' | 'bot' | 'system'
  author: { id: string | null; name: string }
  /** Empty once its author has recalled it. */
  body: PracticeBody
  file: PracticeFile | null
  replyTo: { id: number; chat: string; author: string; authorId: string | null; text: string | null } | null
  mark: 'received' | 'done' | 'refused' | null
  reactions: Record<string, string[]>
  /** Only this person sees it. */
  onlyYou: boolean
  editedAt: Date | null
  recalledAt: Date | null
  createdAt: Date
  change: number
}

/** The latest posts of a chat that `person` may see, oldest first; `before` pages back. */
export async function listPosts(
  db: Reader,
  at: { schoolId: string; person: string; chat: string; before?: number; limit: number },
): Promise<PracticePost[]> {
  let query = visiblePosts(db, at.schoolId, at.person).where('post.chat_external_id', '=', at.chat)
  if (at.before !== undefined) query = query.where('post.id', '<', at.before)
  const rows = await query.orderBy('post.id', 'desc').limit(at.limit).execute()
  return rows.map(postOf).reverse()
}

/** What changed after change `after` in all chats of `person`, in order. */
export async function listChanges(
  db: Reader,
  at: { schoolId: string; person: string; after: number; limit: number },
): Promise<PracticePost[]> {
  const rows = await visiblePosts(db, at.schoolId, at.person)
    .where('post.change', '>', at.after)
    .orderBy('post.change')
    .limit(at.limit)
    .execute()
  return rows.map(postOf)
}

/** One post, when `person` may see it. */
export async function findPost(
  db: Reader,
  at: { schoolId: string; person: string; id: number },
): Promise<PracticePost | undefined> {
  const row = await visiblePosts(db, at.schoolId, at.person).where('post.id', '=', at.id).executeTakeFirst()
  return row && postOf(row)
}

/** The number of the last change that is visible now: where a page begins to follow. */
export async function lastChange(db: Reader, schoolId: string): Promise<number> {
  const row = await db.selectFrom('practice_change').select('last').where('school_id', '=', schoolId).executeTakeFirst()
  return row?.last ?? 0
}

/** The keys of file posts whose senders chose a key that begins with `prefix` (letters, digits and dashes). */
export async function listPostedKeys(db: Reader, schoolId: string, prefix: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('practice_post')
    .select('key')
    .where('school_id', '=', schoolId)
    .where('kind', '=', 'file')
    .where('key', 'like', `web:%:${prefix}%`)
    .execute()
  return new Set(rows.map((row) => row.key.slice(row.key.lastIndexOf(':') + 1)))
}

/** Every group and the person's own direct chat; of those, what is for everybody or for this person. */
function visiblePosts(db: Reader, schoolId: string, person: string) {
  return db
    .selectFrom('practice_post as post')
    .leftJoin('practice_post as replied', (join) =>
      join.onRef('replied.school_id', '=', 'post.school_id').onRef('replied.id', '=', 'post.reply_to'),
    )
    .select([
      'post.id',
      'post.chat_external_id',
      'post.kind',
      'post.author_external_id',
      'post.author_name',
      'post.body',
      'post.file',
      'post.mark',
      'post.reactions',
      'post.audience',
      'post.edited_at',
      'post.deleted_at',
      'post.created_at',
      'post.change',
      'replied.id as replied_id',
      'replied.chat_external_id as replied_chat',
      'replied.author_name as replied_author',
      'replied.author_external_id as replied_author_id',
      sql<string | null>`case when replied.deleted_at is null then
        left(coalesce(replied.body->>'text', replied.file->>'name', replied.body->'view'->>'title'), 80) end`.as(
        'replied_text',
      ),
    ])
    .where('post.school_id', '=', schoolId)
    .where((eb) =>
      eb.and([
        eb.or([
          eb('post.chat_external_id', 'not like', 'direct:%'),
          eb('post.chat_external_id', '=', directChatId(person)),
        ]),
        eb.or([eb('post.audience', 'is', null), eb('post.audience', '=', person)]),
      ]),
    )
}

type Row = Awaited<ReturnType<ReturnType<typeof visiblePosts>['executeTakeFirstOrThrow']>>

function postOf(row: Row): PracticePost {
  const recalled = row.deleted_at !== null
  return {
    id: row.id,
    chat: row.chat_external_id,
    kind: row.kind,
    author: { id: row.author_external_id, name: row.author_name },
    body: recalled ? {} : row.body,
    file: recalled ? null : row.file,
    replyTo:
      row.replied_id === null || row.replied_chat === null || row.replied_author === null
        ? null
        : {
            id: row.replied_id,
            chat: row.replied_chat,
            author: row.replied_author,
            authorId: row.replied_author_id,
            text: row.replied_text,
          },
    mark: row.mark,
    reactions: row.reactions,
    onlyYou: row.audience !== null,
    editedAt: row.edited_at,
    recalledAt: row.deleted_at,
    createdAt: row.created_at,
    change: row.change,
  }
}
