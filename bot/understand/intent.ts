import type { Command } from '#commands/command.ts'
import type { About } from '#workers/view.ts'

/** What is known about a text when it arrives. */
export type Message = {
  text: string
  /** The platform says that the bot itself was mentioned. */
  mentionsBot: boolean
  /** A chat between one person and the bot: every text is for the bot. */
  direct: boolean
  repliesToBot: boolean
  /** What the message that this one replies to is about. */
  about?: About | undefined
}

/** The part of a command that understanding needs: its names. */
export type CommandFace = Pick<Command, 'name' | 'aliases' | 'who' | 'usage'>

/**
 * What the person wants.
 * - `silence`: not for the bot, or nothing to answer.
 * - `command`: run it with `rest`, already free of politeness. `slash`: its name was typed; `words`: a sentence meant it.
 * - `unknown_command`: a slash and no such name; `near` is the one command it resembles.
 * - `unclear`: for the bot, but not understood: the answer is a hint at /help.
 */
export type Intent =
  | { kind: 'silence' }
  | { kind: 'command'; name: string; rest: string; how: 'slash' | 'words' }
  | { kind: 'unknown_command'; word: string; near?: string }
  | { kind: 'unclear' }

/** A command and its words, before the catalogue has been asked whether it exists. */
export type Want = { name: string; rest: string }
