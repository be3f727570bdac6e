import type { ParsedQuery } from './query.ts'
import { initialsOf, soundsOf } from './sounds.ts'
import { piecesOf } from './weigh.ts'
import { wordsOf } from './words.ts'

/**
 * The pieces of a normalised title by which it was found though none of its characters were typed: those that sound
 * like what was typed in pinyin or with a slip, and words with the initials that were typed. Two characters at least;
 * with `whole`, as many as there were syllables.
 */
export function heardIn(query: ParsedQuery, title: string, whole = false): string[] {
  const typed = query.words.flatMap(({ word }) => (isHan(word) ? [soundsOf(word)] : []))
  const heard = typed.flatMap((reading) => stretchesIn(title, reading, whole))
  return [...new Set([...spokenIn(query, title, whole), ...heard])]
}

/** Those of them that were typed in letters: `fenshu`, `fs`. */
export function spokenIn(query: ParsedQuery, title: string, whole = false): string[] {
  const readings = [...query.sounds, ...query.otherSounds]
  const heard = readings.flatMap((reading) => stretchesIn(title, reading, whole))
  const letters = new Set(query.initials.flatMap((all) => [all, ...piecesOf(all)]))
  const begun = letters.size === 0 ? [] : wordsOf(title).filter((word) => isHan(word) && letters.has(initialsOf(word)))
  return [...new Set([...heard, ...begun])]
}

/**
 * Whether a normalised title has all that was typed in letters as those letters sound, or begin its words. False when
 * nothing was.
 */
export function spellsAll(query: ParsedQuery, title: string): boolean {
  const { sounds, otherSounds, initials } = query
  if (sounds.length === 0 && initials.length === 0) return false
  const isHeard = (reading: readonly string[]) => stretchesIn(title, reading, true).length > 0
  const words = new Set(wordsOf(title).filter(isHan).map(initialsOf))
  const begin = (letters: string) =>
    title.includes(letters) ||
    runsIn(title).some((run) => initialsOf(run).includes(letters)) ||
    pairsOf(letters).some(([one, other]) => words.has(one) && words.has(other))
  return (sounds.every(isHeard) || (sounds.length === 1 && otherSounds.some(isHeard))) && initials.every(begin)
}

/** Every way to take letters for the initials of two words: `fsja` is `fs` and `ja`. */
function pairsOf(letters: string): [string, string][] {
  return Array.from({ length: Math.max(0, letters.length - 3) }, (_, at) => [
    letters.slice(0, at + 2),
    letters.slice(at + 2),
  ])
}

function stretchesIn(title: string, reading: readonly string[], whole: boolean): string[] {
  return runsIn(title).flatMap((run) => stretchIn(run, reading, whole))
}

function runsIn(title: string): string[] {
  return title.match(/\p{Script=Han}{2,}/gu) ?? []
}

/** The longest stretch of a run that has neighbouring sounds of a reading, none or one. */
function stretchIn(run: string, reading: readonly string[], whole: boolean): string[] {
  const sounds = soundsOf(run)
  let best = ''
  for (let at = 0; at < sounds.length; at += 1) {
    for (let from = 0; from < reading.length; from += 1) {
      let length = 0
      while (from + length < reading.length && sounds[at + length] === reading[from + length]) length += 1
      if (length > best.length) best = run.slice(at, at + length)
    }
  }
  return best.length >= (whole ? Math.max(2, reading.length) : 2) ? [best] : []
}

function isHan(word: string): boolean {
  return /^\p{Script=Han}{2,}$/u.test(word)
}
