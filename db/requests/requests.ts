import { sql } from 'kysely'
import { UserFacingError } from '#kit/errors.ts'
import { formatPoints, MINOR_UNITS } from '../ledger/amount.ts'
import { lockLedger } from '../ledger/post.ts'
import { spend } from '../ledger/spend-now.ts'
import type { Policy } from '../policy/schema.ts'
import { refusePoor } from '../redeem/rows.ts'
import type { Db, Member, Reader, Trx } from '../schema.ts'
import type { Request } from './tables.ts'

const DAY_MS = 86_400_000

/** Puts a request on the demand board; the bounty (厘) goes into escrow at once. */
export async function postRequest(
  trx: Trx,
  given: { member: Member; text: string; bounty: number; policy: Policy; now: Date },
): Promise<Request> {
  const { member, text, bounty, policy, now } = given
  const most = policy.rules['request.fulfilled']?.bounty_max ?? 0
  if (bounty < 0 || bounty > most * MINOR_UNITS) {
    throw new UserFacingError('bounty', {
      zh: `悬赏可以是 0 到 ${most} 分。`,
      en: `A bounty is 0 to ${most} points.`,
    })
  }
  await lockLedger(trx, member.school_id)
  const open = await countOpen(trx, member)
  if (open >= policy.requests.open_per_person) {
    throw new UserFacingError(
      'too_many_requests',
      {
        zh: `您有 ${open} 条需求还没有结束，先关闭一条再发。`,
        en: `You have ${open} open requests; close one first.`,
      },
      { zh: '查看：/asks 我的', en: 'See /asks mine' },
    )
  }
  if (bounty > 0) await refusePoor(trx, member, bounty)
  const row = await trx
    .insertInto('request')
    .values({
      school_id: member.school_id,
      member_id: member.id,
      text,
      bounty,
      created_at: now,
      expires_at: new Date(now.getTime() + policy.requests.open_days * DAY_MS),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await spend(
    trx,
    row.school_id,
    [
      {
        schoolId: row.school_id,
        key: `request:${row.id}`,
        kind: 'request.posted',
        actorId: member.id,
        occurredAt: now,
        payload: { request: row.id, bounty },
      },
    ],
    now,
  )
  return row
}

/** Ends an open request without an answer: the bounty goes back. Undefined when it was not open any more. */
export async function endRequest(
  trx: Trx,
  given: { schoolId: string; id: number; to: 'closed' | 'expired'; now: Date },
): Promise<Request | undefined> {
  const { schoolId, id, to, now } = given
  await lockLedger(trx, schoolId)
  const row = await trx
    .updateTable('request')
    .set({ status: to, ended_at: now })
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .where('status', '=', 'open')
    .returningAll()
    .executeTakeFirst()
  if (!row) return undefined
  await spend(
    trx,
    schoolId,
    [
      {
        schoolId,
        key: `request-closed:${id}`,
        kind: 'request.closed',
        actorId: row.member_id,
        occurredAt: now,
        payload: { request: id, bounty: row.bounty },
      },
    ],
    now,
  )
  return row
}

export type RequestCard = Request & { asker: string; answers: number }

/** Open requests, newest first, with how many answers each has; `of` only one person's. */
export async function listRequests(
  db: Reader,
  schoolId: string,
  { limit, of }: { limit: number; of?: number },
): Promise<RequestCard[]> {
  const rows = await cards(db, schoolId)
    .where('request.status', '=', 'open')
    .$if(of !== undefined, (query) => query.where('request.member_id', '=', of ?? 0))
    .orderBy('request.id', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ ...row, answers: Number(row.answers) }))
}

export async function findRequest(db: Reader, schoolId: string, id: number): Promise<RequestCard | undefined> {
  const row = await cards(db, schoolId).where('request.id', '=', id).executeTakeFirst()
  return row && { ...row, answers: Number(row.answers) }
}

/** How many requests are open, for the weekly digest. */
export async function countOpenRequests(db: Reader, schoolId: string): Promise<number> {
  const row = await db
    .selectFrom('request')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('school_id', '=', schoolId)
    .where('status', '=', 'open')
    .executeTakeFirstOrThrow()
  return row.n
}

export async function expiredRequests(db: Db, schoolId: string, now: Date): Promise<number[]> {
  const rows = await db
    .selectFrom('request')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('status', '=', 'open')
    .where('expires_at', '<=', now)
    .orderBy('id')
    .limit(100)
    .execute()
  return rows.map((row) => row.id)
}

export function noRequest(id: number): UserFacingError {
  return new UserFacingError(
    'no_request',
    { zh: `没有找到进行中的需求 #${id}。`, en: `There is no open request #${id}.` },
    { zh: '进行中的需求：/asks', en: 'Open requests: /asks' },
  )
}

/** ` · 悬赏 5.00`, nothing without a bounty. */
export function bountyText(row: Pick<Request, 'bounty'>): { zh: string; en: string } {
  if (row.bounty === 0) return { zh: '', en: '' }
  const points = formatPoints(row.bounty)
  return { zh: ` · 悬赏 ${points} 分`, en: ` · bounty ${points}` }
}

function cards(db: Reader, schoolId: string) {
  return db
    .selectFrom('request')
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'request.school_id').onRef('member.id', '=', 'request.member_id'),
    )
    .selectAll('request')
    .select('member.name as asker')
    .select(
      sql<number>`(select count(*) from request_answer a where a.school_id = request.school_id
        and a.request_id = request.id and a.status = 'offered')`.as('answers'),
    )
    .where('request.school_id', '=', schoolId)
}

async function countOpen(trx: Trx, member: Member): Promise<number> {
  const row = await trx
    .selectFrom('request')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('school_id', '=', member.school_id)
    .where('member_id', '=', member.id)
    .where('status', '=', 'open')
    .executeTakeFirstOrThrow()
  return row.n
}
