import { Readable } from 'node:stream'
import type { BlobStore } from '#db/blobs.ts'
import type { Clock } from '#kit/clock.ts'
import type { Lang } from '#kit/lang.ts'
import type { Log } from '#kit/log.ts'
import type { Block, View } from '#workers/view.ts'
import { codeAsPng } from './code.ts'
import type { Alert } from './life.ts'
import { newsView } from './news.ts'

/** One message of a kind within this, also across restarts. In milliseconds. */
const SCAN_EVERY_MS = 10 * 60_000
const OTHER_EVERY_MS = 60 * 60_000
const CODE_MAX_BYTES = 100_000

/**
 * Turns what happens to the account into a private message to the administrators on another platform; `send` answers
 * how many will be told. A code to scan goes along as a picture. Never throws: an alert that fails is only logged.
 */
export function openNews(parts: {
  schoolId: string
  blobs: BlobStore
  clock: Clock
  log: Log
  /** The sign-in page with its key, when there is one. */
  page(): string | undefined
  send(message: { key: string; view(lang: Lang): View }): Promise<number>
}): (alert: Alert) => void {
  const { schoolId, blobs, clock, log } = parts

  async function tell(alert: Alert): Promise<void> {
    const at = clock.now().getTime()
    const every = alert.kind === 'scan' ? SCAN_EVERY_MS : alert.kind === 'failed' ? OTHER_EVERY_MS : 1
    const page = parts.page()
    const code = alert.kind === 'scan' ? await pictureOf(alert.code) : undefined
    const told = await parts.send({
      key: `wechat:${alert.kind}:${alert.kind === 'room' ? alert.key : Math.floor(at / every)}`,
      view: (lang) => newsView(alert, lang, { ...(page !== undefined && { page }), ...(code && { code }) }),
    })
    if (told === 0) log.warn({ kind: alert.kind }, 'no administrator can be told about wechat on another platform')
  }

  async function pictureOf(code: string): Promise<Extract<Block, { kind: 'file' }>> {
    const bytes = await codeAsPng(code)
    const { sha256, size } = await blobs.put(schoolId, Readable.from([bytes]), { maxBytes: CODE_MAX_BYTES })
    return { kind: 'file', resource: 0, name: '微信登录二维码.png', size, sha256 }
  }

  return (alert) => {
    tell(alert).catch((error) => log.error({ err: error, kind: alert.kind }, 'administrators could not be told'))
  }
}
