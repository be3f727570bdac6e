/** 1 point (积分) = 100 厘. Every stored amount is a whole number of 厘. */
export const MINOR_UNITS = 100

const DECIMALS = 10_000n

/**
 * Multiplies points by factors and answers whole 厘, rounded half up, without floating-point drift:
 * `multiply(10, 1, 1.2)` is 1200. Factors count to four decimals, as a policy writes them.
 */
export function multiply(points: number, ...factors: number[]): number {
  const all = [points, ...factors].map((factor) => BigInt(Math.round(factor * Number(DECIMALS))))
  const product = all.reduce((left, right) => left * right, 1n) * BigInt(MINOR_UNITS)
  const unit = DECIMALS ** BigInt(all.length)
  return Number((2n * product + unit) / (2n * unit))
}

/** 1200 → `12.00`, -50 → `-0.50`: 厘 as people read points. */
export function formatPoints(amount: number): string {
  const whole = Math.trunc(Math.abs(amount) / MINOR_UNITS)
  const rest = String(Math.abs(amount) % MINOR_UNITS).padStart(2, '0')
  return `${amount < 0 ? '-' : ''}${whole}.${rest}`
}

/** A factor as a formula shows it, at least one decimal: `1.0`, `0.05`, `1.5`. */
export function formatFactor(factor: number): string {
  return Number.isInteger(factor) ? factor.toFixed(1) : String(factor)
}
