import { hasLessons } from '#db/rows/lessons.ts'
import { type Known, knownOf } from '../catalogue/known.ts'
import type { Workshop } from '../context.ts'

/** So long an answer is good: whoever corrects something while a folder comes in is heard soon enough. */
const GOOD_MS = 5_000

/** What a school taught the catalogue, asked every few seconds instead of twice for each of thousands of files. */
export function rememberWords(shop: Pick<Workshop, 'db'>): Known {
  const known = knownOf(shop.db)
  const terms = remembered((schoolId) => known.ownTerms(schoolId))
  const taught = remembered((schoolId) => hasLessons(shop.db, schoolId))
  return {
    ownTerms: terms,
    async lessonsLike(schoolId, features) {
      return (await taught(schoolId)) ? known.lessonsLike(schoolId, features) : []
    },
  }
}

function remembered<Answer>(ask: (schoolId: string) => Promise<Answer>): (schoolId: string) => Promise<Answer> {
  let last: { schoolId: string; at: number; answer: Promise<Answer> } | undefined
  return (schoolId) => {
    const now = performance.now()
    if (last?.schoolId !== schoolId || now - last.at > GOOD_MS) {
      last = { schoolId, at: now, answer: ask(schoolId) }
      // A question that failed is asked again by the next file.
      last.answer.catch(() => {
        last = undefined
      })
    }
    return last.answer
  }
}
