/** p50, p95 and the largest of some figures, rounded to 0.1. NaN when there are none. */
export type Spread = { n: number; p50: number; p95: number; max: number }

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((left, right) => left - right)
  const at = (part: number) => round(sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)])
  return { n: sorted.length, p50: at(0.5), p95: at(0.95), max: round(sorted.at(-1)) }
}

function round(value: number | undefined): number {
  return value === undefined ? Number.NaN : Math.round(value * 10) / 10
}
