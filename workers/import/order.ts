/** Small files for each large one. */
const SMALL = 4

/**
 * The order in which a folder is catalogued: the smallest and the largest in turn, four to one, the middle ones last. So the
 * readers and the process that names and indexes both have work from the first moment to the last, large texts are not in
 * memory all at once, and the time left is told by files like those that are to come. Measured in decision 0065.
 */
export function spreadBySize<One extends { size: number }>(files: readonly One[]): One[] {
  const bySize = files.toSorted((left, right) => left.size - right.size)
  const spread: One[] = []
  let [small, large] = [0, bySize.length]
  while (small < large) {
    const end = Math.min(small + SMALL, large)
    spread.push(...bySize.slice(small, end))
    small = end
    if (small < large) spread.push(...bySize.slice(--large, large + 1))
  }
  return spread
}
