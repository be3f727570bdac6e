import { z } from 'zod'

/** What a card says when the file itself has no picture. */
const card = z.object({
  title: z.string().max(300),
  badges: z.array(z.string().max(30)).max(6),
  lines: z.array(z.string().max(400)).max(12),
  format: z.string().max(12),
})
export type Card = z.infer<typeof card>

/** The file's name, the card to fall back on, and whether only the card is wanted. */
export const Question = z.object({ name: z.string().max(300), card, only: z.boolean() })
export type Question = z.infer<typeof Question>
