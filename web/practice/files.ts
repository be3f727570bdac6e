import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import type { Context } from 'hono'
import { z } from 'zod'
import { tooLarge } from '#db/blobs.ts'
import { type Deed, getAuthorName, postFile, postNotice } from '#db/practice/deeds.ts'
import { findPost, type PracticePost } from '#db/practice/posts.ts'
import type { PracticeFile } from '#db/practice/tables.ts'
import { UserFacingError } from '#kit/errors.ts'
import { NOT_FOUND, refuse } from '../errors.ts'
import { sendBytes } from '../send.ts'
import type { PracticeParts } from './routes.ts'

const MB = 1_048_576

/**
 * Takes a file as the raw body; `name`, `size`, `as`, `chat` and `key` are in the query. The bytes go straight to the
 * file store; only then is the post written. A file above MAX_FILE_MB is refused by its declared size, before its
 * bytes, and the refusal stays in the chat for the person who sent it. An empty file is posted: the bot answers it.
 */
export async function receiveFile(
  c: Context,
  web: PracticeParts,
  shapes: { key: z.ZodString; person: z.ZodString; chat: z.ZodString },
): Promise<Response> {
  const given = z
    .object({
      as: shapes.person,
      chat: shapes.chat,
      key: shapes.key,
      name: z.string().min(1).max(1_000),
      size: z.coerce.number().int().min(0).optional(),
    })
    .safeParse(c.req.query())
  if (!given.success) {
    return refuse(c, 400, 'request_wrong', {
      zh: '请求的内容不对：需要 as、chat、key、name。',
      en: 'The request is not right: as, chat, key and name are needed.',
    })
  }
  const { as, chat, key, name } = given.data
  const deed: Deed = { schoolId: web.practice.schoolId, chat, person: as, key, now: web.clock.now() }
  await getAuthorName(web.db, deed)
  const maxBytes = web.env.MAX_FILE_MB * MB
  const declared = Math.max(given.data.size ?? 0, Number(c.req.header('content-length') ?? 0))
  try {
    if (declared > maxBytes) throw tooLarge(maxBytes)
    const mediaType = (c.req.header('content-type') ?? 'application/octet-stream').slice(0, 100)
    const stored = await store(c, web, maxBytes)
    return c.json({ id: await postFile(web.db, deed, { name, mediaType, ...stored }) }, 201)
  } catch (error) {
    if (error instanceof UserFacingError && error.code === 'file_too_large') {
      await postNotice(
        web.db,
        deed,
        { zh: `《${name}》：${error.sentence.zh}`, en: `“${name}”: ${error.sentence.en}` },
        error.hint,
      )
    }
    throw error
  }
}

async function store(c: Context, web: PracticeParts, maxBytes: number): Promise<Pick<PracticeFile, 'sha256' | 'size'>> {
  const { body } = c.req.raw
  if (!body) return { sha256: null, size: 0 }
  try {
    const stream = Readable.fromWeb(body as ReadableStream)
    return await web.blobs.put(web.practice.schoolId, stream, { maxBytes, signal: c.req.raw.signal })
  } catch (error) {
    if (error instanceof UserFacingError && error.code === 'file_empty') return { sha256: null, size: 0 }
    throw error
  }
}

/** Hands out a file of a post that the person can see: one that somebody sent, or one in a card of the bot. */
export async function sendFile(c: Context, web: PracticeParts): Promise<Response> {
  const id = Number(c.req.param('post'))
  const sha256 = c.req.param('sha256') ?? ''
  const at = { schoolId: web.practice.schoolId, person: c.req.query('as') ?? '', id }
  const post = Number.isSafeInteger(id) ? await findPost(web.db, at) : undefined
  const name = post && fileName(post, sha256)
  if (name === undefined || !(await web.blobs.has(web.practice.schoolId, sha256).catch(() => false))) {
    return refuse(c, 404, 'not_found', NOT_FOUND)
  }
  const { stream, size } = await web.blobs.open(web.practice.schoolId, sha256)
  return sendBytes(c, stream, { name, size })
}

const cardFiles = z.object({
  blocks: z.array(
    z.union([
      z.object({ kind: z.literal('file'), name: z.string(), sha256: z.string() }),
      z.object({ kind: z.string() }),
    ]),
  ),
})

/** The name under which the post carries these bytes; undefined when it does not. */
function fileName(post: PracticePost, sha256: string): string | undefined {
  if (post.file?.sha256 === sha256) return post.file.name
  const card = cardFiles.safeParse(post.body.view)
  if (!card.success) return undefined
  for (const block of card.data.blocks) {
    if ('sha256' in block && block.sha256 === sha256) return block.name
  }
  return undefined
}
