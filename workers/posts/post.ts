import type { CardRow } from '#db/boards/cards.ts'
import type { Chat, School, Trx } from '#db/schema.ts'
import type { ChatSettings, SchoolSettings } from '#db/settings.ts'
import type { View } from '../view.ts'
import type { Slot } from './slot.ts'

/**
 * A post on a schedule. It is made at most once per chat and `slot.period`, whatever the number of workers; a chat that came
 * after the slot had begun waits for the next one.
 */
export type ScheduledPost = {
  name: string
  /** The latest occurrence that has begun, by the school's settings. */
  due(settings: SchoolSettings, zone: string, now: Date): Slot | undefined
  /** Whether a group chat wants it. */
  wanted(settings: ChatSettings): boolean
  /** The message's key: deterministic, it becomes the platform's idempotency id. */
  key(chat: Chat, slot: Slot): string
  /** undefined means: nothing worth saying, stay quiet. */
  build(trx: Trx, school: School, lang: 'zh-CN' | 'en', slot: Slot): Promise<Built | undefined>
}

/** A post, and whom its rankings name. */
export type Built = { view: View; rows: readonly CardRow[] }
