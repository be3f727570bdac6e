import { type Finding, isPersonal, lastDecision, saveFindings } from '#db/findings/findings.ts'
import { insertMessage } from '#db/rows/messages.ts'
import { type ResourceCard, setStatus } from '#db/rows/resources.ts'
import { findUpload } from '#db/rows/uploads.ts'
import type { Resource, Trx } from '#db/schema.ts'
import { unindexResource } from '#db/search/index-row.ts'
import { placeOf } from '../place.ts'
import { tellPersonal } from '../tell-personal.ts'

/**
 * A picture whose recognised text holds personal data waits for its author, like any such file: out of the search, its
 * receipt replaced, the author asked. Nothing happens when the author has decided about it before. Answers the chats to
 * ring.
 */
export async function hidePersonal(
  trx: Trx,
  resource: Resource,
  authorName: string,
  findings: readonly Finding[],
): Promise<number[]> {
  const { school_id: schoolId, id } = resource
  const flags = findings.map(({ flag }) => flag).filter((flag) => !resource.flags.includes(flag))
  if (resource.status !== 'live' || !flags.some(isPersonal) || (await lastDecision(trx, schoolId, id))) return []
  await trx
    .updateTable('resource')
    .set({ flags: [...resource.flags, ...flags] })
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .execute()
  await setStatus(trx, schoolId, id, 'review', {})
  await unindexResource(trx, schoolId, id)
  await saveFindings(trx, schoolId, id, findings)
  await trx
    .insertInto('review')
    .values({ school_id: schoolId, resource_id: id })
    .onConflict((conflict) =>
      conflict.columns(['school_id', 'resource_id']).doUpdateSet({ status: 'waiting', decided_at: null }),
    )
    .execute()
  const card: ResourceCard = {
    ...resource,
    status: 'review',
    flags: [...resource.flags, ...flags],
    author_name: authorName,
  }
  return tell(trx, card, findings)
}

/** In place of the receipt where it can be edited, else as an answer to the file. An import has no chat to tell. */
async function tell(trx: Trx, card: ResourceCard, findings: readonly Finding[]): Promise<number[]> {
  const upload = card.upload_id === null ? undefined : await findUpload(trx, card.school_id, card.upload_id)
  if (!upload) return []
  const wake = new Set([upload.chat_id])
  const place = await placeOf(trx, upload)
  const view = await tellPersonal(trx, upload, place, card, { findings: [...findings], wake })
  const receipt = await trx
    .selectFrom('message')
    .select('ref')
    .where('school_id', '=', upload.school_id)
    .where('key', '=', `receipt:${upload.id}`)
    .executeTakeFirst()
  await insertMessage(trx, {
    schoolId: upload.school_id,
    chatId: upload.chat_id,
    key: `recognised:${upload.id}`,
    view,
    lang: place.lang,
    ...(receipt?.ref ? { kind: 'edit', target: receipt.ref } : { replyTo: upload.message_ref }),
  })
  return [...wake]
}
