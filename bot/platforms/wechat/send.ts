import { buffer } from 'node:stream/consumers'
import type { BlobStore } from '#db/blobs.ts'
import { makeLink } from '#db/links.ts'
import type { Db } from '#db/schema.ts'
import { beginPart, finishPart, forgetPart, saidSince } from '#db/wechat/sent.ts'
import type { Clock } from '#kit/clock.ts'
import { RetryLater } from '#kit/errors.ts'
import { type Lang, say } from '#kit/lang.ts'
import type { Log } from '#kit/log.ts'
import { safeFileName } from '#kit/text.ts'
import type { Block } from '#workers/view.ts'
import { type ChatRef, type Outgoing, PlatformRefusal } from '../../platform.ts'
import type { Turns, Urgency } from './pace.ts'
import type { Sessions } from './sessions.ts'
import { renderText } from './text/render.ts'
import type { WechatSender } from './wechat.ts'
import type { Wire } from './wire.ts'

/** An answer that could not be said for so long helps nobody any more. In milliseconds. */
const STALE_MS = 2 * 60_000
/** Larger files go as a link. In bytes. */
const SEND_MAX_BYTES = 100 * 1_048_576
/** Files for one person within `FILES_MS`. */
const FILES_MOST = 5
const FILES_MS = 10 * 60_000
const DAY_MS = 24 * 3_600_000
const AGAIN_MS = 10_000
/** What WeChat says when an account sends too much. */
const TOO_OFTEN = /操作过于频繁|操作太频繁|too frequent/i

type FileBlock = Extract<Block, { kind: 'file' }>
type Piece = { kind: 'text'; text: string; to?: string } | { kind: 'file'; name: string; open: () => Promise<Buffer> }

export type SenderParts = {
  db: Db
  schoolId: string
  blobs: BlobStore
  clock: Clock
  log: Log
  turns: Turns
  sessions: Sessions
  /** WeChat complained. */
  complained(): void
  publicUrl?: string
  /** A picture instead of, or beside, the text of boards and summaries. */
  picture?: (out: Outgoing) => Promise<{ name: string; bytes: Buffer } | undefined>
}

/**
 * Says Views in WeChat: text in parts, then files; within the account's pace; each part once. A part is written down
 * before it is said. When a try never came back, a text is said again, a file is not: WeChat may have taken it, and
 * the same file twice costs an account more than a person who asks again.
 */
export function openWechatSender(parts: SenderParts, wire: Wire): WechatSender {
  const { db, schoolId, clock, log, turns, sessions } = parts
  const now = () => clock.now()
  let remembered: Promise<void> | undefined
  const handed = new Map<string, number[]>()

  async function remember(): Promise<void> {
    remembered ??= saidSince(db, schoolId, new Date(now().getTime() - DAY_MS)).then((said) => turns.remember(said))
    try {
      await remembered
    } catch (error) {
      remembered = undefined
      throw error
    }
  }

  async function piecesOf(
    chat: ChatRef,
    out: Outgoing,
  ): Promise<{ pieces: Piece[]; text: ReturnType<typeof renderText> }> {
    const answerable = chat.kind === 'direct' || out.asker !== undefined
    const notes = new Map<string, string>()
    const files: Piece[] = []
    for (const block of out.view.blocks) {
      if (block.kind !== 'file') continue
      const fate = await fateOf(block, chat, out)
      if (fate.note !== undefined) notes.set(block.sha256, fate.note)
      else files.push({ kind: 'file', name: safeFileName(block.name), open: () => read(block) })
    }
    const text = renderText(out.view, { lang: out.lang, answerable, file: (sha256) => notes.get(sha256) })
    const picture = await parts.picture?.(out)
    const pieces: Piece[] = [
      ...(picture ? [{ kind: 'file' as const, name: picture.name, open: async () => picture.bytes }] : []),
      ...text.parts.map((part, n) => ({
        kind: 'text' as const,
        text: part,
        ...(n === 0 && out.asker && { to: out.asker }),
      })),
      ...(text.whole === undefined ? [] : [wholeFile(text.whole, out.lang)]),
      ...files,
    ]
    return { pieces, text }
  }

  async function fateOf(block: FileBlock, chat: ChatRef, out: Outgoing): Promise<{ note?: string }> {
    if (block.size > SEND_MAX_BYTES) return { note: await linkNote(block, chat, out) }
    const person = out.asker ?? chat.id
    const since = now().getTime() - FILES_MS
    const recent = (handed.get(person) ?? []).filter((at) => at > since)
    if (recent.length >= FILES_MOST) {
      return {
        note: say(out.lang, {
          zh: `十分钟内最多发 ${FILES_MOST} 份文件，请稍后再取。`,
          en: `At most ${FILES_MOST} files in ten minutes; please ask again a little later.`,
        }),
      }
    }
    handed.set(person, [...recent, now().getTime()])
    return {}
  }

  async function linkNote(block: FileBlock, chat: ChatRef, out: Outgoing): Promise<string> {
    const { publicUrl } = parts
    if (publicUrl === undefined || out.memberId === undefined || chat.kind === 'group') {
      return say(out.lang, {
        zh: '文件太大，微信里发不了，请在飞书或网页上下载。',
        en: 'The file is too large for WeChat; download it in Feishu or on the web page.',
      })
    }
    const link = await makeLink(db, {
      schoolId,
      key: `${out.key}:${block.resource}`,
      memberId: out.memberId,
      resourceId: block.resource,
      now: now(),
    })
    const url = `${publicUrl.replace(/\/$/, '')}/f/${link.token}`
    return say(out.lang, {
      zh: `文件较大，请用链接下载，一天内有效，只供您本人使用：${url}`,
      en: `The file is large: use this link within a day; it is for you alone: ${url}`,
    })
  }

  async function read(block: FileBlock): Promise<Buffer> {
    const { stream } = await parts.blobs.open(schoolId, block.sha256)
    return buffer(stream)
  }

  async function sayOne(chat: ChatRef, out: Outgoing, piece: Piece, part: number): Promise<string | undefined> {
    const key = { schoolId, key: out.key, part }
    const began = await beginPart(db, key, { chatId: chat.id, kind: piece.kind, at: now() })
    if (began.is === 'sent') return began.ref ?? undefined
    if (began.is === 'unsure' && piece.kind === 'file') {
      throw new PlatformRefusal('file_unsure', 'a try to send this file never came back; it is not sent twice')
    }
    try {
      await turns.turn({ chat: chat.id, urgency: urgencyOf(out), isFile: piece.kind === 'file' })
    } catch (error) {
      await forgetPart(db, key)
      throw error
    }
    try {
      const ref =
        piece.kind === 'text'
          ? await wire.text(chat, piece.text, piece.to)
          : await wire.file(chat, piece.name, await piece.open())
      await finishPart(db, key, ref ?? null, now())
      return ref
    } catch (error) {
      if (error instanceof RetryLater || error instanceof PlatformRefusal) {
        await forgetPart(db, key)
        throw error
      }
      const words = error instanceof Error ? error.message : String(error)
      if (TOO_OFTEN.test(words)) {
        turns.pause()
        parts.complained()
        await forgetPart(db, key)
        throw new RetryLater('wechat says that the account sends too much', AGAIN_MS, { cause: error })
      }
      if (piece.kind === 'file') {
        // The puppet itself tries again behind our back, so a failed file may still arrive.
        throw new PlatformRefusal('file_failed', 'the file could not be sent; it is not tried again', { cause: error })
      }
      await forgetPart(db, key)
      throw new RetryLater('wechat did not take the text', AGAIN_MS, { cause: error })
    }
  }

  return {
    async post(chat, out) {
      await remember()
      const age = out.since === undefined ? 0 : now().getTime() - out.since.getTime()
      if (age > STALE_MS && urgencyOf(out) === 'answer') {
        throw new PlatformRefusal('stale', 'the answer came too late to help and was not sent')
      }
      const { pieces, text } = await piecesOf(chat, out)
      let ref: string | undefined
      for (const [part, piece] of pieces.entries()) {
        const one = await sayOne(chat, out, piece, part)
        if (piece.kind === 'text') ref ??= one ?? `${out.key}#${part}`
      }
      const named = ref ?? out.key
      const person = out.asker ?? (chat.kind === 'direct' ? chat.id : undefined)
      if (person !== undefined) await sessions.shown(chat.id, person, named, text.choices, out.lang)
      log.debug({ pieces: pieces.length }, 'said in wechat')
      return { ref: named }
    },
    async stop() {
      turns.stop()
    },
  }
}

/** An answer to a question, news such as a receipt, or a board that nobody asked for. */
function urgencyOf(out: Outgoing): Urgency {
  if (/:in:/.test(out.key)) return 'answer'
  return out.asker === undefined && out.view.blocks.some((block) => block.kind === 'ranking') ? 'board' : 'news'
}

function wholeFile(text: string, lang: Lang): Piece {
  const name = say(lang, { zh: '全文.txt', en: 'all.txt' })
  // The mark tells Windows' editor that this is UTF-8.
  return { kind: 'file', name, open: async () => Buffer.from(`\uFEFF${text.replaceAll('\n', '\r\n')}`) }
}
