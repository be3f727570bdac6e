import { getChat, getMember, getSchool, langOf } from '#db/rows/people.ts'
import type { Member, School, Trx, Upload } from '#db/schema.ts'
import { type Lang, type Translate, translator } from '#kit/lang.ts'

/** Where the answer to an upload is read: in a group the group's language, in a direct chat the person's. */
export type Place = { lang: Lang; t: Translate; zone: string; school: School; member: Member }

export async function placeOf(trx: Trx, upload: Upload): Promise<Place> {
  const school = await getSchool(trx, upload.school_id)
  const chat = await getChat(trx, upload.school_id, upload.chat_id)
  const member = await getMember(trx, upload.school_id, upload.member_id)
  const lang = langOf(school, chat, chat.kind === 'direct' ? member : undefined)
  return { lang, t: translator(lang), zone: school.time_zone, school, member }
}
