import { answer } from './answer.ts'
import { appeal } from './appeal.ts'
import { ask } from './ask.ts'
import { asks } from './asks.ts'
import { award } from './award.ts'
import { badges } from './badges.ts'
import { bind } from './bind.ts'
import { board } from './board.ts'
import { book } from './book.ts'
import { borrow } from './borrow.ts'
import { cases } from './cases.ts'
import { certificate } from './certificate.ts'
import { check } from './check.ts'
import { coauthor } from './coauthor.ts'
import type { Command } from './command.ts'
import { comments } from './comments.ts'
import { correct } from './correct.ts'
import { download } from './download.ts'
import { elsewhere } from './elsewhere.ts'
import { exportCommand } from './export.ts'
import { feedback } from './feedback.ts'
import { flags } from './flags.ts'
import { helpCommand } from './help.ts'
import { honour } from './honour.ts'
import { item } from './item.ts'
import { language } from './language.ts'
import { lecture } from './lecture.ts'
import { lessons } from './lessons.ts'
import { me } from './me.ts'
import { merge } from './merge.ts'
import { metrics } from './metrics.ts'
import { mine } from './mine.ts'
import { newest } from './new.ts'
import { panel } from './panel.ts'
import { personal } from './personal.ts'
import { policy } from './policy.ts'
import { privacy } from './privacy.ts'
import { quota } from './quota.ts'
import { rate } from './rate.ts'
import { recommend } from './recommend.ts'
import { redeem } from './redeem.ts'
import { renew } from './renew.ts'
import { repair } from './repair.ts'
import { report } from './report.ts'
import { restore } from './restore.ts'
import { giveBack } from './return.ts'
import { review } from './review.ts'
import { reviewer } from './reviewer.ts'
import { rules } from './rules.ts'
import { schools } from './schools.ts'
import { scope } from './scope.ts'
import { search } from './search.ts'
import { select } from './select.ts'
import { settings } from './settings.ts'
import { similar } from './similar.ts'
import { simulate } from './simulate.ts'
import { taxonomy } from './taxonomy.ts'
import { teach } from './teach.ts'
import { team } from './team.ts'
import { term } from './term.ts'
import { top } from './top.ts'
import { versions } from './versions.ts'
import { visibility } from './visibility.ts'
import { why } from './why.ts'
import { withdraw } from './withdraw.ts'

/** What words say of a board, for whoever takes apart what was typed. */
export { isTime, meaningOf, topWordsOf } from './top-words.ts'

/** The one list of commands, in the order of /help. */
// biome-ignore lint/suspicious/noExplicitAny: each command parses its own arguments with its own zod type before run
export const commands: readonly Command<any>[] = [
  search,
  elsewhere,
  download,
  rate,
  comments,
  correct,
  scope,
  withdraw,
  restore,
  versions,
  coauthor,
  personal,
  why,
  me,
  badges,
  certificate,
  mine,
  top,
  schools,
  newest,
  similar,
  recommend,
  quota,
  lessons,
  term,
  redeem,
  ask,
  asks,
  answer,
  book,
  borrow,
  giveBack,
  renew,
  repair,
  item,
  lecture,
  feedback,
  teach,
  rules,
  visibility,
  privacy,
  language,
  bind,
  report,
  appeal,
  cases,
  flags,
  review,
  reviewer,
  panel,
  select,
  award,
  team,
  honour,
  board,
  check,
  metrics,
  exportCommand,
  merge,
  policy,
  simulate,
  taxonomy,
  settings,
  helpCommand(() => commands),
]
