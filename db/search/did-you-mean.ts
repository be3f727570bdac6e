import { normalise } from './normal.ts'
import { soundsOf } from './sounds.ts'

/**
 * What somebody may have meant by a run of characters that no resource has: the commonest piece of the titles found
 * that sounds the same (after zh/z, n/ng, l/n are one). undefined when every run is known or nothing sounds alike.
 * `titles` are those of the hits, best first.
 */
export function didYouMean(query: string, titles: readonly string[]): string | undefined {
  const plain = titles.map(normalise)
  let better = query
  for (const [run] of query.matchAll(/\p{Script=Han}{2,6}/gu)) {
    if (plain.some((title) => title.includes(normalise(run)))) continue
    const meant = soundsLike(run, plain)
    if (meant !== undefined) better = better.replace(run, meant)
  }
  return better === query ? undefined : better
}

/** The piece of a title with the sounds of the run or of its longest beginning or end; most titles win. */
function soundsLike(run: string, titles: readonly string[]): string | undefined {
  for (let length = run.length; length >= 2; length -= 1) {
    for (const start of length === run.length ? [0] : [0, run.length - length]) {
      const part = run.slice(start, start + length)
      if (titles.some((title) => title.includes(part))) continue
      const piece = commonest(part, titles)
      if (piece !== undefined) return `${run.slice(0, start)}${piece}${run.slice(start + length)}`
    }
  }
  return undefined
}

function commonest(part: string, titles: readonly string[]): string | undefined {
  const wanted = soundsOf(part).join(' ')
  const counts = new Map<string, number>()
  for (const title of titles) {
    for (const [run] of title.matchAll(/\p{Script=Han}+/gu)) {
      for (let at = 0; at + part.length <= run.length; at += 1) {
        const piece = run.slice(at, at + part.length)
        if (piece !== part && soundsOf(piece).join(' ') === wanted) counts.set(piece, (counts.get(piece) ?? 0) + 1)
      }
    }
  }
  return [...counts].sort(([one, left], [other, right]) => right - left || (one < other ? -1 : 1))[0]?.[0]
}
