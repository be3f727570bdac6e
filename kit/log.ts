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
