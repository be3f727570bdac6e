import { sql } from 'kysely'
import { firstWaitingRecognition } from '#db/recognition/recognition.ts'
import type { Db } from '#db/schema.ts'
import type { Ring } from './jobs.ts'
import { openBook } from './points/scene.ts'
import { nightlySpans } from './points/settle.ts'
import { waitingReports } from './reports/make.ts'

/** Rows younger than this are on their way by the bell that was rung for them. */
const GRACE_MS = 5_000
/** So many of each kind are rung for in one sweep; the next one follows in 15 s. */
const BATCH = 500

/**
 * Rings again for rows that wait although their time has come: whatever was lost between a commit and its bell, with
 * a killed process or with the queue's memory, is back on its way. Reads only; handlers move `next_at` themselves
 * when they fail, so a file that cannot be catalogued is rung for ever less often. Waiting intake is not its business:
 * the bot process takes that up itself.
 */
export async function sweepRows(db: Db, ring: Ring, now: Date): Promise<{ rung: number }> {
  const due = new Date(now.getTime() - GRACE_MS)
  const uploads = await waitingUploads(db, due)
  for (const { school_id: schoolId, id: uploadId, status } of uploads) {
    await ring(status === 'waiting' ? 'file.fetch' : 'upload.catalogue', { schoolId, uploadId })
  }
  const schools = await schoolsWithWaitingFacts(db)
  for (const { school_id: schoolId } of schools) await ring('fact.settle', { schoolId })
  const chats = await chatsWithWaitingMessages(db, due)
  for (const { school_id: schoolId, chat_id: chatId } of chats) await ring('chat.post', { schoolId, chatId })
  for (const { school_id: schoolId, id: requestId } of await waitingReports(db, due)) {
    await ring('report.make', { schoolId, requestId })
  }
  const picture = await firstWaitingRecognition(db, due)
  if (picture) await ring('resource.recognise', {})
  return { rung: uploads.length + schools.length + chats.length + (picture ? 1 : 0) }
}

/** Uploads that wait for their bytes or for the catalogue, longest first. */
export function waitingUploads(db: Db, due: Date) {
  return db
    .selectFrom('upload')
    .select(['school_id', 'id', 'status'])
    .where('status', 'in', ['waiting', 'stored'])
    .where('next_at', '<=', due)
    .orderBy('next_at')
    .limit(BATCH)
    .execute()
}

/** By the database's clock, which stamped the row: this process may be ahead of it or behind. */
const NOT_YOUNG = sql<Date>`now() - ${GRACE_MS} * interval '1 millisecond'`

/** Schools with facts whose points are not posted and do not wait for the night. */
export async function schoolsWithWaitingFacts(db: Db): Promise<{ school_id: string }[]> {
  const rows = await db
    .selectFrom('fact')
    .where('status', '=', 'waiting')
    .where('recorded_at', '<=', NOT_YOUNG)
    .groupBy('school_id')
    .select(['school_id', sql<boolean>`bool_or(kind not in ('resource.downloaded', 'resource.rated'))`.as('other')])
    .limit(BATCH)
    .execute()
  const schools: { school_id: string }[] = []
  for (const { school_id: schoolId, other } of rows) {
    if (other || (await anyByDay(db, schoolId))) schools.push({ school_id: schoolId })
  }
  return schools
}

/** Whether a download or rating waits that a policy without the night counts. */
async function anyByDay(db: Db, schoolId: string): Promise<boolean> {
  const spans = nightlySpans((await openBook(db, schoolId)).versions)
  const { rows } = await sql<{ due: boolean }>`
    select exists (select 1 from fact where school_id = ${schoolId} and status = 'waiting' and recorded_at <= ${NOT_YOUNG}
      and not exists (select 1
        from unnest(${spans.map(([from]) => from)}::timestamptz[], ${spans.map(([, to]) => to)}::timestamptz[])
          night (since, till) where fact.occurred_at >= night.since and fact.occurred_at < night.till)) as due`.execute(
    db,
  )
  return rows[0]?.due === true
}

/** Chats whose outbox holds something that should be out. */
export function chatsWithWaitingMessages(db: Db, due: Date) {
  return db
    .selectFrom('message')
    .select(['school_id', 'chat_id'])
    .distinct()
    .where('status', '=', 'waiting')
    .where('next_at', '<=', due)
    .limit(BATCH)
    .execute()
}
