import { insertMessage } from '#db/rows/messages.ts'
import { getMember, langOf } from '#db/rows/people.ts'
import { findResource, findVisible } from '#db/rows/resources.ts'
import { finishUpload, lockUpload } from '#db/rows/uploads.ts'
import type { Trx, Upload } from '#db/schema.ts'
import { viewerOf } from '#db/sharing.ts'
import { say } from '#kit/lang.ts'
import { named } from '#kit/text.ts'
import { clockFace } from '#kit/zone.ts'
import type { Workshop } from '../context.ts'
import { sentence } from '../view.ts'
import { duplicateView, refusalView } from '../view-receipt.ts'
import type { Stop } from './draft.ts'
import { type Place, placeOf } from './place.ts'

/** Ends an upload without a new resource: the row, its reason and the answer in one transaction. */
export async function stop(shop: Workshop, upload: Upload, why: Stop): Promise<void> {
  await shop.db.transaction().execute(async (trx) => {
    const row = await lockUpload(trx, upload.school_id, upload.id)
    if (row?.status === 'stored') await stopIn(trx, row, why)
  })
  await shop.ring('chat.post', { schoolId: upload.school_id, chatId: upload.chat_id })
}

/** The same inside a transaction that holds the upload. */
export async function stopIn(trx: Trx, upload: Upload, why: Stop): Promise<void> {
  const place = await placeOf(trx, upload)
  const view =
    'refused' in why
      ? refusalView(place.t, upload.file_name, why.refused, upload.id)
      : await duplicate(trx, upload, why, place)
  await finishUpload(trx, upload.school_id, upload.id, {
    status: 'refused' in why ? 'refused' : 'done',
    ...('refused' in why ? { reason: why.refused.sentence } : { resourceId: why.duplicateOf }),
  })
  await insertMessage(trx, {
    schoolId: upload.school_id,
    chatId: upload.chat_id,
    key: `receipt:${upload.id}`,
    view,
    lang: place.lang,
    replyTo: upload.message_ref,
    intakeId: upload.intake_id,
  })
  if ('refused' in why && why.virus !== undefined) await tellAdministrators(trx, upload, place, why.virus)
}

/** A virus is told to the school's administrators in their direct chats, as far as they have one. */
async function tellAdministrators(trx: Trx, upload: Upload, place: Place, virus: string): Promise<void> {
  const chats = await trx
    .selectFrom('chat')
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'chat.school_id').onRef('member.id', '=', 'chat.member_id'),
    )
    .select(['chat.id', 'member.locale'])
    .where('chat.school_id', '=', upload.school_id)
    .where('chat.kind', '=', 'direct')
    .where('chat.removed_at', 'is', null)
    .where('member.role', '=', 'admin')
    .where('member.left_at', 'is', null)
    .execute()
  for (const chat of chats) {
    const lang = langOf(place.school, undefined, chat)
    await insertMessage(trx, {
      schoolId: upload.school_id,
      chatId: chat.id,
      key: `virus:${upload.id}:${chat.id}`,
      view: sentence(
        say(lang, {
          zh: `查毒：${place.member.name}发的${named(upload.file_name)}含有病毒（${virus}），没有收录。请提醒他检查电脑。`,
          en: `Virus scan: “${upload.file_name}”, sent by ${place.member.name}, holds ${virus} and was not catalogued. Ask them to check their computer.`,
        }),
        { tone: 'bad' },
      ),
      lang,
    })
  }
}

async function duplicate(trx: Trx, upload: Upload, why: { duplicateOf: number; same: 'bytes' | 'text' }, place: Place) {
  const member = await getMember(trx, upload.school_id, upload.member_id)
  const first = await findResource(trx, upload.school_id, why.duplicateOf)
  const visible = first && (await findVisible(trx, viewerOf(member), first.id))
  return duplicateView(place.t, visible, {
    same: why.same,
    mine: first?.member_id === member.id,
    sharedOn: visible ? clockFace(visible.shared_at, place.zone, place.lang) : '',
    uploadId: upload.id,
  })
}
