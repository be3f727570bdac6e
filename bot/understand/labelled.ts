import { commands } from '#commands/index.ts'
import type { About } from '#workers/view.ts'
import type { CommandFace, Intent, Message } from './intent.ts'
import { ASKED } from './labelled-asked.ts'
import { ASKED_MORE } from './labelled-asked-more.ts'
import { ASKING } from './labelled-asking.ts'
import { EVENING } from './labelled-evening.ts'
import { EXAMINER } from './labelled-examiner.ts'
import { FOURTH } from './labelled-fourth.ts'
import { HELD_OUT } from './labelled-heldout.ts'
import { LAST } from './labelled-last.ts'
import { OVERHEARD } from './labelled-overheard.ts'
import { PEOPLE } from './labelled-people.ts'
import { PEOPLE_OTHERS } from './labelled-people-others.ts'
import { SECOND } from './labelled-second.ts'
import { SLASHED } from './labelled-slashed.ts'
import { STRANGERS } from './labelled-strangers.ts'
import { THIRD } from './labelled-third.ts'

/** A message as teachers type it, and what it must be understood as. */
export type Labelled = { message: Message; want: string; line: string }

export const BOT_NAMES = ['小享', '共享助手', 'Gongxiang']

/** The commands' faces that the labels speak of: the real ones. */
export const CATALOGUE: readonly CommandFace[] = commands

/**
 * A table's lines. `# group silence` opens a section: where it is said, and what is wanted of every line; in a section
 * without a wish each line carries its own after `=>`; in a section with a command's name the line carries the rest.
 * Places: group, mention, direct, receipt (a reply to the receipt of 128), list (a reply to the hits of 三年级 分数),
 * reply (to another message of the bot). ⏎ is a line break; `||` separates equally good answers.
 */
export function readTable(table: string): Labelled[] {
  const rows: Labelled[] = []
  let place = 'group'
  let wish: string | undefined
  for (const line of table.split('\n')) {
    if (line.trim() === '') continue
    const header = /^# (\S+)(?: (.+))?$/.exec(line)
    if (header) {
      place = header[1] ?? 'group'
      wish = header[2]
      continue
    }
    const at = line.lastIndexOf('=>')
    const said = (at < 0 ? line : line.slice(0, at)).replace(/ $/, '').replaceAll('⏎', '\n')
    const own = at < 0 ? '' : line.slice(at + 2).trim()
    rows.push({
      message: messageAt(place, said),
      want: own
        .split('||')
        .map((one) => [wish, one.trim()].filter(Boolean).join(' '))
        .join('||'),
      line: `${place}: ${line}`,
    })
  }
  return rows
}

function messageAt(place: string, said: string): Message {
  const about: Record<string, About> = { receipt: { resource: 128 }, list: { query: '三年级 分数' } }
  const named = BOT_NAMES.some((name) => said.toLowerCase().includes(`@${name.toLowerCase()}`))
  return {
    text: place === 'mention' && !named ? `@小享\u2005${said}` : said,
    mentionsBot: place === 'mention',
    direct: place === 'direct',
    repliesToBot: ['receipt', 'list', 'reply'].includes(place),
    about: about[place],
  }
}

/** An intent in the labels' notation: `silence`, `unclear`, `unknown serach near search`, `rate 128 5`. */
export function notation(intent: Intent): string {
  switch (intent.kind) {
    case 'command':
      return `${intent.name} ${intent.rest}`.trim()
    case 'unknown_command':
      return `unknown ${intent.word}${intent.near ? ` near ${intent.near}` : ''}`
    case 'silence':
    case 'unclear':
      return intent.kind
    default:
      return intent satisfies never
  }
}

/** White space and the 的 between words do not change a query. */
export function agrees(intent: Intent, want: string): boolean {
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replace(/[\s，,]+/g, '')
      .replace(/(?<=.)的(?=.)/g, '')
  return want.split('||').some((one) => plain(one) === plain(notation(intent)))
}

/** The tables by name; what is said of each first run stands in its file. */
export const LABELLED = {
  overheard: OVERHEARD,
  slashed: SLASHED,
  asked: ASKED + ASKED_MORE,
  second: SECOND,
  third: THIRD,
  fourth: FOURTH,
  heldOut: HELD_OUT,
  people: PEOPLE,
  peopleOthers: PEOPLE_OTHERS,
  strangers: STRANGERS,
  evening: EVENING,
  examiner: EXAMINER,
  asking: ASKING,
  last: LAST,
}
