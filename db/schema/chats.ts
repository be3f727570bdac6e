import type { Generated, Selectable } from 'kysely'
import type { At, Json, NewAt, NewJson } from './columns.ts'

/** Where people talk, what comes in from there and what is said. */
export type ChatTables = {
  chat: ChatTable
  chat_cursor: ChatCursorTable
  intake: IntakeTable
  message: MessageTable
  post_run: PostRunTable
}

export type Chat = Selectable<ChatTable>
export type Intake = Selectable<IntakeTable>
export type Message = Selectable<MessageTable>

type ChatTable = {
  school_id: string
  id: Generated<number>
  platform: string
  external_id: string
  kind: 'group' | 'direct'
  name: string
  /** The member on the other side of a direct chat. */
  member_id: number | null
  locale: string | null
  settings: NewJson<Record<string, unknown>>
  removed_at: At | null
  created_at: NewAt
}

/** How far a chat's history on its platform has been read. `chat_id` is the platform's. */
type ChatCursorTable = {
  school_id: string
  platform: string
  chat_id: string
  kind: 'group' | 'direct'
  /** The person on the other side of a direct chat. */
  person_id: string | null
  /** The time of the newest message that is known, by the platform's clock. */
  read_until: At
  /** The bot is not in it any more. */
  gone: Generated<boolean>
}

/** One event as a platform delivered it, committed before it is acknowledged. `payload` is an `Incoming`. */
type IntakeTable = {
  school_id: string
  id: Generated<number>
  platform: string
  event_key: string
  chat_id: number
  member_id: number | null
  kind: string
  payload: Json<unknown>
  sent_at: At
  received_at: NewAt
  status: Generated<'waiting' | 'done' | 'ignored' | 'failed'>
  attempts: Generated<number>
  /** Not before this instant; also the lease of the process that works on it. */
  next_at: NewAt
  /** What people see when it failed: four characters, also in the log. */
  error_number: string | null
  done_at: At | null
}

/** A message to a chat. `key` is deterministic and becomes the platform's idempotency id. */
type MessageTable = {
  school_id: string
  id: Generated<number>
  chat_id: number
  key: string
  /** `post` a new message, `edit` the message that `target` names. */
  kind: Generated<'post' | 'edit'>
  /** For `edit`: the `key` of the message to change. */
  target: string | null
  view: Json<unknown>
  lang: string
  /** The platform's id of the message this one answers. */
  reply_to: string | null
  status: Generated<'waiting' | 'sent' | 'refused' | 'superseded'>
  attempts: Generated<number>
  next_at: NewAt
  /** The platform's id of what was sent. */
  ref: string | null
  /** Why the platform refused it, for an administrator. */
  reason: string | null
  intake_id: number | null
  created_at: NewAt
  sent_at: At | null
  /** The number of the process that sends it; see db/alive.ts. */
  claimed_by: Generated<number | null>
}

/** A scheduled post that was built for a chat and a period: the row is what makes it exactly once. */
type PostRunTable = {
  school_id: string
  name: string
  chat_id: number
  /** Such as `2026-W47`. */
  period: string
  outcome: 'posted' | 'quiet' | 'missed'
  created_at: NewAt
}
