import { insertMessage } from '#db/rows/messages.ts'
import { findUpload, lockUpload } from '#db/rows/uploads.ts'
import { named } from '#kit/text.ts'
import { placeOf } from './catalogue/place.ts'
import type { Workshop } from './context.ts'
import type { JobName } from './jobs.ts'
import { sentence } from './view.ts'

export type JobFailure = { name: JobName; payload: Record<string, unknown>; number: string }

/**
 * A job has failed for good: the person who waits for it is told once, with the number that is in the log. Only an
 * upload has somebody waiting; its row stays, so that `gongxiang jobs retry` or a later version can still finish it.
 */
export async function tellFailure(shop: Pick<Workshop, 'db' | 'ring'>, failure: JobFailure): Promise<void> {
  const { schoolId, uploadId } = failure.payload
  if (failure.name !== 'upload.catalogue' || typeof schoolId !== 'string' || typeof uploadId !== 'number') return
  const upload = await findUpload(shop.db, schoolId, uploadId)
  if (upload?.status !== 'stored') return
  await shop.db.transaction().execute(async (trx) => {
    const row = await lockUpload(trx, schoolId, uploadId)
    if (row?.status !== 'stored') return
    const { t, lang } = await placeOf(trx, row)
    const view = sentence(
      t({
        zh: `${named(row.file_name)}收录时出错了，编号 ${failure.number}。文件已保存，我会再试；急用请把编号告诉管理员。`,
        en: `Something went wrong while cataloguing “${row.file_name}”, number ${failure.number}. The file is kept and I will try again; if it is urgent, tell an administrator the number.`,
      }),
      { tone: 'warn' },
    )
    await insertMessage(trx, {
      schoolId,
      chatId: row.chat_id,
      key: `problem:${uploadId}`,
      view,
      lang,
      replyTo: row.message_ref,
      intakeId: row.intake_id,
    })
  })
  await shop.ring('chat.post', { schoolId, chatId: upload.chat_id })
}
