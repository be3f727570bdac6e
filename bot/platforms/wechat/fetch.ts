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
const AGAIN_MS = [5_000, 30_000, 180_000] as const
const MOST_FILES = 2_000
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
  const idleMs = parts.idleMs ?? IDLE_MS
  let line: Promise<unknown> = Promise.resolve()
  /** How often a file could not be had so far, in this process. */
  const failed = new Map<string, number>()

  /** What a failed try ends in: another one after 5 s, 30 s and 3 min, then a sentence. */
  function again(id: string, why: string, cause?: unknown): Error {
    const tries = failed.get(id) ?? 0
    const wait = AGAIN_MS[tries]
    if (failed.size > MOST_FILES) failed.clear()
    if (wait === undefined) {
      failed.delete(id)
      return notHad()
    }
    failed.set(id, tries + 1)
    return new RetryLater(why, wait, { cause })
  }

  async function fetchNow(file: FileRef, signal: AbortSignal): Promise<Readable> {
    signal.throwIfAborted()
    const { bot: botId, name = '', media } = file.extra ?? {}
    const now = life.online()
    if (!now) throw new RetryLater('wechat is not logged in', AWAY_MS)
    if (botId !== now.botId && !parts.stableIds) throw gone()
    const { bot } = now.instance
    const found = inTime(bot.Message.find({ id: file.id }), idleMs, signal)
    const message = await found.catch((error) => {
      throw again(file.id, 'wechat did not find the message', error)
    })
    if (!message) throw again(file.id, 'wechat does not know the message yet')
    const opened = inTime(openBox(message, media), idleMs, signal)
    const { box, stream } = await opened.catch((error) => {
      throw again(file.id, 'wechat did not open the file', error)
    })
    if (box.size > parts.maxBytes) {
      stream.destroy()
      throw tooLargeForWechat(parts.maxBytes)
    }
    const watched = idle(stream, idleMs, signal)
    const staged = await blobs
      .stage(schoolId, watched, { maxBytes: parts.maxBytes, signal })
      .catch((error: unknown) => {
        if (error instanceof RetryLater) throw error
        if (error instanceof UserFacingError && error.code === 'file_too_large') throw tooLargeForWechat(parts.maxBytes)
        if (signal.aborted && !isTimeout(signal.reason)) throw signal.reason
        throw again(file.id, 'wechat did not hand over the whole file', error)
      })
    if (box.size > 0 && box.size !== staged.size) {
      await staged.drop()
      throw again(file.id, `wechat announced ${box.size} bytes and sent ${staged.size}`)
    }
    if (BINARY.test(name) && (await isErrorPage(staged.path))) {
      await staged.drop()
      throw again(file.id, 'wechat sent an error page instead of the file')
    }
    failed.delete(file.id)
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

const isTimeout = (error: unknown) => error instanceof Error && error.name === 'TimeoutError'

async function openBox(message: MessageInterface, media: string | undefined) {
  const box = await boxOf(message, media)
  return { box, stream: await box.toStream() }
}

/** Rejects when an answer of the puppet takes longer than `ms`. */
async function inTime<T>(work: Promise<T>, ms: number, signal: AbortSignal): Promise<T> {
  work.catch(() => undefined)
  const late = AbortSignal.any([signal, AbortSignal.timeout(ms)])
  const { promise, reject } = Promise.withResolvers<never>()
  const stop = () => reject(late.reason)
  late.addEventListener('abort', stop, { once: true })
  return Promise.race([work, promise]).finally(() => late.removeEventListener('abort', stop))
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

/** WeChat's own limit, which may be below the school's. */
function tooLargeForWechat(maxBytes: number): UserFacingError {
  const mb = Math.floor(maxBytes / 1_048_576)
  return new UserFacingError(
    'file_too_large',
    {
      zh: `文件超过微信这边的上限 ${mb} MB，没有收录。`,
      en: `The file is larger than the ${mb} MB taken from WeChat, so it was not catalogued.`,
    },
    { zh: '请拆分后再发，或在飞书、网页上发。', en: 'Split it, or send it in Feishu or on the web page.' },
  )
}

/** The sentence after the last try. */
function notHad(): UserFacingError {
  return new UserFacingError(
    'wechat_file_not_had',
    {
      zh: '微信没有把这个文件完整地传过来，试了几次都不行，没有收录。',
      en: 'WeChat did not hand this file over in one piece after several tries, so it was not catalogued.',
    },
    { zh: '请在微信里重新发送一次。', en: 'Please send it again in WeChat.' },
  )
}

function gone(): PlatformRefusal {
  return new PlatformRefusal('login_over', 'the login that received this file is over')
}
