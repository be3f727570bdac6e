import { pinyin } from 'pinyin-pro'

/**
 * How Chinese sounds, for those who type pinyin, initials or a homophone. A sound is a syllable without its tone in
 * which what many people do not tell apart is one: zh/z, ch/c, sh/s, n/ng at the end, l/n at the beginning, ü/u.
 */
export function soundsOf(han: string): string[] {
  const cached = known.get(han)
  if (cached) return cached
  const sounds = pinyin(han, { toneType: 'none', type: 'array', v: true }).map(blur)
  // Titles repeat one another; a school has few thousand different runs a day.
  if (known.size > 4_000) known.clear()
  known.set(han, sounds)
  return sounds
}

/** Pairs of neighbouring sounds of each Chinese run of a text: `fen su`, `su de`. */
export function soundPairs(text: string): string[] {
  return [...text.matchAll(/\p{Script=Han}{2,}/gu)].flatMap(([run]) => pairs(soundsOf(run)))
}

/** Each sound with the one after it. */
export function pairs(sounds: readonly string[]): string[] {
  return sounds.slice(1).map((sound, at) => `${sounds[at]} ${sound}`)
}

/** The first letters of a word as people type them: 分数 → `fs`. */
export function initialsOf(word: string): string {
  return soundsOf(word)
    .map((sound) => sound.charAt(0))
    .join('')
}

/**
 * A run of letters as syllables, most likely reading first, at most three readings; none when it is no pinyin.
 * `fangan` is fang'an and fan'gan.
 */
export function readingsOf(letters: string): string[][] {
  if (letters.length > MAX_LETTERS || !/^[a-zü]+$/.test(letters)) return []
  const plain = letters.replaceAll('ü', 'v')
  /** Best readings of the letters from a place on. */
  const from: string[][][] = Array.from({ length: plain.length + 1 }, () => [])
  from[plain.length] = [[]]
  for (let at = plain.length - 1; at >= 0; at -= 1) {
    const found: string[][] = []
    for (let length = Math.min(6, plain.length - at); length > 0; length -= 1) {
      const syllable = plain.slice(at, at + length)
      if (SYLLABLES.has(syllable)) for (const rest of from[at + length] ?? []) found.push([syllable, ...rest])
    }
    // Fewer syllables read better: xian before xi'an.
    from[at] = found.sort((a, b) => a.length - b.length).slice(0, 3)
  }
  return (from[0] ?? []).map((reading) => reading.map(blur))
}

/**
 * Letters that are being typed: the syllables that are whole by now, as typed and as sounds, and the beginning of the next
 * one, blurred like them; `fensh` is `fen` and `s`. undefined when no syllable is whole.
 */
export function begunReading(letters: string): { whole: string; sounds: string[]; next: string } | undefined {
  for (let end = letters.length; end > 0 && letters.length - end < 6; end -= 1) {
    const whole = letters.slice(0, end)
    const [sounds] = readingsOf(whole)
    const next = letters.slice(end)
    if (sounds && (next === '' || BEGINNINGS.has(next)))
      return { whole, sounds, next: next.replace(/^([zcs])h/, '$1').replace(/^n/, 'l') }
  }
  return undefined
}

const MAX_LETTERS = 60
const known = new Map<string, string[]>()
const blurred = new Map<string, string>()

/** One spelling for what sounds alike. */
export function blur(syllable: string): string {
  let plain = blurred.get(syllable)
  if (plain === undefined) {
    plain = syllable
      .replace(/^([zcs])h/, '$1')
      .replace(/ng$/, 'n')
      .replace(/^n(?=.)/, 'l')
      .replace('v', 'u')
    if (blurred.size < 2_000) blurred.set(syllable, plain)
  }
  return plain
}

/** Finals that follow each initial. */
const TABLE: Record<string, string> = {
  '': 'a o e ai ei ao ou an en ang eng er',
  b: 'a o ai ei ao an en ang eng i ie iao ian in ing u',
  p: 'a o ai ei ao ou an en ang eng i ie iao ian in ing u',
  m: 'a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u',
  f: 'a o ei ou an en ang eng u',
  d: 'a e ai ei ao ou an en ang eng ong i ie iao iu ian ing u uo ui uan un',
  t: 'a e ai ao ou an ang eng ong i ie iao ian ing u uo ui uan un',
  n: 'a e ai ei ao ou an en ang eng ong i ie iao iu ian in iang ing u uo uan v ve ue',
  l: 'a o e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un v ve ue',
  g: 'a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang',
  k: 'a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang',
  h: 'a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang',
  j: 'i ia ie iao iu ian in iang ing iong u ue uan un',
  q: 'i ia ie iao iu ian in iang ing iong u ue uan un',
  x: 'i ia ie iao iu ian in iang ing iong u ue uan un',
  zh: 'a e i ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang',
  ch: 'a e i ai ao ou an en ang eng ong u ua uo uai ui uan un uang',
  sh: 'a e i ai ei ao ou an en ang eng u ua uo uai ui uan un uang',
  r: 'e i ao ou an en ang eng ong u ua uo ui uan un',
  z: 'a e i ai ei ao ou an en ang eng ong u uo ui uan un',
  c: 'a e i ai ao ou an en ang eng ong u uo ui uan un',
  s: 'a e i ai ao ou an en ang eng ong u uo ui uan un',
  y: 'a o e ai ao ou an ang i in ing ong u ue uan un',
  w: 'a o ai ei an en ang eng u',
}

const SYLLABLES = new Set(
  Object.entries(TABLE).flatMap(([initial, finals]) => finals.split(' ').map((final) => initial + final)),
)

const BEGINNINGS = new Set(
  [...SYLLABLES].flatMap((syllable) => Array.from(syllable.slice(1), (_, at) => syllable.slice(0, at + 1))),
)
