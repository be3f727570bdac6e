import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { RetryLater, UserFacingError } from '#kit/errors.ts'
import { errorNumber } from '#kit/ids.ts'
import type { Text } from '#kit/lang.ts'
import type { Log } from '#kit/log.ts'

/** Every error of the web has this shape; `code` is stable. */
export type ErrorBody = { error: { code: string; message: Text; hint?: Text } }

/** Codes of UserFacingError that are not a plain 400. */
const STATUS: Record<string, ContentfulStatusCode> = {
  not_found: 404,
  person_unknown: 404,
  chat_unknown: 404,
  post_unknown: 404,
  not_yours: 403,
  file_too_large: 413,
  text_too_long: 413,
}

export const NOT_FOUND: Text = { zh: '没有找到。', en: 'There is nothing here.' }

/** What is missing and what is not for this reader are refused with the same words. */
export function notFound(): UserFacingError {
  return new UserFacingError('not_found', NOT_FOUND)
}

/** Answers with an error in the uniform shape. */
export function refuse(c: Context, status: ContentfulStatusCode, code: string, message: Text, hint?: Text): Response {
  const body: ErrorBody = { error: { code, message, ...(hint && { hint }) } }
  return c.json(body, status)
}

/** Translates what was thrown, in one place: theirs, time's, or ours (with a number that is also in the log). */
export function answerError(c: Context, error: unknown, log: Log): Response {
  if (error instanceof UserFacingError) {
    return refuse(c, STATUS[error.code] ?? 400, error.code, error.sentence, error.hint)
  }
  if (error instanceof RetryLater) {
    log.warn({ err: error, path: c.req.path }, 'a request must wait')
    c.header('retry-after', String(Math.ceil(error.afterMs / 1000)))
    return refuse(
      c,
      503,
      'later',
      { zh: '暂时无法完成，什么都没有改变。', en: 'This cannot be done right now; nothing was changed.' },
      { zh: '请稍后再试。', en: 'Please try again in a while.' },
    )
  }
  const number = errorNumber()
  log.error({ err: error, path: c.req.path, number }, 'a request failed')
  return refuse(c, 500, 'internal', {
    zh: `出错了，编号 ${number}。`,
    en: `Something went wrong, number ${number}.`,
  })
}
