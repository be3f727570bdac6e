import type { Shingled } from './shingles.ts'

/** Where each shingle of a text stands first. */
export type Places = {
  /** Different shingles. */
  size: number
  /** The first place of a shingle, -1 when the text has none such. */
  first(hash: number): number
}

const known = new WeakMap<Int32Array, Places>()

/**
 * The places of a text's shingles, made once for each text: an open table of whole numbers, several times as quick as a
 * Map of tens of thousands. The hashes are well mixed already.
 */
export function placesOf({ hashes }: Pick<Shingled, 'hashes'>): Places {
  const before = known.get(hashes)
  if (before) return before
  const places = makePlaces(hashes)
  known.set(hashes, places)
  return places
}

function makePlaces(hashes: Int32Array): Places {
  const mask = 2 ** Math.ceil(Math.log2(Math.max(8, hashes.length * 2))) - 1
  const keys = new Int32Array(mask + 1)
  const at = new Int32Array(mask + 1)
  let size = 0
  for (let place = 0; place < hashes.length; place += 1) {
    const hash = hashes[place] ?? 0
    if (hash === 0) continue
    let slot = hash & mask
    while (keys[slot] !== 0 && keys[slot] !== hash) slot = (slot + 1) & mask
    if (keys[slot] === hash) continue
    keys[slot] = hash
    at[slot] = place
    size += 1
  }
  return {
    size,
    first(hash) {
      let slot = hash & mask
      while (keys[slot] !== 0 && keys[slot] !== hash) slot = (slot + 1) & mask
      return keys[slot] === hash && hash !== 0 ? (at[slot] ?? -1) : -1
    },
  }
}
