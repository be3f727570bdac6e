import type { Command } from './command.ts'

/** The one list of commands. */
// biome-ignore lint/suspicious/noExplicitAny: each command parses its own arguments with its own zod type before run
export const commands: readonly Command<any>[] = []
