const STEPS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/** Numbers as a line of blocks, `▁▃█▂`: nothing and less is the lowest, the largest the highest. */
export function sparkline(values: readonly number[]): string {
  const most = Math.max(...values, 0)
  return values
    .map((value) => {
      const step = value <= 0 || most === 0 ? 0 : Math.ceil((value / most) * (STEPS.length - 1))
      return STEPS[Math.min(step, STEPS.length - 1)] ?? STEPS[0]
    })
    .join('')
}
