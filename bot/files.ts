import { tooLarge } from '#db/blobs.ts'
import { awaitAnswer } from '#db/requests/answers.ts'
import { wasRecalled } from '#db/rows/intake.ts'
import { finishUpload, insertUpload, uploadsOfMessage } from '#db/rows/uploads.ts'
import { withdraw } from '#db/rows/withdraw.ts'
import { chatSettings } from '#db/settings.ts'
import { named } from '#kit/text.ts'
import { sentence } from '#workers/view.ts'
import { refusalView } from '#workers/view-receipt.ts'
import type { Incoming } from './incoming.ts'
import { ourMessage, post, type Scene } from './scene.ts'

/** A file was dropped: the upload row is what everything after stands on. */
export async function onFile(scene: Scene, event: Extract<Incoming, { kind: 'file' }>): Promise<'done' | 'ignored'> {
  const { bot, trx, intake, school, chat, member } = scene
  if (chatSettings.parse(chat.settings).catalogue === 'off') return 'ignored'
  if (await wasRecalled(trx, intake, event.messageRef)) return 'ignored'
  const uploadId = await insertUpload(trx, {
    schoolId: school.id,
    intakeId: intake.id,
    chatId: chat.id,
    memberId: member.id,
    fileName: event.name,
    ...(event.size !== undefined && { size: event.size }),
    ...(event.mediaType !== undefined && { mediaType: event.mediaType }),
    fileRef: event.file,
    messageRef: event.messageRef,
    sentAt: new Date(event.sentAt),
  })
  const answered = (await ourMessage(scene, event.replyTo))?.about?.request
  if (answered !== undefined) {
    const given = { schoolId: school.id, requestId: answered, memberId: member.id, uploadId, now: scene.now }
    await awaitAnswer(trx, given)
  }
  const platform = bot.platforms.get(chat.platform)
  if (event.size !== undefined && event.size > bot.maxFileBytes) {
    const why = tooLarge(bot.maxFileBytes)
    await finishUpload(trx, school.id, uploadId, { status: 'refused', reason: why.sentence })
    const view = refusalView(scene.t, event.name, why, uploadId)
    await post(scene, {
      schoolId: school.id,
      chatId: chat.id,
      key: `receipt:${uploadId}`,
      view,
      lang: scene.lang,
      replyTo: event.messageRef,
      intakeId: intake.id,
    })
    return 'done'
  }
  scene.after.push(() => {
    void bot.ring('file.fetch', { schoolId: school.id, uploadId })
    if (platform?.can.marks) {
      void platform
        .mark({ id: chat.external_id, kind: chat.kind }, event.messageRef, 'received')
        .catch((error) => bot.log.warn({ err: error, upload: uploadId }, 'the received mark was not set'))
    }
  })
  return 'done'
}

/** A message was taken back: its files leave the library and their points are reversed. */
export async function onRecalled(
  scene: Scene,
  event: Extract<Incoming, { kind: 'recalled' }>,
): Promise<'done' | 'ignored'> {
  const { trx, school, chat, bot } = scene
  const uploads = await uploadsOfMessage(trx, school.id, chat.id, event.messageRef)
  for (const upload of uploads) {
    if (upload.status === 'waiting' || upload.status === 'stored') {
      await finishUpload(trx, school.id, upload.id, { status: 'withdrawn' })
    }
    if (upload.status !== 'done' || upload.resource_id === null) continue
    const gone = await withdraw(trx, {
      schoolId: school.id,
      resourceId: upload.resource_id,
      by: upload.member_id,
      why: 'recalled',
      now: scene.now,
      uploadId: upload.id,
    })
    if (gone.outcome !== 'withdrawn') continue
    scene.after.push(() => void bot.ring('fact.settle', { schoolId: school.id }))
    const receipt = await trx
      .selectFrom('message')
      .select(['ref', 'target'])
      .where('school_id', '=', school.id)
      .where('key', '=', `receipt:${upload.id}`)
      .executeTakeFirst()
    // A receipt that was merged stands on the card that its target names.
    const card = receipt?.ref ?? receipt?.target
    if (!card) continue
    // Where nothing can be changed it is said anew: points were taken back.
    await post(scene, {
      schoolId: school.id,
      chatId: chat.id,
      key: `recalled:${upload.id}`,
      kind: 'edit',
      target: card,
      view: sentence(
        scene.t({
          zh: `${named(gone.title)}随消息一起撤回，积分已退回。`,
          en: `“${gone.title}” was withdrawn with its message; its points were taken back.`,
        }),
        { about: { resource: upload.resource_id } },
      ),
      lang: scene.lang,
      intakeId: scene.intake.id,
    })
  }
  return uploads.length > 0 ? 'done' : 'ignored'
}
