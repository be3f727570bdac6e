/** Sizes of segments end before so many resources. */
const SIZES = [3_000, 12_000, 48_000, 150_000] as const

/** Segments of this size stay as they are. */
export const LARGEST = SIZES.length

/** The size of a segment of so many resources: 0 for the smallest. */
export function sizeOf(docs: number): number {
  const size = SIZES.findIndex((end) => docs < end)
  return size < 0 ? LARGEST : size
}
