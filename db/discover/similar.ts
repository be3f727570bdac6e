import type { ResourceCard } from '../rows/resources.ts'
import type { Reader } from '../schema.ts'
import { facetLabel } from '../search/facets.ts'
import { type Hit, searchResources } from '../search/search.ts'
import type { Viewer } from '../sharing.ts'

/** Keywords that say what a resource is about, beside its title. */
const KEYWORDS = 4
const MOST = 20

type Like = Pick<ResourceCard, 'id' | 'title' | 'keywords' | 'subject' | 'grade' | 'type'>

/**
 * Resources like this one: what its title and first keywords find and, when that is little, what is of the same subject,
 * grade and type. Without itself and what was replaced. `limit` at most 20; the hits carry their reasons, as a search's do.
 */
export async function similarTo(
  db: Reader,
  viewer: Viewer,
  card: Like,
  { limit, now }: { limit: number; now: Date },
): Promise<Hit[]> {
  const wanted = Math.min(MOST, limit)
  const about = [card.title, ...card.keywords.slice(0, KEYWORDS)].join(' ')
  const found: Hit[] = []
  for (const text of [about, kindOf(card)]) {
    if (text === '' || found.length >= wanted) continue
    const { hits } = await searchResources(db, viewer, { text, limit: wanted + found.length + 3, offset: 0, now })
    const fresh = hits.filter((hit) => hit.superseded_by === null && ![card, ...found].some(({ id }) => id === hit.id))
    found.push(...fresh)
  }
  return found.slice(0, wanted)
}

/** `数学 三年级 教案` */
function kindOf({ subject, grade, type }: Like): string {
  const labels = [
    subject === null ? undefined : facetLabel('subject', subject),
    grade === null ? undefined : facetLabel('grade', String(grade)),
    facetLabel('type', type),
  ]
  return subject === null
    ? ''
    : labels
        .map((label) => label?.zh ?? '')
        .join(' ')
        .trim()
}
