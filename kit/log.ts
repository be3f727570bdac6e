import { type Logger, pino } from 'pino'

export type Log = Logger

/**
 * One JSON line per event or job, at its boundary. English, names ids. Never file text, message text, tokens:
 * the paths below are a safety net, not a licence. Goes to standard output unless `to` takes the lines.
 */
export function openLog(level: string, to: { write(line: string): void } = pino.destination({ fd: 1 })): Log {
  const options = {
    level,
    base: undefined,
    serializers: { err: plainError },
    redact: {
      paths: [
        'token',
        'secret',
        'password',
        'text',
        '*.token',
        '*.secret',
        '*.password',
        '*.text',
        'DATABASE_URL',
        'REDIS_URL',
      ],
      censor: '[hidden]',
    },
  }
  return pino(options, to)
}

/** For tests and tools that must stay silent. */
export const silentLog: Log = pino({ level: 'silent' })

/**
 * What of an error goes to the log. The default serialiser copies every property: of a database error those are the
 * connection (with its parameters) and `detail`, which quotes rows, and rows hold what people wrote.
 */
export function plainError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { message: String(error) }
  const { name, message, stack, cause } = error
  const extra = Object.fromEntries(
    ['code', 'constraint', 'table', 'whereToLook', 'syscall', 'path'].flatMap((key) => {
      const value: unknown = Reflect.get(error, key)
      return typeof value === 'string' ? [[key, value]] : []
    }),
  )
  const deeper = cause !== undefined && depth < 3 ? { cause: plainError(cause, depth + 1) } : {}
  return { type: name, message, stack, ...extra, ...deeper }
}
