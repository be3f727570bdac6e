import type { Handlers } from '#workers/jobs.ts'
import type { Bot } from './app.ts'
import { deliverHandlers } from './deliver.ts'
import { handleIntake } from './handle.ts'
import { type Inbox, openInbox } from './inbox.ts'
import type { Incoming } from './incoming.ts'
import type { Committed } from './platform.ts'
import { openPulse } from './pulse.ts'
import { openReceiver } from './receive.ts'
import { openSender, type Sender } from './sender.ts'

export type OpenBot = {
  handlers: Handlers<'bot'>
  /** Takes an event as a platform would; resolves when it is committed. For `replay` and tests. */
  receive(event: Incoming): Promise<Committed>
  inbox: Inbox
  sender: Sender
  /** Finishes what was left behind, then lets the platforms talk. */
  start(): Promise<void>
  /** Stops receiving, finishes what is under way. */
  stop(): Promise<void>
}

/** Puts the reception desk together. */
export function openBot(parts: Omit<Bot, 'wake'>): OpenBot {
  const bot: Bot = { ...parts, wake: (schoolId, chatId) => sender.wake(schoolId, chatId) }
  const pulse = openPulse(bot, {
    freed: (chats) => {
      for (const { schoolId, chatId } of chats) bot.wake(schoolId, chatId)
    },
    onDeath: () => inbox.sweep(true),
  })
  const sender = openSender(bot, pulse.number)
  const inbox = openInbox(bot, (key) => handleIntake(bot, key))
  const receive = openReceiver(bot, (key) => inbox.take(key))
  return {
    handlers: deliverHandlers(bot, sender),
    receive,
    inbox,
    sender,
    async start() {
      await pulse.start()
      await inbox.sweep(true)
      await sender.sweep()
      for (const platform of bot.platforms.values()) await platform.start(receive)
    },
    async stop() {
      await Promise.allSettled([...bot.platforms.values()].map((platform) => platform.stop()))
      await inbox.stop()
      await sender.stop()
      await pulse.stop()
    },
  }
}
