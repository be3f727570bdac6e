import { z } from 'zod'

/** As a button's argument: the question that the pressed message answers. A long one is not repeated in each button. */
export const ASKED_QUERY = '{query}'

/** Where a platform keeps a file; opaque to everybody but that platform's `fetch`. */
export const fileRef = z.object({
  platform: z.string(),
  id: z.string(),
  extra: z.record(z.string(), z.string()).optional(),
})
export type FileRef = z.infer<typeof fileRef>

const base = {
  platform: z.string(),
  /** The platform's id of the event; with the platform it is the durable dedupe key. */
  eventKey: z.string().min(1).max(200),
  chat: z.object({ id: z.string(), kind: z.enum(['group', 'direct']), name: z.string() }),
  sender: z.object({ id: z.string(), name: z.string() }),
  /** ISO instant at which the person acted. */
  sentAt: z.iso.datetime(),
  /** The platform's id of the message. */
  messageRef: z.string(),
  /** The platform's id of the message this one answers. */
  replyTo: z.string().optional(),
  /** Found in the chat's history long after it was sent: a file is catalogued without a word, a text is left alone. */
  late: z.boolean().optional(),
}

/** What a platform hands over. Everything else about the platform stays in its folder. */
export const incoming = z.discriminatedUnion('kind', [
  z.object({ ...base, kind: z.literal('text'), text: z.string().max(100_000), mentionsBot: z.boolean() }),
  z.object({
    ...base,
    kind: z.literal('file'),
    name: z.string(),
    size: z.number().int().optional(),
    mediaType: z.string().optional(),
    file: fileRef,
  }),
  z.object({ ...base, kind: z.literal('button'), command: z.string(), args: z.record(z.string(), z.string()) }),
  z.object({ ...base, kind: z.literal('recalled') }),
  /** `isUnnamed`: the platform does not say who brought the bot; the sender is somebody of the chat. */
  z.object({ ...base, kind: z.literal('joined'), isUnnamed: z.boolean().optional() }),
  z.object({ ...base, kind: z.literal('left') }),
  z.object({ ...base, kind: z.literal('reaction'), emoji: z.string(), added: z.boolean() }),
])
export type Incoming = z.infer<typeof incoming>
