import { sql } from 'kysely'
import { type Move, moveAwards } from '../ledger/move.ts'
import { lockLedger } from '../ledger/post.ts'
import type { Member, PointTx, Trx } from '../schema.ts'
import type { Moved } from './merge-tables.ts'
import { selvesOf } from './selves.ts'

type Given = {
  schoolId: string
  from: Member
  into: Member
  by: number | undefined
  now: Date
  /** Members that had become `from` before. */
  earlier: readonly number[]
}

const MOVED = { zh: '账号合并，转到新账号名下', en: 'Accounts merged: moved to the other one' }
const SELF = {
  zh: '账号合并：自己的资源不给自己计分',
  en: 'Accounts merged: one’s own work does not count for oneself',
}
const TWICE = { zh: '账号合并：同一个人只计一次', en: 'Accounts merged: one person counts once' }

/**
 * Points of two who are one. Whatever stands and is `from`'s becomes `into`'s in the same periods; what turns out to be
 * for oneself is taken back, and of what was earned twice (a download, a review, the first share) the earlier one stays.
 */
export async function mergePoints(trx: Trx, given: Given): Promise<Pick<Moved, 'ledger' | 'points' | 'lost'>> {
  const { schoolId, from, into, now } = given
  await lockLedger(trx, schoolId)
  const people = await selvesOf(trx, schoolId, [into.id])
  const us = new Set([from.id, into.id, ...given.earlier, ...(people.get(into.id)?.all ?? [])])
  const factId = await recordFact(trx, given)
  const awards = await concerned(trx, schoolId, from.id, into.id, [...us])
  const authors = await authorsOf(trx, schoolId, awards)
  const moves: Move[] = []
  let [points, lost] = [0, 0]
  const seen = new Set<string>()
  for (const award of awards) {
    const ours = award.member_id === from.id || award.member_id === into.id
    const own = ours && isOwn(award, us, authors)
    const fact = onceKey(award, ours, us)
    if (own || (fact !== undefined && seen.has(fact))) {
      moves.push({ award, to: undefined, factId, trace: own ? SELF : TWICE })
      lost += award.amount
      continue
    }
    if (fact !== undefined) seen.add(fact)
    if (award.member_id !== from.id) continue
    const actor = award.actor_id ?? undefined
    const to = { memberId: into.id, actorId: actor, trace: award.trace }
    moves.push({ award, to, factId: award.fact_id, trace: MOVED })
    points += award.amount
  }
  return { ledger: await moveAwards(trx, schoolId, moves, now), points, lost }
}

/** A download of one's own work, or a review of it. */
function isOwn(award: PointTx, us: ReadonlySet<number>, authors: ReadonlyMap<number, number>): boolean {
  if (award.rule === 'download.counted') return award.actor_id !== null && us.has(award.actor_id)
  if (award.rule !== 'review.useful' || award.resource_id === null) return false
  const author = authors.get(award.resource_id)
  return author !== undefined && us.has(author)
}

/** What a person can earn once, or let somebody earn once; undefined for all else. */
function onceKey(award: PointTx, ours: boolean, us: ReadonlySet<number>): string | undefined {
  switch (award.rule) {
    case 'upload.first_ever':
      return ours ? 'first' : undefined
    case 'review.useful':
      return ours ? `review ${award.resource_id}` : undefined
    case 'download.counted':
      return award.actor_id !== null && us.has(award.actor_id) ? `download ${award.resource_id}` : undefined
    default:
      return undefined
  }
}

/** Standing awards that a merge can touch, in the order in which they count. */
async function concerned(trx: Trx, schoolId: string, from: number, into: number, us: number[]): Promise<PointTx[]> {
  const { rows } = await sql<PointTx>`
    select tx.* from point_tx tx
    where tx.school_id = ${schoolId} and tx.kind = 'award' and tx.amount <> 0
      and (tx.member_id = ${from}
        or (tx.member_id = ${into} and tx.rule in ('upload.first_ever', 'review.useful'))
        or (tx.actor_id = any (${us}::bigint[]) and tx.rule = 'download.counted'))
      and not exists (select 1 from point_tx back
        where back.school_id = tx.school_id and back.reverses_seq = tx.seq)
    order by tx.counts_at, tx.seq`.execute(trx)
  return rows
}

async function authorsOf(trx: Trx, schoolId: string, awards: readonly PointTx[]): Promise<Map<number, number>> {
  const ids = awards.flatMap((award) => (award.rule === 'review.useful' ? (award.resource_id ?? []) : []))
  if (ids.length === 0) return new Map()
  const rows = await trx
    .selectFrom('resource')
    .select(['id', 'member_id'])
    .where('school_id', '=', schoolId)
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map((row) => [row.id, row.member_id]))
}

/** That two are one is a thing that happened, too; it concerns no resource and earns nothing. */
async function recordFact(trx: Trx, { schoolId, from, into, by, now }: Given): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into fact (school_id, key, kind, actor_id, occurred_at, payload, status)
    select ${schoolId}, 'merged:' || ${from.id}::text || ':' || (count(*) + 1)::text, 'member.merged', ${by ?? null},
      ${now}, ${JSON.stringify({ from: from.id, into: into.id })}::jsonb, 'settled'
    from member_merge where school_id = ${schoolId} and from_id = ${from.id}
    returning id`.execute(trx)
  const [row] = rows
  if (!row) throw new Error('the fact of a merge was not written')
  return row.id
}
