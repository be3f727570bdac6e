/**
 * Of so many rows a list is asked. The server must know the number to choose its plan once for all, so each of them is a
 * statement of its own, and they are few.
 */
const SIZES = [8, 32, 256, 4_096, 65_536, 1_048_576]
const NAMES = 'abcdef'

/** The least size that is enough; `further`, when it was not, because many are hidden: few sizes, and each a question. */
export function sizeOf(least: number, further = 0): number {
  const enough = SIZES.findIndex((size) => size >= least)
  return (enough < 0 ? undefined : SIZES[enough + 2 * further]) ?? Number.MAX_SAFE_INTEGER
}

export function nameOf(size: number): string {
  return NAMES[SIZES.indexOf(size)] ?? 'all'
}
