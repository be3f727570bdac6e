/** WeChat shows longer texts badly and some clients cut them. In bytes of UTF-8; about 600 characters. */
export const PART_BYTES = 1_800
export const MOST_PARTS = 3

/**
 * Puts chunks together into messages, never cutting one that fits a message. `end` goes to the end of the last one.
 * What does not fit three messages is replaced by `rest`, and `whole` holds everything. `called` bytes stay free in
 * the first one.
 */
export function inParts(
  chunks: readonly string[],
  end: string | undefined,
  rest: string,
  called = 0,
): { parts: string[]; whole?: string } {
  const most = PART_BYTES - called
  const pieces = chunks.flatMap((chunk) => cut(chunk, most))
  const all = pack(end === undefined ? pieces : [...pieces, end], most)
  if (all.length <= MOST_PARTS) return { parts: all }
  const kept = [...pieces]
  for (;;) {
    kept.pop()
    const parts = pack([...kept, rest, ...(end === undefined ? [] : [end])], most)
    if (parts.length <= MOST_PARTS) return { parts, whole: [...chunks, ...(end === undefined ? [] : [end])].join('\n') }
  }
}

function pack(pieces: readonly string[], most: number): string[] {
  const parts: string[] = []
  let open = ''
  for (const piece of pieces) {
    const joined = open === '' ? piece : `${open}\n${piece}`
    if (bytes(joined) <= most) open = joined
    else {
      parts.push(open)
      open = piece
    }
  }
  return open === '' ? parts : [...parts, open]
}

/** A chunk larger than a message: on line ends, then between characters. */
function cut(chunk: string, most: number): string[] {
  if (bytes(chunk) <= most) return [chunk]
  const lines = chunk.split('\n')
  if (lines.length > 1)
    return pack(
      lines.flatMap((line) => cut(line, most)),
      most,
    )
  const out: string[] = []
  let open = ''
  for (const { segment } of new Intl.Segmenter('zh', { granularity: 'grapheme' }).segment(chunk)) {
    if (bytes(open + segment) > most) {
      out.push(open)
      open = ''
    }
    open += segment
  }
  return open === '' ? out : [...out, open]
}

const bytes = (text: string) => Buffer.byteLength(text, 'utf8')
