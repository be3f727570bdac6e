import { Readable } from 'node:stream'
import { REPORT_TITLES } from '#db/reports/report.ts'
import { tellMember } from '#db/rows/tell.ts'
import type { Db } from '#db/schema.ts'
import { UserFacingError } from '#kit/errors.ts'
import { type Lang, say, type Text } from '#kit/lang.ts'
import type { Workshop } from '../context.ts'
import type { Outcome } from '../jobs.ts'
import { sentence, type View } from '../view.ts'
import { buildReport, renderReport, reportFileName } from './build.ts'

/** A report of a district’s largest school stays far below this. 200 MB. */
const MOST_BYTES = 200 * 1024 * 1024

type Shop = Pick<Workshop, 'db' | 'blobs' | 'clock' | 'ring'>

/**
 * Makes a report that somebody asked for in a chat and hands it over in private. Run twice, it is made once; what can
 * not be made is answered with a sentence.
 */
export async function makeReport(shop: Shop, schoolId: string, requestId: number): Promise<Outcome> {
  const { db, blobs } = shop
  const request = await waitingRequest(db, schoolId, requestId)
  if (!request) return { skipped: 'made before' }
  const school = await db.selectFrom('school').selectAll().where('id', '=', schoolId).executeTakeFirstOrThrow()
  const lang: Lang = request.lang === 'en' ? 'en' : 'zh-CN'
  const now = shop.clock.now()
  const asked = {
    report: request.report,
    term: request.term_id === '' ? undefined : request.term_id,
    memberId: request.subject_id ?? undefined,
    now,
  }
  let view: View
  let made: { blob_sha256: string; file_name: string; size: number } | undefined
  try {
    const report = await buildReport(db, school, asked)
    const bytes = renderReport(report, request.format, { lang, school, now })
    const stored = await blobs.put(schoolId, Readable.from([bytes]), { maxBytes: MOST_BYTES })
    const name = reportFileName(report, [asked.term], request.format, lang)
    made = { blob_sha256: stored.sha256, file_name: name, size: stored.size }
    view = handed(REPORT_TITLES[request.report], { name, size: stored.size, sha256: stored.sha256 }, lang)
  } catch (error) {
    if (!(error instanceof UserFacingError)) throw error
    view = sentence(say(lang, error.sentence), { tone: 'warn' })
  }
  const chat = await db.transaction().execute(async (trx) => {
    const updated = await trx
      .updateTable('report_request')
      .set({ status: made ? 'made' : 'failed', made_at: now, ...made })
      .where('school_id', '=', schoolId)
      .where('id', '=', requestId)
      .where('status', '=', 'waiting')
      .returning('id')
      .executeTakeFirst()
    if (!updated) return undefined
    return tellMember(trx, schoolId, request.asked_by, {
      key: `report:${requestId}`,
      view: () => view,
      now: request.asked_at,
    })
  })
  if (chat !== undefined) await shop.ring('chat.post', { schoolId, chatId: chat })
  return { done: true }
}

function handed(title: Text, file: { name: string; size: number; sha256: string }, lang: Lang): View {
  return {
    title: say(lang, title),
    blocks: [
      { kind: 'file', resource: 0, ...file },
      {
        kind: 'note',
        text: say(lang, {
          zh: '报表含个人信息，请妥善保管，不要转发到群里。',
          en: 'It holds personal data: keep it safe and do not forward it to a group.',
        }),
      },
    ],
  }
}

/** Requests that wait, oldest first, for the sweep. */
export function waitingReports(db: Db, due: Date) {
  return db
    .selectFrom('report_request')
    .select(['school_id', 'id'])
    .where('status', '=', 'waiting')
    .where('asked_at', '<=', due)
    .orderBy('id')
    .limit(100)
    .execute()
}

async function waitingRequest(db: Db, schoolId: string, id: number) {
  return db
    .selectFrom('report_request')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .where('status', '=', 'waiting')
    .executeTakeFirst()
}
