import type { Context } from 'hono'
import { suggest } from '#db/discover/suggest.ts'
import { findPerson } from '#db/practice/people.ts'
import { getMember } from '#db/rows/people.ts'
import { viewerOf } from '#db/sharing.ts'
import type { PracticeParts } from './routes.ts'

/** As many as fit above the message box. */
const SHOWN = 6

/** How a search that the played person is typing may go on. */
export async function suggestionsFor(c: Context, web: PracticeParts): Promise<Response> {
  const { schoolId } = web.practice
  const person = await findPerson(web.db, schoolId, c.req.query('as') ?? '')
  const member = person && (await getMember(web.db, schoolId, person.memberId))
  const typed = (c.req.query('q') ?? '').slice(0, 100)
  const suggestions = member
    ? await suggest(web.db, viewerOf(member), typed, { limit: SHOWN, now: web.clock.now() })
    : []
  return c.json({ suggestions })
}
