import { insertCard } from '#db/boards/cards.ts'
import { tendBoards } from '#db/boards/tend.ts'
import { insertMessage } from '#db/rows/messages.ts'
import { langOf } from '#db/rows/people.ts'
import type { Chat, Db, School } from '#db/schema.ts'
import { chatSettings, schoolSettings } from '#db/settings.ts'
import { quietEnd } from '#kit/quiet.ts'
import { redrawBoards } from './again.ts'
import type { ScheduledPost } from './post.ts'
import type { Slot } from './slot.ts'
import { weeklyBoard } from './weekly-board.ts'

/** The one list of scheduled posts. */
const POSTS: readonly ScheduledPost[] = [weeklyBoard]

/** A post that could not be made for this long is left out: news of last week helps nobody. 24 hours. */
const LATEST_MS = 86_400_000

type Place = { schoolId: string; chatId: number }
export type PostOutcome = 'posted' | 'quiet' | 'missed'

/**
 * Builds the scheduled posts that are due in every school. `posted` lists the chats that now have a message waiting, for
 * whoever rings `chat.post`; `changed` those in which a board that stands there is changed. Safe to call every minute from any number of processes, after a restart and when the
 * clock has been set: the row in `post_run` and the message are one transaction, and the row's key admits one.
 */
export async function postDue(db: Db, now: Date): Promise<{ posted: Place[]; changed: Place[] }> {
  const posted: Place[] = []
  const schools = await db.selectFrom('school').selectAll().orderBy('id').execute()
  for (const school of schools) {
    const settings = schoolSettings.parse(school.settings)
    if (quietEnd(settings, school.time_zone, now) !== undefined) continue
    for (const post of POSTS) {
      const slot = post.due(settings, school.time_zone, now)
      if (!slot) continue
      for (const chat of await chatsWithout(db, school.id, post, slot, now)) {
        if (!post.wanted(chatSettings.parse(chat.settings))) continue
        const outcome = await postOnce(db, school, chat, post, slot, now)
        if (outcome === 'posted') posted.push({ schoolId: school.id, chatId: chat.id })
      }
    }
  }
  await tendBoards(db, now)
  return { posted, changed: await redrawBoards(db, now) }
}

/** undefined when another worker was first. */
async function postOnce(
  db: Db,
  school: School,
  chat: Chat,
  post: ScheduledPost,
  slot: Slot,
  now: Date,
): Promise<PostOutcome | undefined> {
  const lang = langOf(school, chat)
  return db.transaction().execute(async (trx) => {
    const claimed = await trx
      .insertInto('post_run')
      .values({ school_id: school.id, name: post.name, chat_id: chat.id, period: slot.period, outcome: 'posted' })
      .onConflict((conflict) => conflict.constraint('post_run__pkey').doNothing())
      .returning('period')
      .executeTakeFirst()
    if (!claimed) return undefined
    const late = now.getTime() - slot.from.getTime() >= LATEST_MS
    const built = late ? undefined : await post.build(trx, school, lang, slot)
    if (built) {
      const message = { schoolId: school.id, chatId: chat.id, key: post.key(chat, slot), lang }
      await insertMessage(trx, { ...message, view: built.view })
      await insertCard(trx, { ...message, rows: built.rows, at: now })
      return 'posted'
    }
    const outcome = late ? 'missed' : 'quiet'
    await trx
      .updateTable('post_run')
      .set({ outcome })
      .where('school_id', '=', school.id)
      .where('name', '=', post.name)
      .where('chat_id', '=', chat.id)
      .where('period', '=', slot.period)
      .execute()
    return outcome
  })
}

/**
 * Group chats that were there when the slot began and have no row for it yet. A chat from after `now` means that the
 * clock was set back: its age tells nothing then.
 */
async function chatsWithout(db: Db, schoolId: string, post: ScheduledPost, slot: Slot, now: Date): Promise<Chat[]> {
  return db
    .selectFrom('chat')
    .selectAll('chat')
    .where('chat.school_id', '=', schoolId)
    .where('chat.kind', '=', 'group')
    .where('chat.removed_at', 'is', null)
    .where((eb) => eb.or([eb('chat.created_at', '<=', slot.from), eb('chat.created_at', '>', now)]))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('post_run as run')
            .select('run.period')
            .whereRef('run.school_id', '=', 'chat.school_id')
            .whereRef('run.chat_id', '=', 'chat.id')
            .where('run.name', '=', post.name)
            .where('run.period', '=', slot.period),
        ),
      ),
    )
    .orderBy('chat.id')
    .execute()
}
