import { makeLink } from '#db/links.ts'
import { findExternalId } from '#db/rows/people.ts'
import type { Db } from '#db/schema.ts'
import type { Clock } from '#kit/clock.ts'
import { RetryLater } from '#kit/errors.ts'
import type { Log } from '#kit/log.ts'
import { clockFace } from '#kit/zone.ts'
import type { Block } from '#workers/view.ts'
import { type ChatRef, type Outgoing, PlatformRefusal } from '../../platform.ts'
import type { Arrived } from './arrived.ts'
import { cardOf } from './cards/card.ts'
import type { FileFate } from './cards/file-fate.ts'
import type { SendContent } from './send.ts'
import { UPLOAD_MAX_BYTES, type Uploads } from './uploads.ts'

type FileBlock = Extract<Block, { kind: 'file' }>

export type HandoverParts = {
  db: Db
  uploads: Uploads
  send: SendContent
  clock: Clock
  log: Log
  zone: string
  /** The platform's name in our rows. */
  platform: string
  /** Where people open pages of ours; undefined when nobody outside this machine can. */
  publicUrl?: string | undefined
  /** What came of an earlier try, when the platform has forgotten its id. */
  arrived?: Arrived
}

/**
 * Hands over the files of a View, before its card: up to 30 MB as a message, larger ones as a link for the person who
 * asked. Answers by SHA-256 what became of each. A second run with the same key sends nothing twice.
 */
export async function handOver(
  parts: HandoverParts,
  chat: ChatRef,
  out: Outgoing,
): Promise<ReadonlyMap<string, FileFate>> {
  const fates = new Map<string, FileFate>()
  for (const [index, block] of out.view.blocks.entries()) {
    if (block.kind !== 'file') continue
    const key = `${out.key}#${index}`
    const large = block.size > UPLOAD_MAX_BYTES
    fates.set(
      block.sha256,
      large ? await link(parts, chat, out, block, key) : await message(parts, chat, out, block, key),
    )
  }
  return fates
}

async function message(
  { uploads, send, log, arrived }: HandoverParts,
  chat: ChatRef,
  out: Outgoing,
  block: FileBlock,
  key: string,
): Promise<FileFate> {
  if (out.schoolId === undefined) throw new Error('a file without a school')
  const file = { schoolId: out.schoolId, sha256: block.sha256, name: block.name, size: block.size }
  // A kept key may have died on the platform: then the file is uploaded once more.
  for (const isLast of [false, true]) {
    try {
      const fileKey = await uploads.keyOf(file)
      if (!isLast && arrived?.hasFile(block.name, fileKey)) return { kind: 'sent' }
      try {
        await send(chat, { type: 'file', content: JSON.stringify({ file_key: fileKey }), key, replyTo: out.replyTo })
        return { kind: 'sent' }
      } catch (error) {
        if (error instanceof PlatformRefusal) await uploads.forget(file, fileKey)
        throw error
      }
    } catch (error) {
      if (!(error instanceof PlatformRefusal)) throw error
      if (!isLast) continue
      log.warn({ resource: block.resource, code: error.code }, 'feishu did not take a file')
    }
  }
  return { kind: 'refused' }
}

/** In a group the link goes to the person's direct chat: the others there must not have it. */
async function link(
  parts: HandoverParts,
  chat: ChatRef,
  out: Outgoing,
  block: FileBlock,
  key: string,
): Promise<FileFate> {
  const { db, send, clock, log, publicUrl } = parts
  const { schoolId, memberId } = out
  if (publicUrl === undefined || schoolId === undefined || memberId === undefined) return { kind: 'no_address' }
  const { token, expiresAt } = await makeLink(db, {
    schoolId,
    key,
    memberId,
    resourceId: block.resource,
    now: clock.now(),
  })
  const fate: FileFate = {
    kind: 'link',
    url: `${publicUrl.replace(/\/+$/, '')}/f/${token}`,
    until: clockFace(expiresAt, parts.zone, out.lang),
  }
  if (chat.kind === 'direct') return fate
  const openId = await findExternalId(db, schoolId, parts.platform, memberId)
  if (openId === undefined) return { kind: 'refused' }
  const view = { title: block.name, blocks: [block], about: { resource: block.resource } }
  const { json } = cardOf(view, { lang: out.lang, fates: new Map([[block.sha256, fate]]) })
  try {
    await send({ id: openId, kind: 'direct' }, { type: 'interactive', content: json, key })
    return { kind: 'private' }
  } catch (error) {
    if (error instanceof RetryLater || !(error instanceof PlatformRefusal)) throw error
    log.warn({ resource: block.resource, code: error.code }, 'feishu did not take a link')
    return { kind: 'refused' }
  }
}
