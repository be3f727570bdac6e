import { GRADES, STAGES, SUBJECTS, TYPES, VOLUMES } from '../taxonomy.ts'
import { readingsOf, soundsOf } from './sounds.ts'
import { EDITIONS, FORMS } from './synonyms.ts'

/** A question with what was typed in pinyin: facets spelt out in Chinese, the rest by its sounds. */
export type Spelt = {
  /** The text with `kejian` replaced by 课件. */
  text: string
  /** Runs of sounds that may be a topic, by the likeliest reading of each word in letters. */
  sounds: string[][]
  /** The other readings: xi'an beside xian. */
  otherSounds: string[][]
  /** Words in letters without a reading, such as `fsja`: perhaps initials. */
  initials: string[]
}

/** Reads the words in letters of a normalised question as pinyin: `fenshujiaoan` is `fen shu` and 教案. */
export function spellOut(text: string): Spelt {
  const sounds: string[][] = []
  const otherSounds: string[][] = []
  const initials: string[] = []
  /** Single syllables typed with blanks between them belong together: fen shu. */
  let loose: string[] = []
  const flush = () => {
    if (loose.length > 1) sounds.push(loose)
    loose = []
  }
  let end = 0
  const spelt = text.replace(/[a-zü]+(?:'[a-zü]+)*/g, (letters, at: number) => {
    if (text.slice(end, at).trim() !== '') flush()
    end = at + letters.length
    const readings = readingsOf(letters.replaceAll("'", ''))
    const [likely] = readings
    if (!likely) {
      flush()
      if (letters.length >= 2 && letters.length <= 12) initials.push(letters)
      return letters
    }
    if (likely.length === 1) {
      loose.push(...likely)
      return letters
    }
    flush()
    const parts = facetsAmong(likely)
    for (const part of parts) if (part.han === undefined && part.sounds.length > 1) sounds.push(part.sounds)
    if (parts.every((part) => part.han === undefined)) for (const other of readings.slice(1)) otherSounds.push(other)
    const han = parts.flatMap((part) => (part.han === undefined ? [] : [part.han]))
    return han.length === 0 ? letters : ` ${han.join(' ')} `
  })
  flush()
  return { text: spelt, sounds, otherSounds, initials }
}

type Part = { sounds: string[]; han?: string }

/** Longest words of the taxonomy first. */
function facetsAmong(sounds: readonly string[]): Part[] {
  const words = vocabulary()
  const parts: Part[] = []
  let open: string[] = []
  for (let at = 0; at < sounds.length; ) {
    let found: Part | undefined
    for (let length = Math.min(6, sounds.length - at); length > 1 && !found; length -= 1) {
      const piece = sounds.slice(at, at + length)
      const han = words.get(piece.join(' '))
      if (han !== undefined) found = { sounds: piece, han }
    }
    if (!found) {
      open.push(sounds[at] ?? '')
      at += 1
      continue
    }
    if (open.length > 0) parts.push({ sounds: open })
    open = []
    parts.push(found)
    at += found.sounds.length
  }
  if (open.length > 0) parts.push({ sounds: open })
  return parts
}

let spoken: Map<string, string> | undefined

/** The words of the taxonomy by their sounds; the first of those that sound alike. */
function vocabulary(): Map<string, string> {
  if (spoken) return spoken
  const words = [
    ...SUBJECTS.flatMap((term) => term.words),
    ...GRADES.map((row) => row.label.zh),
    ...FORMS.flatMap((form) => form.words),
    ...VOLUMES.flatMap((term) => term.words),
    ...TYPES.flatMap((term) => term.words),
    ...STAGES.flatMap((term) => term.words),
    ...EDITIONS.flatMap((names) => names.map((name) => `${name}版`)),
  ].filter((word) => /^\p{Script=Han}{2,}$/u.test(word))
  spoken = new Map(words.reverse().map((word) => [soundsOf(word).join(' '), word]))
  return spoken
}
