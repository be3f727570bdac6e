/** A judge's scores (1 to `scale` each) as points of 100, by the weights of the rubric, which sum to 100. */
export function scoreOf(
  rubric: readonly { id: string; weight: number }[],
  scale: number,
  scores: Record<string, number>,
): number {
  const sum = rubric.reduce((total, one) => total + one.weight * (scores[one.id] ?? 0), 0)
  return Math.round((sum / scale) * 100) / 100
}

/** Highest minus lowest. */
export function spreadOf(totals: readonly number[]): number {
  return totals.length === 0 ? 0 : Math.max(...totals) - Math.min(...totals)
}

/** The judge whose total is furthest from the median; nobody when two are equally far. */
export function outlierOf(totals: readonly { judge: number; total: number }[]): number | undefined {
  const sorted = totals.map((one) => one.total).sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const median =
    sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
  const far = totals.map((one) => ({ judge: one.judge, by: Math.abs(one.total - median) })).sort((a, b) => b.by - a.by)
  const [first, second] = far
  return first && second && first.by - second.by > 1e-9 ? first.judge : undefined
}
