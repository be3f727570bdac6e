import type { BlobStore } from '#db/blobs.ts'
import type { Db } from '#db/schema.ts'
import type { Clock } from '#kit/clock.ts'
import { sha256 } from '#kit/ids.ts'
import type { Log } from '#kit/log.ts'
import { sentence } from '#workers/view.ts'
import { type ChatRef, type Platform, PlatformRefusal } from '../../platform.ts'
import { findArrived, SURE_MS } from './arrived.ts'
import { openCalls } from './calls.ts'
import { cardOf } from './cards/card.ts'
import { disarmText } from './cards/escape.ts'
import { textOf } from './cards/text.ts'
import type { FeishuApi } from './client.ts'
import { handOver } from './handover.ts'
import type { Limits } from './limits.ts'
import { openMarks } from './marks.ts'
import { openUploads } from './uploads.ts'

export type SendingParts = {
  api: FeishuApi
  db: Db
  blobs: BlobStore
  clock: Clock
  log: Log
  appId: string
  limits: Limits
  /** The school's time zone, for the instant at which a link ends. */
  zone: string
  /** The platform's name in our rows, such as `feishu`. */
  platform: string
  publicUrl?: string | undefined
  /** Between two tries of a call; for tests. */
  wait?: (ms: number) => Promise<void>
}

/** The half of the adapter that speaks. */
export type Sending = Pick<Platform, 'post' | 'edit' | 'mark'>

/** One message: `key` becomes the platform's idempotency id. */
export type Content = { type: string; content: string; key: string; replyTo?: string | undefined }
export type SendContent = (chat: ChatRef, message: Content) => Promise<{ ref: string }>

/** Invalid or too large as a card; the same words as text may pass. */
const CARD_CODES = new Set(['230099', '230025'])
/** Refused for what is said, or where: without the reply it would be refused again. */
const NOT_THE_REPLY = new Set([
  '230002',
  '230006',
  '230013',
  '230022',
  '230025',
  '230027',
  '230028',
  '230035',
  '230099',
])

/**
 * Posts, edits and marks. What may be tried again is, with the same idempotency id; what is final is a PlatformRefusal
 * with the platform's code; a card that is refused for its form is said as text.
 */
export function openSending(parts: SendingParts): Sending {
  const { api, db, blobs, appId, log } = parts
  const calls = openCalls(parts.limits, parts.wait)
  const uploads = openUploads({ api, calls, db, blobs, appId })

  const send: SendContent = async (chat, { type, content, key, replyTo }) => {
    const message = { msgType: type, content, uuid: uuidOf(key) }
    if (replyTo?.startsWith('om_')) {
      try {
        const sent = await calls.make('reply', chat.id, () => api.reply({ messageId: replyTo, ...message }))
        return { ref: sent.messageId }
      } catch (error) {
        // The question was recalled or is out of reach: the answer stands on its own.
        if (!(error instanceof PlatformRefusal) || NOT_THE_REPLY.has(error.code)) throw error
      }
    }
    const idType = chat.id.startsWith('ou_') ? 'open_id' : 'chat_id'
    const sent = await calls.make('send', chat.id, () => api.sendMessage({ receiveId: chat.id, idType, ...message }))
    return { ref: sent.messageId }
  }

  return {
    async post(chat, out) {
      const { since } = out
      const isUnsure = since !== undefined && parts.clock.now().getTime() - since.getTime() > SURE_MS
      const arrived = isUnsure ? await findArrived({ ...parts, calls }, chat, { ...out, since }) : undefined
      if (arrived?.ref !== undefined) return { ref: arrived.ref }
      const fates = await handOver({ ...parts, uploads, send, ...(arrived && { arrived }) }, chat, out)
      const { json } = cardOf(out.view, { lang: out.lang, fates })
      const base = { key: out.key, replyTo: out.replyTo }
      try {
        return await send(chat, { ...base, type: 'interactive', content: json })
      } catch (error) {
        if (!(error instanceof PlatformRefusal) || !CARD_CODES.has(error.code)) throw error
        log.warn({ code: error.code, err: error }, 'feishu refused a card, its text is sent')
        const text = disarmText(textOf(out.view, { lang: out.lang, fates }))
        return send(chat, { ...base, type: 'text', content: JSON.stringify({ text }) })
      }
    },
    async edit(_chat, ref, out) {
      const patch = (json: string) => calls.make('patch', ref, () => api.patchCard(ref, json))
      try {
        await patch(cardOf(out.view, { lang: out.lang }).json)
      } catch (error) {
        if (!(error instanceof PlatformRefusal) || !CARD_CODES.has(error.code)) throw error
        log.warn({ code: error.code, err: error }, 'feishu refused a card, its text is shown')
        await patch(cardOf(sentence(textOf(out.view, { lang: out.lang })), { lang: out.lang }).json)
      }
    },
    mark: openMarks({ api, calls, db, appId }),
  }
}

/** The same for the same key, at most 50 characters: within an hour the platform sends it once. */
export function uuidOf(key: string): string {
  return sha256(key).slice(0, 40)
}
