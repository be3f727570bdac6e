import { Readable } from 'node:stream'
import type { BlobStore } from '#db/blobs.ts'
import { postFile, postText, pressButton, recallPost } from '#db/practice/deeds.ts'
import type { Db } from '#db/schema.ts'
import type { Clock } from '#kit/clock.ts'
import type { View } from '#workers/view.ts'
import { actionOf, type Said, textOf } from './said.ts'

/** A platform in the hands of a test school: what people do there, and what they see. */
export type Room = {
  /** What the program is told about this platform. */
  env: Record<string, string>
  /** Resolves when the program hears what is said here. */
  ready(): Promise<void>
  /** Everything the bot has said, in order. `chat`: a group's key, or `direct:` and a person's. */
  said(): Promise<Said[]>
  says(person: string, chat: string, text: string, replyTo?: number): Promise<unknown>
  /** Answers the post's number. */
  drops(person: string, chat: string, name: string, bytes: Buffer): Promise<number>
  presses(person: string, post: Said, label: string | RegExp, more: Record<string, string>): Promise<unknown>
  recalls(person: string, chat: string, post: number): Promise<unknown>
  /** Events that the platform has not handed over yet. */
  waiting(): Promise<number>
  close(): Promise<void>
}

/** `url`: the web server's, when it is open. */
export type RoomParts = { db: Db; blobs: BlobStore; clock: Clock; url: string | undefined }
/** Opened before the program; `attach` hands it what the program uses. */
export type OpenRoom = (clock: Clock) => Promise<Room & { attach(parts: RoomParts): void }>

const SCHOOL = 'sample'

/** The practice room. */
export const practiceRoom: OpenRoom = async () => {
  let parts: RoomParts | undefined
  let keys = 0
  const the = () => {
    if (!parts) throw new Error('the room was not attached')
    return parts
  }
  const deed = (chat: string, person: string) => ({
    schoolId: SCHOOL,
    chat,
    person,
    key: `test-${++keys}`,
    now: the().clock.now(),
  })
  return {
    env: {},
    attach(given) {
      parts = given
    },
    ready: async () => undefined,
    async said() {
      const rows = await the()
        .db.selectFrom('practice_post')
        .selectAll()
        .where('school_id', '=', SCHOOL)
        .where('kind', '=', 'bot')
        .orderBy('id')
        .execute()
      return rows.map((row) => {
        const view = (row.body as { view: View }).view
        const { id, chat_external_id: chat, reply_to: replyTo } = row
        return { id, chat, view, edited: row.edited_at !== null, replyTo, text: textOf(view) }
      })
    },
    says: (person, chat, text, replyTo) => postText(the().db, deed(chat, person), text, replyTo),
    async drops(person, chat, name, bytes) {
      const file =
        bytes.length === 0
          ? { sha256: null, size: 0 }
          : await the().blobs.put(SCHOOL, Readable.from([bytes]), { maxBytes: 2 ** 31 })
      return postFile(the().db, deed(chat, person), { name, mediaType: 'application/octet-stream', ...file })
    },
    async presses(person, post, label, more) {
      const { command, args } = actionOf(post.view, label)
      await pressButton(the().db, deed(post.chat, person), post.id, { command, args: { ...args, ...more } })
    },
    recalls: (person, chat, post) => recallPost(the().db, deed(chat, person), post),
    async waiting() {
      const { db } = the()
      const row = await db
        .selectFrom('practice_event')
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .where('delivered_at', 'is', null)
        .executeTakeFirstOrThrow()
      return row.n
    },
    close: async () => undefined,
  }
}
