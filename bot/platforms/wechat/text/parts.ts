/** WeChat shows longer texts badly and some clients cut them. In bytes of UTF-8; about 600 characters. */
export const PART_BYTES = 1_800
export const MOST_PARTS = 3

/**
 * Puts chunks together into messages, never cutting one that fits a message. `end` goes to the end of the last one.
 * What does not fit three messages is replaced by `rest`, and `whole` holds everything.
 */
export function inParts(
  chunks: readonly string[],
  end: string | undefined,
  rest: string,
): { parts: string[]; whole?: string } {
  const pieces = chunks.flatMap(cut)
  const all = pack(end === undefined ? pieces : [...pieces, end])
  if (all.length <= MOST_PARTS) return { parts: all }
  const kept = [...pieces]
  for (;;) {
    kept.pop()
    const parts = pack([...kept, rest, ...(end === undefined ? [] : [end])])
    if (parts.length <= MOST_PARTS) return { parts, whole: [...chunks, ...(end === undefined ? [] : [end])].join('\n') }
  }
}

function pack(pieces: readonly string[]): string[] {
  const parts: string[] = []
  let open = ''
  for (const piece of pieces) {
    const joined = open === '' ? piece : `${open}\n${piece}`
    if (bytes(joined) <= PART_BYTES) open = joined
    else {
      parts.push(open)
      open = piece
    }
  }
  return open === '' ? parts : [...parts, open]
}

/** A chunk larger than a message: on line ends, then between characters. */
function cut(chunk: string): string[] {
  if (bytes(chunk) <= PART_BYTES) return [chunk]
  const lines = chunk.split('\n')
  if (lines.length > 1) return pack(lines.flatMap(cut))
  const out: string[] = []
  let open = ''
  for (const { segment } of new Intl.Segmenter('zh', { granularity: 'grapheme' }).segment(chunk)) {
    if (bytes(open + segment) > PART_BYTES) {
      out.push(open)
      open = ''
    }
    open += segment
  }
  return open === '' ? out : [...out, open]
}

const bytes = (text: string) => Buffer.byteLength(text, 'utf8')
