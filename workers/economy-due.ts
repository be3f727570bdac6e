import { closeLecture, forgottenLectures } from '#db/events/lectures.ts'
import { expiredRedemptions, overdueRedemptions, releaseExpired, setEscalated } from '#db/redeem/due.ts'
import { sharesOf } from '#db/redeem/payers.ts'
import { arrivedAnswers, setArrived } from '#db/requests/answers.ts'
import { endRequest, expiredRequests, findRequest } from '#db/requests/requests.ts'
import { getMember } from '#db/rows/people.ts'
import { findResource } from '#db/rows/resources.ts'
import { tellAdmins, tellMember } from '#db/rows/tell.ts'
import type { Db, School } from '#db/schema.ts'
import { sentence } from './view.ts'
import { approverActions, redemptionName, toldOwner } from './view-redeem.ts'
import { answerView } from './view-request.ts'

type Place = { schoolId: string; chatId: number }

/** What time does to redemptions, requests and lectures of a school; each thing once, whatever the number of workers. */
export async function economyDue(db: Db, school: School, now: Date): Promise<Place[]> {
  const chats = [
    ...(await escalate(db, school.id, now)),
    ...(await release(db, school.id, now)),
    ...(await expire(db, school.id, now)),
    ...(await arrive(db, school.id, now)),
    ...(await closeForgotten(db, school.id, now)),
  ]
  return chats.map((chatId) => ({ schoolId: school.id, chatId }))
}

/** Longer than the policy's working days: the administrators are told. */
async function escalate(db: Db, schoolId: string, now: Date): Promise<number[]> {
  const chats: number[] = []
  for (const row of await overdueRedemptions(db, schoolId, now)) {
    const told = await db.transaction().execute(async (trx) => {
      if (!(await setEscalated(trx, row, now))) return []
      const owner = await getMember(trx, schoolId, row.member_id)
      return tellAdmins(trx, schoolId, {
        key: `redemption:${row.id}:escalated`,
        now,
        view: (t) =>
          sentence(
            t({
              zh: `${owner.name}的兑换${redemptionName(t, row)}已超过处理期限，请尽快处理；再拖会自动退回。`,
              en: `The redemption ${redemptionName(t, row)} of ${owner.name} is past its time; it will be given back by itself if it waits longer.`,
            }),
            { tone: 'warn', actions: approverActions(t, row) },
          ),
      })
    })
    chats.push(...told)
  }
  return chats
}

/** What waited too long goes back, with a note to whoever paid. */
async function release(db: Db, schoolId: string, now: Date): Promise<number[]> {
  const chats: number[] = []
  for (const id of await expiredRedemptions(db, schoolId, now)) {
    const told = await db.transaction().execute(async (trx) => {
      const row = await releaseExpired(trx, schoolId, id, now)
      if (!row || (row.status === 'draft' && !row.pooled)) return []
      const givers = row.pooled ? (await sharesOf(trx, row)).map((share) => share.member_id) : []
      const places: number[] = []
      for (const memberId of new Set([row.member_id, ...givers])) {
        const chat = await tellMember(trx, schoolId, memberId, {
          key: `redemption:${id}:timeout:${memberId}`,
          now,
          view: (t) => toldOwner(t, { ...row, status: 'cancelled' }),
        })
        if (chat !== undefined) places.push(chat)
      }
      return places
    })
    chats.push(...told)
  }
  return chats
}

/** Requests whose time is over: the bounty goes back. */
async function expire(db: Db, schoolId: string, now: Date): Promise<number[]> {
  const chats: number[] = []
  for (const id of await expiredRequests(db, schoolId, now)) {
    const chat = await db.transaction().execute(async (trx) => {
      const row = await endRequest(trx, { schoolId, id, to: 'expired', now })
      if (!row) return undefined
      return tellMember(trx, schoolId, row.member_id, {
        key: `request:${id}:expired`,
        now,
        view: (t) =>
          sentence(
            t({
              zh: `您的需求 #${id}「${row.text}」到期了${row.bounty > 0 ? '，悬赏已退回' : ''}。`,
              en: `Your request #${id} “${row.text}” has expired${row.bounty > 0 ? '; the bounty is back' : ''}.`,
            }),
            { note: t({ zh: `还需要的话：/ask ${row.text}`, en: `If you still need it: /ask ${row.text}` }) },
          ),
      })
    })
    if (chat !== undefined) chats.push(chat)
  }
  return chats
}

/** Lectures that nobody closed: who came shall not go without. */
async function closeForgotten(db: Db, schoolId: string, now: Date): Promise<number[]> {
  const chats: number[] = []
  for (const lecture of await forgottenLectures(db, schoolId, now)) {
    const chat = await db.transaction().execute(async (trx) => {
      const done = await closeLecture(trx, lecture, now)
      if (!done) return undefined
      return tellMember(trx, schoolId, lecture.host_id, {
        key: `lecture:${lecture.id}:closed`,
        now,
        view: (t) =>
          sentence(
            t({
              zh: `「${lecture.title}」已自动结束，签到 ${done.guests} 人，资料 ${done.materials} 份。`,
              en: `“${lecture.title}” was closed by itself: ${done.guests} checked in, ${done.materials} materials.`,
            }),
          ),
      })
    })
    if (chat !== undefined) chats.push(chat)
  }
  return chats
}

/** Files that were sent as answers and are catalogued by now: the asker is told. */
async function arrive(db: Db, schoolId: string, now: Date): Promise<number[]> {
  const chats: number[] = []
  for (const { answer, resourceId } of await arrivedAnswers(db, schoolId)) {
    const chat = await db.transaction().execute(async (trx) => {
      const request = await findRequest(trx, schoolId, answer.request_id)
      const resource = await findResource(trx, schoolId, resourceId)
      if (!request || !resource || !(await setArrived(trx, answer, resourceId))) return undefined
      if (request.status !== 'open') return undefined
      const by = await getMember(trx, schoolId, answer.member_id)
      return tellMember(trx, schoolId, request.member_id, {
        key: `answer:${answer.id}:arrived`,
        now,
        view: (t) => answerView(t, request, answer, { id: resource.id, title: resource.title, by: by.name }),
      })
    })
    if (chat !== undefined) chats.push(chat)
  }
  return chats
}
