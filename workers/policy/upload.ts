import { text } from 'node:stream/consumers'
import { policyAt } from '#db/policy/at.ts'
import { createDraft } from '#db/policy/drafts.ts'
import { insertMessage } from '#db/rows/messages.ts'
import { tellMember } from '#db/rows/tell.ts'
import { finishUpload, lockUpload } from '#db/rows/uploads.ts'
import type { Trx, Upload } from '#db/schema.ts'
import { UserFacingError } from '#kit/errors.ts'
import type { Text } from '#kit/lang.ts'
import { placeOf } from '../catalogue/place.ts'
import type { Workshop } from '../context.ts'
import { sentence } from '../view.ts'
import { draftView } from '../view-policy.ts'

/** A policy is a few kilobytes of YAML. */
const MAX_BYTES = 256 * 1_024

/**
 * A file of rules that an administrator sends is drafted, not catalogued. Answers false for every other file. In a group
 * only that it arrived is said; what it changes is told in private.
 */
export async function draftUpload(
  shop: Pick<Workshop, 'db' | 'blobs' | 'clock' | 'ring'>,
  upload: Upload,
): Promise<boolean> {
  if (!/\.ya?ml$/i.test(upload.file_name) || (upload.size ?? 0) > MAX_BYTES || upload.blob_sha256 === null) return false
  const sender = await shop.db
    .selectFrom('member')
    .select('role')
    .where('school_id', '=', upload.school_id)
    .where('id', '=', upload.member_id)
    .executeTakeFirst()
  if (sender?.role !== 'admin') return false
  const { stream, size } = await shop.blobs.open(upload.school_id, upload.blob_sha256)
  if (size > MAX_BYTES) {
    stream.destroy()
    return false
  }
  const source = await text(stream)
  if (!/^\s*schema:\s*["']?incentive-policy\//m.test(source)) return false
  const chats = await shop.db.transaction().execute((trx) => draftIn(trx, upload, source, shop.clock.now()))
  for (const chatId of chats) await shop.ring('chat.post', { schoolId: upload.school_id, chatId })
  return true
}

async function draftIn(trx: Trx, upload: Upload, source: string, now: Date): Promise<number[]> {
  const row = await lockUpload(trx, upload.school_id, upload.id)
  if (row?.status !== 'stored') return []
  const place = await placeOf(trx, row)
  const schoolId = row.school_id
  const chats = [row.chat_id]
  const answer = async (view: unknown, reason: Text) => {
    await finishUpload(trx, schoolId, row.id, { status: 'refused', reason })
    await insertMessage(trx, {
      schoolId,
      chatId: row.chat_id,
      key: `receipt:${row.id}`,
      view,
      lang: place.lang,
      replyTo: row.message_ref,
      intakeId: row.intake_id,
    })
  }
  const direct = await trx
    .selectFrom('chat')
    .select('kind')
    .where('school_id', '=', schoolId)
    .where('id', '=', row.chat_id)
    .executeTakeFirstOrThrow()
  try {
    const { draft, changes } = await createDraft(trx, { schoolId, source, by: row.member_id, now })
    const { approval } = await policyAt(trx, schoolId, now)
    const said: Text = {
      zh: `已存为规则草案 ${draft.id}（${draft.version}），不进资料库。`,
      en: `Kept as draft ${draft.id} of the rules (${draft.version}), not catalogued.`,
    }
    if (direct.kind === 'direct') await answer(draftView(draft, changes, place, approval.approvers), said)
    else {
      await answer(
        sentence(place.t({ zh: `${said.zh}详情已私聊给您。`, en: `${said.en} The rest is in your direct chat.` }), {
          tone: 'good',
        }),
        said,
      )
      const told = await tellMember(trx, schoolId, row.member_id, {
        key: `draft:${draft.id}:${row.id}`,
        view: (t, lang) => draftView(draft, changes, { t, lang, zone: place.zone }, approval.approvers),
        now,
      })
      if (told !== undefined) chats.push(told)
    }
  } catch (error) {
    if (!(error instanceof UserFacingError)) throw error
    await answer(sentence(place.t(error.sentence), { tone: 'warn' }), error.sentence)
  }
  return chats
}
