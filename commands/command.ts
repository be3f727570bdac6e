import type { z } from 'zod'
import type { Chat, Member, Reader, Role, School, Trx } from '#db/schema.ts'
import type { Lang, Text, Translate } from '#kit/lang.ts'
import type { JobName, JobPayload } from '#workers/jobs.ts'
import type { About, View } from '#workers/view.ts'
import type { ExpectedPoints } from '#workers/view-expected.ts'

/** What a command is handed. It reads through `db`, writes only through `write`. */
export type Context = {
  db: Reader
  /** The one door for writes. Keyed by the intake id, so a second run of the same event changes nothing twice. */
  write: <T>(work: (trx: Trx) => Promise<T>) => Promise<T>
  /** Rings a bell after the write has committed. */
  ring: <N extends JobName>(name: N, payload: JobPayload<N>) => void
  /** What the nightly run will give the member. Absent where nobody works it out. */
  expected?: () => Promise<ExpectedPoints | undefined>
  school: School
  member: Member
  chat: Chat
  lang: Lang
  t: Translate
  now: Date
  zone: string
  /** Such as `intake:4711`; deterministic, unique per event. */
  eventKey: string
  /** What the message that this one replies to, or whose button was pressed, is about. */
  about: About | undefined
  /** True when a button was pressed: the answer may replace the pressed message. */
  pressed: boolean
}

export type Answer = {
  view: View
  /** `member`: only the asker may see it; in a group it goes to the direct chat. Default `chat`. */
  to?: 'chat' | 'member'
  /**
   * Replace the message whose button was pressed instead of posting a new one. `own`: only for the person whose answer
   * it is; others get an answer of their own, so that nobody turns somebody else's page.
   */
  replace?: boolean | 'own'
}

export type Command<Args = unknown> = {
  /** English, lower case: what `/name` and a button's `command` say. */
  name: string
  /** Further names, Chinese first: `/搜索`, `/搜`. Without the slash. */
  aliases: readonly string[]
  summary: Text
  /** `/search 分数 教案` */
  usage: Text
  examples?: readonly string[]
  /** Who may use it; everybody else gets a sentence. */
  who: readonly Role[] | 'everyone'
  /** Whom /help shows it, when others only come to it by a message that asks them. */
  shownTo?: readonly Role[]
  /** Left out of /help: commands that only buttons use. */
  internal?: boolean
  /** Arguments as buttons give them: strings by name. */
  args: z.ZodType<Args>
  /** Typed words → the same named strings. `undefined` = these words make no sense: the usage is shown. */
  fromText(rest: string, about: About | undefined): Record<string, string | undefined> | undefined
  run(args: Args, ctx: Context): Promise<Answer>
}

/** The examples that somebody can type in their language: English readers get none in Chinese words, `usage` has theirs. */
export function examplesOf(command: Pick<Command, 'examples'>, lang: Lang): readonly string[] {
  const all = command.examples ?? []
  return lang === 'en' ? all.filter((one) => !/\p{Script=Han}/u.test(one)) : all
}

/** Keeps the argument types; returns the command as it is. */
export function defineCommand<Args>(command: Command<Args>): Command<Args> {
  return command
}
