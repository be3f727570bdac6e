import { z } from '@hono/zod-openapi'
import { SUBJECTS } from '#db/boards/board.ts'
import { PERIODS } from '#db/boards/periods.ts'

/** What the JSON API takes and gives; the served OpenAPI document is made from these. */

const text = z.object({ zh: z.string(), en: z.string() }).openapi('Text')

export const errorShape = z
  .object({ error: z.object({ code: z.string(), message: text, hint: text.optional() }) })
  .openapi('Error')

export const searchQuery = z.object({
  q: z.string().max(500).default('').openapi({ description: 'Words; empty lists the newest.', example: '分数 教案' }),
  limit: z.coerce.number().int().min(1).max(100).default(10),
  offset: z.coerce.number().int().min(0).max(10_000).default(0),
})

export const searchShape = z
  .object({
    total: z.number().int(),
    took_ms: z.number(),
    hits: z.array(
      z.object({
        id: z.number().int(),
        external_id: z.string().nullable(),
        title: z.string(),
        score: z.number(),
        why: z.string().openapi({ description: 'Why it is here, in the language of Accept-Language.' }),
      }),
    ),
  })
  .openapi('SearchResult')

export const suggestQuery = z.object({
  q: z.string().max(100).openapi({ description: 'What was typed so far.', example: '分数 教' }),
  limit: z.coerce.number().int().min(1).max(20).default(8),
})

export const suggestShape = z
  .object({ suggestions: z.array(z.object({ text: z.string(), from: z.enum(['query', 'title']) })) })
  .openapi('Suggestions')

export const resourceId = z.object({
  id: z.coerce
    .number()
    .int()
    .positive()
    .max(Number.MAX_SAFE_INTEGER)
    .openapi({ param: { name: 'id', in: 'path' }, example: 128 }),
})

export const resourceShape = z
  .object({
    id: z.number().int(),
    external_id: z.string().nullable(),
    title: z.string(),
    file_name: z.string(),
    size: z.number().int().openapi({ description: 'Bytes.' }),
    format: z.string(),
    author: z.object({ id: z.number().int(), name: z.string() }),
    stage: z.string().nullable(),
    subject: z.string().nullable(),
    grade: z.number().int().nullable(),
    volume: z.string().nullable(),
    type: z.string(),
    unit: z.string().nullable(),
    edition: z.string().nullable(),
    keywords: z.array(z.string()),
    summary: z.string().nullable(),
    downloads: z.number().int(),
    rating: z.object({ count: z.number().int(), mean: z.number().nullable() }),
    shared_at: z.iso.datetime(),
    has_file: z.boolean(),
  })
  .openapi('Resource')

export const boardQuery = z.object({
  period: z.enum(PERIODS).default('week'),
  subject: z.enum(SUBJECTS).default('person'),
})

export const boardShape = z
  .object({
    subject: z.enum(SUBJECTS),
    period: z.enum(PERIODS),
    key: z.string().openapi({ example: '2026-W47' }),
    label: text,
    from: z.iso.datetime().openapi({ description: 'Inside.' }),
    to: z.iso.datetime().openapi({ description: 'No longer inside.' }),
    contributors: z.number().int(),
    rows: z.array(
      z.object({
        rank: z.number().int().openapi({ description: 'Joint: 1, 2, 2, 4.' }),
        name: text,
        points: z.number().openapi({ description: 'Points; a group’s are shrunken points per head.' }),
        note: text.optional(),
      }),
    ),
  })
  .openapi('Leaderboard')
