import { Converter } from 'opencc-js/t2cn'

/**
 * Text as the search compares it: NFKC (full-width letters, circled numbers), lower case, simplified characters.
 * Length may change; for marking words in the original see `fold`.
 */
export function normalise(text: string): string {
  if (text === lastText) return lastFlat
  const flat = text.normalize('NFKC').toLowerCase()
  const plain = isSimple(flat) ? flat : simplify(flat)
  // A body is asked for twice in a row: for its words and for its pairs.
  if (text.length >= LONG) [lastText, lastFlat] = [text, plain]
  return plain
}

/** Characters. */
const LONG = 1_000
let lastText: string | undefined
let lastFlat = ''

const UNKNOWN = 0
const SAME = 1
/** Whether a character stays as it is, by its code: one look for each instead of one string. */
const stays = new Uint8Array(0x10000)

/** Whether no character has a simplified form. */
function isSimple(flat: string): boolean {
  for (let at = 0; at < flat.length; at += 1) {
    const code = flat.charCodeAt(at)
    if (code < 0x3400 || stays[code] === SAME) continue
    // Beyond the table lie characters of two units.
    const char = String.fromCodePoint(flat.codePointAt(at) ?? code)
    if (simple(char) !== char) return false
    if (char.length === 1 && stays[code] === UNKNOWN) stays[code] = SAME
    else at += char.length - 1
  }
  return true
}

/** Like `normalise`, but one UTF-16 unit stays one unit, so that offsets hold in the original text. */
export function fold(text: string): string {
  let first = 0
  while (first < text.length && foldedUnit(text.charCodeAt(first)) === text.charCodeAt(first)) first += 1
  if (first === text.length) return text
  const units = new Uint16Array(text.length - first)
  for (let at = first; at < text.length; at += 1) units[at - first] = foldedUnit(text.charCodeAt(at))
  return text.slice(0, first) + Buffer.from(units.buffer).toString('utf16le')
}

/** By unit, one more than what it becomes; 0 while that is not known. */
const folded = new Uint32Array(0x10000)

function foldedUnit(code: number): number {
  const known = folded[code] ?? 0
  if (known !== 0) return known - 1
  const to = foldUnit(code)
  folded[code] = to + 1
  return to
}

function foldUnit(code: number): number {
  const unit = String.fromCharCode(code)
  if (code >= 0xff01 && code <= 0xff5e) return foldUnit(code - 0xfee0)
  const plain = code >= 0x3400 && code <= 0x9fff ? simple(unit) : unit.toLowerCase()
  return plain.length === 1 ? plain.charCodeAt(0) : code
}

let traditional: Map<string, string[]> | undefined

/** The other characters that `normalise` makes this one of: 賦 for 赋; none for most. */
export function traditionalOf(char: string): string[] {
  traditional ??= traditionalByPlain()
  return traditional.get(char) ?? []
}

/** Of the characters that every font has; some 3,000 have a simplified form. */
function traditionalByPlain(): Map<string, string[]> {
  const chars = Array.from({ length: 0x9fff - 0x4e00 + 1 }, (_, at) => String.fromCharCode(0x4e00 + at))
  // Apart from one another, or some would be taken for words.
  const plain = simplify(chars.join('\n')).split('\n')
  const others = new Map<string, string[]>()
  chars.forEach((char, at) => {
    const to = plain[at] ?? char
    if (to !== char) others.set(to, [...(others.get(to) ?? []), char])
  })
  return others
}

let converter: ReturnType<typeof Converter> | undefined
const known = new Map<string, string>()

function simplify(text: string): string {
  const convert = converter ?? Converter({ from: 't', to: 'cn' })
  converter = convert
  return convert(text)
}

/** One character, remembered: about 8,000 ever occur. */
function simple(char: string): string {
  const code = char.codePointAt(0) ?? 0
  if (code < 0x3400 || (code > 0x9fff && code < 0x20000)) return char
  let plain = known.get(char)
  if (plain === undefined) {
    plain = simplify(char)
    known.set(char, plain)
  }
  return plain
}
