import { Readable } from 'node:stream'
import { insertMessage } from '#db/rows/messages.ts'
import { getChat, getMember, getSchool, langOf } from '#db/rows/people.ts'
import { findUpload, finishUpload, lockUpload, postponeUpload, setStored } from '#db/rows/uploads.ts'
import type { Upload } from '#db/schema.ts'
import { RetryLater, UserFacingError } from '#kit/errors.ts'
import { translator } from '#kit/lang.ts'
import type { Handlers } from '#workers/jobs.ts'
import { refusalView } from '#workers/view-receipt.ts'
import type { Bot } from './app.ts'
import { fileRef } from './incoming.ts'
import { LINK, shortcut } from './links.ts'
import { PlatformRefusal } from './platform.ts'
import type { Sender } from './sender.ts'

/** A platform that hands over nothing for so long is given up for this try. */
const FETCH_TIMEOUT_MS = 10 * 60_000

/** The jobs of queue `bot`: what only a process that holds the platforms can do. */
export function deliverHandlers(bot: Bot, sender: Sender): Handlers<'bot'> {
  return {
    async 'chat.post'({ schoolId, chatId }) {
      await sender.drain(schoolId, chatId)
      return { done: true }
    },
    async 'file.fetch'({ schoolId, uploadId }, signal) {
      const upload = await findUpload(bot.db, schoolId, uploadId)
      if (upload?.status !== 'waiting') return { skipped: `upload ${uploadId} does not wait for its bytes` }
      try {
        await fetchInto(bot, upload, AbortSignal.any([signal, AbortSignal.timeout(FETCH_TIMEOUT_MS)]))
      } catch (error) {
        const refusal = asRefusal(error)
        if (refusal) {
          await refuseUpload(bot, upload, refusal)
          return { done: true }
        }
        const waitMs = error instanceof RetryLater ? error.afterMs : 2_000 * 2 ** Math.min(upload.attempts, 6)
        await postponeUpload(bot.db, schoolId, uploadId, new Date(bot.clock.now().getTime() + waitMs))
        bot.log.warn({ err: error, upload: uploadId, waitMs }, 'a file could not be fetched yet')
        throw error instanceof RetryLater
          ? error
          : new RetryLater('the platform did not hand over the file', waitMs, { cause: error })
      }
      await bot.ring('upload.catalogue', { schoolId, uploadId })
      return { done: true }
    },
  }
}

async function fetchInto(bot: Bot, upload: Upload, signal: AbortSignal): Promise<void> {
  const ref = fileRef.parse(upload.file_ref)
  if (ref.platform === LINK) {
    const blob = await bot.blobs.put(upload.school_id, Readable.from([shortcut(ref.id)]), {
      maxBytes: bot.maxFileBytes,
      signal,
    })
    return setStored(bot.db, upload.school_id, upload.id, blob)
  }
  const platform = bot.platforms.get(ref.platform)
  if (!platform) throw new RetryLater(`platform ${ref.platform} is not running here`, 30_000)
  const stream = await platform.fetch(ref, signal)
  const blob = await bot.blobs.put(upload.school_id, stream, { maxBytes: bot.maxFileBytes, signal })
  await setStored(bot.db, upload.school_id, upload.id, blob)
}

function asRefusal(error: unknown): UserFacingError | undefined {
  if (error instanceof UserFacingError) return error
  if (!(error instanceof PlatformRefusal)) return undefined
  return new UserFacingError(
    'file_not_available',
    {
      zh: '平台不允许取这个文件，没有收录。',
      en: 'The platform does not hand this file over, so it was not catalogued.',
    },
    { zh: '请把文件另存后重新发送。', en: 'Save the file and send it again.' },
  )
}

/** Finishes an upload with its reason, and says it as a reply to the file. */
async function refuseUpload(bot: Bot, upload: Upload, why: UserFacingError): Promise<void> {
  bot.log.info({ upload: upload.id, code: why.code }, 'file refused')
  await bot.db.transaction().execute(async (trx) => {
    const row = await lockUpload(trx, upload.school_id, upload.id)
    if (row?.status !== 'waiting') return
    await finishUpload(trx, row.school_id, row.id, { status: 'refused', reason: why.sentence })
    const school = await getSchool(trx, row.school_id)
    const chat = await getChat(trx, row.school_id, row.chat_id)
    const member = await getMember(trx, row.school_id, row.member_id)
    const lang = langOf(school, chat, chat.kind === 'direct' ? member : undefined)
    await insertMessage(trx, {
      schoolId: row.school_id,
      chatId: row.chat_id,
      key: `receipt:${row.id}`,
      view: refusalView(translator(lang), row.file_name, why, row.id),
      lang,
      replyTo: row.message_ref,
      intakeId: row.intake_id,
    })
  })
  bot.wake(upload.school_id, upload.chat_id)
}
