import { insertMessage } from '#db/rows/messages.ts'
import { getChat } from '#db/rows/people.ts'
import type { ResourceCard } from '#db/rows/resources.ts'
import type { Trx, Upload } from '#db/schema.ts'
import { translator } from '#kit/lang.ts'
import type { View } from '../view.ts'
import { personalNotice, personalOf, personalView } from '../view-personal.ts'
import type { Draft } from './draft.ts'
import type { Place } from './place.ts'

/**
 * The receipt of a file that seems to hold personal data: in a direct chat what was found; in a group only that its
 * author is asked, and the rest in the author's direct chat when there is one. `wake` collects the chats to ring.
 */
export async function tellPersonal(
  trx: Trx,
  upload: Upload,
  place: Place,
  card: ResourceCard,
  given: { findings: Draft['findings']; wake: Set<number> },
): Promise<View> {
  const chat = await getChat(trx, upload.school_id, upload.chat_id)
  const findings = (given.findings ?? []).filter(({ flag }) => personalOf([flag]).length > 0)
  if (chat.kind === 'direct') return personalView(place.t, card, findings)
  const direct = await trx
    .selectFrom('chat')
    .select('id')
    .where('school_id', '=', upload.school_id)
    .where('platform', '=', chat.platform)
    .where('kind', '=', 'direct')
    .where('member_id', '=', upload.member_id)
    .where('removed_at', 'is', null)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  if (direct) {
    const lang = place.member.locale === 'en' ? 'en' : place.member.locale === 'zh-CN' ? 'zh-CN' : place.lang
    await insertMessage(trx, {
      schoolId: upload.school_id,
      chatId: direct.id,
      key: `personal:${upload.id}`,
      view: personalView(translator(lang), card, findings),
      lang,
    })
    given.wake.add(direct.id)
  }
  return personalNotice(place.t, { fileName: upload.file_name, id: card.id, uploadId: upload.id })
}
