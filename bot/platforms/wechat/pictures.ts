import type { Db } from '#db/schema.ts'
import { type ChatSettings, chatSettings, schoolSettings } from '#db/settings.ts'
import { type Lang, say } from '#kit/lang.ts'
import type { Log } from '#kit/log.ts'
import type { View } from '#workers/view.ts'
import type { ChatRef, Outgoing } from '../../platform.ts'
import { WECHAT } from './read.ts'

/** A picture of a View. `isInstead`: its text is said only when the picture does not go out. */
export type Picture = { name: string; bytes: Buffer; isInstead: boolean }

/** Draws a View; undefined when it reads better as text. Its errors cost the picture, never the text. */
export type Draw = (schoolId: string, view: View, lang: Lang) => Promise<Buffer | undefined>

/** WeChat has no cards: boards and receipts of several files go along as pictures, unless a chat or its school set them off. */
export function openWechatPictures(parts: { db: Db; schoolId: string; draw: Draw; log: Log }) {
  const { db, schoolId, draw, log } = parts
  return async (chat: ChatRef, out: Outgoing): Promise<Picture | undefined> => {
    if (out.view.about?.plain) return undefined
    try {
      const mode = await modeOf(db, schoolId, chat)
      if (mode === 'text') return undefined
      const bytes = await draw(schoolId, out.view, out.lang)
      return bytes && { name: nameOf(out), bytes, isInstead: mode === 'picture' }
    } catch (error) {
      log.warn({ err: error, key: out.key }, 'a picture could not be drawn; its text is said alone')
      return undefined
    }
  }
}

type Mode = Exclude<ChatSettings['pictures_here'], 'school'>

/** What the chat has set, else its school. */
async function modeOf(db: Db, schoolId: string, chat: ChatRef): Promise<Mode> {
  const row = await db
    .selectFrom('school')
    .leftJoin('chat', (join) =>
      join
        .onRef('chat.school_id', '=', 'school.id')
        .on('chat.platform', '=', WECHAT)
        .on('chat.external_id', '=', chat.id),
    )
    .select(['school.settings as school', 'chat.settings as chat'])
    .where('school.id', '=', schoolId)
    .executeTakeFirstOrThrow()
  const here = chatSettings.parse(row.chat ?? {}).pictures_here
  return here === 'school' ? schoolSettings.parse(row.school).pictures : here
}

function nameOf({ view, lang }: Outgoing): string {
  const isBurst = view.about?.burst !== undefined
  return say(lang, isBurst ? { zh: '收录回执.png', en: 'receipts.png' } : { zh: '积分榜.png', en: 'board.png' })
}
