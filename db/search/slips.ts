import type { Reader } from '../schema.ts'
import { openIndex } from './open-index.ts'
import { readingsOf } from './sounds.ts'

/** Shorter words are one slip away from too many others. */
const SHORTEST = 5
const LONGEST = 14
/** Words of a question that are looked at; each costs some four hundred looks into the index. */
const WORDS = 2
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz']

/**
 * The question with its slips in Latin words mended: `seasens` is `seasons` when a resource has that. A word that some
 * resource has, or that can be read as pinyin, stays. undefined when nothing is to be mended.
 */
export async function withoutSlips(db: Reader, schoolId: string, text: string): Promise<string | undefined> {
  let better = text
  const words = text.match(/(?<![\p{L}\p{N}])[a-z]+(?![\p{L}\p{N}])/giu) ?? []
  const odd = words.filter((word) => word.length >= SHORTEST && word.length <= LONGEST && !isPinyin(word))
  for (const word of odd.slice(0, WORDS)) {
    const near = await nearWord(db, schoolId, word.toLowerCase())
    if (near !== undefined) better = better.replace(word, near)
  }
  return better === text ? undefined : better
}

/** The commonest word of the index that is one letter more, less, other or exchanged away. */
async function nearWord(db: Reader, schoolId: string, word: string): Promise<string | undefined> {
  if ((await openIndex(db, schoolId, [word])).df(0) > 0) return undefined
  const near = oneSlipFrom(word)
  const index = await openIndex(db, schoolId, near)
  let best: string | undefined
  let most = 0
  near.forEach((other, at) => {
    const df = index.df(at)
    if (df > most) [best, most] = [other, df]
  })
  return best
}

function oneSlipFrom(word: string): string[] {
  const found = new Set<string>()
  for (let at = 0; at <= word.length; at += 1) {
    const [before, after] = [word.slice(0, at), word.slice(at)]
    found.add(before + after.slice(1))
    found.add(before + after.charAt(1) + after.charAt(0) + after.slice(2))
    for (const letter of LETTERS) {
      found.add(before + letter + after)
      found.add(before + letter + after.slice(1))
    }
  }
  found.delete(word)
  return [...found]
}

function isPinyin(word: string): boolean {
  return readingsOf(word.toLowerCase()).length > 0
}
