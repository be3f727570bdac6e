import { z } from 'zod'
import { FAMILIES } from './formats.ts'
import { LIMITS } from './limits.ts'
import { type ReadResult, WHYS } from './outcome.ts'

/** What the file process may say. Its input was hostile, so the parent parses every answer. */
const line = z.string().max(1_000).optional()
const common = { format: z.string().max(40), family: z.enum(FAMILIES), flags: z.array(z.string().max(40)).max(20) }
const part = z.object({
  name: z.string().max(500),
  size: z.number(),
  format: z.string().max(40),
  title: line,
  read: z.string().max(40).optional(),
})
const media = z.object({
  seconds: z.number().optional(),
  width: z.number().int().optional(),
  height: z.number().int().optional(),
  title: line,
  artist: line,
  album: line,
  taken: z.string().max(40).optional(),
  url: line,
})
const Result = z.discriminatedUnion('ok', [
  z.object({
    ...common,
    ok: z.literal(true),
    mismatch: z.boolean(),
    text: z.string().max(LIMITS.textChars),
    title: line,
    heading: line,
    pages: z.number().int().optional(),
    notes: common.flags.optional(),
    properties: z.object({ subject: line, keywords: line, author: line, description: line }).optional(),
    textSha256: z.string().length(64).optional(),
    look: z
      .string()
      .regex(/^[01]{1024}$/)
      .optional(),
    crops: z
      .array(z.string().regex(/^[0-9a-f]{64}$/))
      .max(81)
      .optional(),
    parts: z.array(part).max(LIMITS.archiveParts).optional(),
    partCount: z.number().int().optional(),
    media: media.optional(),
    links: z.array(z.string().max(500)).max(300).optional(),
  }),
  z.object({ ...common, ok: z.literal(false), why: z.enum(WHYS) }),
]) satisfies z.ZodType<ReadResult>

const used = { rss: z.number(), cpu: z.number() }

/** One IPC message. `rss` is in bytes, `cpu` in microseconds since the process began. */
export const Answer = z.union([
  z.object({ ...used, ready: z.literal(true) }),
  z.object({ ...used, id: z.number().int(), result: Result }),
  z.object({ ...used, id: z.number().int(), failed: z.string().max(100) }),
  z.object({ ...used, id: z.number().int(), broken: z.literal(true) }),
])
