import type { Action, ListItem, View } from '#workers/view.ts'
import { oneLine } from './words.ts'

type Tone = NonNullable<View['tone']>

/** A title in a list of many files, in characters. */
const TITLE = 28
/** A reason, of which the whole is in `/why`. */
const REASON = 70
/** What a summary leaves out because it says nothing. */
const UNKNOWN = /^(未识别|未注明|not known|not stated)$/

/**
 * A file in the message for several: one line when all is well, two when its sender should know something. What needs
 * a decision says what to type, because nobody in particular is asked here.
 */
export function burstText(item: ListItem, tone: Tone): string {
  const good = tone === 'good'
  const words = (item.detail ?? '').split(' · ').filter((word) => word !== '' && !UNKNOWN.test(word))
  const about = oneLine(words.slice(good ? 1 : 0).join(' '))
  const line = `· ${cut(oneLine(item.title), good ? TITLE : REASON)}${about === '' ? '' : `　${about}`}`
  const asks = (item.actions ?? []).filter(({ command }) => command === 'personal').map(typed)
  const more = [good ? '' : cut(oneLine(item.why ?? ''), REASON), ...asks].filter((one) => one !== '')
  return [line, ...more.map((one) => `　${one}`)].join('\n')
}

const typed = ({ label, command, args }: Action) => `${oneLine(label)}：/${command} ${args.id ?? ''}`.trim()

function cut(text: string, most: number): string {
  const signs = [...text]
  return signs.length > most ? `${signs.slice(0, most - 1).join('')}…` : text
}
