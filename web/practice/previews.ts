import type { Context } from 'hono'
import { findPerson } from '#db/practice/people.ts'
import { getMember } from '#db/rows/people.ts'
import { findPreviewable } from '#db/rows/previews.ts'
import { viewerOf } from '#db/sharing.ts'
import { NOT_FOUND, refuse } from '../errors.ts'
import { sendPreview } from '../send.ts'
import type { PracticeParts } from './routes.ts'

/** A resource's picture for the person that the page plays; what that person may not see is missing. */
export async function previewFor(c: Context, web: PracticeParts): Promise<Response> {
  const { schoolId } = web.practice
  const id = Number(c.req.param('id'))
  const person = await findPerson(web.db, schoolId, c.req.query('as') ?? '')
  const member = person && (await getMember(web.db, schoolId, person.memberId))
  const known = member !== undefined && Number.isSafeInteger(id) && id > 0 && id <= 2_147_483_647
  const resource = known ? await findPreviewable(web.db, viewerOf(member), id) : undefined
  if (!resource || !web.previews) return refuse(c, 404, 'not_found', NOT_FOUND)
  return sendPreview(c, await web.previews.of(resource, member?.locale === 'en' ? 'en' : web.env.LOCALE))
}
