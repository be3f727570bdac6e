import {
  beginPart,
  dropOldSent,
  finishPart,
  forgetPart,
  type PartKey,
  partsOf,
  pauseOf,
  saidSince,
  setPause,
} from '#db/wechat/sent.ts'
import { RetryLater } from '#kit/errors.ts'
import type { Log } from '#kit/log.ts'
import { type ChatRef, type Outgoing, PlatformRefusal } from '../../platform.ts'
import { PAUSE_MS, type Turns, type Urgency } from './pace.ts'
import { missingNote, type Piece, type PieceParts, personOf, piecesOf } from './pieces.ts'
import type { Sessions } from './sessions.ts'
import type { WechatSender } from './wechat.ts'
import type { Wire } from './wire.ts'

/** An answer that could not be said for so long helps nobody any more. In milliseconds. */
const STALE_MS = 2 * 60_000
const DAY_MS = 24 * 3_600_000
/** What was said is remembered for so long: a message that still waits may have been begun. In milliseconds. */
const KEEP_MS = 14 * DAY_MS
/** A text that was not taken is tried again after so long, then after twice as long. In milliseconds. */
const AGAIN_MS = 10_000
const AGAIN_MOST_MS = 5 * 60_000
/** After so many failures in a row, some twenty minutes, a text is given up: the account may be out of the group. */
const MOST_FAILURES = 8
/** What WeChat says when an account sends too much, as the error of a send or as a line of its own in a chat. */
const TOO_OFTEN = /操作(?:过于|太)频繁|发送(?:过于|太)频繁|operation too frequent|too frequent(?:ly)?/i

export type SenderParts = PieceParts & {
  log: Log
  turns: Turns
  sessions: Sessions
  /** WeChat complained. */
  complained(): void
}

/** What is known of the parts of a post. */
type Known = Awaited<ReturnType<typeof partsOf>>

/**
 * Says Views in WeChat: text in parts, then files; within the account's pace; each part once. A part is written down
 * before it is said. When a try never came back, a text is said once more, a file is not: WeChat may have taken it, and
 * the same file twice costs an account more than a person who asks again.
 */
export function openWechatSender(parts: SenderParts, wire: Wire): WechatSender {
  const { db, schoolId, clock, log, turns, sessions } = parts
  const now = () => clock.now()
  let remembered: Promise<void> | undefined
  let swept = 0
  /** How often the texts under a key failed, in this process. */
  const failures = new Map<string, number>()

  /** What was said, and whether WeChat complained, before this process started. */
  async function remember(): Promise<void> {
    remembered ??= (async () => {
      turns.remember(await saidSince(db, schoolId, new Date(now().getTime() - DAY_MS)))
      const until = await pauseOf(db, schoolId)
      if (until) turns.pause(until.getTime())
    })()
    try {
      await remembered
    } catch (error) {
      remembered = undefined
      throw error
    }
    if (now().getTime() - swept < DAY_MS) return
    swept = now().getTime()
    await dropOldSent(db, schoolId, new Date(swept - KEEP_MS))
  }

  async function complained(): Promise<void> {
    const until = new Date(now().getTime() + PAUSE_MS)
    turns.pause(until.getTime())
    parts.complained()
    await setPause(db, schoolId, until)
  }

  async function sayOne(chat: ChatRef, out: Outgoing, piece: Piece, known: Known): Promise<string | undefined> {
    const before = known.get(piece.part)
    if (before?.status === 'sent') return before.ref ?? undefined
    const isFile = piece.kind === 'file'
    if (before && isFile) {
      throw new PlatformRefusal('file_unsure', 'a try to send this file never came back; it is not sent twice')
    }
    const takeBack = await turns.turn({ chat: chat.id, urgency: urgencyOf(out), isFile, isMore: known.size > 0 })
    const key: PartKey = { schoolId, key: out.key, part: piece.part }
    const personId = isFile && piece.resource === undefined ? undefined : (personOf(chat, out) ?? chat.id)
    await beginPart(db, key, { chatId: chat.id, personId, kind: piece.kind, at: now() })
    known.set(piece.part, { status: 'sending', ref: null })
    let ref: string | undefined
    try {
      ref = isFile ? await wire.file(chat, piece.name, await piece.open()) : await wire.text(chat, piece.text, piece.to)
    } catch (error) {
      throw await failed(error, key, piece, takeBack)
    }
    failures.delete(out.key)
    await finishPart(db, key, ref ?? null, now())
    known.set(piece.part, { status: 'sent', ref: ref ?? null })
    return ref
  }

  /** What to throw when something was not said. */
  async function failed(error: unknown, key: PartKey, piece: Piece, takeBack: () => void): Promise<unknown> {
    if (error instanceof RetryLater || error instanceof PlatformRefusal) {
      takeBack()
      await forgetPart(db, key)
      return error
    }
    if (TOO_OFTEN.test(error instanceof Error ? error.message : String(error))) {
      await complained()
      await forgetPart(db, key)
      return new RetryLater('wechat says that the account sends too much', AGAIN_MS, { cause: error })
    }
    if (piece.kind === 'file') {
      // The puppet itself tries again behind our back, so a failed file may still arrive.
      return new PlatformRefusal('file_failed', 'the file could not be sent; it is not tried again', { cause: error })
    }
    await forgetPart(db, key)
    const failed = (failures.get(key.key) ?? 0) + 1
    failures.set(key.key, failed)
    if (failed < MOST_FAILURES) {
      const again = Math.min(AGAIN_MOST_MS, AGAIN_MS * 2 ** (failed - 1))
      return new RetryLater('wechat did not take the text', again, { cause: error })
    }
    failures.delete(key.key)
    return new PlatformRefusal('not_taken', 'wechat did not take the text, time after time', { cause: error })
  }

  async function sayAll(chat: ChatRef, out: Outgoing, pieces: readonly Piece[], known: Known) {
    let ref: string | undefined
    let refusal: PlatformRefusal | undefined
    let isDrawn = false
    for (const piece of pieces) {
      if (piece.isSpare && isDrawn) continue
      try {
        const one = await sayOne(chat, out, piece, known)
        if (piece.kind === 'file' && piece.isExtra) isDrawn = true
        if (piece.kind === 'text') ref ??= one ?? `${out.key}#${piece.part}`
      } catch (error) {
        const isLost = error instanceof PlatformRefusal && error.code.startsWith('file_') && piece.kind === 'file'
        if (!isLost) throw error
        log.info({ err: error, key: out.key, part: piece.part }, 'a file did not go out')
        if (piece.isExtra) continue
        refusal ??= error
        await sayOne(chat, out, missingNote(piece, out.lang), known)
      }
    }
    return { ref: ref ?? out.key, refusal, isSilent: ref === undefined }
  }

  return {
    async post(chat, out) {
      await remember()
      const known = await partsOf(db, { schoolId, key: out.key })
      const isBegun = known.size > 0
      const urgency = urgencyOf(out)
      const since = out.written ?? out.since
      const age = since === undefined ? 0 : now().getTime() - since.getTime()
      if (age > STALE_MS && urgency === 'answer' && !isBegun) {
        throw new PlatformRefusal('stale', 'the answer came too late to help and was not sent')
      }
      const person = personOf(chat, out)
      // The files of several people on one message are nobody's to answer, and call nobody.
      const asker = out.view.about?.burst === undefined ? person : undefined
      const isBusy = asker !== undefined && urgency === 'news' && (await sessions.isBusy(chat.id, asker))
      const answerable = asker !== undefined && !isBusy
      const to = chat.kind === 'group' ? asker : undefined
      const { pieces, text } = await piecesOf(parts, chat, out, { answerable, isBegun, to })
      const { ref, refusal, isSilent } = await sayAll(chat, out, pieces, known)
      // Numbers that nobody was shown mean nothing.
      if (answerable && !isSilent) {
        await sessions.shown(chat.id, asker, ref, text.choices, out.lang, urgency === 'answer' ? 'asked' : 'told')
      }
      if (refusal) throw refusal
      log.debug({ pieces: pieces.length }, 'said in wechat')
      return { ref }
    },
    async begun(key) {
      return (await partsOf(db, { schoolId, key })).size > 0
    },
    async overheard(text) {
      if (!TOO_OFTEN.test(text) || text.length > 200) return
      await remember()
      await complained()
    },
    async stop() {
      turns.stop()
    },
  }
}

/** An answer to a question, news such as a receipt, or a board that nobody asked for. */
function urgencyOf(out: Outgoing): Urgency {
  if (/^[^:]+:in:/.test(out.key)) return 'answer'
  return out.asker === undefined && out.view.blocks.some((block) => block.kind === 'ranking') ? 'board' : 'news'
}
