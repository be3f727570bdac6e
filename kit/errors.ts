import type { Text } from './lang.ts'

/** They can fix it: the sentence goes to the chat as it is. `code` is stable and goes to the log. */
export class UserFacingError extends Error {
  readonly code: string
  readonly sentence: Text
  readonly hint: Text | undefined

  constructor(code: string, sentence: Text, hint?: Text) {
    super(`${code}: ${sentence.en}`)
    this.name = 'UserFacingError'
    this.code = code
    this.sentence = sentence
    this.hint = hint
  }
}

/** Time will fix it: a rate limit, a lock, a server that is down. `afterMs` in milliseconds. */
export class RetryLater extends Error {
  readonly afterMs: number

  constructor(why: string, afterMs: number, options?: ErrorOptions) {
    super(why, options)
    this.name = 'RetryLater'
    this.afterMs = afterMs
  }
}

/** An operator can fix it: configuration, disk, network. `whereToLook` is a file, a page or a command. */
export class OperatorError extends Error {
  readonly whereToLook: string

  constructor(message: string, whereToLook: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'OperatorError'
    this.whereToLook = whereToLook
  }
}
