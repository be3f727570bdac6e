import { askResources } from '#db/search/ask.ts'
import { whyOf } from '#db/search/search.ts'
import { systemClock } from '#kit/clock.ts'
import { chooseSchool, withDb } from './database.ts'
import type { Io } from './io.ts'

export type SearchOptions = { json?: boolean; limit: number; offset: number; school?: string }

/**
 * `search`: what the school's administration may see, as the API answers it:
 * `{ total, took_ms, hits: [{ id, external_id, title, score, why }] }`. An empty query lists the newest.
 */
export async function search(io: Io, words: readonly string[], options: SearchOptions): Promise<void> {
  await withDb(io, async (db) => {
    const school = await chooseSchool(io, db, options.school)
    const viewer = { schoolId: school.id, memberId: undefined, role: 'admin' as const, departmentId: undefined }
    const { limit, offset } = options
    const found = await askResources(db, viewer, { text: words.join(' '), limit, offset, now: systemClock.now() })
    const hits = found.hits.map((hit) => ({
      id: hit.id,
      external_id: hit.external_id,
      title: hit.title,
      score: Number(hit.score.toFixed(4)),
      why: whyOf(hit, io.env.LOCALE),
    }))
    if (options.json) return io.json({ total: found.total, took_ms: Number(found.tookMs.toFixed(1)), hits })
    for (const hit of hits) io.print([hit.id, hit.title, hit.why].filter((part) => part !== '').join('\t'))
    const more = found.totalIsLowerBound ? '+' : ''
    io.say({
      zh: `共 ${found.total}${more} 份，用时 ${found.tookMs.toFixed(0)} 毫秒。`,
      en: `${found.total}${more} found in ${found.tookMs.toFixed(0)} ms.`,
    })
  })
}
