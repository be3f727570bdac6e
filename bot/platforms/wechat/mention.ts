/** What stands around a name after @: WeChat's own four-per-em space, a plain or full-width one, or the end. */
const GAP = '[\\u2005\\u2004\\u2006\\u00a0\\u3000 \\t\\n]'

/**
 * Whether a text names one of `names` after @ (half or full width), and the text without those names. A name stands
 * for itself only when a space or the end follows, so that @小享老师 is somebody else.
 */
export function stripMention(text: string, names: readonly string[]): { mentioned: boolean; text: string } {
  const known = names.filter((name) => name !== '').sort((a, b) => b.length - a.length)
  if (known.length === 0) return { mentioned: false, text }
  const pattern = new RegExp(`[@＠](?:${known.map(escaped).join('|')})(?:${GAP}+|$)`, 'giu')
  let mentioned = false
  const rest = text.replace(pattern, () => {
    mentioned = true
    return ' '
  })
  return { mentioned, text: mentioned ? rest.trim() : text }
}

/** Mentions at the very beginning, whoever they name: the bot was renamed, but the puppet says that it is meant. */
export function stripLeading(text: string): string {
  return text.replace(new RegExp(`^(?:\\s*[@＠][^\\s\\u2005]{1,40}(?:${GAP}+|$))+`, 'u'), '').trim()
}

const escaped = (name: string) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
