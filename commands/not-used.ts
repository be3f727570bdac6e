import { showable } from '#kit/text.ts'
import type { Block } from '#workers/view.ts'
import type { Context } from './command.ts'

/** The words that a command that takes none was given, as `more`; without those that say what it does anyway. */
export function moreWords(rest: string, covered: RegExp): { more?: string } {
  const words = rest.normalize('NFKC').trim()
  const left = words.split(/\s+/).filter((word) => word !== '' && !covered.test(word))
  return left.length === 0 ? {} : { more: left.join(' ').slice(0, 40) }
}

/** That some words had no effect, and what would have; nothing when there are none. */
export function notUsed(words: string | undefined, hint: { zh: string; en: string }, { t }: Context): Block[] {
  if (words === undefined) return []
  const shown = showable(words, 40, '')
  return [
    { kind: 'note', text: t({ zh: `「${shown}」没有用上。${hint.zh}`, en: `“${shown}” changed nothing. ${hint.en}` }) },
  ]
}
