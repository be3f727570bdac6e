/** Tokens of a text with how often each occurs: Latin words and numbers, and pairs of neighbouring Chinese characters. */
export function countTokens(text: string, options: { words?: boolean } = {}): Map<string, number> {
  const counts = new Map<string, number>()
  const count = (token: string) => counts.set(token, (counts.get(token) ?? 0) + 1)
  const plain = text.normalize('NFKC').toLowerCase()
  for (const [word] of plain.matchAll(/[\p{Script=Latin}\p{N}]+/gu))
    if (!options.words || /\p{Script=Latin}/u.test(word)) count(word)
  // Line ends fall anywhere in a Chinese sentence, and each program puts them elsewhere.
  for (const [run] of plain.replace(/\s+/g, '').matchAll(/\p{Script=Han}{2,}/gu)) {
    const chars = [...run]
    for (let at = 0; at + 1 < chars.length; at += 1) count(`${chars[at]}${chars[at + 1]}`)
  }
  return counts
}

/** How many tokens there are in all. */
export function sizeOf(tokens: Map<string, number>): number {
  return tokens.values().reduce((sum, count) => sum + count, 0)
}

/** The share of the reference's tokens that were found, each as often as it occurs there: 0 to 1. */
export function recallOf(reference: Map<string, number>, found: Map<string, number>): number {
  let hits = 0
  for (const [token, count] of reference) hits += Math.min(count, found.get(token) ?? 0)
  return hits / sizeOf(reference)
}
