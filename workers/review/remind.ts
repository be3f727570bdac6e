import { sql } from 'kysely'
import { policyAt } from '#db/policy/at.ts'
import { makersOf } from '#db/review/co-authors.ts'
import { judgesOf } from '#db/review/panels.ts'
import { reviewersFor } from '#db/review/reviewers.ts'
import { findResource } from '#db/rows/resources.ts'
import { tellAdmins, tellMember } from '#db/rows/tell.ts'
import type { Db, Trx } from '#db/schema.ts'
import { sha256 } from '#kit/ids.ts'
import { named } from '#kit/text.ts'
import { sentence } from '../view.ts'

type Item = { table: 'review' | 'second_look'; key: number; resourceId: number; firstBy: number | null }
type Place = { schoolId: string; chatId: number }

/** So many are marked in one go; the next look follows in a minute. */
const BATCH = 200
/** Titles that a message to administrators names. */
const NAMED = 5
const HOUR_MS = 3_600_000

/**
 * Reminds the reviewers of a subject of what has waited for the policy's hours, one message each, and tells the
 * administrators what waits still longer. Each item is said once of each kind, whatever the number of workers.
 */
export async function remindReviews(db: Db, now: Date): Promise<Place[]> {
  const told: Place[] = []
  for (const schoolId of await schoolsWithReviews(db)) {
    const { review } = await policyAt(db, schoolId, now)
    const before = (hours: number) => new Date(now.getTime() - hours * HOUR_MS)
    const chats = await db
      .transaction()
      .execute(async (trx) => [
        ...(await remind(trx, schoolId, before(review.remind_after_hours), now)),
        ...(await escalate(trx, schoolId, before(review.escalate_after_hours), now, review.escalate_after_hours)),
      ])
    for (const chatId of chats) told.push({ schoolId, chatId })
  }
  return [...told, ...(await remindJudges(db, now))]
}

/** Judges whose scores are due within a day are reminded, once each panel. */
async function remindJudges(db: Db, now: Date): Promise<Place[]> {
  const soon = new Date(now.getTime() + 24 * HOUR_MS)
  return db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ school_id: string; id: number }>`
      update panel set reminded_at = ${now} where (school_id, id) in (
        select school_id, id from panel where status = 'open' and reminded_at is null and due_at <= ${soon}
        order by due_at limit ${BATCH} for update skip locked)
      returning school_id, id`.execute(trx)
    const told: Place[] = []
    for (const { school_id: schoolId, id } of rows) {
      for (const judge of await judgesOf(trx, schoolId, Number(id))) {
        if (judge.status !== 'asked') continue
        const chatId = await tellMember(trx, schoolId, judge.member_id, {
          key: `judge-remind:${id}:${judge.member_id}`,
          now,
          view: (t) =>
            sentence(
              t({ zh: `评审 ${id} 明天到期，请打分。`, en: `Panel ${id} is due within a day; please score it.` }),
              {
                actions: [{ label: t({ zh: '打分', en: 'Score' }), command: 'panel', args: { panel: String(id) } }],
              },
            ),
        })
        if (chatId !== undefined) told.push({ schoolId, chatId })
      }
    }
    return told
  })
}

/** Schools where something waits that was not told to everybody yet. */
export async function schoolsWithReviews(db: Db): Promise<string[]> {
  const { rows } = await sql<{ school_id: string }>`
    select distinct school_id from review where status = 'waiting' and (reminded_at is null or escalated_at is null)
    union select distinct school_id from second_look
    where status in ('waiting', 'differs') and (reminded_at is null or escalated_at is null)
    order by 1`.execute(db)
  return rows.map((row) => row.school_id)
}

async function remind(trx: Trx, schoolId: string, before: Date, now: Date): Promise<number[]> {
  const items = await mark(trx, schoolId, 'reminded_at', before, now)
  const byReviewer = new Map<number, Item[]>()
  for (const item of items) {
    const card = await findResource(trx, schoolId, item.resourceId)
    if (!card) continue
    const except = [...(await makersOf(trx, card)), ...(item.firstBy === null ? [] : [item.firstBy])]
    for (const id of await reviewersFor(trx, schoolId, card.subject, except)) {
      byReviewer.set(id, [...(byReviewer.get(id) ?? []), item])
    }
  }
  const chats: number[] = []
  for (const [id, mine] of [...byReviewer].sort(([a], [b]) => a - b)) {
    const chat = await tellMember(trx, schoolId, id, {
      key: `review-remind:${id}:${keyOf(mine)}`,
      now,
      view: (t) =>
        sentence(
          t({
            zh: `有 ${mine.length} 份资源等您审核，已经等了一段时间。`,
            en: `${mine.length} resource(s) have waited for your review for a while.`,
          }),
          { actions: [{ label: t({ zh: '去审核', en: 'Review' }), command: 'review', args: {} }] },
        ),
    })
    if (chat !== undefined) chats.push(chat)
  }
  return chats
}

async function escalate(trx: Trx, schoolId: string, before: Date, now: Date, hours: number): Promise<number[]> {
  const items = await mark(trx, schoolId, 'escalated_at', before, now)
  if (items.length === 0) return []
  const titles: string[] = []
  for (const item of items.slice(0, NAMED)) {
    const card = await findResource(trx, schoolId, item.resourceId)
    if (card) titles.push(`${named(card.title)} #${card.id}`)
  }
  return tellAdmins(trx, schoolId, {
    key: `review-escalate:${keyOf(items)}`,
    now,
    view: (t) =>
      sentence(
        t({
          zh: `有 ${items.length} 份资源待审超过 ${hours} 小时：${titles.join('、')}${items.length > NAMED ? ' 等' : ''}。`,
          en: `${items.length} resource(s) have waited for review for more than ${hours} hours: ${titles.join(', ')}${items.length > NAMED ? ' …' : ''}.`,
        }),
        {
          actions: [{ label: t({ zh: '去审核', en: 'Review' }), command: 'review', args: {} }],
          note: t({
            zh: '审核人不够时，可用 /reviewer 姓名 学科 添加。',
            en: 'If there are too few reviewers: /reviewer name subject adds one.',
          }),
        },
      ),
  })
}

/** Marks what is due and answers it; a row is marked once. */
async function mark(
  trx: Trx,
  schoolId: string,
  column: 'reminded_at' | 'escalated_at',
  before: Date,
  now: Date,
): Promise<Item[]> {
  const name = sql.ref(column)
  const reviews = await sql<{ resource_id: number }>`
    update review set ${name} = ${now} where school_id = ${schoolId} and resource_id in (
      select resource_id from review where school_id = ${schoolId} and status = 'waiting' and ${name} is null
        and created_at <= ${before} order by created_at limit ${BATCH} for update skip locked)
    returning resource_id`.execute(trx)
  const looks = await sql<{ id: number; resource_id: number; first_by: number | null }>`
    update second_look set ${name} = ${now} where school_id = ${schoolId} and id in (
      select id from second_look where school_id = ${schoolId} and status = 'waiting' and ${name} is null
        and created_at <= ${before} order by created_at limit ${BATCH} for update skip locked)
    returning id, resource_id, first_by`.execute(trx)
  return [
    ...reviews.rows.map(
      (row): Item => ({
        table: 'review',
        key: Number(row.resource_id),
        resourceId: Number(row.resource_id),
        firstBy: null,
      }),
    ),
    ...looks.rows.map(
      (row): Item => ({
        table: 'second_look',
        key: Number(row.id),
        resourceId: Number(row.resource_id),
        firstBy: row.first_by === null ? null : Number(row.first_by),
      }),
    ),
  ].sort((a, b) => a.table.localeCompare(b.table) || a.key - b.key)
}

function keyOf(items: readonly Item[]): string {
  return sha256(items.map((item) => `${item.table}:${item.key}`).join()).slice(0, 16)
}
