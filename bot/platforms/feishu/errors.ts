/**
 * A call that the platform refused or never answered. `code` is the platform's (0 when there was none), `status` the
 * HTTP status (0 when nothing arrived: the connection broke, or time ran out), `logId` what Feishu's support asks for.
 * The message never holds what was sent.
 */
export class FeishuError extends Error {
  readonly code: number
  readonly status: number
  readonly logId: string | undefined
  /** What the platform asks to wait, from `x-ogw-ratelimit-reset`. In milliseconds. */
  readonly retryAfterMs: number | undefined

  constructor(
    message: string,
    facts: { code?: number; status?: number; logId?: string | undefined; retryAfterMs?: number | undefined },
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.name = 'FeishuError'
    this.code = facts.code ?? 0
    this.status = facts.status ?? 0
    this.logId = facts.logId
    this.retryAfterMs = facts.retryAfterMs
  }
}

/** The token is no longer accepted: revoked, expired, or missing. A new one and another try will help. */
const TOKEN_CODES = new Set([99991663, 99991661, 99991664, 99991668])
/** Rates (99991400, 230020), a message still being sent (230049), the platform's own trouble (2200, 1500). */
const PASSING_CODES = new Set([99991400, 230020, 230049, 2200, 1500])

export function isTokenError(error: unknown): boolean {
  return error instanceof FeishuError && TOKEN_CODES.has(error.code)
}

/** True when the same call may succeed later: network, 5xx, rates, tokens. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof FeishuError)) return false
  return (
    error.status === 0 ||
    error.status === 429 ||
    error.status >= 500 ||
    PASSING_CODES.has(error.code) ||
    TOKEN_CODES.has(error.code)
  )
}
