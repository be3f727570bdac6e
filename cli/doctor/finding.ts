import { OperatorError, UserFacingError } from '#kit/errors.ts'
import type { Text } from '#kit/lang.ts'

/** One line of the doctor: what was looked at, what was found, and where to look when it is not well. */
export type Finding = { name: string; level: 'ok' | 'warn' | 'fail'; found: Text; look?: Text }

/** A failure from what was thrown; sentences meant for people are kept. */
export function failure(name: string, error: unknown, look?: Text): Finding {
  if (error instanceof UserFacingError) return { name, level: 'fail', found: error.sentence, look: look ?? error.hint }
  const message = error instanceof Error ? error.message : String(error)
  const where = error instanceof OperatorError ? { zh: error.whereToLook, en: error.whereToLook } : look
  return { name, level: 'fail', found: { zh: message, en: message }, ...(where && { look: where }) }
}

/** The same words in both languages: versions, paths, numbers. */
export const plain = (text: string): Text => ({ zh: text, en: text })
