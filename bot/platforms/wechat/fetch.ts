import { Readable } from 'node:stream'
import type { FileBoxInterface } from 'file-box'
import type { MessageInterface } from 'wechaty/impls'
import type { BlobStore } from '#db/blobs.ts'
import { RetryLater, UserFacingError } from '#kit/errors.ts'
import type { FileRef } from '../../incoming.ts'
import { PlatformRefusal } from '../../platform.ts'
import type { Life } from './life.ts'

/** Nothing arrives for so long: the download is given up for this time. In milliseconds. */
const IDLE_MS = 60_000
/** WeChat's servers need a moment for a file that has just been sent. */
const AGAIN_MS = 5_000
const AWAY_MS = 30_000

/** Heads of formats that are never HTML or JSON. An error page saved as a file looks like one of those. */
const BINARY = /\.(docx?|pptx?|xlsx?|wps|et|dps|pdf|zip|rar|7z|jpe?g|png|gif|webp|mp[34]|m4a|mov|epub)$/i

/**
 * Opens the bytes of a message. A file is fetched by the login that received it, one at a time, always from a fresh
 * box; what arrives is checked before it is handed on: not empty, as long as announced, no error page. Throws
 * RetryLater when another try can help, PlatformRefusal when the login is over for good.
 */
export function openFetcher(parts: {
  life: Life
  blobs: BlobStore
  schoolId: string
  maxBytes: number
  stableIds: boolean
  idleMs?: number
}): (file: FileRef, signal: AbortSignal) => Promise<Readable> {
  const { life, blobs, schoolId } = parts
  let line: Promise<unknown> = Promise.resolve()

  async function fetchNow(file: FileRef, signal: AbortSignal): Promise<Readable> {
    signal.throwIfAborted()
    const { bot: botId, name = '', media } = file.extra ?? {}
    const now = life.online()
    if (!now) throw new RetryLater('wechat is not logged in', AWAY_MS)
    if (botId !== now.botId && !parts.stableIds) throw gone()
    const message = await now.instance.bot.Message.find({ id: file.id })
    if (!message) throw new RetryLater('wechat does not know the message yet', AGAIN_MS)
    const box = await boxOf(message, media)
    const stream = await box.toStream()
    const watched = idle(stream, parts.idleMs ?? IDLE_MS, signal)
    const staged = await blobs
      .stage(schoolId, watched, { maxBytes: parts.maxBytes, signal })
      .catch((error: unknown) => {
        if (error instanceof RetryLater) throw error
        if (error instanceof UserFacingError && error.code !== 'file_empty') throw error
        if (signal.aborted) throw signal.reason
        throw new RetryLater('wechat did not hand over the whole file', AGAIN_MS, { cause: error })
      })
    if (box.size > 0 && box.size !== staged.size) {
      await staged.drop()
      throw new RetryLater(`wechat announced ${box.size} bytes and sent ${staged.size}`, AGAIN_MS)
    }
    if (BINARY.test(name) && (await isErrorPage(staged.path))) {
      await staged.drop()
      throw new RetryLater('wechat sent an error page instead of the file', AGAIN_MS)
    }
    await staged.keep()
    const { stream: kept } = await blobs.open(schoolId, staged.sha256)
    return kept
  }

  return (file, signal) => {
    const turn = line.then(() => fetchNow(file, signal))
    line = turn.catch(() => undefined)
    return turn
  }
}

async function boxOf(message: MessageInterface, media: string | undefined): Promise<FileBoxInterface> {
  if (media !== 'image') return message.toFileBox()
  const image = message.toImage()
  try {
    return await image.hd()
  } catch {
    return message.toFileBox()
  }
}

/** The same bytes; fails when nothing arrives for `ms`. */
function idle(from: Readable, ms: number, signal: AbortSignal): Readable {
  async function* bytes() {
    const source = from[Symbol.asyncIterator]()
    try {
      for (;;) {
        let timer: NodeJS.Timeout | undefined
        const late = new Promise<never>((_resolve, reject) => {
          timer = setTimeout(() => reject(new Error(`nothing arrived for ${ms} ms`)), ms)
        })
        const next = await Promise.race([source.next(), late]).finally(() => clearTimeout(timer))
        if (next.done) return
        signal.throwIfAborted()
        yield next.value
      }
    } finally {
      from.destroy()
    }
  }
  return Readable.from(bytes(), { objectMode: false })
}

async function isErrorPage(path: string): Promise<boolean> {
  const { open } = await import('node:fs/promises')
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(256), 0, 256, 0)
    return /^\s*(<(!doctype|html|head|\?xml|error)|\{\s*")/i.test(buffer.subarray(0, bytesRead).toString('latin1'))
  } finally {
    await handle.close()
  }
}

function gone(): PlatformRefusal {
  return new PlatformRefusal('login_over', 'the login that received this file is over')
}
