import type { Readable } from 'node:stream'
import type { View } from '#workers/view.ts'
import type { FileRef, Incoming } from './incoming.ts'

/** What a platform can do; renderers and the deliverer degrade by it, nobody asks for a platform's name. */
export type Can = {
  cards: boolean
  buttons: boolean
  edits: boolean
  replies: boolean
  files: boolean
  images: boolean
  direct: boolean
  /** A quiet sign on somebody's message: received, done, refused. */
  marks: boolean
  /** Takes many messages in a row; where not, receipts of one minute are merged into one card. Default: yes. */
  bursts?: boolean
  /** Shows the presser of a button a few words at once: a refused press needs no message in the chat. Default: no. */
  toasts?: boolean
}

export type ChatRef = { id: string; kind: 'group' | 'direct' }
export type Mark = 'received' | 'done' | 'refused'

export type Outgoing = {
  view: View
  lang: 'zh-CN' | 'en'
  /** Deterministic: the same key is shown once, whatever is retried. */
  key: string
  replyTo?: string
  /** The school whose files the view's file blocks name. */
  schoolId?: string
  /** When it was written, when it was tried before: an answer may have been lost. */
  since?: Date
  /** When the event was answered, where `asker` is told: an answer may come too late. */
  written?: Date
  /** Who asked: files too large for a message are handed to this member alone. */
  memberId?: number
  /** The platform's id of the person whose doing this answers, where people answer without buttons. */
  asker?: string
}

/** Opens a stored file by its SHA-256; adapters get it to hand files over. */
export type OpenFile = (schoolId: string, sha256: string) => Promise<{ stream: Readable; size: number }>

/** What an event was answered with, for a platform that shows the answer to a press at once. */
export type Handled = {
  view: View
  lang: 'zh-CN' | 'en'
  /** `replaced`: in place of the pressed card. `private`: the asker's direct chat. `toast`: said to the presser alone. */
  where: 'chat' | 'replaced' | 'private' | 'toast'
  /** With `toast`: whether the presser was shown it in time. If not, or if nobody says, it is posted to them. */
  toasted?: (inTime: boolean) => Promise<void>
}

/** An event that is committed. `handled` resolves when it has been dealt with; undefined when another process does. */
export type Committed = { handled: Promise<Handled | undefined> }

/**
 * Takes an event; resolves when it is committed. The desk answers `Committed`, what only listens answers nothing.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: listeners that answer nothing fit too
export type Take = (incoming: Incoming) => Promise<Committed | void>

/**
 * An adapter. It speaks one platform's dialect and holds its tokens; `bot/platforms/contract.ts` is the suite that
 * every adapter's test runs. `post`, `edit`, `mark` and `fetch` throw RetryLater when time will help and
 * PlatformRefusal when it will not.
 */
export type Platform = {
  readonly name: string
  readonly can: Can
  /** Begins receiving. `on` resolves when the event is committed: only then may the adapter acknowledge. */
  start(on: Take): Promise<void>
  post(chat: ChatRef, out: Outgoing): Promise<{ ref: string }>
  edit(chat: ChatRef, ref: string, out: Outgoing): Promise<void>
  mark(chat: ChatRef, ref: string, mark: Mark): Promise<void>
  fetch(file: FileRef, signal: AbortSignal): Promise<Readable>
  /**
   * Whether something may have been shown under this key. Only where receipts are merged before they are sent: what was
   * begun is not changed any more.
   */
  begun?(key: string): Promise<boolean>
  /** The direct chat with a person, for private answers; undefined where there is none. */
  direct(personId: string): Promise<ChatRef | undefined>
  /** For /healthz and doctor. */
  state(): { ready: boolean; detail: string }
  stop(): Promise<void>
}

/** The platform said no for good: recorded with the message and shown to an administrator, never retried. */
export class PlatformRefusal extends Error {
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'PlatformRefusal'
    this.code = code
  }
}
