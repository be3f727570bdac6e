import MiniSearch from 'minisearch'
import type { ImportLine } from '#db/search/import.ts'
import { normalise } from '#db/search/normal.ts'
import { charTerm } from '#db/search/terms.ts'
import { hanOf, wordsOf } from '#db/search/words.ts'

/** MiniSearch over our own words (and, in the second row, our characters), a title counting three times as a text. */
export function miniSearchOf(name: string, lines: readonly ImportLine[], withChars: boolean) {
  const tokens = (text: string) => {
    const plain = normalise(text)
    return withChars ? [...wordsOf(plain), ...hanOf(plain).map(charTerm)] : wordsOf(plain)
  }
  const engine = new MiniSearch<ImportLine>({
    fields: ['title', 'text'],
    tokenize: tokens,
    processTerm: (term) => term,
    searchOptions: { boost: { title: 3 } },
  })
  engine.addAll([...new Map(lines.map((line) => [line.id, line])).values()])
  return {
    name,
    ask: async (text: string) =>
      engine
        .search(text)
        .slice(0, 10)
        .map((hit): string => hit.id),
  }
}
