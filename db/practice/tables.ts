import type { ColumnType, Generated } from 'kysely'
import type { Text } from '#kit/lang.ts'

/** The practice platform's own tables; no other platform has any here. See migration 202611210940. */
export type PracticeTables = {
  practice_person: PracticePersonTable
  practice_post: PracticePostTable
  practice_event: PracticeEventTable
  practice_change: { school_id: string; last: number }
}

/** A file as the practice platform keeps it. `sha256` null: an empty file, which has no bytes to keep. */
export type PracticeFile = { name: string; size: number; mediaType: string; sha256: string | null }

/**
 * What a post says, by kind: a person's text, the bot's View with its language (opaque here: only the page and the
 * bot know Views), or a sentence of the platform itself.
 */
export type PracticeBody = { text?: string; view?: unknown; lang?: string; sentence?: Text; hint?: Text }

type PracticePersonTable = {
  school_id: string
  external_id: string
  member_id: number
  name: string
  created_at: ColumnType<Date, Date | undefined, never>
}

type PracticePostTable = {
  school_id: string
  id: Generated<number>
  chat_external_id: string
  kind: 'text' | 'file' | 'bot' | 'system'
  /** Null for the bot and the platform itself. */
  author_external_id: string | null
  author_name: string
  body: ColumnType<PracticeBody, string, string>
  file: ColumnType<PracticeFile | null, string | null | undefined, never>
  reply_to: number | null
  /** `web:<the page's key>` or `bot:<Outgoing.key>`: what is sent twice is shown once. */
  key: string
  mark: 'received' | 'done' | 'refused' | null
  /** Emoji → the people who chose it. */
  reactions: ColumnType<Record<string, string[]>, string | undefined, string>
  /** The only person who may see it; null = everybody in the chat. */
  audience: string | null
  edited_at: ColumnType<Date | null, Date | null | undefined, Date | null>
  /** When its author recalled it. */
  deleted_at: ColumnType<Date | null, Date | null | undefined, Date | null>
  created_at: ColumnType<Date, Date, never>
  /** Set by trigger on every change; becomes visible in order within a school. */
  change: ColumnType<number, never, never>
}

type PracticeEventTable = {
  school_id: string
  id: Generated<number>
  event_key: string
  kind: 'text' | 'file' | 'button' | 'recalled' | 'reaction'
  chat_external_id: string
  person_external_id: string
  /** The post it is about: the message itself, or the one that was pressed, recalled, reacted to. */
  post_id: number
  body: ColumnType<PracticeEventBody, string, never>
  sent_at: ColumnType<Date, Date, never>
  attempts: Generated<number>
  next_at: ColumnType<Date, Date, Date>
  /** Null until the bot has committed it. */
  delivered_at: ColumnType<Date | null, Date | null | undefined, Date | null>
}

export type PracticeEventBody = {
  text?: string
  file?: PracticeFile
  replyTo?: number
  command?: string
  args?: Record<string, string>
  emoji?: string
  added?: boolean
}
