import { bind } from './bind.ts'
import { board } from './board.ts'
import type { Command } from './command.ts'
import { correct } from './correct.ts'
import { download } from './download.ts'
import { helpCommand } from './help.ts'
import { language } from './language.ts'
import { me } from './me.ts'
import { merge } from './merge.ts'
import { mine } from './mine.ts'
import { newest } from './new.ts'
import { personal } from './personal.ts'
import { rate } from './rate.ts'
import { restore } from './restore.ts'
import { review } from './review.ts'
import { rules } from './rules.ts'
import { search } from './search.ts'
import { settings } from './settings.ts'
import { top } from './top.ts'
import { versions } from './versions.ts'
import { visibility } from './visibility.ts'
import { why } from './why.ts'
import { withdraw } from './withdraw.ts'

/** The one list of commands, in the order of /help. */
// biome-ignore lint/suspicious/noExplicitAny: each command parses its own arguments with its own zod type before run
export const commands: readonly Command<any>[] = [
  search,
  download,
  rate,
  correct,
  withdraw,
  restore,
  versions,
  personal,
  why,
  me,
  mine,
  top,
  newest,
  rules,
  visibility,
  language,
  bind,
  review,
  board,
  merge,
  settings,
  helpCommand(() => commands),
]
