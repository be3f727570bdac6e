import type { Resource, Trx } from '../schema.ts'
import { type Facet, facetLexeme, facetsIn } from './facets.ts'
import { normalise } from './normal.ts'
import { indexPairs } from './pairs.ts'
import { charsOf, wordsOf } from './words.ts'

/** What is known beside the resource row: who made it, and the text inside. */
export type Extra = { authorName: string; body: string }

/** The columns that the search reads. */
export type Indexable = Pick<
  Resource,
  'title' | 'file_name' | 'stage' | 'subject' | 'grade' | 'volume' | 'type' | 'unit' | 'edition' | 'keywords'
>

/** Text vectors as PostgreSQL reads them; `titleLength` in words. */
export type SearchRow = { head: string; words: string; titleLength: number }

/** Distinct body words kept: a tsvector holds 1 MB and positions up to 16383. */
const MAX_BODY_WORDS = 3000
const MAX_BODY_CHARS = 100_000
/** Occurrences kept per body word; the rank is all but flat after these. */
const MAX_OCCURRENCES = 6
const MAX_POSITION = 16_383
/** An English lexeme may be 2046 bytes long; ours never are, but a name may come from anywhere. */
const MAX_LEXEME = 120

/** Makes a resource findable within the transaction, or findable under its corrected title and facets. */
export async function indexResource(trx: Trx, resource: Resource, extra: Extra): Promise<void> {
  const row = searchRow(resource, extra)
  await trx
    .insertInto('resource_search')
    .values({
      school_id: resource.school_id,
      resource_id: resource.id,
      head: row.head,
      words: row.words,
      title_length: row.titleLength,
    })
    .onConflict((conflict) =>
      conflict.columns(['school_id', 'resource_id']).doUpdateSet((eb) => ({
        head: eb.ref('excluded.head'),
        words: eb.ref('excluded.words'),
        title_length: eb.ref('excluded.title_length'),
      })),
    )
    .execute()
  await indexPairs(trx, [{ school_id: resource.school_id, resource_id: resource.id, body: extra.body }])
}

/** Takes it out of the search; nothing happens when it was never in. */
export async function unindexResource(trx: Trx, schoolId: string, resourceId: number): Promise<void> {
  await trx
    .deleteFrom('resource_search')
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', resourceId)
    .execute()
  await trx
    .deleteFrom('resource_pairs')
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', resourceId)
    .execute()
}

/** The search row as text, pure. Weights: A title and unit, B facets, C keywords, edition and author, D body. */
export function searchRow(resource: Indexable, extra: Extra): SearchRow {
  const title = normalise(resource.title)
  const titleWords = wordsOf(title)
  const vector = new Vector()
  vector.add(titleWords, 'A')
  vector.add(
    charsOf(title).map((char) => `#${char}`),
    'A',
  )
  if (resource.unit) vector.add(wordsOf(normalise(resource.unit)), 'A')
  vector.add(facetsOf(resource, title).map(facetLexeme), 'B')
  for (const text of [...resource.keywords, resource.edition ?? '', extra.authorName, resource.file_name])
    vector.add(wordsOf(normalise(text)), 'C')
  vector.add([normalise(extra.authorName).trim()], 'C')
  const head = vector.toString()
  vector.addBody(wordsOf(normalise(extra.body.slice(0, MAX_BODY_CHARS))))
  return { head, words: vector.toString(), titleLength: titleWords.length }
}

/**
 * Columns first. What the title says joins them where a column is empty; forms, types and editions always, because a
 * title may say more than one (教案和课件).
 */
function facetsOf(resource: Indexable, title: string): { field: Facet['field']; key: string }[] {
  const said = facetsIn(title).facets
  const own: { field: Facet['field']; key: string }[] = [{ field: 'type', key: resource.type }]
  if (resource.stage) own.push({ field: 'stage', key: resource.stage })
  if (resource.grade !== null) own.push({ field: 'grade', key: String(resource.grade) })
  if (resource.volume) own.push({ field: 'volume', key: resource.volume })
  if (resource.subject) own.push({ field: 'subject', key: resource.subject })
  if (resource.edition)
    own.push(...facetsIn(`${normalise(resource.edition).replace(/版$/, '')}版`).facets.filter(isEdition))
  const open = new Set<Facet['field']>(['type', 'form', 'edition'])
  return [...own, ...said.filter((facet) => open.has(facet.field) || !own.some((has) => has.field === facet.field))]
}

function isEdition(facet: Facet): boolean {
  return facet.field === 'edition'
}

/** Builds a tsvector literal: lexeme → places with their weight. */
class Vector {
  private readonly places = new Map<string, string[]>()
  private next = 1

  add(lexemes: readonly string[], weight: 'A' | 'B' | 'C'): void {
    for (const lexeme of lexemes) {
      if (lexeme === '' || lexeme.length > MAX_LEXEME) continue
      const places = this.places.get(lexeme)
      if (!places) this.places.set(lexeme, [this.place(weight)])
      // The title's word repeated in keywords or file name adds nothing.
      else if (weight === 'A' && places.length < MAX_OCCURRENCES) places.push(this.place(weight))
    }
  }

  /** Body words join the head's words; they count there too. */
  addBody(words: readonly string[]): void {
    const bodies = new Map<string, number>()
    for (const word of words) {
      const count = bodies.get(word) ?? 0
      if (count >= MAX_OCCURRENCES || (count === 0 && bodies.size >= MAX_BODY_WORDS)) continue
      bodies.set(word, count + 1)
      const places = this.places.get(word)
      if (places) places.push(this.place('D'))
      else this.places.set(word, [this.place('D')])
    }
  }

  toString(): string {
    return [...this.places]
      .map(
        ([lexeme, places]) =>
          `'${/['\\]/.test(lexeme) ? lexeme.replace(/['\\]/g, '$&$&') : lexeme}':${places.join(',')}`,
      )
      .join(' ')
  }

  /** Positions must differ to be kept; past the limit PostgreSQL folds them into the last one. */
  private place(weight: 'A' | 'B' | 'C' | 'D'): string {
    const at = Math.min(this.next, MAX_POSITION)
    this.next += 1
    return weight === 'D' ? String(at) : `${at}${weight}`
  }
}
