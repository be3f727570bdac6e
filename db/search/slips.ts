import type { Reader } from '../schema.ts'
import type { Viewer } from '../sharing.ts'
import { openIndex } from './open-index.ts'
import { searchResources } from './search.ts'
import { readingsOf } from './sounds.ts'

/** Shorter words are one slip away from too many others. */
const SHORTEST = 5
const LONGEST = 14
/** Words one slip away that are looked for among what the viewer may see. */
const TRIED = 3
/** Words of a question that are looked at; each costs some four hundred looks into the index. */
const WORDS = 2
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz']

/**
 * The question with its slips in Latin words mended: `seasens` is `seasons` when a resource that the viewer may see has
 * that. A word that some resource has, or that can be read as pinyin, stays. undefined when nothing is to be mended.
 */
export async function withoutSlips(db: Reader, viewer: Viewer, text: string, now: Date): Promise<string | undefined> {
  let better = text
  const words = text.match(/(?<![\p{L}\p{N}])[a-z]+(?![\p{L}\p{N}])/giu) ?? []
  const odd = words.filter((word) => word.length >= SHORTEST && word.length <= LONGEST && !isPinyin(word))
  for (const word of odd.slice(0, WORDS)) {
    for (const near of (await nearWords(db, viewer.schoolId, word.toLowerCase())).slice(0, TRIED)) {
      // The index knows the words of what others keep to themselves, too.
      const { strictTotal } = await searchResources(db, viewer, { text: near, limit: 1, offset: 0, now })
      if (strictTotal === 0) continue
      better = better.replace(word, near)
      break
    }
  }
  return better === text ? undefined : better
}

/** The words of the index that are one letter more, less, other or exchanged away, the commonest first. */
async function nearWords(db: Reader, schoolId: string, word: string): Promise<string[]> {
  if ((await openIndex(db, schoolId, [word])).df(0) > 0) return []
  const near = oneSlipFrom(word)
  const index = await openIndex(db, schoolId, near)
  const known = near.map((other, at) => ({ other, df: index.df(at) })).filter(({ df }) => df > 0)
  return known.sort((a, b) => b.df - a.df).map(({ other }) => other)
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
