import type { Log } from '#kit/log.ts'
import { FeishuError } from './errors.ts'

/** What the SDK calls. */
export type SdkLogger = Record<'error' | 'warn' | 'info' | 'debug' | 'trace', (...words: unknown[]) => void>

/**
 * The SDK's log, redacted. It hands over whole requests (with the app secret, tokens and what people wrote), so only
 * its fixed sentences pass, and of an error its kind, code and log id. Its debug lines quote events and the connection's
 * address with its ticket: they are not passed on at any level.
 */
export function sdkLogger(log: Log): SdkLogger {
  const line = (level: 'error' | 'warn' | 'info') => (words: unknown) => {
    const said = (Array.isArray(words) ? words : [words]).flat(2).map(word).filter(Boolean)
    if (said.length > 0) log[level === 'error' ? 'warn' : level]({ sdk: said.join(' ') }, 'feishu sdk')
  }
  return {
    error: line('error'),
    warn: line('warn'),
    info: line('info'),
    debug: () => undefined,
    trace: () => undefined,
  }
}

function word(value: unknown): string {
  if (value instanceof FeishuError) return `${value.message}${value.logId ? ` log_id=${value.logId}` : ''}`
  if (value instanceof Error) return value.name
  return typeof value === 'string' ? redacted(value) : ''
}

/** The SDK's sentences, without anything that could be an address, an id's owner, a token or a text of somebody. */
function redacted(sentence: string): string {
  return sentence
    .replace(/(data|error|msg|text|content|ticket|secret|token)["']?\s*[:=].*$/is, '$1=…')
    .replace(/\b(wss?|https?):\/\/\S+/gi, '$1://…')
    .replace(/\b[tu]-[A-Za-z0-9._-]{8,}/g, '…')
    .slice(0, 200)
}
