/**
 * How often a term stands where in one resource, as one number of 6 bits: title 0 to 3, beside (keywords, author, file
 * name) yes or no, body in eight steps.
 */
export type Code = number

/** Times in the body that the eight steps stand for. */
export const BODY_TIMES = [0, 1, 2, 3, 4, 6, 9, 14] as const
const STEP_OF = Array.from({ length: 15 }, (_, times) => {
  let step = 0
  while ((BODY_TIMES[step + 1] ?? Number.POSITIVE_INFINITY) <= times) step += 1
  return step
})

export function codeOf(title: number, beside: boolean, body: number): Code {
  return Math.min(3, title) | (beside ? 4 : 0) | ((STEP_OF[Math.min(14, body)] ?? 0) << 3)
}

/** The commonest codes: once in the body, once in the title, twice in the body. */
export const CLASSES = [1 << 3, 1, 2 << 3] as const

/** Logarithm of one step of a length. */
const STEP = 0.07

/** A length in words as one byte: exact to 16, then in steps of 7 %. */
export function lengthByte(words: number): number {
  if (words <= 16) return words
  return Math.min(255, 16 + Math.round(Math.log(words / 16) / STEP))
}

/** Words that a byte stands for. */
export const LENGTHS = Float64Array.from({ length: 256 }, (_, byte) =>
  byte <= 16 ? byte : 16 * Math.exp((byte - 16) * STEP),
)
