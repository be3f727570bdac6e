/** SQLSTATEs of a server that is away for a while: class 08, shutting down or starting, too many clients. */
const AWAY = /^(08...|57P0[1-5]|53300)$/
/** What Node's sockets say. */
const SOCKET = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])
/** What pg says without a code. */
const SENTENCES = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error',
  'Connection is closed',
  'timeout expired',
]

/**
 * True when the database (or Redis) is away and time will help, so that nobody is blamed and nothing is counted as an
 * attempt. Looks through `cause` and the members of an AggregateError (several addresses of one host).
 */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (AWAY.test(code) || SOCKET.has(code)) return true
  if (SENTENCES.some((sentence) => error.message.includes(sentence))) return true
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(isOutage)
  return error.cause !== undefined && error.cause !== error && isOutage(error.cause)
}
