import { LIMITS } from './limits.ts'

/** Collects text up to the cap. `full` tells a reader to stop early. */
export type Sink = {
  add(text: string): void
  /** Ends the line. Written before the next text, so that empty paragraphs and cells leave no trace. */
  line(): void
  /** Ends a table cell: a tab instead of the line end of its last paragraph. */
  cell(): void
  readonly full: boolean
  value(): string
}

export function openSink(max: number = LIMITS.textChars): Sink {
  const parts: string[] = []
  let length = 0
  let separator = ''
  return {
    add(text) {
      if (text === '' || length >= max) return
      const whole = length === 0 ? text : separator + text
      separator = ''
      const kept = whole.slice(0, max - length)
      parts.push(kept)
      length += kept.length
    },
    line() {
      separator = '\n'
    },
    cell() {
      separator = '\t'
    },
    get full() {
      return length >= max
    },
    value: () => parts.join(''),
  }
}
