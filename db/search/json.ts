import type { Lang } from '#kit/lang.ts'
import { type SearchResult, whyOf } from './search.ts'

/** What `gongxiang search --json` prints and `GET /api/v1/resources` answers; frozen with v1. */
export type SearchAnswer = {
  total: number
  took_ms: number
  hits: { id: number; external_id: string | null; title: string; score: number; why: string }[]
}

/** A search result as plain JSON; `why` is one line in the reader's language. */
export function searchAnswer(result: SearchResult, lang: Lang): SearchAnswer {
  return {
    total: result.total,
    took_ms: Math.round(result.tookMs * 10) / 10,
    hits: result.hits.map((hit) => ({
      id: hit.id,
      external_id: hit.external_id,
      title: hit.title,
      score: hit.score,
      why: whyOf(hit, lang),
    })),
  }
}
