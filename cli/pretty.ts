import { z } from 'zod'

/** Pino's numbers. */
const LEVELS: Record<number, string> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' }
const line = z.looseObject({ level: z.number(), time: z.number(), msg: z.string().optional() })

/** Turns log lines into what a person in a terminal can read: `14:05:07 warn  queue trouble source=redis`. */
export function prettyLines(out: { write(text: string): unknown }): { write(text: string): void } {
  return {
    write(text) {
      out.write(`${prettyLine(text)}\n`)
    },
  }
}

export function prettyLine(text: string): string {
  const parsed = line.safeParse(parse(text))
  if (!parsed.success) return text.trimEnd()
  const { level, time, msg = '', err, ...rest } = parsed.data
  const clock = new Date(time).toTimeString().slice(0, 8)
  const fields = Object.entries(rest).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return [clock, (LEVELS[level] ?? String(level)).padEnd(5), msg, ...fields, errorOf(err)].filter(Boolean).join(' ')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function errorOf(err: unknown): string {
  const parsed = z.object({ message: z.string().optional(), stack: z.string().optional() }).safeParse(err)
  if (!parsed.success) return ''
  return `\n    ${parsed.data.stack ?? parsed.data.message ?? ''}`
}
