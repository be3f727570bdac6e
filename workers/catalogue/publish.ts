import { mustBeReviewed } from '#db/cases/file.ts'
import { policyAt } from '#db/policy/at.ts'
import { insertMessage } from '#db/rows/messages.ts'
import type { ResourceCard } from '#db/rows/resources.ts'
import { findSame, lockContent } from '#db/rows/same.ts'
import { finishUpload, lockUpload } from '#db/rows/uploads.ts'
import type { Fact, Resource, Trx, Upload } from '#db/schema.ts'
import { schoolSettings } from '#db/settings.ts'
import type { Workshop } from '../context.ts'
import { pointsOf } from '../points/receipt.ts'
import { settleNow } from '../points/settle.ts'
import { nightText } from '../view-expected.ts'
import { pendingText } from '../view-pending.ts'
import { personalOf } from '../view-personal.ts'
import { type ReceiptPoints, receiptView } from '../view-receipt.ts'
import type { Draft } from './draft.ts'
import { enter } from './enter.ts'
import { flagText } from './flags.ts'
import { kinShown } from './kin-shown.ts'
import { placeOf } from './place.ts'
import { needsRecognition } from './recognise/needed.ts'
import { stopIn } from './stop.ts'
import { tellPersonal } from './tell-personal.ts'

/** Fields that the receipt shows, so that a person can confirm them. */
const ASKED = new Set<string>(['subject', 'grade', 'volume', 'type'])

/**
 * The one transaction that makes a resource: its row, text, search row, fact, points and receipt appear together or
 * not at all, so that a crash anywhere leaves a file that is catalogued once, rewarded once and answered once.
 */
export async function publish(shop: Workshop, upload: Upload, draft: Draft): Promise<void> {
  const wake = new Set([upload.chat_id])
  await shop.db.transaction().execute(async (trx) => {
    const row = await lockUpload(trx, upload.school_id, upload.id)
    if (row?.status !== 'stored' || row.blob_sha256 === null) return
    await lockContent(trx, row.school_id, [draft.textSha256, row.blob_sha256])
    const first = await findSame(trx, row, row.blob_sha256, draft.textSha256)
    if (first) {
      await stopIn(trx, row, { duplicateOf: first.id, same: first.same })
      return
    }
    await publishIn(trx, shop, row, draft, wake)
  })
  if (needsRecognition(draft)) await shop.ring('resource.recognise', {})
  for (const chatId of wake) await shop.ring('chat.post', { schoolId: upload.school_id, chatId })
}

async function publishIn(trx: Trx, shop: Workshop, upload: Upload, draft: Draft, wake: Set<number>): Promise<void> {
  const now = shop.clock.now()
  const place = await placeOf(trx, upload)
  const { resource, review, fact } = await enter(trx, upload, draft, {
    authorName: place.member.name,
    reviewAll:
      schoolSettings.parse(place.school.settings).review === 'all' ||
      (await mustBeReviewed(trx, upload.school_id, {
        member: upload.member_id,
        blob: upload.blob_sha256,
        text: draft.textSha256,
        now,
      })),
    now,
  })
  const { rules } = await policyAt(trx, upload.school_id, now)
  const atNight = !review && rules['download.counted'].settle === 'nightly'
  const points = review ? LATER : await pointsNow(trx, resource, fact, now)
  await finishUpload(trx, upload.school_id, upload.id, { status: 'done', resourceId: resource.id })
  const card: ResourceCard = { ...resource, status: review ? 'review' : 'live', author_name: place.member.name }
  const view =
    personalOf(resource.flags).length > 0
      ? await tellPersonal(trx, upload, place, card, { findings: draft.findings, wake })
      : receiptView(place.t, card, points, {
          unsure: (draft.classification?.unsure ?? []).filter((field) => ASKED.has(field)),
          uploadId: upload.id,
          notes: [
            ...resource.flags.map(flagText),
            ...(atNight ? [nightText(resource.id)] : []),
            ...(place.member.pending_since === null ? [] : [pendingText()]),
          ],
          kin: await kinShown(trx, resource),
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
}

const LATER: ReceiptPoints = { none: { zh: '审核通过后计分', en: 'counted once a reviewer accepts it' } }

async function pointsNow(trx: Trx, resource: Resource, fact: Fact | undefined, now: Date): Promise<ReceiptPoints> {
  if (fact) await settleNow(trx, fact, now)
  return pointsOf(trx, resource.school_id, resource.id)
}
