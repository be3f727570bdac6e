import { z } from 'zod'

const text = (max: number) => z.string().max(max)
const tone = z.enum(['plain', 'good', 'warn', 'bad'])

const row = z.object({
  rank: z.number().int(),
  name: text(200),
  amount: text(40),
  note: text(200).optional(),
  mine: z.boolean().optional(),
  /** Of the best row's amount, 0 to 1: the length of its bar. */
  share: z.number().min(0).max(1),
})
export type RankingLine = z.infer<typeof row>

const item = z.object({
  tone,
  title: text(400),
  detail: text(600).optional(),
  why: text(600).optional(),
  points: text(20).optional(),
})
export type FileLine = z.infer<typeof item>

const part = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: text(2_000), style: z.enum(['body', 'strong', 'quiet']) }),
  z.object({ kind: z.literal('ranking'), unit: text(40), you: text(20), rows: z.array(row).max(60) }),
  z.object({ kind: z.literal('files'), items: z.array(item).max(60) }),
  z.object({
    kind: z.literal('chart'),
    title: text(200),
    points: z.array(z.object({ label: text(40), value: z.number() })).max(60),
  }),
])
export type Part = z.infer<typeof part>

/** What a picture shows, from top to bottom; plain words, already in the reader's language. */
export const Sheet = z.object({
  title: text(200),
  /** Beside the title: the days a board is about. */
  lead: text(200).optional(),
  tone,
  parts: z.array(part).max(40),
  /** The school and the moment, at the bottom. */
  footer: z.object({ left: text(200), right: text(80) }),
})
export type Sheet = z.infer<typeof Sheet>
