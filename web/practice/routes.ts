import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { postText, pressButton, reactTo, recallPost } from '#db/practice/deeds.ts'
import { addPerson, setRoomLanguage } from '#db/practice/people.ts'
import { findPost, listPosts } from '#db/practice/posts.ts'
import { ROLES } from '#db/schema.ts'
import { UserFacingError } from '#kit/errors.ts'
import { NOT_FOUND, refuse } from '../errors.ts'
import type { WebParts } from '../web.ts'
import { receiveFile, sendFile } from './files.ts'
import { postJson } from './json.ts'
import { follow, type Live } from './live.ts'
import { previewFor } from './previews.ts'
import { describeRoom } from './room.ts'
import { listSamples, loadSample } from './samples.ts'
import { suggestionsFor } from './suggestions.ts'

export type PracticeParts = WebParts & { practice: NonNullable<WebParts['practice']> }

/** Made by whoever acts, once per deed: what is sent twice happens once. */
const key = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/)
const person = z.string().min(1).max(80)
const chat = z.string().min(1).max(100)
const id = z.coerce.number().int().positive()
const deed = z.object({ as: person, chat, key })
const REACTIONS = ['👍', '❤️', '🎉', '🙏'] as const

const texts = deed.extend({ text: z.string(), replyTo: id.optional() })
const presses = deed.extend({
  post: id,
  command: z.string().min(1).max(64),
  args: z
    .record(z.string().max(64), z.string().max(2_000))
    .refine((args) => Object.keys(args).length <= 32)
    .default({}),
})
const recalls = deed.extend({ post: id })
const reactions = deed.extend({ post: id, emoji: z.enum(REACTIONS), added: z.boolean() })
const newcomer = z.object({ key, name: z.string().max(200), role: z.enum(ROLES), department: id.optional() })

/** What the page asks for. `as` says who one is: the practice room is a rehearsal, not a lock. */
export function practiceRoutes(web: PracticeParts, live: Live): Hono {
  const { db, clock, log } = web
  const { schoolId } = web.practice
  const app = new Hono()
  const deedOf = (from: z.infer<typeof deed>) => ({
    schoolId,
    chat: from.chat,
    person: from.as,
    key: from.key,
    now: clock.now(),
  })

  app.get('/room', async (c) => c.json(await describeRoom(web, c.req.query('as'))))
  app.get('/suggestions', async (c) => suggestionsFor(c, web))
  app.get('/live', (c) => {
    const after = z.coerce
      .number()
      .int()
      .min(0)
      .catch(0)
      .parse(c.req.header('last-event-id') ?? c.req.query('after'))
    return follow(c, live, { db, log, schoolId, person: c.req.query('as') ?? '', after })
  })
  app.get('/chats/:chat/posts', async (c) => {
    const before = id.optional().catch(undefined).parse(c.req.query('before'))
    const limit = z.coerce.number().int().min(1).max(200).catch(50).parse(c.req.query('limit'))
    const at = { schoolId, person: c.req.query('as') ?? '', chat: c.req.param('chat'), limit }
    const posts = await listPosts(db, { ...at, ...(before !== undefined && { before }) })
    return c.json({ posts: posts.map(postJson), more: posts.length === limit })
  })
  app.get('/posts/:id', async (c) => {
    const wanted = id.safeParse(c.req.param('id'))
    const at = { schoolId, person: c.req.query('as') ?? '' }
    const post = wanted.success ? await findPost(db, { ...at, id: wanted.data }) : undefined
    return post ? c.json(postJson(post)) : refuse(c, 404, 'not_found', NOT_FOUND)
  })

  app.post('/posts', async (c) => {
    const from = await body(c, texts)
    return c.json({ id: await postText(db, deedOf(from), from.text, from.replyTo) }, 201)
  })
  app.post('/files', (c) => receiveFile(c, web, { key, person, chat }))
  app.get('/files/:post/:sha256', (c) => sendFile(c, web))
  app.get('/previews/:id', (c) => previewFor(c, web))
  app.post('/presses', async (c) => {
    const from = await body(c, presses)
    await pressButton(db, deedOf(from), from.post, { command: from.command, args: from.args })
    return c.json({ pressed: true }, 201)
  })
  app.post('/recalls', async (c) => {
    const from = await body(c, recalls)
    await recallPost(db, deedOf(from), from.post)
    return c.json({ recalled: true }, 201)
  })
  app.post('/reactions', async (c) => {
    const from = await body(c, reactions)
    await reactTo(db, deedOf(from), from.post, from.emoji, from.added)
    return c.json({ added: from.added }, 201)
  })
  app.post('/language', async (c) => {
    const from = await body(c, z.object({ as: person, lang: z.enum(['zh-CN', 'en']) }))
    await setRoomLanguage(db, schoolId, from.as, from.lang)
    return c.json({ lang: from.lang }, 201)
  })
  app.post('/people', async (c) => {
    const from = await body(c, newcomer)
    const wish = { id: `own-${from.key}`, name: from.name, role: from.role }
    const added = await addPerson(
      db,
      schoolId,
      { ...wish, ...(from.department !== undefined && { departmentId: from.department }) },
      clock.now(),
    )
    return c.json(added, 201)
  })
  app.get('/samples', async (c) => c.json({ samples: await listSamples(web) }))
  app.post('/samples', async (c) => {
    const from = await body(c, z.object({ name: z.string().min(1), chat }))
    return c.json(await loadSample(web, from.chat, from.name), 201)
  })
  return app
}

/** The JSON body in the wanted shape. Throws UserFacingError `request_wrong`, naming the fields. */
async function body<T>(c: Context, shape: z.ZodType<T>): Promise<T> {
  const given: unknown = await c.req.json().catch(() => undefined)
  const parsed = shape.safeParse(given)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.map((issue) => issue.path.join('.') || 'body').join(', ')
  throw new UserFacingError('request_wrong', {
    zh: `请求的内容不对：${fields}。`,
    en: `The request is not right: ${fields}.`,
  })
}
