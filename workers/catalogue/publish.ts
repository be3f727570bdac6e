import { accept } from '#db/rows/accept.ts'
import { insertMessage } from '#db/rows/messages.ts'
import { findSame, insertResource, lockContent, type ResourceCard } from '#db/rows/resources.ts'
import { finishUpload, lockUpload } from '#db/rows/uploads.ts'
import type { Resource, Trx, Upload } from '#db/schema.ts'
import { schoolSettings } from '#db/settings.ts'
import type { Text } from '#kit/lang.ts'
import type { Workshop } from '../context.ts'
import { pointsOf } from '../points/receipt.ts'
import { settleNow } from '../points/settle.ts'
import { type ReceiptPoints, receiptView } from '../view-receipt.ts'
import type { Draft } from './draft.ts'
import { flagText } from './flags.ts'
import { type Place, placeOf } from './place.ts'
import { stopIn } from './stop.ts'

/** Fields that the receipt shows, so that a person can confirm them. */
const ASKED = new Set<string>(['subject', 'grade', 'volume', 'type'])

/**
 * The one transaction that makes a resource: its row, text, search row, fact, points and receipt appear together or
 * not at all, so that a crash anywhere leaves a file that is catalogued once, rewarded once and answered once.
 */
export async function publish(shop: Workshop, upload: Upload, draft: Draft): Promise<void> {
  await shop.db.transaction().execute(async (trx) => {
    const row = await lockUpload(trx, upload.school_id, upload.id)
    if (row?.status !== 'stored' || row.blob_sha256 === null) return
    for (const sha of [draft.textSha256, row.blob_sha256].filter((one) => one !== undefined).sort()) {
      await lockContent(trx, row.school_id, sha)
    }
    const first = await findSame(trx, row.school_id, row.blob_sha256, draft.textSha256)
    if (first) {
      await stopIn(trx, row, { duplicateOf: first.id, same: first.same })
      return
    }
    await publishIn(trx, shop, row, draft)
  })
  await shop.ring('chat.post', { schoolId: upload.school_id, chatId: upload.chat_id })
}

async function publishIn(trx: Trx, shop: Workshop, upload: Upload, draft: Draft): Promise<void> {
  const now = shop.clock.now()
  const place = await placeOf(trx, upload)
  const flags = draft.flags ?? []
  const review = flags.length > 0 || schoolSettings.parse(place.school.settings).review === 'all'
  const resource = await insertResource(trx, rowOf(upload, draft, flags), draft.text ?? '')
  const points = review ? await waitForReview(trx, resource) : await acceptNow(trx, resource, place, now)
  await finishUpload(trx, upload.school_id, upload.id, { status: 'done', resourceId: resource.id })
  const card: ResourceCard = { ...resource, status: review ? 'review' : 'live', author_name: place.member.name }
  await insertMessage(trx, {
    schoolId: upload.school_id,
    chatId: upload.chat_id,
    key: `receipt:${upload.id}`,
    view: receiptView(place.t, card, points, {
      unsure: (draft.classification?.unsure ?? []).filter((field) => ASKED.has(field)),
      uploadId: upload.id,
      notes: flags.map(flagText),
    }),
    lang: place.lang,
    replyTo: upload.message_ref,
    intakeId: upload.intake_id,
  })
}

async function acceptNow(trx: Trx, resource: Resource, place: Place, now: Date): Promise<ReceiptPoints> {
  const fact = await accept(trx, resource, {
    via: 'checks',
    by: resource.member_id,
    authorName: place.member.name,
    now,
  })
  if (fact) await settleNow(trx, fact, now)
  return pointsOf(trx, resource.school_id, resource.id)
}

async function waitForReview(trx: Trx, resource: Resource): Promise<ReceiptPoints> {
  await trx.insertInto('review').values({ school_id: resource.school_id, resource_id: resource.id }).execute()
  const none: Text = { zh: '审核通过后计分', en: 'counted once a reviewer accepts it' }
  return { none }
}

function rowOf(upload: Upload, draft: Draft, flags: string[]) {
  const found = draft.classification
  return {
    school_id: upload.school_id,
    member_id: upload.member_id,
    chat_id: upload.chat_id,
    upload_id: upload.id,
    blob_sha256: upload.blob_sha256,
    text_sha256: draft.textSha256 ?? null,
    file_name: upload.file_name,
    size: upload.size ?? 0,
    format: draft.format ?? 'other',
    title: found?.title ?? upload.file_name,
    stage: found?.stage ?? null,
    subject: found?.subject ?? null,
    grade: found?.grade ?? null,
    volume: found?.volume ?? null,
    type: found?.type ?? 'material',
    unit: found?.unit ?? null,
    edition: found?.edition ?? null,
    status: 'review' as const,
    flags,
    school_year: found?.schoolYear ?? null,
    confidence: JSON.stringify(found?.confidence ?? {}),
    evidence: JSON.stringify(found?.evidence ?? {}),
    parts: draft.parts ? JSON.stringify(draft.parts) : null,
    media: draft.media ? JSON.stringify(draft.media) : null,
    summary: found?.summary ?? null,
    keywords: found?.keywords ?? [],
    shared_at: upload.sent_at,
  }
}
