import { buffer } from 'node:stream/consumers'
import type { BlobStore } from '#db/blobs.ts'
import { makeLink } from '#db/links.ts'
import type { Db } from '#db/schema.ts'
import { filesFor } from '#db/wechat/sent.ts'
import type { Clock } from '#kit/clock.ts'
import { type Lang, say } from '#kit/lang.ts'
import { safeFileName } from '#kit/text.ts'
import type { Block } from '#workers/view.ts'
import type { ChatRef, Outgoing } from '../../platform.ts'
import type { Picture } from './pictures.ts'
import { renderText, type WechatText } from './text/render.ts'

/** Larger files go as a link. In bytes. */
const SEND_MAX_BYTES = 100 * 1_048_576
/** Files for one person within `FILES_MS`: more are what accounts get banned for. */
const FILES_MOST = 5
const FILES_MS = 10 * 60_000
/** Where the pieces of a message stand in its numbering; text parts from 0. Kept in rows: never renumber. */
const PART = { whole: 9, files: 10, picture: 30, missing: 40 } as const

type FileBlock = Extract<Block, { kind: 'file' }>

/**
 * One message of WeChat. `part` is its place in the post, the same at every try. `isSpare`: only said when the picture
 * before it did not go out.
 */
export type Piece =
  | { kind: 'text'; part: number; text: string; to?: string; isSpare?: boolean }
  /** `resource`: the number under which it can be asked for again. `isExtra`: the post is complete without it. */
  | {
      kind: 'file'
      part: number
      name: string
      open: () => Promise<Buffer>
      resource?: number
      isExtra?: boolean
      isSpare?: boolean
    }

export type PieceParts = {
  db: Db
  schoolId: string
  blobs: BlobStore
  clock: Clock
  publicUrl?: string
  /** A picture instead of, or beside, the text of boards and summaries. */
  picture?: (chat: ChatRef, out: Outgoing) => Promise<Picture | undefined>
}

/**
 * What a View becomes in WeChat: a picture where there is one, text in parts, everything as a file when three parts are
 * not enough, then the files. `isBegun`: it was tried before, so no file falls to the limit after its text was said.
 */
export async function piecesOf(
  parts: PieceParts,
  chat: ChatRef,
  out: Outgoing,
  how: { answerable: boolean; isBegun: boolean; to: string | undefined },
): Promise<{ pieces: Piece[]; text: WechatText }> {
  const notes = new Map<string, string>()
  const files: Piece[] = []
  for (const [n, block] of out.view.blocks.filter((one) => one.kind === 'file').entries()) {
    const note = await noteOf(parts, block, chat, out, { before: files.length, isBegun: how.isBegun })
    if (note !== undefined) notes.set(block.sha256, note)
    else {
      files.push({
        kind: 'file',
        part: PART.files + n,
        name: safeFileName(block.name),
        resource: block.resource,
        open: async () => buffer((await parts.blobs.open(parts.schoolId, block.sha256)).stream),
      })
    }
  }
  const text = renderText(out.view, {
    lang: out.lang,
    answerable: how.answerable,
    file: (sha256) => notes.get(sha256),
    ...(how.to !== undefined && { called: 150 }),
  })
  const picture = await parts.picture?.(chat, out)
  const spare = picture?.isInstead ? { isSpare: true } : {}
  const pieces: Piece[] = [
    ...(picture
      ? [
          {
            kind: 'file' as const,
            part: PART.picture,
            name: picture.name,
            open: async () => picture.bytes,
            isExtra: true,
          },
        ]
      : []),
    ...text.parts.map((part, n) => ({
      kind: 'text' as const,
      part: n,
      text: part,
      ...(n === 0 && how.to !== undefined && { to: how.to }),
      ...spare,
    })),
    ...(text.whole === undefined ? [] : [{ ...wholeFile(text.whole, out.lang), ...spare }]),
    ...files,
  ]
  return { pieces, text }
}

/** Said after a file that did not arrive, as far as one can know. */
export function missingNote(piece: Extract<Piece, { kind: 'file' }>, lang: Lang): Piece {
  const again = piece.resource === undefined ? undefined : `/download ${piece.resource}`
  return {
    kind: 'text',
    part: PART.missing + piece.part,
    text: say(lang, {
      zh: `“${piece.name}”可能没有发出去。${again ? `没收到的话，请再发一次 ${again}` : '没收到的话，请稍后再问一次。'}`,
      en: `“${piece.name}” may not have been sent. ${again ? `If it is not there, send ${again} again.` : 'If it is not there, ask again later.'}`,
    }),
  }
}

/** Why a file is not sent as it is; undefined when it is. */
async function noteOf(
  parts: PieceParts,
  block: FileBlock,
  chat: ChatRef,
  out: Outgoing,
  so: { before: number; isBegun: boolean },
): Promise<string | undefined> {
  if (block.size > SEND_MAX_BYTES) return linkNote(parts, block, chat, out)
  if (so.isBegun) return undefined
  const since = new Date(parts.clock.now().getTime() - FILES_MS)
  const recent = await filesFor(parts.db, parts.schoolId, personOf(chat, out) ?? chat.id, since)
  if (recent + so.before < FILES_MOST) return undefined
  return say(out.lang, {
    zh: `十分钟内最多发 ${FILES_MOST} 份文件，请稍后再取：/download ${block.resource}`,
    en: `At most ${FILES_MOST} files in ten minutes; a little later, send /download ${block.resource}`,
  })
}

/** Who a message is for, when it is for one person. */
export function personOf(chat: ChatRef, out: Outgoing): string | undefined {
  return out.asker ?? (chat.kind === 'direct' ? chat.id : undefined)
}

async function linkNote(parts: PieceParts, block: FileBlock, chat: ChatRef, out: Outgoing): Promise<string> {
  const { publicUrl } = parts
  if (publicUrl === undefined || out.memberId === undefined || chat.kind === 'group') {
    return say(out.lang, {
      zh: '文件太大，微信里发不了，请在飞书或网页上下载。',
      en: 'The file is too large for WeChat; download it in Feishu or on the web page.',
    })
  }
  const link = await makeLink(parts.db, {
    schoolId: parts.schoolId,
    key: `${out.key}:${block.resource}`,
    memberId: out.memberId,
    resourceId: block.resource,
    now: parts.clock.now(),
  })
  const url = `${publicUrl.replace(/\/$/, '')}/f/${link.token}`
  return say(out.lang, {
    zh: `文件较大，请用链接下载，一天内有效，只供您本人使用：${url}`,
    en: `The file is large: use this link within a day; it is for you alone: ${url}`,
  })
}

function wholeFile(text: string, lang: Lang): Piece {
  const name = say(lang, { zh: '全文.txt', en: 'all.txt' })
  // The mark tells Windows' editor that this is UTF-8.
  return {
    kind: 'file',
    part: PART.whole,
    name,
    open: async () => Buffer.from(`\uFEFF${text.replaceAll('\n', '\r\n')}`),
  }
}
